#!/usr/bin/env python3
"""HTTP/2 as servers end it: a stream or a connection that breaks is asked once more on a new one, and a server that wants
calm is left in peace for a while."""
import collections
import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time
import unittest

import harness
import worlds

SCRIPT = pathlib.Path(__file__).with_name("http2_server.js")
# RFC 9113, section 7.
NO_ERROR, PROTOCOL_ERROR, INTERNAL_ERROR, REFUSED_STREAM, CANCEL, ENHANCE_YOUR_CALM = 0, 1, 2, 7, 8, 11


class Server:
    """Serves for the length of a with block; `asked` holds (name, number of its connection, seconds) of each request."""

    def __init__(self, folder, faults):
        self._folder, self._faults, self.asked = pathlib.Path(folder), faults, []
        self.certificate = self._folder / "certificate.pem"

    def __enter__(self):
        key = self._folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                        "-keyout", key, "-out", self.certificate, "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"],
                       check=True, capture_output=True, timeout=60)
        self._process = harness.spawn(["node", str(SCRIPT), str(key), str(self.certificate), json.dumps(self._faults)],
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=harness.environment())
        self.base = f"https://127.0.0.1:{int(self._process.stdout.readline())}"
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._reader.join(5)
        harness.stop(self._process)

    def _read(self, pipe):
        for line in pipe:
            name, connection = line.decode().split()
            self.asked.append((name, int(connection), time.monotonic()))


class Http2Test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for tool in ("node", "openssl"):
            harness.require_or_skip(tool, shutil.which(tool), f"{tool} is not on the PATH")

    def check(self, names, faults, **more):
        """What came of each name, and the server."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        server = self.enterContext(Server(folder, faults))
        files = worlds.Files(folder)
        files.add(worlds.definition("site", "status", server.base, "known", **more))
        result = harness.run("check", *names, *files.arguments, "--rate", "1000/1s", "--allow-private-addresses", "--ca-file",
                             server.certificate, "--explain")
        self.said = result.stderr
        # What the server has written of them arrives by itself, perhaps later.
        requests = int(re.search(r"targets, ([\d,]+) requests", result.stderr)[1].replace(",", ""))
        harness.wait_for(lambda: len(server.asked) >= requests, 30, "the server's words about each request")
        seen = {record["handle"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}
        return seen, server

    def counts(self, server):
        return collections.Counter(name for name, _, _ in server.asked)

    def test_what_ends_early_is_asked_once_more_on_a_new_connection_and_never_twice(self):
        ends = {"internal error": {"how": "reset", "code": INTERNAL_ERROR}, "refused": {"how": "reset", "code": REFUSED_STREAM},
                "cancelled": {"how": "reset", "code": CANCEL}, "without an answer": {"how": "reset", "code": NO_ERROR},
                "half an answer": {"how": "half an answer"}, "going away": {"how": "go away"}, "dropped": {"how": "drop"}}
        for what, end in ends.items():
            with self.subTest(what):
                seen, server = self.check(["held", "held2", "free"], {"held": end | {"times": 1}, "held2": end | {"times": 9}})
                self.assertEqual(seen, {"held": "claimed", "held2": "network", "free": "available"}, self.said)
                # The third is the second look at who is not ours.
                self.assertEqual(self.counts(server)["held"], 3, server.asked)
                self.assertEqual(self.counts(server)["held2"], 2, server.asked)
                first, second, _ = (connection for name, connection, _ in server.asked if name == "held")
                self.assertNotEqual(first, second, server.asked)

    def test_who_wants_calm_is_paused_for_like_one_who_says_429(self):
        for end in ({"how": "reset", "code": ENHANCE_YOUR_CALM}, {"how": "go away, calm"}):
            with self.subTest(end):
                seen, server = self.check(["held", "held2", "free"], {"held": end | {"times": 1}})
                self.assertEqual(seen, {"held": "claimed", "held2": "claimed", "free": "available"}, self.said)
                times = [at for name, _, at in server.asked if name == "held"]
                self.assertEqual(len(times), 3, server.asked)  # with the second look
                self.assertGreater(times[1] - times[0], 0.9)
                after = sorted(at for _, _, at in server.asked if at > times[0])
                self.assertGreater(after[0] - times[0], 0.9, server.asked)  # nobody else was asked meanwhile
                self.assertIn("rate-limited", self.said)

    def test_who_wants_calm_for_one_name_alone_costs_that_name(self):
        seen, server = self.check(["held", "held2", "free"], {"held": {"how": "reset", "code": ENHANCE_YOUR_CALM, "times": 9}})
        self.assertEqual(seen["held"], "rate-limited", self.said)
        self.assertLessEqual(self.counts(server)["held"], 3)


if __name__ == "__main__":
    harness.main()
