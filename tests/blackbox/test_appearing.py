#!/usr/bin/env python3
"""What `check` finds appears while it goes on, as brackets close; what may still be revised, at its end."""
import csv
import io
import json
import signal
import tempfile
import threading
import unittest

import harness
import worlds
from turning_server import TurningServer

JSON = {"Content-Type": "application/json"}
HELD = (200, JSON, json.dumps({"user": {"name": "{handle}", "id": "id-{handle}"}}))
MISSING = (404, JSON, json.dumps({"error": "not_found"}))
READ = {"jsonl": harness.jsonl, "csv": lambda text: list(csv.DictReader(io.StringIO(text)))}
SECOND_BRACKET = 30  # requests: the first bracket of 25 has closed, and the second is open


class AppearingTest(unittest.TestCase):
    """A site with the accounts known, pilot (ours) and held, that stands still at a request until it is let go."""
    names = ["pilot", "held", *(f"free{at:02}" for at in range(38))]
    first = ["pilot", *(f"free{at:02}" for at in range(19))]  # of the first bracket, without the stranger

    def setUp(self):
        self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        self.goes_on = threading.Event()
        self.addCleanup(self.goes_on.set)

    def site(self, kind="json", stands_at=SECOND_BRACKET, answer=lambda handle, number, honest: honest, id="site", rate="1000/1s"):
        def told(handle, number, page):
            if number == stands_at:
                self.goes_on.wait(30)
            known = handle in ("known", "pilot", "held")
            honest = page if kind == "message" and known else (200, {}, "<title>User not found</title>") if kind == "message" \
                else HELD if known else MISSING
            return answer(handle, number, honest)
        server = self.enterContext(TurningServer(["known", "pilot", "held"], told))
        self.files.add(worlds.definition(id, kind, server.base, "known", rate=rate))
        return server

    def start(self, *names, form="jsonl", **popen):
        owned = self.files.path("owned.csv")
        owned.write_text("platform,handle\n*,pilot\n", encoding="utf-8")
        process = harness.start("check", *(names or self.names), *self.files.arguments, "--owned", owned, "--format", form,
                                "--allow-private-addresses", "--concurrency", "1", "--progress", "never", "--timeout", "60s",
                                **popen)
        self.addCleanup(harness.stop, process)
        return process

    def finish(self, process, text=""):
        out, errors = process.communicate(timeout=30)
        return harness.Result(process.returncode, text + out.decode(), errors.decode())

    def test_what_a_closed_bracket_decided_is_there_before_the_next_one_ends(self):
        for form, read in READ.items():
            with self.subTest(form):
                self.goes_on.clear()
                self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
                server = self.site()
                process = self.start(form=form)
                lines = [process.stdout.readline().decode() for _ in range(len(self.first) + (form == "csv"))]
                self.assertIsNone(process.poll())
                harness.wait_for(lambda: len(server.asked) == SECOND_BRACKET, what="the second bracket")
                self.assertEqual(sorted(record["handle"] for record in read("".join(lines))), sorted(self.first))
                self.goes_on.set()
                result = self.finish(process, "".join(lines))
                self.assertEqual(result.code, 1, result)
                records = read(result.stdout)
                # The stranger comes last, after its second look; nobody comes twice.
                self.assertEqual(sorted(record["handle"] for record in records), sorted(self.names))
                self.assertEqual((records[-1]["status"], records[-1]["holder"]), ("claimed", "stranger"))
                self.assertRegex(result.stderr.splitlines()[-1], r"^40 targets, .*: 2 claimed \(1 ours, 1 not\), 38 available")

    def test_what_the_grammar_forbids_is_there_at_once(self):
        self.site(stands_at=1)
        process = self.start("not_a_handle", "free0")
        record = json.loads(process.stdout.readline())
        self.assertEqual((record["handle"], record["status"]), ("not_a_handle", "invalid"))
        self.goes_on.set()
        self.assertEqual([record["handle"] for record in self.finish(process).records()], ["free0", "pilot"])

    def test_the_other_formats_and_platforms_of_pages_come_whole_at_the_end_in_order(self):
        for kind, form in (("json", "json"), ("json", "table"), ("json", "md"), ("message", "jsonl"), ("message", "csv")):
            with self.subTest(kind, form=form):
                self.goes_on.clear()
                self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
                server = self.site(kind)
                process = self.start(form=form)
                harness.wait_for(lambda: len(server.asked) == SECOND_BRACKET, what="the second bracket")
                process.send_signal(signal.SIGINT)  # what has been printed by now stands before what the signal prints
                interrupted = self.finish(process)
                self.goes_on.set()
                self.assertEqual(interrupted.code, 130, interrupted)
                handles = {"json": lambda text: [record["handle"] for record in json.loads(text)], "jsonl": lambda text: [
                    record["handle"] for record in harness.jsonl(text)], "csv": lambda text: [
                    record["handle"] for record in READ["csv"](text)]}.get(form, lambda text: [
                    word for word in text.split() if word in self.names or word in ("pilot", "held")])
                found = handles(interrupted.stdout)
                self.assertEqual([name for name in found if name in self.names], [
                    name for at, name in enumerate(found) if name in self.names and name not in found[:at]])
                self.assertEqual(found, self.names, interrupted)

    def test_an_interrupt_prints_the_stranger_who_waited_for_a_second_look_and_nobody_twice(self):
        self.site()
        process = self.start()
        lines = [process.stdout.readline().decode() for _ in self.first]
        process.send_signal(signal.SIGINT)
        result = self.finish(process, "".join(lines))
        self.assertEqual(result.code, 130, result)
        found = {record["handle"]: (record["status"], record["reason"]) for record in result.records()}
        self.assertEqual(len(result.records()), len(self.names))
        self.assertEqual(found["held"], ("unknown", "interrupted"))
        self.assertEqual({found[name][0] for name in self.first}, {"claimed", "available"})
        self.assertEqual({found[name] for name in self.names[21:]}, {("unknown", "interrupted")})
        self.assertRegex(result.stderr.splitlines()[-1], r"^40 targets, .*1 claimed \(1 ours, 0 not\), 19 available.* 20 unknown")

    def test_what_was_printed_stays_when_the_platform_turns_and_the_sum_agrees(self):
        # From the second bracket on everybody is there.
        self.site(stands_at=0, answer=lambda handle, number, honest: HELD if number > 30 else honest)
        process = self.start("pilot", *self.names[2:])
        lines = [process.stdout.readline().decode() for _ in range(21)]
        process.send_signal(signal.SIGINT)  # while controls alone are asked again
        result = self.finish(process, "".join(lines))
        found = [record["status"] for record in result.records()]
        self.assertEqual((found.count("claimed"), found.count("available"), found.count("unknown")), (1, 20, 18), result)
        self.assertRegex(result.stderr.splitlines()[-1], r"^39 targets, .*1 claimed \(1 ours, 0 not\), 20 available.* 18 unknown")

    def test_a_reader_that_goes_away_ends_it(self):
        server = self.site(stands_at=0, rate="100/1s")
        process = self.start(*(f"free{at:04}" for at in range(5000)))
        self.assertTrue(process.stdout.readline())
        process.stdout.close()
        errors = process.stderr.read().decode()
        self.assertEqual(process.wait(20), 141, errors)
        self.assertLess(len(server.asked), 1500)
        self.assertEqual(len(errors.splitlines()), 2, errors)  # how long it takes, and the sum
        self.assertRegex(errors, r"\n5,001 targets, .* available")

    def test_a_reader_that_does_not_read_holds_up_no_request(self):
        server = self.site(stands_at=0, rate="5000/1s")
        names = [f"free{at:04}" for at in range(1500)]  # much more than a pipe holds
        process = self.start(*names)
        harness.wait_for(lambda: names[-1] in server.asked, 60, "the last request")
        result = self.finish(process)
        self.assertEqual(sorted(record["handle"] for record in result.records()), sorted([*names, "pilot"]), result.stderr)
        self.assertEqual(result.code, 0, result.stderr)

    def test_a_full_disk_ends_it_with_4(self):
        server = self.site(stands_at=0, rate="100/1s")
        with open("/dev/full", "wb") as full:
            process = self.start(*(f"free{at:04}" for at in range(2000)), stdout=full)
            _, errors = process.communicate(timeout=20)
        self.assertEqual(process.returncode, 4, errors)
        self.assertIn(b"No space left", errors)
        self.assertLess(len(server.asked), 300)


if __name__ == "__main__":
    harness.main()
