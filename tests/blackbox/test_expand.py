#!/usr/bin/env python3
"""handlewatch expand, and what every subcommand shares: help, near names, formats, pipes that close."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import harness

TITLE = "@PNationale{fr-departments}"
KEYS = ["handle", "template", "slots", "model", "of"]
CITIES = "city,name\nparis,Paris\nlyon,Lyon\n"

# A template, and what its one error must say: a position (of the brace or of the word in it) and a hint.
BAD_TEMPLATES = [
    ("PNationale{fr-departements}", (11, 12), "'fr-departments'"),
    ("PN{fr-departments.nam}", (3, 19), "'name'"),
    ("PN{fr-departments.name|slgu}", (3, 24), "'slug'"),
    ("PN{}", (3, 4), "{fr-departments}"),
    ("PN{|lower}", (3, 4), "slot"),
    ("PN{fr-departments", (3, 3), "'{{'"),
    ("PN{", (3, 3), "'{{'"),
    ("PN}x", (3, 3), "'}}'"),
    ("PN{9..1}", (3, 4), "9..1"),
    ("", (1, 1), "empty"),
    ("@", (1, 2), "empty"),
]

# A dataset file, and what its one error must say beside its name.
BAD_DATASETS = [
    ("city,name\nparis,Paris\nparis,Again\n", ":3:", "'paris'"),
    ("city,name\nparis,Paris\nlyon\n", ":3:", "2"),
    ("city,name\nparis,Paris,France\n", ":2:", "2"),
    ("city,name\n,Paris\n", ":2:", "'city'"),
    ("city,city\nparis,Paris\n", ":1:", "'city'"),
    ("city,\nparis,Paris\n", ":1:", "2"),
    ("city,name\nlyon,Lyon\n\"paris,Paris\n", ":3:", "quote"),
    ("", ":", "empty"),
    ("city\ncaf\udce9\n", ":2:", "UTF-8"),
    ("city,name\nparis,Paris\nlyon,L\udce9on\n", ":3:", "UTF-8"),
    ("city,name\nlyon\n", ":2:", "1 field found, 2 are needed"),
]

MISSPELT = [
    (["exapnd", TITLE], "'expand'"),
    (["chek", "a"], "'check'"),
    (["platform", "list"], "'platforms'"),
    (["platforms", "lst"], "'list'"),
    (["expand", TITLE, "--cuont"], "'--count'"),
    (["check", "a", "--platfrom", "github"], "'--platform'"),
    (["expand", TITLE, "--format", "jsnol"], "jsonl"),
    (["expand", TITLE, "--platform", "githb"], "'github'"),
    (["expand", "a", "--dataset", "nope"], "NAME=FILE"),
    (["expand", "a", "--platform", "mastodon@mastodon.social"], "without a server: mastodon"),
    (["platforms", "hosts", "mastodon@mastodon.social"], "without a server: mastodon"),
]

LATER = ["expand a --variants", "expand a --variants=omission", "check a --variants", "check --watch police",
         "check a --identity who.json", "compare a b", "sighting a@github", "dossier 7 --output there", "evidence verify there",
         "channels hosts", "incidents reclassify 7", "incidents report 7 --to police", "incidents outcome 7 removed",
         "status --handles free"]

HELPFUL = ["", "expand", "check", "platforms", "platforms list", "platforms show", "platforms hosts", "platforms test",
           "platforms import", "platforms learn", "init", "config", "config check", "config schema"]


def complaints(result):
    """The lines of stderr but for the pointer to --help."""
    return [line for line in result.stderr.splitlines() if not line.startswith("try: ")]


# A wrong command line, what is said of it in our words, and whose help is offered.
WRONG_LINES = [
    ("frob", "unknown command 'frob' (allowed: expand, ", ""),
    ("platforms frob", "unknown command 'frob' (allowed: list, ", "platforms"),
    ("incidents list frob", "unknown argument 'frob'", "incidents list"),
    ("platforms", "a command is missing", "platforms"),
    ("expand", "TEMPLATE is required", "expand"),
    ("expand a --format xml", "--format: unknown 'xml' (allowed: table, jsonl, json, csv, md)", "expand"),
    ("check a --concurrency 0", "--concurrency: '0' is no number from 1 to 128", "check"),
    ("check a --concurrency 1x", "--concurrency: '1x' is no number from 1 to 128", "check"),
    ("check a --owned", "--owned needs a value", "check"),
    ("check a --owned b --owned c", "--owned may stand only once", "check"),
    ("check a --plan=no", "--plan takes no value", "check"),
    ("check a --plan=false", "--plan takes no value", "check"),
    ("ledger forget", "ACCOUNT is required", "ledger forget"),
    ("incidents ack twelve", "ID: 'twelve' is no number", "incidents ack"),
    ("incidents ack 99999999999999999999", "ID: '99999999999999999999' is no number", "incidents ack"),
]


class ExpandTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def dataset(self, text, name="cities.csv"):
        path = self.directory / name
        path.write_text(text, encoding="utf-8", errors="surrogateescape")
        return path

    def test_the_title_gives_101_handles_in_the_datasets_order(self):
        result = harness.run("expand", TITLE)
        handles = result.stdout.splitlines()
        self.assertEqual((result.code, result.stderr), (0, ""), result)
        self.assertEqual(len(handles), 101)
        self.assertEqual(len(set(handles)), 101)
        self.assertEqual((handles[0], handles[-1]), ("PNationale01", "PNationale976"))
        self.assertLess({"PNationale2A", "PNationale2B", "PNationale44"}, set(handles))
        self.assertEqual(harness.run("expand", TITLE, "--count").stdout, "101\n")

    def test_a_mistake_in_a_template_is_one_error_with_position_and_hint(self):
        for template, (first, last), hint in BAD_TEMPLATES:
            with self.subTest(template):
                result = harness.run("expand", template)
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertEqual(len(complaints(result)), 1, result)
                self.assertIn(hint, result.stderr)
                positions = [int(number) for number in re.findall(r"character (\d+)", result.stderr)]
                self.assertEqual(len(positions), 1, result)
                self.assertIn(positions[0], range(first, last + 1), result)

    def test_a_mistake_in_a_dataset_is_one_error_with_file_and_line(self):
        for text, line, hint in BAD_DATASETS:
            with self.subTest(hint, line=line):
                path = self.dataset(text)
                result = harness.run("expand", "P{cities}", "--dataset", f"cities={path}")
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertIn(f"{path}{line}", result.stderr)
                self.assertIn(hint, result.stderr.replace(str(path), ""))
                self.assertEqual(len(complaints(result)), 1, result)

    def test_a_dataset_that_cannot_be_read_is_named_with_the_reason(self):
        for path, why in ((self.directory / "none.csv", "No such file"), (self.directory, "folder")):
            result = harness.run("expand", "P{cities}", "--dataset", f"cities={path}")
            self.assertEqual(result.code, 2, result)
            self.assertRegex(result.stderr, f"{re.escape(str(path))}.*{why}")
            self.assertEqual(len(complaints(result)), 1, result)

    def test_what_is_misspelt_is_answered_with_the_near_name(self):
        for arguments, hint in MISSPELT:
            with self.subTest(" ".join(arguments)):
                result = harness.run(*arguments)
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertIn(hint, result.stderr)
                self.assertEqual(len(complaints(result)), 1, result)

    def test_a_wrong_command_line_is_told_in_our_words_and_with_the_help_of_its_command(self):
        for line, said, command in WRONG_LINES:
            with self.subTest(line):
                result = harness.run(*line.split())
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                first, second = result.stderr.splitlines()
                self.assertTrue(first.startswith(f"handlewatch: {said}"), first)
                self.assertEqual(second, " ".join(f"try: handlewatch {command} --help".split()))

    def test_what_belongs_to_a_later_version_says_so(self):
        for line in LATER:
            with self.subTest(line):
                result = harness.run(*line.split())
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertRegex(result.stderr, r"^handlewatch: '[a-z-]+' is not part of this version yet\n")

    def test_help_has_examples_that_begin_as_one_would_type_them(self):
        for line in HELPFUL:
            with self.subTest(line or "handlewatch"):
                result = harness.run(*line.split(), "--help")
                self.assertEqual((result.code, result.stderr), (0, ""), result)
                examples = result.stdout.partition("Example")[2].splitlines()[1:]
                begin = f"handlewatch {line}".strip()
                self.assertTrue(any(example.strip().startswith(begin) for example in examples), result)
        for line in ["run", "incidents", "incidents ack", "history", "own", "status", "ledger", "ledger backup", "channels", "channels test"]:
            result = harness.run(*line.split(), "--help")
            self.assertEqual(result.code, 0, result)
            self.assertIn("Example", result.stdout)

    def test_the_patterns_directory_is_taken_before_and_after_the_subcommand(self):
        for arguments in (["--patterns", self.directory, "expand", TITLE], ["expand", TITLE, "--patterns", self.directory]):
            done = subprocess.run([harness.program(), *map(str, arguments)], env=harness.environment(), capture_output=True,
                                  text=True, check=False)
            self.assertEqual(done.returncode, 2, done)
            self.assertIn("'platforms' and 'datasets'", done.stderr)  # they are not there

    def test_each_format_holds_the_same_handles(self):
        path = self.dataset(CITIES)
        arguments = ["expand", "P{cities}x", "Plain", "--dataset", f"cities={path}"]
        expected = [("Pparisx", "P{cities}x", {"cities": "paris"}), ("Plyonx", "P{cities}x", {"cities": "lyon"}),
                    ("Plain", "Plain", {})]
        records = [dict(zip(KEYS, (*row, None, None))) for row in expected]
        by_line = harness.run(*arguments, "--format", "jsonl")
        self.assertEqual([list(record.items()) for record in by_line.records()], [list(record.items()) for record in records])
        self.assertEqual(json.loads(harness.run(*arguments, "--format", "json").stdout), records)
        table = list(csv.reader(io.StringIO(harness.run(*arguments, "--format", "csv").stdout)))
        self.assertEqual(table[0], KEYS)
        self.assertEqual([(row[0], row[1], json.loads(row[2]), *row[3:]) for row in table[1:]],
                         [(*row, "", "") for row in expected])
        for form in ("md", "table"):
            result = harness.run(*arguments, "--format", form)
            self.assertEqual((result.code, result.stderr), (0, ""), result)
            for handle, *_ in expected:
                self.assertRegex(result.stdout, rf"(?m)^(\| )?{handle}\b")
        self.assertEqual(harness.run(*arguments).stdout, "Pparisx\nPlyonx\nPlain\n")

    def test_a_cell_of_the_csv_is_no_formula(self):
        result = harness.run("expand", "--format", "csv", "--", "=1+1", "+a", "-a", "{=x,@y}")
        for row in list(csv.reader(io.StringIO(result.stdout)))[1:]:
            for cell in row:
                self.assertNotRegex(cell, r"^[=+@\t\r-]", result)

    def test_a_platform_keeps_what_its_grammar_admits_and_counts_the_rest(self):
        patterns = pathlib.Path(os.environ.get("HANDLEWATCH_PATTERNS") or "patterns")
        with open(patterns / "datasets/fr-departments.csv", encoding="utf-8") as rows:
            names = ["Pn" + row["name"] for row in csv.DictReader(rows)]
        fitting = [name for name in names if re.fullmatch(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*", name)]
        result = harness.run("expand", "Pn{fr-departments.name}", "--platform", "github")
        self.assertEqual(result.code, 0, result)
        self.assertEqual(result.stdout.splitlines(), fitting)
        self.assertRegex(result.stderr, rf"\b{len(names) - len(fitting)}\b")
        counted = harness.run("expand", "Pn{fr-departments.name}", "--platform", "github", "--count")
        self.assertEqual(counted.stdout, f"{len(fitting)}\n", counted)

    def test_a_collision_is_reported_and_the_handle_given_once(self):
        path = self.dataset("city,name\nparis,Grand-Paris\nparis2,Grand Paris\n")
        result = harness.run("expand", "P{cities.name|slug}", "Plyon", "{P,Q}lyon", "--dataset", f"cities={path}")
        self.assertEqual((result.code, result.stdout), (0, "Pgrandparis\nPlyon\nQlyon\n"), result)
        about = [line for line in result.stderr.splitlines() if "Pgrandparis" in line]
        self.assertEqual(len(about), 1, result)
        self.assertIn("P{cities.name|slug}", about[0])
        self.assertIn("row paris and row paris2 of cities", about[0])
        self.assertTrue(any("Plyon" in line for line in result.stderr.splitlines()), result)

    def test_a_collision_of_several_slots_names_the_row_of_each(self):
        path = self.dataset("key,name\n10,D\u00e9z\n12,DEZ\n")
        result = harness.run("expand", "{cities.name|slug}{1..2}", "--dataset", f"cities={path}")
        self.assertEqual((result.code, result.stdout), (0, "dez1\ndez2\n"), result)
        for number, line in enumerate(result.stderr.splitlines(), 1):
            for row in ("10", "12"):
                self.assertIn(f"(row {row} of cities, 1..2={number})", line)

    def test_a_dataset_that_hides_a_shipped_one_says_so(self):
        path = self.dataset(CITIES)
        result = harness.run("expand", "P{fr-departments}", "--dataset", f"fr-departments={path}")
        self.assertEqual((result.code, result.stdout), (0, "Pparis\nPlyon\n"), result)
        self.assertRegex(result.stderr, rf"(?m)^warning: {re.escape(str(path))}: 'fr-departments' hides")
        result = harness.run("expand", "P{cities}", "--dataset", f"cities={path}")
        self.assertEqual((result.code, result.stderr), (0, ""), result)

    def test_a_name_of_two_words_is_a_template_like_any_other(self):
        self.assertEqual(harness.run("expand", "Jimbo Wales", "--platform", "mediawiki").stdout, "Jimbo Wales\n")
        for template in (" Jimbo", "Jimbo ", "Jimbo  Wales", "@ Jimbo", "Jimbo\tWales"):
            result = harness.run("expand", template)
            self.assertEqual((result.code, result.stdout), (2, ""), result)

    def test_what_cannot_exist_there_is_counted_and_nothing_is_not_told(self):
        for handle, told in (("ab", ""), ("a_b", "1 of 1 handle cannot exist there, such as a_b\n")):
            result = harness.run("expand", handle, "--platform", "github")
            self.assertEqual((result.code, result.stderr), (0, told), result)

    def test_a_reader_that_goes_away_ends_it_quietly(self):
        for form in ([], ["--format", "jsonl"], ["--format", "csv"]):
            process = harness.start("expand", "{0000000..9999999}", *form)
            self.addCleanup(harness.stop, process)
            self.assertTrue(process.stdout.readline())
            process.stdout.close()
            code = process.wait(10)
            self.assertIn(code, (0, -13, 141))
            self.assertEqual(process.stderr.read(), b"")

    def test_a_full_disk_ends_it_with_one_line_and_exit_4(self):
        for arguments in (["expand", TITLE], ["expand", "{0000000..9999999}"], ["expand", TITLE, "--count"],
                          ["expand", TITLE, "--format", "json"], ["platforms", "list"], ["platforms", "show", "bluesky"],
                          ["--help"], ["expand", "--help"]):
            with self.subTest(" ".join(arguments)), open("/dev/full", "wb") as full:
                process = harness.start(*arguments, stdout=full)
                _, errors = process.communicate(timeout=10)
                self.assertEqual(process.returncode, 4, errors)
                self.assertEqual(len(errors.decode().splitlines()), 1, errors)
                self.assertIn(b"No space left", errors)

    def test_ten_million_handles_take_no_more_memory_than_a_thousand(self):
        small, large = self.peak("P{000..999}", 1000), self.peak("P{0000000..9999999}", 10_000_000)
        self.assertLess(large - small, 8 << 10)  # KiB

    def peak(self, template, count):
        """The greatest resident size in KiB of an expansion whose every line is read and counted."""
        process = harness.start("expand", template, stderr=subprocess.DEVNULL)
        self.addCleanup(harness.stop, process)
        lines = last = 0
        for piece in iter(lambda: process.stdout.read(1 << 20), b""):
            lines += piece.count(b"\n")
            last = piece
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.assertEqual((process.returncode, lines), (0, count))
        self.assertEqual(last.split()[-1].decode(), f"P{count - 1}")
        return usage.ru_maxrss


if __name__ == "__main__":
    harness.main()
