#!/usr/bin/env python3
"""What bash offers when TAB is pressed, and that zsh can read its file."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness
import installed

SCRIPT = installed.SYSTEMD / "completions/handlewatch.bash"
# As bash calls it: with the words as readline splits them, at '=' too.
DRIVER = r"""
source "$1"; shift
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
[[ $(complete -p handlewatch) =~ -F\ ([a-z_]+) ]] || exit 3
"${BASH_REMATCH[1]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
"""


def offered(typed, cwd=None):
    """What is offered at the end of this command line."""
    words = [harness.program()]
    for word in typed.split(" "):
        words += [part for part in re.split("(=)", word) if part or word == ""]
    done = subprocess.run(["bash", "--norc", "-c", DRIVER, "bash", SCRIPT, *words], env=harness.environment(), cwd=cwd,
                          capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 0 and done.stderr == "", f"{typed}: exit {done.returncode}\n{done.stderr}"
    return [line for line in done.stdout.splitlines() if line]


def helped(*command):
    """The --help of a command."""
    return harness.run(*command, "--help").stdout


class BashTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        harness.require_or_skip("bash", shutil.which("bash") is not None, "there is no bash here")

    def test_the_commands_are_those_of_this_version(self):
        listed = re.search(r"Subcommands:\n(.*?)\n\n", helped(), re.S)[1]
        wanted = [line.split()[0] for line in listed.splitlines() if "(a later version)" not in line]
        self.assertEqual(offered(""), wanted)
        self.assertEqual(offered("ex"), ["expand"])
        self.assertEqual(offered("--config file ex"), ["expand"])
        self.assertEqual(offered("nonsense"), [])

    def test_a_command_s_own_commands_follow_it(self):
        self.assertEqual(offered("config "), ["check", "schema"])
        self.assertEqual(offered("--format csv platforms "), ["list", "show", "hosts", "test", "import", "learn"])
        self.assertEqual(offered("platforms l"), ["list", "learn"])

    def test_the_options_are_the_command_s_and_the_common_ones(self):
        self.assertEqual(set(offered("expand --co")), {"--count", "--config", "--color"})
        self.assertEqual(set(offered("check --pl")), {"--platform", "--platform-file", "--plan"})
        self.assertEqual(offered("run --on"), ["--once"])
        self.assertEqual(offered("run --platf"), [])

    def test_every_option_of_every_help_is_offered(self):
        for command in ([], ["expand"], ["check"], ["run"], ["init"], ["platforms", "test"], ["platforms", "learn"]):
            for option in re.findall(r"^  (?:-\w,)?(--[a-z-]+)", helped(*command), re.M):
                with self.subTest(command=command, option=option):
                    self.assertIn(option, offered(" ".join([*command, option])))

    def test_a_value_is_completed_by_its_kind(self):
        self.assertEqual(offered("--format "), ["table", "jsonl", "json", "csv", "md"])
        self.assertEqual(offered("check --format=j"), ["jsonl", "json"])
        self.assertEqual(offered("check --format="), ["table", "jsonl", "json", "csv", "md"])
        self.assertEqual(offered("check --color a"), ["auto", "always"])
        self.assertEqual(offered("check --timeout "), [])
        if "incidents" in offered("inc"):
            self.assertEqual(offered("incidents list --state o"), ["open"])
            self.assertEqual(offered("incidents dismiss 12 --as b"), ["bystander"])

    def test_platforms_are_completed_from_the_installed_definitions(self):
        shipped = sorted(path.stem for path in (installed.SYSTEMD.parent / "patterns/platforms").glob("*.json"))
        self.assertEqual(sorted(offered("check --platform ")), shipped)
        self.assertEqual(sorted(offered("platforms show ")), shipped)
        self.assertEqual(offered("check acme --platform blue"), ["bluesky"])
        self.assertEqual(offered("platforms test blue"), ["bluesky"])

    def test_files_and_folders_are_completed(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder)
            (here / "owned list.csv").touch()
            (here / "other").mkdir()
            self.assertEqual(sorted(offered("check --owned o", cwd=here)), ["other", "owned list.csv"])
            self.assertEqual(offered("--patterns o", cwd=here), ["other"])
            self.assertEqual(offered("check --from=ow", cwd=here), ["owned list.csv"])


class ZshTest(unittest.TestCase):
    def test_zsh_can_read_its_file(self):
        if shutil.which("zsh") is None:
            self.skipTest("there is no zsh here")
        installed.run("zsh", "-n", installed.SYSTEMD / "completions/_handlewatch")


if __name__ == "__main__":
    os.environ.pop("HANDLEWATCH_PATTERNS", None)  # a completion has no --patterns of its own
    harness.main()
