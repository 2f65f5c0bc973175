#!/usr/bin/env python3
"""handlewatch check on the platforms of 15 January 2014, with the shipped definitions: verdicts, exit codes, records."""
import collections
import csv
import io
import json
import os
import pathlib
import pty
import re
import tempfile
import time
import unittest

import harness
import worlds

TITLE = "@PNationale{fr-departments}"
PILOTS = ["PNationale44", "PNationale35", "PNationale62", "PNationale67", "PNationale06"]
STRANGERS = {f"PNationale{code}" for code in ("02", "11", "23", "91")}
OPEN = ["bluesky", "codeberg", "github"]
KEYS = ["checked_at", "platform", "server", "handle", "expected", "model", "status", "holder", "reason", "url",
        "account_id", "display_name", "created_at", "http_status", "elapsed_ms"]
DID44 = "did:plc:fyaklyajxjqeowmejd566nzp"

# Arguments, the lines of --owned, and the exit code of the contract's table.
EXITS = [
    ("free", ["PNationale{03,05}", "--platform", "bluesky"], [], 0),
    ("forbidden by the grammar", ["P_1", "--platform", "github"], [], 0),
    ("ours", ["PNationale44", "--platform", "bluesky"], ["bluesky,PNationale44"], 0),
    ("ours on any platform", ["PNationale44", "--platform", "bluesky", "--platform", "codeberg"], ["*,PNationale44"], 0),
    ("ours by its id", ["PNationale44", "--platform", "bluesky"], [f"bluesky,PNationale44,{DID44}"], 0),
    ("ours in another spelling", ["PNationale44", "--platform", "bluesky"], ["bluesky,@pnationale44.bsky.social"], 0),
    ("ours outside the roster", ["PNationale03", "--platform", "bluesky"], ["bluesky,PNationale44"], 0),
    ("ours elsewhere", ["PNationale44", "--platform", "bluesky"], ["codeberg,PNationale44"], 1),
    ("a stranger's", ["PNationale02", "--platform", "bluesky"], [], 1),
    ("another account's", ["PNationale44", "--platform", "bluesky"], ["bluesky,PNationale44,did:plc:another"], 1),
    ("lost", ["PNationale03", "--platform", "bluesky"], ["bluesky,PNationale03"], 1),
    ("lost outside the roster", ["PNationale03", "--platform", "bluesky"], ["bluesky,PNationale05"], 1),
    ("another account's outside the roster", ["PNationale03", "--platform", "bluesky"], ["bluesky,PNationale44,did:plc:x"], 1),
    ("unknown", ["PNationale03", "--platform", "gitlab"], [], 3),
    ("unknown and ours", ["PNationale44", "--platform", "gitlab"], ["gitlab,PNationale44"], 3),
    ("unknown and free", ["PNationale03", "--platform", "gitlab", "--platform", "bluesky"], [], 3),
    ("unknown and a stranger's", ["PNationale02", "--platform", "gitlab", "--platform", "bluesky"], [], 1),
    ("a stranger's and unknown", ["PNationale02", "--platform", "bluesky", "--platform", "gitlab"], [], 1),
    ("a stranger's and free", ["PNationale{02,03}", "--platform", "bluesky"], [], 1),
    ("free and a stranger's", ["PNationale{03,02}", "--platform", "bluesky"], [], 1),
    ("unknown and lost", ["PNationale03", "--platform", "gitlab", "--platform", "bluesky"], ["bluesky,PNationale03"], 1),
]

# Arguments of a check that asks nothing, and what its error must name.
USAGE = [
    ([], "TEMPLATE|--from"),
    (["PN01", "--platform", "githb"], "'github'"),
    (["PN01", "--platform", "blusky@example.org"], "'bluesky'"),
    (["PN01", "--platform", "github@example.org"], "github.*server"),
    (["PN01", "--platform", "mastodon@"], "server"),
    (["PN01", "--platform", "mastodon@ftp://example.org"], "ftp://example.org"),
    (["PN01", "--platform", "mastodon@exam ple"], "exam ple"),
    (["PN01", "--platform", "mastodon@https://example.org/?a=b"], "example.org/\\?a=b"),
    (["PN01", "--platform", "mastodon@https://user:secret@example.org"], "server"),
    (["PN{fr-departement}"], "'fr-departments'"),
    (["--from", "/nonexistent/handles.txt"], "/nonexistent/handles.txt.*No such file"),
    (["PN01", "--owned", "/nonexistent/owned.csv"], "/nonexistent/owned.csv.*No such file"),
    (["PN01", "--ca-file", "/nonexistent/ca.pem"], "/nonexistent/ca.pem"),
    (["PN01", "--platform-file", "/nonexistent/x.json"], "/nonexistent/x.json"),
    (["PN01", "--rate", "often"], "rate.*5/1s|5/1s"),
    (["PN01", "--rate", "0/1s"], "rate"),
    (["PN01", "--timeout", "soon"], "timeout.*10s"),
    (["PN01", "--max-wait", "10"], "max-wait.*10m"),
    (["PN01", "--concurrency", "0"], "concurrency"),
    (["PN01", "--concurrency", "many"], "concurrency"),
    (["PN01", "--platform", "mastodon@https://me:s3cret@one.test"], "mastodon: .*without user and password"),
    (["PN01", "--progress", "sometimes"], "auto.*always.*never"),
    (["PN01", "--color", "red"], "auto.*always.*never"),
]

# The lines of an --owned file, and what its error must say.
OWNED = [
    ("platform;handle\nbluesky;PN01\n", ":1:"),
    ("bluesky,PN01\n", ":1:.*(platform|header)"),
    ("platform,handle\nblusky,PN01\n", ":2:.*'bluesky'"),
    ("platform,handle\nbluesky,\n", ":2:"),
    ("platform,handle,account_id\nbluesky,PN01,1\nbluesky,@pn01,2\n", ":3:.*twice.*different account ids"),
    ("platform,handle,acount_id\nbluesky,PN01,1\n", ":1:.*'account_id'"),
]


class CheckTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.simulator = cls.enterClassContext(harness.Simulator(worlds.shipped("january-2014")))
        cls.directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))

    def check(self, *arguments, owned=(), rate="1000/1s", env=None, **how):
        if owned:
            columns = 1 + max(line.count(",") for line in owned)
            header = ",".join(["platform", "handle", "account_id"][:columns])
            (self.directory / "owned.csv").write_text("\n".join([header, *owned, ""]), encoding="utf-8")
            arguments += ("--owned", self.directory / "owned.csv")
        return harness.run("check", *arguments, "--ca-file", self.simulator.ca, *(["--rate", rate] if rate else []),
                           env=self.simulator.proxy_env() | (env or {}), **how)

    def asked(self):
        return sum(traffic["requests"] for traffic in self.simulator.stats()["platforms"].values())

    def test_the_pilots_are_ours_four_strangers_are_found_and_the_walled_platform_stays_unknown(self):
        platforms = [part for name in [*OPEN, "gitlab"] for part in ("--platform", name)]
        result = self.check(TITLE, *platforms, owned=[f"*,{pilot}" for pilot in PILOTS])
        self.assertEqual((result.code, len(result.records())), (1, 404), result)
        for platform in OPEN:
            records = {record["expected"]: record for record in result.records() if record["platform"] == platform}
            self.assertEqual({name for name, record in records.items() if record["holder"] == "ours"}, set(PILOTS))
            self.assertEqual({name for name, record in records.items() if record["holder"] == "stranger"}, STRANGERS)
            self.assertEqual(collections.Counter(record["status"] for record in records.values()), {"claimed": 9, "available": 92})
        gitlab = {(record["status"], record["reason"]) for record in result.records() if record["platform"] == "gitlab"}
        self.assertEqual(gitlab, {("unknown", "blocked")})
        summary = result.stderr.splitlines()[-1]
        for part in ("404 targets", "27 claimed", "276 available", "0 suspended", "0 reserved", "0 invalid", "101 unknown",
                     r"\d+ requests\b", r"\d+\.\d s", r"\d+ requests/s"):
            self.assertRegex(summary, rf"\b{part}")
        order = [record["expected"] for record in result.records() if record["platform"] == "bluesky"]
        self.assertEqual(order[-4:], sorted(STRANGERS))  # looked at again, at the end
        array = self.check(TITLE, "--platform", "bluesky", "--format", "json")
        order = [record["expected"] for record in json.loads(array.stdout)]
        self.assertEqual((order[0], order[-1]), ("PNationale01", "PNationale976"))

    def test_a_table_of_several_platforms_ends_with_what_is_ours_and_what_is_not_on_each(self):
        result = self.check(TITLE, "--platform", "bluesky", "--platform", "codeberg", "--format", "table",
                            owned=[f"*,{pilot}" for pilot in PILOTS])
        rows = [line.split() for line in result.stdout.splitlines()[-3:]]
        self.assertEqual(rows[0], ["COVERAGE", "OURS", "OTHERS", "FREE", "CLOSED", "INVALID", "UNKNOWN"], result)
        self.assertEqual(rows[1:], [["bluesky", "5", "4", "92", "0", "0", "0"],
                                    ["codeberg@https://codeberg.org", "5", "4", "92", "0", "0", "0"]])

    def test_the_exit_code_says_how_it_stands(self):
        for what, arguments, owned, code in EXITS:
            with self.subTest(what):
                result = self.check(*arguments, owned=owned)
                self.assertEqual(result.code, code, result)

    def test_an_owned_handle_is_told_by_its_id_and_an_unconfirmed_one_is_proposed(self):
        other = self.check("PNationale44", "--platform", "bluesky", owned=["bluesky,PNationale44,did:plc:another"])
        self.assertEqual([record["holder"] for record in other.records()], ["stranger"], other)
        outside = self.check("PNationale03", "--platform", "bluesky", owned=["bluesky,PNationale44"])
        self.assertEqual({record["handle"]: record["holder"] for record in outside.records()},
                         {"pnationale03.bsky.social": None, "pnationale44.bsky.social": "ours"}, outside)
        self.assertRegex(outside.stderr, f"(?m)^.*unconfirmed.*pnationale44.*{DID44}")
        confirmed = self.check("PNationale44", "--platform", "bluesky", owned=[f"bluesky,PNationale44,{DID44}"])
        self.assertNotIn("unconfirmed", confirmed.stderr)

    def test_an_owned_handle_that_is_lost_is_named_and_a_roster_of_ours_stays_readable(self):
        other = self.check("PNationale44", "--platform", "bluesky", owned=["bluesky,PNationale44,did:plc:another"])
        self.assertRegex(other.stderr, f"(?m)^.*no longer ours: pnationale44.* on bluesky: somebody else.*{DID44}")
        free = self.check("PNationale03", "--platform", "bluesky", owned=["bluesky,PNationale03"])
        self.assertRegex(free.stderr, "(?m)^.*no longer ours: pnationale03.* on bluesky: it is available$")
        self.assertEqual(free.code, 1, free)
        pilots = self.check(TITLE, "--platform", "bluesky", owned=[f"*,{name}" for name in PILOTS])
        self.assertEqual(len(re.findall("owned but unconfirmed", pilots.stderr)), len(PILOTS), pilots)

    def test_owned_handles_outside_what_is_asked_become_targets_or_are_said_to_be_left_out(self):
        owned = [f"mastodon@one.test,alice", "bluesky,PNationale44"]
        everywhere = self.check("--max-wait", "1ms", "--plan", owned=owned)
        self.assertIn(("mastodon", "https://one.test"), {(row["platform"], row["server"]) for row in everywhere.records()})
        left_out = self.check("PNationale03", "--platform", "bluesky", owned=owned)
        self.assertRegex(left_out.stderr, "(?m)^not asked, for want of --platform: 1 of our handles, such as alice on mastodon@one.test$")
        self.assertEqual(len(left_out.records()), 2)

    def test_an_owned_handle_that_cannot_be_where_it_is_listed_is_a_mistake(self):
        for row, why in (("bluesky,foo_bar", "'foo_bar' cannot exist on bluesky"), ("mediawiki@nowhere at all,Foo", "is no server")):
            result = self.check("PNationale03", "--platform", "bluesky", owned=[row])
            self.assertEqual(result.code, 2, result)
            self.assertRegex(result.stderr, f":2: .*{why}")
        spaced = self.check("PNationale03", "--platform", "bluesky", owned=[f" bluesky , PNationale44 , {DID44} "])
        self.assertEqual({record["handle"]: record["holder"] for record in spaced.records()},
                         {"pnationale03.bsky.social": None, "pnationale44.bsky.social": "ours"}, spaced)

    def test_an_option_takes_one_value_and_leaves_what_follows_to_the_roster(self):
        result = self.check("--platform", "bluesky", "PNationale44", "PNationale03", owned=[f"bluesky,PNationale44,{DID44}"])
        self.assertEqual([record["handle"] for record in result.records()],
                         ["pnationale44.bsky.social", "pnationale03.bsky.social"], result)

    def test_a_mistake_in_the_command_line_asks_nothing_and_exits_2(self):
        before = self.asked()
        for arguments, named in USAGE:
            with self.subTest(" ".join(arguments)):
                result = harness.run("check", *arguments, env=self.simulator.proxy_env())
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertRegex(result.stderr, f"(?i){named}")
        for text, named in OWNED:
            with self.subTest(text.replace("\n", "/")):
                path = self.directory / "mistaken.csv"
                path.write_text(text, encoding="utf-8")
                result = self.check("PN01", "--platform", "bluesky", "--owned", path)
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertRegex(result.stderr, re.escape(str(path)) + named)
        self.assertEqual(self.asked(), before)

    def test_a_record_has_every_key_in_order_and_null_where_nothing_is_known(self):
        result = self.check("PNationale{02,03}", "P_1", "--platform", "codeberg", "--platform", "github")
        for record in result.records():
            self.assertEqual(list(record), KEYS)
            self.assertRegex(record["checked_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
            self.assertIsNone(record["model"])
            self.assertEqual(record["server"], "https://codeberg.org" if record["platform"] == "codeberg" else None)
        invalid, free, held = [record for record in result.records() if record["platform"] == "github"]
        self.assertEqual({key: held[key] for key in KEYS[3:14]}, {
            "handle": "pnationale02", "expected": "PNationale02", "model": None, "status": "claimed", "holder": "stranger",
            "reason": "rest/1", "url": "https://github.com/pnationale02", "account_id": "6396200",
            "display_name": "Police de l'Aisne (ou presque)", "created_at": "2014-01-14T19:42:10Z", "http_status": 200})
        self.assertEqual({key: free[key] for key in KEYS[3:14]}, {
            "handle": "pnationale03", "expected": "PNationale03", "model": None, "status": "available", "holder": None,
            "reason": "rest/2", "url": "https://github.com/pnationale03", "account_id": None, "display_name": None,
            "created_at": None, "http_status": 404})
        self.assertEqual((invalid["status"], invalid["holder"], invalid["http_status"], invalid["elapsed_ms"]),
                         ("invalid", None, None, None))
        self.assertIsInstance(held["elapsed_ms"], int)

    def test_each_format_holds_the_same_records(self):
        arguments = ["PNationale{02,03}", "--platform", "bluesky", "--platform", "gitlab"]
        lines = self.check(*arguments).records()
        moving = ("checked_at", "elapsed_ms")

        def still(records):
            return sorted(([(key, value) for key, value in record.items() if key not in moving] for record in records), key=str)
        self.assertEqual(still(json.loads(self.check(*arguments, "--format", "json").stdout)), still(lines))
        table = list(csv.DictReader(io.StringIO(self.check(*arguments, "--format", "csv").stdout)))
        self.assertEqual(list(table[0]), KEYS)
        self.assertEqual(still(table), still([{key: "" if value is None else str(value) for key, value in record.items()}
                                              for record in lines]))
        for form in ("table", "md"):
            text = self.check(*arguments, "--format", form).stdout
            for record in lines:
                self.assertRegex(text, r"\b.*".join(record[key] for key in ("platform", "handle", "status", "reason")))

    def test_handles_come_from_a_file_or_from_standard_input(self):
        text = "\ufeff@PNationale03\nPNationale02\r\n\nPNationale03\nPNationale05"  # as an editor on Windows may leave it
        (self.directory / "handles.txt").write_text(text, encoding="utf-8")
        for source, given in (("-", text), (self.directory / "handles.txt", None)):
            result = self.check("--from", source, "--platform", "bluesky", input=given)
            self.assertEqual({record["expected"]: record["status"] for record in result.records()},
                             {"PNationale03": "available", "PNationale02": "claimed", "PNationale05": "available"}, result)
            self.assertEqual(len(result.records()), 3)

    def test_a_plan_asks_nothing_and_says_how_much_how_long_and_at_what_cost(self):
        before = self.asked()
        result = self.check(TITLE, "--plan", rate=None)
        self.assertEqual((result.code, self.asked()), (0, before), result)
        plan = {record["platform"]: record for record in result.records()}
        self.assertLessEqual({"bluesky", "codeberg", "github", "gitlab", "mastodon", "mediawiki", "npm-package", "domain-fr"},
                             set(plan))
        self.assertEqual({record["targets"] for record in plan.values()}, {101})
        self.assertGreaterEqual(plan["github"]["seconds_about"], 3600)
        self.assertLess(plan["mediawiki"]["requests"], 5)
        self.assertTrue(all(record["cost"] for record in plan.values()), result)
        self.assertRegex(result.stderr, r"(?m)^at most [\d,]+ requests in about .*, and on top second looks at strangers; nothing was asked$")

    def test_what_takes_over_a_minute_is_said_before_it_starts(self):
        result = self.check(TITLE, "--platform", "gitlab", rate=None)  # a wall: over at once, but who knew
        self.assertEqual(result.code, 3)
        self.assertRegex(result.stderr.splitlines()[0], r"takes at most about .*\d\d:\d\d")
        self.assertNotIn("takes at most about", self.check("PNationale03", "--platform", "bluesky").stderr)

    def test_explain_shows_request_answer_and_rule_on_stderr_alone(self):
        result = self.check("PNationale{02,03}", "--platform", "codeberg", "--explain")
        self.assertRegex(result.stderr, r"GET https://codeberg\.org/\S*/pnationale02 -> 200 .*\n.*pnationale02: claimed.*users/1")
        self.assertRegex(result.stderr, r"users/pnationale03 -> 404 .*\n.*pnationale03: available.*users/2")
        self.assertEqual(len(result.records()), 2)

    def test_what_the_rate_leaves_over_is_rate_limited_when_the_wait_is_over(self):
        begin = time.monotonic()
        result = self.check("PNationale{03..99}", "--platform", "codeberg", "--max-wait", "1s", rate="12/1m")
        self.assertLess(time.monotonic() - begin, 5)
        records = collections.Counter((record["status"], record["reason"]) for record in result.records())
        self.assertEqual(set(records), {("available", "users/2"), ("unknown", "rate-limited")}, result)
        # Two controls before them and two after: what is asked is decided.
        self.assertIn(records["available", "users/2"], (6, 7, 8), result)
        self.assertEqual(sum(records.values()), 97)
        self.assertEqual(result.code, 3)
        self.assertEqual(self.check("PNationale{03,04,05}", "--platform", "codeberg", "--max-wait", "1s", rate="4/1m").code, 3)

    def test_quiet_leaves_the_results_and_progress_leaves_the_summary_last(self):
        quiet = self.check("PNationale{02,03}", "--platform", "bluesky", "--quiet")
        self.assertEqual((quiet.code, quiet.stderr, len(quiet.records())), (1, "", 2), quiet)
        loud = self.check("PNationale{02,03}", "--platform", "bluesky", "--progress", "always", "--verbose")
        self.assertRegex(re.split(r"[\r\n]", loud.stderr.rstrip())[-1], r"2 targets.*1 claimed.*1 available.*0 unknown")

    def test_colours_only_where_they_are_wanted(self):
        table = ["PNationale02", "--platform", "bluesky", "--format", "table"]
        for more, env, coloured in (([], {}, False), (["--color", "always"], {}, True), (["--color", "never"], {}, False),
                                    (["--color", "auto"], {"NO_COLOR": "1"}, False), ([], {"NO_COLOR": "1"}, False)):
            self.assertEqual("\x1b[" in self.check(*table, *more, env=env).stdout, coloured, (more, env))
        self.assertNotIn("\x1b[", self.check(*table[:3], "--color", "always", "--format", "jsonl").stdout)

    def test_at_a_terminal_it_is_a_coloured_table(self):
        for env, coloured in (({"TERM": "xterm-256color"}, True), ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False)):
            ours, theirs = pty.openpty()
            process = harness.start("check", "PNationale{02,03}", "--platform", "bluesky", "--ca-file", self.simulator.ca,
                                    stdout=theirs, env=self.simulator.proxy_env() | env)
            os.close(theirs)
            _, errors = process.communicate(timeout=10)
            text = os.read(ours, 1 << 16).decode()
            os.close(ours)
            self.assertEqual(process.returncode, 1, errors)
            self.assertEqual("\x1b[" in text, coloured, text)
            self.assertRegex(re.sub(r"\x1b\[[0-9;]*m", "", text), r"(?m)^bluesky +pnationale02\.bsky\.social +claimed +stranger")

    def test_an_unknown_ca_is_a_fault_of_tls_and_ssl_cert_file_is_honoured(self):
        arguments = ["check", "PNationale03", "--platform", "codeberg"]
        distrusted = harness.run(*arguments, env=self.simulator.proxy_env())
        self.assertEqual([(record["status"], record["reason"]) for record in distrusted.records()], [("unknown", "tls")], distrusted)
        self.assertEqual(distrusted.code, 3)
        trusted = harness.run(*arguments, env=self.simulator.proxy_env() | {"SSL_CERT_FILE": self.simulator.ca})
        self.assertEqual((trusted.code, trusted.records()[0]["status"]), (0, "available"), trusted)


if __name__ == "__main__":
    harness.main()
