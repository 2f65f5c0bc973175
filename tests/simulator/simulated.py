"""Starts the simulator for a test and talks to it: the library of selftest*.py, fit for other tests
too. HANDLEWATCH_SIMULATOR names the binary. Needs nothing but Python's library."""
import http.client
import json
import os
import signal
import socket
import subprocess
import tempfile
import unittest

BINARY = os.environ["HANDLEWATCH_SIMULATOR"]
ALICE = {"handle": "alice", "id": "1001", "display_name": 'Al <b>"ice"</b>', "bio": "Hi & 'bye'",
         "created_at": "2013-05-01T12:34:56Z"}
CAROL = {"handle": "carol", "id": "1003", "bio": "spam", "suspended": True}


def world(*platforms, start="2014-01-15T08:00:00Z", speed=1):
    return {"clock": {"start": start, "speed": speed}, "platforms": list(platforms)}


def platform(kind, name=None, **more):
    base = {"name": name or kind, "hosts": [kind + ".test"] if name is None else [], "kind": kind,
            "accounts": [ALICE, CAROL]}
    return {**base, **more}


class Simulator:
    def __init__(self, scenario):
        self.folder = tempfile.TemporaryDirectory()
        self.ca, self.log = self.folder.name + "/ca.pem", self.folder.name + "/log"
        path = scenario if isinstance(scenario, str) else self.folder.name + "/scenario.json"
        if not isinstance(scenario, str):
            with open(path, "w") as out:
                json.dump(scenario, out)
        self.process = subprocess.Popen(
            [BINARY, path, "--ca-out", self.ca, "--log", self.log], stdout=subprocess.PIPE, text=True)
        words = self.process.stdout.readline().split()
        assert words[:2] == ["listening", "on"], words
        self.port = int(words[2].rsplit(":", 1)[1])

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        rest, _ = self.process.communicate(timeout=10)
        self.folder.cleanup()
        return self.process.returncode, rest

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)

    def ask(self, target, host="127.0.0.1", method="GET", body=None, **headers):
        """Status, headers (lower case), body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, target, body, {"Host": host, "User-Agent": "selftest", **{
            name.replace("_", "-"): value for name, value in headers.items()}})
        reply = connection.getresponse()
        result = reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
        connection.close()
        return result

    def json(self, target, host="127.0.0.1", **more):
        status, headers, body = self.ask(target, host, **more)
        assert "json" in headers["content-type"], headers
        return status, json.loads(body)

    def raw(self, request, limit=1 << 20):
        with self.connect() as peer:
            peer.sendall(request)
            return everything(peer, limit)

    def stats(self):
        return self.json("/_simulator/stats")[1]["platforms"]


def everything(peer, limit=1 << 20):
    data = b""
    while len(data) < limit:
        piece = peer.recv(65536)
        if not piece:
            break
        data += piece
    return data


class Case(unittest.TestCase):
    def start(self, scenario):
        simulator = Simulator(scenario)
        self.addCleanup(lambda: self.assertEqual(simulator.stop(), (0, "")))
        return simulator
