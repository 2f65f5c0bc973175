#!/usr/bin/env python3
"""What of this machine cannot be used: a ledger that is damaged, locked, somebody else's or of a later version, a place
where no ledger or no socket can be. One line says what, where and what would be right; the exit code is 4."""
import fcntl
import json
import os
import pathlib
import shutil
import socket
import sqlite3
import struct
import tempfile
import threading
import unittest

import harness

# Every command that opens the ledger when no service answers.
READING = [["status"], ["incidents", "list"], ["incidents", "show", "1"], ["history", "acme"], ["ledger", "check"],
           ["ledger", "export"], ["channels", "list"], ["channels", "preview", "team"]]
WRITING = [["incidents", "ack", "1"], ["incidents", "snooze", "1", "7d"], ["incidents", "own", "1"], ["incidents", "reopen", "1"],
           ["incidents", "dismiss", "1", "--as", "parody", "--reason", "x"], ["own", "acme@codeberg"],
           ["ledger", "backup", "copy.db"], ["ledger", "forget", "12", "--platform", "codeberg"], ["channels", "test", "team"]]
RUNNING = [["run"], ["run", "--once"]]
# Words of libraries, which are no help to anybody.
RAW = ("soci", "sqlite3_", "backend", "SQL logic", "asio", "[system:", "filesystem error", "boost", "terminate", "Cannot establish")


class Answering:
    """A socket at which every request has the same answer, for the length of a with block."""

    def __init__(self, path, body):
        self._path = path
        self._answer = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()

    def __enter__(self):
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(self._path))
        self._socket.listen(5)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._socket.close()
        self._path.unlink()

    def _serve(self):
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                client.recv(65536)
                client.sendall(self._answer)


class UnusableTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.ledger = self.folder / "ledger.db"

    def run_on(self, ledger, *arguments, **environment):
        configuration = {"ledger": f"sqlite:{ledger}", "operator": {"name": "tests", "contact": "mailto:soc@example.org"},
                         "watches": [{"name": "names", "expect": ["acme"], "platforms": ["codeberg"]}],
                         "channels": {"team": {"type": "webhook", "url": f"http://127.0.0.1:{harness.free_port()}/",
                                               "secret": {"credential": "signing"}}},
                         "routes": [{"severity": ["critical", "high", "medium", "low", "info"], "to": ["team"]}]}
        (self.folder / "config.json").write_text(json.dumps(configuration), encoding="utf-8")
        # No platform is reached: a ledger that opens after all is noticed.
        known = {"HTTPS_PROXY": f"http://127.0.0.1:{harness.free_port()}", "HANDLEWATCH_SECRET_SIGNING": "whsec_" + "QUFB" * 11,
                 "HANDLEWATCH_SOCKET": str(self.folder / "nobody.sock")}
        return harness.run(*arguments, "--config", "config.json", env=known | environment, cwd=self.folder)

    def make_ledger(self, version=3):
        """As a run of that schema left it."""
        schema = (pathlib.Path(__file__).resolve().parent.parent / f"ledger/fixtures/version-{version}.sql").read_text(encoding="utf-8")
        with sqlite3.connect(self.ledger) as ledger:
            ledger.executescript("PRAGMA synchronous = OFF;" + schema)
        ledger.close()

    def assert_unusable(self, result, words):
        told = [line for line in result.stderr.splitlines() if not line.startswith("warning: the ledger's folder")]
        self.assertEqual((result.code, result.stdout, len(told)), (4, "", 1), result)
        self.assertRegex(result.stderr, words)
        for raw in RAW:
            self.assertNotIn(raw, result.stderr)

    def walk(self, ledger, words, commands=None):
        for arguments in commands or READING + WRITING + RUNNING:
            with self.subTest(arguments=arguments):
                self.assert_unusable(self.run_on(ledger, *arguments), words)

    def test_a_damaged_ledger_is_the_machines_fault_to_every_command(self):
        self.ledger.write_bytes(b"x" * 5000)
        self.walk(self.ledger, r"ledger\.db: it is damaged or no ledger; a copy made by 'ledger backup' can take its place$")
        self.assertEqual(self.ledger.read_bytes(), b"x" * 5000)

    def test_a_ledger_of_a_later_version_is_too(self):
        self.make_ledger()
        with sqlite3.connect(self.ledger) as ledger:
            ledger.execute("PRAGMA user_version = 99")
        ledger.close()
        self.walk(self.ledger, r"ledger\.db: it was written by a newer handlewatch \(schema 99, this one knows \d+\)$")

    def test_a_ledger_that_is_locked_is_too(self):
        self.make_ledger()
        ledger = sqlite3.connect(self.ledger)
        ledger.execute("PRAGMA journal_mode = DELETE")
        ledger.execute("BEGIN EXCLUSIVE")
        self.walk(self.ledger, r"ledger\.db: it is locked by another process$", [["status"], ["own", "acme@codeberg"], ["run", "--once"]])
        ledger.close()

    def test_a_ledger_of_before_on_which_another_runs_is_not_migrated_beneath_it(self):
        self.make_ledger(2)
        with open(f"{self.ledger}.lock", "wb") as lock:
            fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
            self.walk(self.ledger, r"ledger\.db: it has schema 2, and the handlewatch that runs on it may know no newer", READING)
            self.walk(self.ledger, r"ledger\.db: another handlewatch runs on this ledger", [["own", "acme@codeberg"], *RUNNING])
        with sqlite3.connect(self.ledger) as ledger:
            self.assertEqual(ledger.execute("PRAGMA user_version").fetchone(), (2,))
        ledger.close()
        self.assertEqual(self.run_on(self.ledger, "status").code, 1)

    def test_a_page_that_is_damaged_is_told_by_whoever_meets_it(self):
        self.make_ledger()
        with sqlite3.connect(self.ledger) as ledger:
            page, = ledger.execute("SELECT rootpage FROM sqlite_master WHERE name = 'incident'").fetchone()
        ledger.close()
        with open(self.ledger, "r+b") as file:
            file.seek((page - 1) * 4096)
            file.write(b"\xee" * 4096)
        self.walk(self.ledger, r"ledger\.db: it is damaged or no ledger", [["incidents", "list"], ["incidents", "ack", "1"], ["ledger", "backup", "copy.db"]])
        self.assertFalse((self.folder / "copy.db").exists())
        result = self.run_on(self.ledger, "ledger", "check")
        self.assertEqual(result.code, 4, result)
        self.assertNotIn("nothing is wrong", result.stderr)

    def test_a_ledger_in_a_place_where_none_can_be(self):
        (self.folder / "file").write_text("a file")
        file = self.folder / "file"
        self.walk(file / "ledger.db", f"ledger.db: {file} is a file; a folder is needed for the ledger$")
        (self.folder / "inner").mkdir()
        self.walk(self.folder / "inner", "inner: it is a folder; a file is needed$")

    def test_a_folder_that_is_missing_is_named_by_a_run_and_means_to_others_that_nothing_ran(self):
        ledger = self.folder / "nowhere" / "ledger.db"
        self.walk(ledger, f"its folder {self.folder}/nowhere does not exist$", RUNNING)
        result = self.run_on(ledger, "status")
        self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
        self.assertIn("nothing ran", result.stderr)

    @unittest.skipIf(os.geteuid() != 0, "only root can become another user")
    def test_a_ledger_of_another_user_is_named_with_who_may_not_use_it(self):
        self.make_ledger()
        self.ledger.chmod(0o600)
        self.folder.chmod(0o777)
        result = self.run_on(self.ledger, "--version")
        self.assertEqual(result.code, 0)
        (self.folder / "config.json").chmod(0o644)
        program = self.folder / "handlewatch"
        shutil.copy(harness.program(), program)
        program.chmod(0o755)
        patterns = self.folder / "patterns"
        shutil.copytree(os.environ["HANDLEWATCH_PATTERNS"], patterns)
        for arguments in (["status"], ["own", "acme@codeberg"], ["channels", "list"], ["run", "--once"]):
            done = harness.spawn([program, "--patterns", patterns, *arguments, "--config", "config.json"], cwd=self.folder, user=65534,
                                 env=harness.environment({"HANDLEWATCH_SOCKET": "nobody.sock", "HANDLEWATCH_SECRET_SIGNING": "whsec_" + "QUFB" * 11}),
                                 stdout=harness.subprocess.PIPE, stderr=harness.subprocess.PIPE)
            stdout, stderr = done.communicate(timeout=60)
            self.assert_unusable(harness.Result(done.returncode, stdout.decode(), stderr.decode()),
                                 r"ledger\.db: it cannot be read and written by this user \(uid 65534\)$")

    def test_a_copy_without_a_name_is_a_slip(self):
        self.make_ledger()
        result = self.run_on(self.ledger, "ledger", "backup", "")
        self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
        self.assertIn("a copy into which file?", result.stderr)

    def test_a_socket_in_a_place_where_none_can_be(self):
        missing = self.folder / "nowhere"
        file = self.folder / "file"
        file.write_text("a file")
        long = self.folder / ("x" * 100)
        long.mkdir()
        taken = self.folder / "taken"
        taken.mkdir()
        (taken / "api.sock").write_text("somebody's notes")
        for folder, words in ((missing, f"its folder {missing}, which RUNTIME_DIRECTORY names, is not there$"),
                              (file, f"its folder {file}, which RUNTIME_DIRECTORY names, is not there$"),
                              (long, f"has a path of {len(str(long)) + 9} bytes; at most 107 are possible$"),
                              (taken, "something else is there$")):
            with self.subTest(words):
                result = self.run_on(self.ledger, "run", RUNTIME_DIRECTORY=str(folder))
                self.assert_unusable(result, f"the socket {folder}/api.sock .*{words}")
        self.assertEqual((taken / "api.sock").read_text(), "somebody's notes")
        result = self.run_on(self.ledger, "status", HANDLEWATCH_SOCKET=str(long / "api.sock"))
        self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
        self.assertRegex(result.stderr, "at most 107 are possible")

    def test_a_service_that_answers_in_another_way_is_no_crash(self):
        self.make_ledger()
        path = self.folder / "other.sock"
        rows = ("units", "incidents", "history", "wrong", "rows", "still_ours", "channels", "answers", "events", "decisions")
        filled = json.dumps({key: [{}] for key in rows} | {"next": None, "open_incidents": 0})
        for body in ("{}", "[]", "null", "7", filled):
            with Answering(path, body):
                for arguments in READING + WRITING:
                    with self.subTest(body=body, arguments=arguments):
                        result = self.run_on(self.ledger, *arguments, HANDLEWATCH_SOCKET=str(path))
                        self.assertIn(result.code, (0, 1, 4), result)
                        if result.code == 4:
                            self.assertRegex(result.stderr.splitlines()[-1], "^handlewatch: ")
        with Answering(path, "{}"):
            for arguments in (["status"], ["incidents", "list"], ["incidents", "ack", "1"], ["ledger", "export"]):
                self.assert_unusable(self.run_on(self.ledger, *arguments, HANDLEWATCH_SOCKET=str(path)),
                                     "the service's answer says nothing of '[a-z_]+': is the service of this version")

    def test_the_socket_of_a_service_that_lives_is_not_taken_and_that_of_a_dead_one_is(self):
        with socket.socket(socket.AF_UNIX) as living:
            living.bind(str(self.folder / "api.sock"))
            living.listen(0)
            result = self.run_on(self.ledger, "run", RUNTIME_DIRECTORY=str(self.folder))
            self.assert_unusable(result, "api.sock cannot be made: another service answers there$")
        # What the dead one leaves is there still, and refuses.
        self.assertTrue((self.folder / "api.sock").is_socket())
        process = harness.start("run", "--config", self.folder / "config.json",
                                env={"RUNTIME_DIRECTORY": str(self.folder), "HANDLEWATCH_SECRET_SIGNING": "whsec_" + "QUFB" * 11,
                                     "HTTPS_PROXY": f"http://127.0.0.1:{harness.free_port()}"})
        self.addCleanup(harness.stop, process)
        harness.wait_for(lambda: self.run_on(self.ledger, "status", HANDLEWATCH_SOCKET=str(self.folder / "api.sock")).code in (0, 1), 30, "an answer")


if __name__ == "__main__":
    harness.main()
