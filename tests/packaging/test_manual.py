#!/usr/bin/env python3
"""The man pages: no warning from the tools that read them, and they say what --help and the schema say, all of it."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness
import installed

PAGES = sorted((installed.SYSTEMD / "man").iterdir())


def rendered(page):
    """The page as a reader sees it, in one long line."""
    env = {**harness.environment(), "MANWIDTH": "120", "MAN_KEEP_FORMATTING": "", "LC_ALL": "C.UTF-8", "MANPAGER": "cat"}
    done = subprocess.run(["man", "--warnings", "--encoding=UTF-8", "--no-hyphenation", "-l", page], env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and done.stderr == "", f"{page}: exit {done.returncode}\n{done.stderr}"
    return re.sub(r"\s+", " ", done.stdout)


def helps(command=()):
    """(command, --help) of every command of this version, from the first to the innermost."""
    text = harness.run(*command, "--help").stdout
    yield command, text
    listed = re.search(r"^Subcommands:\n(.*?)(\n\n|\Z)", text, re.S | re.M)
    for line in listed[1].splitlines() if listed else []:
        if "(a later version)" not in line:
            yield from helps((*command, line.split()[0]))


def keys_of(schema):
    """Every key that a JSON Schema knows."""
    if isinstance(schema, dict):
        for key, part in schema.items():
            if key == "properties":
                yield from part
            yield from keys_of(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from keys_of(part)


class ManualTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.require_or_skip("man", shutil.which("man") is not None, "there is no man here: scripts/setup --tests")
        cls.pages = {page.name: rendered(page) for page in PAGES}

    def test_these_pages_exist_and_name_themselves(self):
        self.assertEqual(list(self.pages), ["handlewatch-platforms.5", "handlewatch.1", "handlewatch.json.5"])
        for name, text in self.pages.items():
            self.assertIn(f"NAME {name.rpartition('.')[0]} — ", text)

    def test_mandoc_finds_nothing(self):
        if shutil.which("mandoc") is None:
            self.skipTest("there is no mandoc here")
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "style", *PAGES], capture_output=True, text=True, timeout=60,
                              check=False)
        # The other pages are not installed yet.
        said = [line for line in done.stdout.splitlines() if "referenced manual not found" not in line]
        self.assertEqual(said, [])

    def test_handlewatch_1_has_every_command_and_option_of_help(self):
        text = self.pages["handlewatch.1"]
        known = set()
        for command, said in helps():
            with self.subTest(" ".join(command)):
                self.assertTrue(" ".join(["handlewatch", *command[:1]]) in text, "a command that the page lacks")
                self.assertTrue(re.search(rf"\b{command[-1] if command else 'handlewatch'}\b", text), "the same")
            for option, meaning in re.findall(r"^  (?:-\w,)?(--[a-z-]+)(.*)", said, re.M):
                known.add(option)
                if "(a later version)" not in meaning:
                    with self.subTest(command=command, option=option):
                        self.assertTrue(re.search(rf"{option}(?![a-z-])", text), "an option that the page lacks")
        self.assertEqual(set(re.findall(r"(?<!\w)--[a-z][a-z-]*", text)) - known, set(), "options that are not there")

    def test_handlewatch_json_5_has_every_key_of_the_schema(self):
        text = self.pages["handlewatch.json.5"]
        for key in set(keys_of(json.loads(harness.run("config", "schema").stdout))):
            with self.subTest(key):
                self.assertTrue(re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text), "a key that the page lacks")

    def test_the_examples_are_right(self):
        with tempfile.TemporaryDirectory() as folder:
            for page, command, env in (
                    ("handlewatch.json.5", ("config", "check", "--config"),
                     {"HANDLEWATCH_SECRET_SLACK_URL": "https://hooks.example.org/x"}),
                    ("handlewatch-platforms.5", ("platforms", "show", "example", "--platform-file"), {})):
                source = (installed.SYSTEMD / "man" / page).read_text(encoding="utf-8")
                example = pathlib.Path(folder, page)
                example.write_text(re.search(r"\.Bd -literal\n(\{.*?)\.Ed", source, re.S)[1], encoding="utf-8")
                with self.subTest(page):
                    result = harness.run(*command, example, env=env)
                    self.assertEqual(result.code, 0, result)


if __name__ == "__main__":
    os.environ.setdefault("HANDLEWATCH_PATTERNS", str(installed.SYSTEMD.parent / "patterns"))
    harness.main()
