#!/usr/bin/env python3
"""The installed package in a Debian that systemd has booted: started, reloaded, hung, killed, stopped, upgraded, removed.

The platform is the simulator and the channel a receiver, both in the container's network of its own; all else is real:
the package, its unit with all that hardens it, the credential, the watchdog.
"""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import re
import tempfile
import time
import unittest

import container
import harness
import installed

SECRET = "whsec_" + base64.b64encode(b"a signing secret of the tests").decode()
SIMULATOR_PORT, RECEIVER_PORT = 8081, 8082
WORLD = {
    "clock": {"start": "now"},
    "platforms": [{
        "name": "bluesky", "kind": "bluesky", "hosts": ["public.api.bsky.app"],
        "accounts": [
            {"handle": "bsky.app", "id": "did:plc:z72i7hdynmk6r22z27h6tvur"},
            {"handle": "jay.bsky.team", "id": "did:plc:oky5czdrnfjpqslsw2a5iclo"},
            {"handle": "acme1.bsky.social", "id": "did:plc:o55c2ziboc3irmlxmtd62qyb", "display_name": "Not Acme"},
        ]}],
}
CONFIGURATION = {
    "operator": {"name": "tests", "contact": "mailto:soc@example.org"},
    "network": {"ca_file": "ca.pem"},
    "watches": [{"name": "acme", "expect": ["acme{1..3}"], "platforms": ["bluesky"], "every": "2s", "confirm": "1s"}],
    "platforms": {"bluesky": {"rate": "1000/1s"}},
    "channels": {"team": {"type": "webhook", "url": f"http://127.0.0.1:{RECEIVER_PORT}/",
                          "secret": {"credential": "signing"}}},
}
DROP_IN = f"""
[Service]
LoadCredential=signing:/etc/handlewatch/credentials/signing
Environment=HTTPS_PROXY=http://127.0.0.1:{SIMULATOR_PORT}
"""
IMPATIENT = "[Service]\nWatchdogSec=3s\nRestartSec=1s\n"


class NspawnTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        why = container.missing()
        harness.require_or_skip("nspawn", not why, why)
        cls.folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.deb = installed.package(cls.folder)

    def setUp(self):
        self.inside = self.enterContext(container.Container())
        self.install(self.deb)

    def install(self, deb):
        place = self.inside.path("/root") / deb.name
        place.write_bytes(deb.read_bytes())
        said = self.inside.ask("dpkg", "--install", f"/root/{deb.name}")
        self.assertNotRegex(said, "(?i)warning|error|failed")

    def configure(self, drop_in="", **more):
        self.inside.write("/etc/handlewatch/config.json", json.dumps({**CONFIGURATION, **more}))
        self.inside.write("/etc/systemd/system/handlewatch.service.d/test.conf", DROP_IN + drop_in)
        self.inside.ask("systemctl", "daemon-reload")

    def begin(self, drop_in=""):
        """The world, and the service in it."""
        scenario, ca = self.folder / "world.json", self.folder / "ca.pem"
        scenario.write_text(json.dumps(WORLD), encoding="utf-8")
        ca.unlink(missing_ok=True)
        simulator = self.inside.start(os.environ["HANDLEWATCH_SIMULATOR"], scenario, "--port", SIMULATOR_PORT, "--ca-out", ca)
        self.addCleanup(harness.stop, simulator)
        # All of it: the file is there before what is written into it is.
        harness.wait_for(lambda: ca.exists() and "END CERTIFICATE" in ca.read_text(), 30, "the simulator")
        self.receiver = self.enterContext(container.Receiver(self.inside, RECEIVER_PORT))
        self.inside.write("/etc/handlewatch/ca.pem", ca.read_text())
        self.inside.write("/etc/handlewatch/credentials/signing", SECRET, 0o600)
        self.configure(drop_in)
        code, said = self.inside.run("systemctl", "start", "handlewatch")
        self.assertEqual(code, 0, f"{said}\n{self.journal()}")

    def state(self, *properties):
        return self.inside.show("handlewatch.service", "ActiveState", "MainPID", "StatusText", "NRestarts", "Result",
                                *properties)

    def wait_for(self, wanted, seconds=30, **equal):
        """The service's state once all of `equal` holds and `wanted` says yes."""
        def fits():
            state = self.state()
            good = all(state[name] == value for name, value in equal.items()) and wanted(state)
            return state if good else None
        try:
            return harness.wait_for(fits, seconds, "the service")
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.state()}\n{self.journal()}") from None

    def journal(self):
        return self.inside.ask("journalctl", "--unit=handlewatch", "--no-pager", "--output=cat")

    def incidents(self):
        return harness.jsonl(self.inside.ask("handlewatch", "incidents", "list", "--format", "jsonl"))

    def wait_for_the_alert(self):
        harness.wait_for(lambda: self.receiver.posts, 60, f"an alert\n{self.journal()}")

    def test_without_a_configuration_it_is_enabled_and_waits(self):
        self.assertEqual(self.inside.run("systemctl", "is-enabled", "handlewatch")[1].strip(), "enabled")
        self.assertEqual(self.inside.run("systemctl", "is-enabled", "handlewatch-once.timer")[1].strip(), "disabled")
        self.inside.ask("systemctl", "start", "handlewatch")
        self.assertEqual(self.state()["ActiveState"], "inactive")
        self.assertEqual(self.inside.ask("systemctl", "--failed", "--no-legend"), "")
        self.assertRegex(self.inside.ask("getent", "group", "handlewatch"), r"^handlewatch:x:\d+:$")

    def test_it_starts_looks_and_tells_signed_with_a_credential(self):
        self.begin()
        self.assertEqual(self.state()["ActiveState"], "active")
        self.wait_for_the_alert()
        headers, body = self.receiver.posts[0]
        headers = {name.lower(): value for name, value in headers.items()}
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        right = base64.b64encode(hmac.digest(base64.b64decode(SECRET[6:]), signed, hashlib.sha256)).decode()
        self.assertIn(f"v1,{right}", headers["webhook-signature"].split())
        self.assertIn(b"acme1.bsky.social", body)
        self.wait_for(lambda state: re.search(r"3 targets, 1 incident\b", state["StatusText"]))
        self.assertNotIn(SECRET[6:], self.journal())
        self.assertNotIn(SECRET[6:], self.inside.ask("systemctl", "show", "handlewatch"))

    def test_the_journal_finds_a_happening_by_its_fields_and_explains_it(self):
        self.begin()
        self.wait_for_the_alert()
        found = ("journalctl", "HANDLEWATCH_HANDLE=acme1.bsky.social", "--no-pager")
        harness.wait_for(lambda: "baseline" in self.inside.ask(*found), 10, "the journal")
        entries = harness.jsonl(self.inside.ask(*found, "--output=json"))
        self.assertEqual(len(entries), 1, entries)
        told = {"HANDLEWATCH_EVENT": "baseline", "HANDLEWATCH_SEVERITY": "high", "HANDLEWATCH_WATCH": "acme",
                "HANDLEWATCH_PLATFORM": "bluesky", "HANDLEWATCH_INCIDENT": str(self.incidents()[0]["id"]), "PRIORITY": "4",
                "SYSLOG_IDENTIFIER": "handlewatch"}
        self.assertEqual({key: entries[0].get(key) for key in told}, told)
        self.assertRegex(entries[0]["MESSAGE_ID"], r"^[0-9a-f]{32}$")
        explained = self.inside.ask(*found, "--catalog")
        self.assertIn("Subject: A stranger holds an expected handle", explained)
        self.assertIn("acme1.bsky.social on bluesky was held by a stranger", explained)

    def test_it_is_locked_in(self):
        self.begin()
        pid = self.state()["MainPID"]
        status = self.inside.ask("cat", f"/proc/{pid}/status")
        for line in (r"CapEff:\t0+", r"CapBnd:\t0+", r"NoNewPrivs:\t1", r"Seccomp:\t2"):
            self.assertRegex(status, rf"(?m)^{line}$")
        user = self.inside.ask("id", "--user", "handlewatch").strip()
        self.assertRegex(status, rf"(?m)^Uid:\t{user}\t{user}\t{user}\t{user}$")
        stat = self.inside.ask("stat", "--format=%n %U:%G %a", "/var/lib/private", "/var/lib/private/handlewatch",
                               "/run/handlewatch", "/run/handlewatch/api.sock")
        self.assertEqual(stat.splitlines(), [
            "/var/lib/private root:root 700", "/var/lib/private/handlewatch handlewatch:handlewatch 700",
            "/run/handlewatch handlewatch:handlewatch 750", "/run/handlewatch/api.sock handlewatch:handlewatch 660"])
        self.assertTrue(self.inside.path("/var/lib/private/handlewatch/ledger.db").exists())
        # From where it stands, the system is read-only, even for root.
        for place in ("/etc/x", "/usr/x", "/var/lib/x", "/x"):
            code, said = self.inside.run("nsenter", f"--target={pid}", "--mount", "touch", place)
            self.assertNotEqual(code, 0, place)
            self.assertIn("Read-only file system", said)

    def test_a_reload_takes_a_new_configuration_and_refuses_a_wrong_one(self):
        self.begin()
        before = self.wait_for(lambda state: "3 targets" in state["StatusText"])
        watches = [{**CONFIGURATION["watches"][0], "expect": ["acme{1..5}"]}]
        self.configure(watches=watches)
        self.inside.ask("systemctl", "reload", "handlewatch")
        self.wait_for(lambda state: "5 targets" in state["StatusText"], MainPID=before["MainPID"], ActiveState="active")
        self.configure(watches=watches, nonsense=True)
        self.inside.ask("systemctl", "reload", "handlewatch")
        harness.wait_for(lambda: "the old one stays" in self.journal(), 10, "the refusal")
        self.assertIn("nonsense", self.journal())
        after = self.wait_for(lambda state: "5 targets" in state["StatusText"], ActiveState="active")
        self.assertEqual(after["MainPID"], before["MainPID"])

    def test_a_hung_one_is_ended_by_the_watchdog_and_started_again(self):
        self.begin(IMPATIENT)
        before = self.wait_for(lambda state: True, ActiveState="active")
        time.sleep(5)  # longer than the watchdog waits
        self.assertEqual(self.state()["MainPID"], before["MainPID"], "a healthy one is left alone")
        self.inside.ask("kill", "-STOP", before["MainPID"])
        self.wait_for(lambda state: state["MainPID"] not in ("0", before["MainPID"]), ActiveState="active", NRestarts="1")
        self.assertIn("Watchdog timeout", self.inside.ask("journalctl", "--unit=handlewatch", "--no-pager"))

    def test_a_killed_one_comes_back_and_has_forgotten_nothing(self):
        self.begin(IMPATIENT)
        self.wait_for_the_alert()
        before, known = self.state(), self.incidents()
        self.assertEqual([row["handle"] for row in known], ["acme1.bsky.social"])
        for restarts in ("1", "2"):
            self.inside.ask("systemctl", "kill", "--signal=SIGKILL", "handlewatch")
            self.wait_for(lambda state: True, ActiveState="active", NRestarts=restarts)
        self.assertNotEqual(self.state()["MainPID"], before["MainPID"])
        self.assertEqual([row["id"] for row in self.incidents()], [row["id"] for row in known])
        time.sleep(5)  # two more sweeps
        self.assertEqual(len({headers["webhook-id"] for headers, _ in self.receiver.posts}), 1, "told under one id")

    def test_a_stopped_one_ends_within_five_seconds_and_well(self):
        self.begin()
        began = time.monotonic()
        self.inside.ask("systemctl", "stop", "handlewatch")
        self.assertLess(time.monotonic() - began, 5)
        state = self.state("ExecMainStatus")
        self.assertEqual((state["ActiveState"], state["Result"], state["NRestarts"]), ("inactive", "success", "0"))
        self.assertFalse(self.inside.path("/run/handlewatch").exists())

    def test_who_is_in_the_group_decides_and_is_known(self):
        self.inside.ask("useradd", "--uid=1234", "--groups=handlewatch", "officer")
        self.inside.ask("useradd", "--uid=1235", "stranger")
        self.begin()
        self.wait_for_the_alert()
        number = str(self.incidents()[0]["id"])
        acknowledge = ("handlewatch", "incidents", "ack", number)
        code, said = self.inside.run("runuser", "-u", "stranger", "--", *acknowledge)
        self.assertNotEqual(code, 0, said)
        self.inside.ask("runuser", "-u", "officer", "--", *acknowledge)
        shown = self.inside.ask("handlewatch", "incidents", "show", number)
        self.assertIn("acknowledged", shown)
        self.assertRegex(shown, r"officer.*1234")

    def test_a_backup_is_written_where_the_service_may_write(self):
        self.begin()
        code, said = self.inside.run("handlewatch", "ledger", "backup", "/root/copy.db")
        self.assertNotEqual(code, 0, said)
        self.inside.ask("handlewatch", "ledger", "backup", "/var/lib/handlewatch/copy.db")
        copy = self.inside.path("/var/lib/private/handlewatch/copy.db")
        self.assertTrue(copy.read_bytes().startswith(b"SQLite format 3"))
        self.assertEqual(self.state()["ActiveState"], "active")

    def test_the_timer_s_service_looks_once_unless_the_service_runs(self):
        self.begin()
        self.inside.write("/etc/systemd/system/handlewatch-once.service.d/test.conf",
                          DROP_IN + "ExecStopPost=/bin/sh -c 'echo ended with $EXIT_STATUS'\n")
        self.inside.ask("systemctl", "daemon-reload")
        once = ("journalctl", "--unit=handlewatch-once", "--no-pager", "--output=cat")
        self.inside.ask("systemctl", "start", "handlewatch-once.service")
        self.assertRegex(self.inside.ask(*once), r"skipped .* \(ConditionPathExists=!/run/handlewatch\)")
        self.wait_for_the_alert()
        self.inside.ask("systemctl", "stop", "handlewatch")
        # A stranger holds a handle: exit 1, which is no failure of the unit.
        self.inside.ask("systemctl", "start", "handlewatch-once.service", timeout=120)
        harness.wait_for(lambda: "ended with 1" in self.inside.ask(*once), 10, "the end of the look")
        self.assertEqual(self.inside.ask("systemctl", "--failed", "--no-legend"), "")

    def test_it_is_upgraded_while_it_runs_and_removed_cleanly(self):
        self.begin()
        self.wait_for_the_alert()
        before = self.state()
        self.install(installed.package(self.folder, release=2))
        after = self.wait_for(lambda state: state["MainPID"] not in ("0", before["MainPID"]), ActiveState="active")
        self.assertEqual(after["NRestarts"], "0")
        self.assertEqual(len(self.incidents()), 1)
        said = self.inside.ask("dpkg", "--remove", "handlewatch")
        self.assertNotRegex(said, "(?i)error|failed")
        self.assertEqual(self.inside.run("systemctl", "is-active", "handlewatch")[1].strip(), "inactive")
        self.assertEqual(self.inside.ask("systemctl", "--failed", "--no-legend"), "")
        said = self.inside.ask("dpkg", "--purge", "handlewatch")
        self.assertIn("/var/lib/private/handlewatch is kept", said)
        self.assertTrue(self.inside.path("/var/lib/private/handlewatch/ledger.db").exists())
        self.assertTrue(self.inside.path("/etc/handlewatch/config.json").exists())
        left = self.inside.ask("find", "/etc/systemd/system", "/usr", "/lib/systemd", "/var/lib/systemd", "-name",
                               "*handlewatch*", "-not", "-path", "*handlewatch*.d*")
        self.assertEqual(left, "")


if __name__ == "__main__":
    harness.main()
