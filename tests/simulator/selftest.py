#!/usr/bin/env python3
"""Holds the simulator to its README, over real sockets: every kind of platform, every fault, every
road in. HANDLEWATCH_SIMULATOR names the binary. Takes seconds."""
import http.client
import json
import os
import socket
import ssl
import subprocess
import tempfile
import time
import unittest

from selftest_catalogue import Catalogue  # noqa: F401
from selftest_faults import Faults  # noqa: F401, unittest finds them here
from selftest_kinds import Kinds, Time  # noqa: F401
from simulated import ALICE, BINARY, Case, everything, platform, world

HERE = os.path.dirname(os.path.abspath(__file__))


class Roads(Case):
    def setUp(self):
        self.sim = self.start(world(platform("site", shape="status", default=True, latency_ms=150),
                                    platform("github"), platform("mediawiki", hosts=["wiki.test"])))

    def test_by_host_by_prefix_by_default_by_proxy(self):
        for target, host in [("/u/alice", "site.test"), ("/u/alice", "SITE.test:8080"),
                             ("/@site/u/alice", "127.0.0.1:1"), ("/u/alice", "127.0.0.1"),
                             ("http://site.test/u/alice", "other"),
                             ("https://site.test:443/u/alice", "site.test")]:
            with self.subTest(target=target, host=host):
                self.assertEqual(self.sim.ask(target, host)[0], 200)
        status, _, body = self.sim.ask("/u/alice", "nowhere.test")
        self.assertEqual(status, 421)
        self.assertIn(b"nowhere.test", body)
        self.assertEqual(self.sim.raw(b"CONNECT nowhere.test:443 HTTP/1.1\r\nHost: x\r\n"
                                      b"Connection: close\r\n\r\n")[:12], b"HTTP/1.1 421")

    def test_through_a_tunnel_with_tls(self):
        context = ssl.create_default_context(cafile=self.sim.ca)
        for _ in range(2):
            connection = http.client.HTTPSConnection("127.0.0.1", self.sim.port, timeout=10,
                                                     context=context)
            connection.set_tunnel("github.test", 443)
            for name, status in (("alice", 200), ("free", 404)):   # keep-alive inside
                connection.request("GET", "/users/" + name, headers={"User-Agent": "x"})
                reply = connection.getresponse()
                self.assertEqual((reply.status, bool(reply.read())), (status, True))
            connection.close()
        with self.sim.connect() as peer:
            peer.sendall(b"CONNECT site.test:443 HTTP/1.1\r\nHost: site.test:443\r\n\r\n")
            self.assertIn(b" 200 ", peer.recv(4096))
            wrong = ssl.create_default_context(cafile=self.sim.ca)
            with self.assertRaises(ssl.SSLCertVerificationError):
                wrong.wrap_socket(peer, server_hostname="github.test")

    def test_connections_break_inside_a_tunnel_too(self):
        sim = self.start(world(*[platform("site", f, hosts=[f + ".test"], shape="json",
                                          faults=[{"kind": f}]) for f in ("reset", "half_closed")]))
        context = ssl.create_default_context(cafile=sim.ca)
        context.options &= ~ssl.OP_IGNORE_UNEXPECTED_EOF  # of older Pythons, to which a cut is an end
        for fault in ("reset", "half_closed"):
            host = fault + ".test"
            peer = sim.connect()
            peer.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            self.assertIn(b" 200 ", peer.recv(4096))
            tls = context.wrap_socket(peer, server_hostname=host, suppress_ragged_eofs=False)
            tls.sendall(f"GET /u/alice HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
            if fault == "half_closed":
                with tls, self.assertRaisesRegex(ssl.SSLError, "(?i)eof"):   # FIN, and no farewell of TLS
                    everything(tls)
            else:   # Python's TLS calls a reset an end, too: look below it
                with socket.socket(fileno=tls.detach()) as bare, \
                        self.assertRaises(ConnectionResetError):
                    bare.settimeout(10)
                    everything(bare)

    def test_a_client_that_expects_is_told_to_go_on(self):
        with self.sim.connect() as peer:
            peer.sendall(b"POST /graphql HTTP/1.1\r\nHost: github.test\r\nUser-Agent: x\r\n"
                         b"Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 100 "))
            peer.sendall(b"{}")
            self.assertTrue(peer.recv(4096).startswith(b"HTTP/1.1 401 "))

    def test_keep_alive_pipelines_and_polite_ends(self):
        one = b"GET /users/alice HTTP/1.1\r\nHost: github.test\r\nUser-Agent: x\r\n\r\n"
        last = one.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        self.assertEqual(self.sim.raw(one * 20 + last).count(b"HTTP/1.1 200 OK"), 21)
        body = self.sim.raw(last.replace(b"GET", b"HEAD"))
        self.assertTrue(body.endswith(b"\r\n\r\n") and b"Content-Length: " in body)
        self.assertEqual(self.sim.ask("/users/alice", "github.test", method="DELETE")[0], 405)

    def test_malformed_requests_harm_nobody(self):
        host = b"\r\nHost: site.test\r\n"
        for request in [b"\r\n\r\n", b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9" + host,
                        b"GET /%zz%ff%00/%2f?%=%&&=&a" + b" HTTP/1.1" + host + b"\r\n",
                        b"GET * HTTP/1.1" + host + b"\r\n", b"GET /@ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                        b"GET /@github HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
                        b"GET ? HTTP/1.1\r\nHost: [\r\n\r\n", b"GET http:// HTTP/1.1\r\n\r\n",
                        b"CONNECT HTTP/1.1\r\n\r\n", b"CONNECT site.test:443 HTTP/1.1\r\n\r\nnot TLS\r\n",
                        b"POST /graphql HTTP/1.1\r\nHost: github.test\r\nUser-Agent: x\r\n"
                        b"Content-Length: 65536\r\nAuthorization: bearer x\r\n\r\n" + b"[" * 65536,
                        b"POST /api.php?action=query&list=users&format=json HTTP/1.1\r\nHost: wiki.test\r\n"
                        b"User-Agent: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        b"Content-Length: 900008\r\n\r\nususers=" + b"|".join(
                            b"%05d" % i for i in range(150000)) + b"|",
                        b"POST / HTTP/1.1" + host + b"Content-Length: 99999999999\r\n\r\n",
                        b"POST / HTTP/1.1" + host + b"Content-Length: -1\r\n\r\n",
                        b"POST / HTTP/1.1" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                        b"GET / HTTP/1.1" + host + b"A: " + b"b" * 100000 + b"\r\n\r\n",
                        b"GET / HTTP/1.1" + host + b"User-Agent: \xff\xfe\r\n\r\n", bytes(range(256))]:
            with self.subTest(request=request[:60]), self.sim.connect() as peer:
                try:
                    peer.sendall(request)
                    peer.shutdown(socket.SHUT_WR)
                    everything(peer)
                except ConnectionError:
                    pass
        self.assertEqual(self.sim.raw(b"NONSENSE\r\n\r\n")[:12], b"HTTP/1.1 400")
        self.assertEqual(self.sim.ask("/users/alice", "github.test")[0], 200)

    def test_latency_overlaps_and_is_counted_and_logged(self):
        began = time.monotonic()
        peers = [self.sim.connect() for _ in range(8)]
        for peer in peers:
            peer.sendall(b"GET /u/Alice HTTP/1.1\r\nHost: site.test\r\n\r\n")
        for peer in peers:
            self.assertIn(b" 200 OK", peer.recv(65536))
            peer.close()
        self.assertTrue(0.14 < time.monotonic() - began < 1)
        site = self.sim.stats()["site"]
        self.assertEqual((site["requests"], site["most_in_flight"], site["names"]),
                         (8, 8, {"Alice": 8}))
        with open(self.sim.log) as log:
            lines = [line.split() for line in log]
        self.assertEqual([line[1:] for line in lines], [["site.test", "GET", "/u/Alice", "200"]] * 8)
        self.assertTrue(all(line[0].isdigit() for line in lines))


class Scenarios(Case):
    def refused(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            file.write(text if isinstance(text, str) else json.dumps(text))
            file.flush()
            done = subprocess.run([BINARY, file.name], capture_output=True, text=True, timeout=10)
        self.assertEqual((done.returncode, done.stdout, done.stderr.count("\n")), (2, "", 1), done)
        return done.stderr

    def test_mistakes_are_refused_by_path(self):
        site = lambda **more: world(platform("site", shape="status", **more))
        for scenario, path, words in [
                ("{\n\n  x}", ":3:", ""), ("[]", "the scenario", "object"), ("[" * 300000, ":1:", ""),
                ({**site(), "clok": 1}, "clok", "unknown key"),
                ({"platforms": []}, "the scenario", 'missing key "clock"'),
                (world(start="yesterday"), "clock.start", "like 2014"),
                (world(speed=0), "clock.speed", "above zero"),
                (world(platform("sight")), "platforms[0].kind", "not one of"),
                (world(platform("site")), "platforms[0]", 'missing key "shape"'),
                (world(platform("npm", shape="json")), "platforms[0].shape", "only for kind site"),
                (world(platform("npm", closed_api=True)), "platforms[0].closed_api", "mastodon"),
                (world(platform("github", accounts=[{"handle": "a", "id": "x"}])),
                 "platforms[0].accounts[0].id", "digits"),
                (site(accounts=[{"id": "1"}]), "platforms[0].accounts[0]", 'missing key "handle"'),
                (site(accounts=[{**ALICE, "bio": 1}]), "platforms[0].accounts[0].bio", "a string"),
                (site(accounts=[{**ALICE, "changes": [{"at": 2}, {"at": 1}]}]),
                 "platforms[0].accounts[0].changes[1].at", "order of time"),
                (site(faults=[{"kind": "r500", "every": 0}]), "platforms[0].faults[0].every", "least 1"),
                (site(faults=[{"kind": "r500", "retry_after": 1}]), "platforms[0].faults[0]", "r429"),
                (world(platform("npm", credential="c")), "platforms[0].credential", "only for kinds x, twitch"),
                (world(platform("x", token_calls=1)), "platforms[0].token_calls", "only for kind twitch"),
                (world(platform("npm", rate="documented")), "platforms[0].rate", "no limit is documented"),
                (world(platform("youtube")), "platforms[0].accounts[0].id", "begin with UC"),
                (site(rate={"limit": 3}), "platforms[0].rate", 'missing key "period_s"'),
                (site(name="Site One"), "platforms[0].name", "a-z"),
                (world(platform("npm"), platform("npm")), "platforms[1].name", "twice"),
                ('{"clock": {"start": "now", "start": "now"}, "platforms": []}', "clock.start", "twice")]:
            with self.subTest(path=path, words=words):
                message = self.refused(scenario)
                self.assertIn(path, message)
                self.assertIn(words, message)

    def test_a_wrong_command_line_is_usage(self):
        for words in ([], ["a", "b"], ["a", "--port"], ["a", "--port", "99999"], ["a", "--bogus"]):
            done = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=10)
            self.assertEqual((done.returncode, done.stderr[:6]), (2, "usage:"))
        self.assertEqual(subprocess.run([BINARY, "/nowhere"], capture_output=True).returncode, 2)

    def test_january_2014_is_as_it_was(self):
        sim = self.start(HERE + "/scenarios/january-2014.json")
        held = {"bluesky": [], "codeberg": [], "github": []}
        departments = [f"{n:02}" for n in range(1, 96) if n != 20] + ["2A", "2B"] + [
            "971", "972", "973", "974", "976"]
        self.assertEqual(len(departments), 101)
        for department in departments:
            name = "PNationale" + department
            for kind, target in (
                    ("bluesky", f"/xrpc/app.bsky.actor.getProfile?actor={name}.bsky.social"),
                    ("codeberg", "/api/v1/users/" + name), ("github", "/users/" + name)):
                if sim.ask(f"/@{kind}{target}")[0] == 200:
                    held[kind].append(department)
        for kind in held:
            self.assertEqual(held[kind], ["02", "06", "11", "23", "35", "44", "62", "67", "91"], kind)
        for kind, target in (("bluesky", "/xrpc/app.bsky.actor.getProfile?actor=jay.bsky.team"),
                             ("codeberg", "/api/v1/users/forgejo"), ("github", "/users/torvalds")):
            self.assertEqual(sim.ask(f"/@{kind}{target}")[0], 200)
        self.assertEqual(sim.ask("/users/sytses/exists", "gitlab.com")[1]["cf-mitigated"], "challenge")

    def test_the_other_shipped_scenarios_load(self):
        sim = self.start(HERE + "/scenarios/eight-platforms.json")
        self.assertEqual(len(sim.stats()), 8)
        self.assertEqual(sim.ask("/api/v1/accounts/lookup?acct=gargron", "mastodon.social")[0], 200)
        sim = self.start(HERE + "/scenarios/faults.json")
        self.assertEqual([sim.ask("/@status/u/" + n)[0] for n in ("alice", "free", "walled")],
                         [200, 404, 403])


if __name__ == "__main__":
    unittest.main()
