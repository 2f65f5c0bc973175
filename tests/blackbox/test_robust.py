#!/usr/bin/env python3
"""When things go wrong around a check: signals, pipes, full disks, few descriptors, no network."""
import collections
import csv
import io
import json
import os
import signal
import subprocess
import tempfile
import time
import unittest

import harness
import worlds

SLOW = [f"slow{at}" for at in range(3)]


class RobustTest(unittest.TestCase):
    def setUp(self):
        self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))

    def simulator(self, *sites):
        return self.enterContext(harness.Simulator(worlds.world(*sites)))

    def stalling(self):
        """A site that answers for held and free, and never for the slow ones."""
        self.files.add(worlds.definition("site", "status", "http://site.test", "known", concurrency=16))
        return self.simulator(worlds.site("site", "status", ["held", "known"], faults=[{"kind": "stall", "names": SLOW}]))

    def start(self, simulator, *arguments, env=None, **popen):
        process = harness.start("check", *arguments, *self.files.arguments, "--rate", "1000/1s",
                                env=(simulator.proxy_env() if simulator else {}) | (env or {}), **popen)
        self.addCleanup(harness.stop, process)
        return process

    def waiting(self, simulator, arguments, **popen):
        """A check that has every answer but those that never come."""
        process = self.start(simulator, *arguments, "--timeout", "60s", **popen)
        names = {"held", "free", *SLOW} & set(arguments)

        def only_stalled():
            traffic = simulator.stats()["platforms"]["site"]
            return names <= set(traffic["names"]) and traffic["in_flight"] == len(SLOW)

        harness.wait_for(only_stalled, what="the stalled requests")
        return process

    def under_way(self, simulator, name):
        traffic = simulator.stats()["platforms"][name]
        return max(traffic["requests"], traffic["in_flight"])

    def finish(self, process, seconds=3):
        begin = time.monotonic()
        out, errors = process.communicate(timeout=30)
        self.assertLess(time.monotonic() - begin, seconds)
        return harness.Result(process.returncode, out.decode(), errors.decode())

    def test_an_interrupt_prints_what_is_known_so_far(self):
        # Nine names are a bracket, with controls before and after; the slow ones wait in the next. Who is not ours would be
        # looked at again in the end.
        first = ["held", "free", *(f"free{at}" for at in range(7))]
        simulator = self.stalling()
        owned = self.files.path("owned.csv")
        owned.write_text("platform,handle\nsite,held\n", encoding="utf-8")
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for form, read in (("jsonl", harness.jsonl), ("json", json.loads),
                               ("csv", lambda text: list(csv.DictReader(io.StringIO(text))))):
                process = self.waiting(simulator, [*first, *SLOW, "--owned", owned, "--format", form])
                process.send_signal(number)
                result = self.finish(process)
                self.assertEqual(result.code, code, result)
                self.assertEqual([(record["expected"], record["status"], record["reason"]) for record in read(result.stdout)],
                                 [("held", "claimed", "ask/1"), *((name, "available", "ask/2") for name in first[1:]),
                                  *((name, "unknown", "interrupted") for name in SLOW)], result)
                self.assertRegex(result.stderr.splitlines()[-1], r"12 targets.*1 claimed.*8 available.*3 unknown")
                harness.wait_for(lambda: simulator.stats()["platforms"]["site"]["in_flight"] == 0, what="the requests' end")

    def test_an_interrupt_ends_a_wait_of_any_kind(self):
        sites = [worlds.site("limited", "status", ["known"], faults=[{"kind": "r429", "retry_after": 3600}]),
                 worlds.site("stalled", "status", ["known"], faults=[{"kind": "stall"}]), worlds.site("paced", "status", ["known"])]
        simulator = self.simulator(*sites)
        for site in sites:
            with self.subTest(site["name"]):
                self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
                self.files.add(worlds.definition(site["name"], "status", f"http://{site['name']}.test", "known", concurrency=4))
                rate = ["--rate", "2/1h"] if site["name"] == "paced" else ["--rate", "1000/1s"]
                process = harness.start("check", "a", "b", "c", *self.files.arguments, *rate, "--timeout", "60s",
                                        env=simulator.proxy_env())
                self.addCleanup(harness.stop, process)
                harness.wait_for(lambda: self.under_way(simulator, site["name"]) == 2, what="the controls")
                process.send_signal(signal.SIGINT)
                result = self.finish(process)
                self.assertEqual(result.code, 130, result)
                self.assertEqual({record["status"] for record in result.records()}, {"unknown"}, result)
                self.assertEqual(len(result.records()), 3)

    def test_a_second_interrupt_ends_it_at_once_even_when_nobody_reads_the_results(self):
        simulator = self.stalling()
        process = self.waiting(simulator, ["n{0001..2000}", *SLOW])  # more than a pipe holds
        process.send_signal(signal.SIGINT)
        harness.wait_for(lambda: simulator.stats()["platforms"]["site"]["in_flight"] == 0, what="the first interrupt's effect")
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(3), (130, -signal.SIGINT))

    def test_an_interrupt_ends_a_program_that_reads_or_writes(self):
        for arguments, popen in ((["check", "--from", "-", "--platform", "bluesky"], {"stdin": subprocess.PIPE}),
                                 (["expand", "{0000000..9999999}"], {})):
            process = harness.start(*arguments, **popen)
            self.addCleanup(harness.stop, process)
            if "expand" in arguments:
                self.assertTrue(process.stdout.readline())
            else:
                process.stdin.write(b"held\n" * 20000)  # more than a pipe holds: it reads
                process.stdin.flush()
            process.send_signal(signal.SIGINT)
            self.assertIn(process.wait(3), (130, -signal.SIGINT), arguments)

    def test_an_interrupt_ends_it_whatever_it_inherited_and_a_hang_up_under_nohup_does_not(self):
        simulator = self.stalling()
        # A shell without job control starts its background jobs with SIGINT ignored.
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            process = self.waiting(simulator, ["held", *SLOW], ignoring=(signal.SIGINT, signal.SIGTERM, signal.SIGHUP))
            process.send_signal(signal.SIGHUP)
            process.send_signal(number)
            result = self.finish(process)
            self.assertEqual((result.code, len(result.records())), (code, 1 + len(SLOW)), result)
        process = self.waiting(simulator, ["held", *SLOW])
        process.send_signal(signal.SIGHUP)
        self.assertEqual(process.wait(3), -signal.SIGHUP)

    def test_what_is_started_has_the_signals_of_a_terminal_whatever_the_tests_inherited(self):
        inherited = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP, signal.SIGQUIT)}
        try:
            process = harness.start("expand", "{0000000..9999999}")
        finally:
            for number, handler in inherited.items():
                signal.signal(number, handler)
        self.addCleanup(harness.stop, process)
        self.assertTrue(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(3), -signal.SIGINT)

    def test_a_closed_pipe_is_quiet_and_a_full_disk_is_exit_4(self):
        simulator = self.stalling()
        for form in ("jsonl", "json", "csv", "table", "md"):
            process = self.start(simulator, "n{001..500}", "--format", form)  # more than a pipe holds
            process.stdout.close()
            errors = process.stderr.read().decode()
            self.assertIn(process.wait(10), (0, -signal.SIGPIPE, 141), errors)
            self.assertLessEqual(len(errors.splitlines()), 1, errors)  # the summary, at most
            self.assertNotRegex(errors, "(?i)pipe")
            with open("/dev/full", "wb") as full:
                process = self.start(simulator, "held", "free", "--format", form, stdout=full)
                _, errors = process.communicate(timeout=10)
            self.assertEqual(process.returncode, 4, errors)
            self.assertIn(b"No space left", errors)

    def test_a_full_disk_behind_stderr_takes_nothing_from_the_results(self):
        simulator = self.stalling()
        with open("/dev/full", "wb") as full:
            process = self.start(simulator, "held", "free", "--explain", stderr=full)
            out, _ = process.communicate(timeout=10)
        self.assertEqual([record["status"] for record in harness.jsonl(out.decode())], ["available", "claimed"])
        self.assertEqual(process.returncode, 1)

    def test_results_are_never_written_into_a_connection(self):
        simulator = self.stalling()
        command = harness.command("check", "held", "free", *self.files.arguments, "--rate", "1000/1s")
        for closed in (">&-", ">&- 2>&-", "<&- >&- 2>&-", "<&-"):
            process = harness.spawn(["sh", "-c", f'exec "$@" {closed}', "sh", *command], stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=harness.environment(simulator.proxy_env()))
            self.addCleanup(harness.stop, process)
            _, errors = process.communicate(timeout=10)
            self.assertEqual(process.returncode, 4 if ">&-" in closed else 1, (closed, errors))
            asked = simulator.stats()["platforms"]["site"]["names"]
            self.assertEqual(set(asked) - {"held", "free", "known"} - {name for name in asked if 12 <= len(name) <= 15}, set())

    def test_64_descriptors_suffice_to_be_slow_and_not_wrong(self):
        names = [f"name{at}" for at in range(5)]
        sites = [worlds.site(f"s{at}", "status", ["known", names[at % 5]], latency_ms=20) for at in range(200)]
        simulator = self.simulator(*sites)
        self.files.add(worlds.whatsmyname([(f"s{at}", "status", f"{'https' if at % 2 else 'http'}://s{at}.test", "known")
                                           for at in range(200)]), "list")
        command = harness.command("check", *names, *self.files.arguments, "--rate", "1000/1s", "--ca-file", simulator.ca)
        verdicts = {}
        for limit in (64, 1024):
            done = subprocess.run(["sh", "-c", f'ulimit -n {limit}; exec "$@"', "sh", *command], capture_output=True, timeout=60,
                                  env=harness.environment(simulator.proxy_env()), check=False)
            self.assertEqual(done.returncode, 1, done.stderr[-2000:])
            verdicts[limit] = {(record["platform"], record["handle"]): (record["status"], record["reason"])
                               for record in harness.jsonl(done.stdout.decode())}
        self.assertEqual(collections.Counter(status for status, _ in verdicts[64].values()), {"claimed": 200, "available": 800})
        self.assertEqual(verdicts[64], verdicts[1024])

    def test_a_dead_proxy_and_a_name_that_is_none_are_told_apart(self):
        self.files.add(worlds.definition("site", "status", "https://site.invalid", "known"))
        dead = f"http://127.0.0.1:{harness.free_port()}"
        for env, reason in (({"HTTPS_PROXY": dead}, "network"), ({}, "dns"),
                            ({"HTTPS_PROXY": dead, "NO_PROXY": "site.invalid"}, "dns")):
            process = self.start(None, "held", "free", env=env)
            result = self.finish(process, 20)
            self.assertEqual({(record["status"], record["reason"]) for record in result.records()}, {("unknown", reason)}, result)
            self.assertEqual((result.code, len(result.records())), (3, 2))

    def test_when_most_platforms_cannot_be_reached_the_fault_is_ours(self):
        simulator = self.simulator(*(worlds.site(f"well{at}", "status", ["held", "known"]) for at in range(2)))
        closed = f"http://127.0.0.1:{harness.free_port()}"
        # (unreachable, reachable) platforms, and the reason of the unreachable ones' targets.
        for unreachable, reachable, reason in ((3, 1, "self-blind"), (2, 1, "self-blind"), (2, 2, "network"), (2, 0, "network")):
            with self.subTest(f"{unreachable} of {unreachable + reachable}"):
                self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
                for at in range(unreachable):
                    self.files.add(worlds.definition(f"gone{at}", "status", closed, "known"))
                for at in range(reachable):
                    self.files.add(worlds.definition(f"well{at}", "status", f"http://127.0.0.1:{simulator.port}/@well{at}", "known"))
                result = self.finish(self.start(None, "held", "free", "--allow-private-addresses"), 20)
                seen = collections.defaultdict(set)
                for record in result.records():
                    seen[record["platform"][:4]].add(record["reason"] if record["status"] == "unknown" else record["status"])
                self.assertEqual(seen["gone"], {reason}, result)
                if reachable:
                    self.assertEqual(seen["well"], {"claimed", "available"}, result)  # what it proved counts
                notices = [line for line in result.stderr.splitlines() if "self-blind" in line or "fault is ours" in line]
                self.assertEqual((len(notices), result.code), (reason == "self-blind", 1 if reachable else 3), result)

    def test_a_thousand_names_come_from_standard_input_and_keep_their_order(self):
        simulator = self.stalling()
        names = [f"n{at * 7919 % 1000:03}" for at in range(1000)] + ["held"]
        process = self.start(simulator, "--from", "-", "--concurrency", "16", stdin=subprocess.PIPE)
        out, errors = process.communicate("\n".join(names).encode(), timeout=30)
        records = harness.jsonl(out.decode())
        self.assertEqual([record["expected"] for record in records], names, errors)
        self.assertEqual(collections.Counter(record["status"] for record in records), {"available": 1000, "claimed": 1})
        self.assertEqual(process.returncode, 1)

    def test_strange_input_is_an_error_or_an_invalid_name_and_never_a_crash(self):
        simulator = self.stalling()
        for given in (b"\xff\xfe\n", b"a\0b\n", b"\x1b[2J\n", b"x" * (1 << 20) + b"\n", "\u202eheld\n".encode(), b"{\n", b"a b\n",
                      b"\n" * 10, b"", b"../../etc/passwd\n", b"held?x=1#y\n", b"%00\n", b"@@\n"):
            process = self.start(simulator, "--from", "-", stdin=subprocess.PIPE)
            out, errors = process.communicate(given, timeout=10)
            with self.subTest(given[:20]):
                self.assertIn(process.returncode, (0, 2), (out[-300:], errors[-300:]))
                self.assertNotRegex(out + errors, rb"[\x00-\x09\x0b-\x1f\x7f]|\xe2\x80\xae|\xff")
                self.assertEqual({record["status"] for record in harness.jsonl(out.decode())} - {"invalid"}, set())
        asked = set(simulator.stats()["platforms"]["site"]["names"])
        self.assertEqual({name for name in asked if not name.isalnum()}, set())


if __name__ == "__main__":
    harness.main()
