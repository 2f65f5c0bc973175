"""Every fault looks on the wire as the README says."""
import gzip
import json
import time

from simulated import Case, Simulator, everything, platform, world


class Faults(Case):
    @classmethod
    def setUpClass(cls):
        plain = ["cf403", "cf200", "captcha", "aws202", "r999", "r401", "r403", "r451", "r429", "r500",
                 "r502", "r503", "ddosguard403", "login_redirect", "home_redirect", "empty200",
                 "soft404", "home200", "reset", "half_closed", "slow", "stall", "endless",
                 "endless_headers", "gzip_bomb", "deep_json", "wrong_type", "bad_utf8", "bad_json",
                 "redirect_loop", "redirect_private", "escapes", "lying_all"]
        faulty = lambda name, shape, **fault: platform("site", name, shape=shape, faults=[fault])
        cls.kinds = plain
        cls.sim = Simulator(world(
            *[faulty(kind, "status", kind=kind) for kind in plain],
            *[faulty("json-" + kind, "json", kind=kind) for kind in plain],
            faulty("r429-seconds", "status", kind="r429", retry_after=7),
            faulty("r429-date", "status", kind="r429", retry_after="date"),
            faulty("recaptcha", "status", kind="captcha", provider="recaptcha"),
            faulty("named", "batch", kind="r500", names=["BAD"]),
            faulty("third", "status", kind="r500", every=3),
            faulty("timed", "status", kind="r500", **{"from": 1e6}),
            faulty("past", "status", kind="r500", until=0)))

    @classmethod
    def tearDownClass(cls):
        assert cls.sim.stop() == (0, "")

    def get(self, name, handle="alice"):
        return self.sim.ask(f"/@{name}/u/{handle}")

    def request(self, name):
        return f"GET /@{name}/u/alice HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()

    def test_walls_have_their_status_and_marks(self):
        for name, status, header, mark in [
                ("cf403", 403, ("cf-mitigated", "challenge"), b"Just a moment..."),
                ("cf200", 200, ("server", "cloudflare"), b"challenges.cloudflare.com"),
                ("captcha", 200, None, b"h-captcha"), ("recaptcha", 200, None, b"g-recaptcha"),
                ("aws202", 202, ("x-amzn-waf-action", "challenge"), None), ("r999", 999, None, b""),
                ("r401", 401, None, b""), ("r403", 403, None, b"Forbidden"), ("r451", 451, None, b""),
                ("r429", 429, None, b""), ("r500", 500, None, b""), ("r502", 502, None, b""),
                ("r503", 503, None, b""), ("ddosguard403", 403, ("server", "ddos-guard"), b""),
                ("r429-seconds", 429, ("retry-after", "7"), b""),
                ("soft404", 200, None, b"does not exist"), ("home200", 200, None, b"Welcome"),
                ("login_redirect", 302,
                 ("location", "/@login_redirect/login?next=%2F%40login_redirect%2Fu%2Falice"), b""),
                ("home_redirect", 302, ("location", "/@home_redirect/"), b""),
                ("redirect_loop", 302, ("location", "/@redirect_loop/u/alice"), b""),
                ("redirect_private", 302, ("location", "http://169.254.169.254/"), b"")]:
            with self.subTest(name):
                got, headers, body = self.get(name)
                self.assertEqual(got, status)
                if header:
                    self.assertEqual(headers.get(header[0]), header[1])
                self.assertEqual(body, b"") if mark is None else self.assertIn(mark, body)
        self.assertNotIn("retry-after", self.get("r429")[1])
        self.assertRegex(self.get("r429-date")[1]["retry-after"], r"^Wed, 15 Jan 2014 08:0\d:\d\d GMT$")
        self.assertNotIn("cf-mitigated", self.get("cf200")[1])
        self.assertEqual(self.sim.ask("/@login_redirect/login?next=x")[0], 200)
        self.assertEqual(self.sim.ask("/@home_redirect/")[0], 200)

    def test_spoilt_bodies(self):
        self.assertEqual(self.get("empty200")[::2], (200, b""))
        status, headers, body = self.get("deep_json")
        self.assertEqual((status, headers["content-type"], body),
                         (200, "application/json", b"[" * 262144))
        status, headers, body = self.get("json-wrong_type")
        self.assertEqual((headers["content-type"], json.loads(body)["user"]["id"]),
                         ("image/png", "1001"))
        for name, kind in (("bad_utf8", "text/html; charset=utf-8"),
                           ("json-bad_utf8", "application/json")):
            for handle in ("alice", "free"):
                status, headers, body = self.get(name, handle)
                truth = self.get("json-wrong_type" if name.startswith("json") else "wrong_type", handle)[0]
                self.assertEqual((status, headers["content-type"]), (truth, kind))
                self.assertRaises(UnicodeDecodeError, body.decode)
        self.assertIn(b'"name":"alice"', self.get("json-bad_utf8")[2])
        whole = self.get("json-wrong_type")[2]
        body = self.get("json-bad_json")[2]
        self.assertEqual((len(body), body.rstrip()), (len(whole), whole[:len(whole) // 2].rstrip()))
        status, headers, packed = self.get("json-gzip_bomb")
        self.assertEqual((status, headers["content-encoding"]), (200, "gzip"))
        self.assertLess(len(packed), 1 << 18)
        unpacked = gzip.decompress(packed)   # checks length and sum too
        self.assertGreater(len(unpacked), 100 << 20)
        self.assertEqual(json.loads(unpacked)["user"]["id"], "1001")

    def test_liars(self):
        for handle in ("alice", "free", "carol"):
            status, _, body = self.get("json-lying_all", handle)
            self.assertEqual((status, json.loads(body)["user"]["name"]), (200, handle))
        user = json.loads(self.get("json-escapes")[2])["user"]
        for mark in ("\x1b[31m", "\x1b]0;", "\u202e"):
            self.assertIn(mark, user["display_name"])
        self.assertIn(b"<title>\x1b[31m", self.get("escapes")[2])
        self.assertEqual(self.get("escapes", "free")[0], 404)

    def test_broken_connections(self):
        with self.sim.connect() as peer:
            peer.sendall(self.request("reset"))
            self.assertRaises(ConnectionResetError, peer.recv, 1)
        cut = self.sim.raw(self.request("half_closed"))
        head, body = cut.split(b"\r\n\r\n")
        length = int(head.split(b"Content-Length: ")[1].split()[0])
        self.assertTrue(0 < len(body) < length)
        with self.sim.connect() as peer:
            peer.sendall(self.request("stall"))
            peer.settimeout(0.5)
            self.assertRaises(TimeoutError, peer.recv, 1)
        with self.sim.connect() as peer:
            began = time.monotonic()
            peer.sendall(self.request("slow"))
            self.assertEqual(everything(peer, 3), b"HTT")
            self.assertTrue(1.8 < time.monotonic() - began < 4)
        for name, head in (("endless", b"Transfer-Encoding: chunked"), ("endless_headers", b"X-Filler")):
            data = self.sim.raw(self.request(name), 4 << 20)
            self.assertGreaterEqual(len(data), 4 << 20)
            self.assertIn(head, data[:5000])
            self.assertEqual(b"\r\n\r\n" in data, name == "endless")
        deadline = time.monotonic() + 8
        while any(p["in_flight"] for p in self.sim.stats().values()):
            self.assertLess(time.monotonic(), deadline, "a fault outlives its client")
            time.sleep(0.05)

    def test_faults_choose_names_turns_and_times(self):
        batch = lambda names: self.sim.ask("/@named/batch?names=" + names)[0]
        self.assertEqual([batch("good"), batch("good,bad"), batch("Bad")], [200, 500, 500])
        self.assertEqual([self.get("third")[0] for _ in range(6)], [200, 200, 500] * 2)
        self.assertEqual([self.get("timed")[0], self.get("past")[0]], [200, 200])

    def test_every_fault_leaves_the_simulator_standing_on_every_platform_kind(self):
        kinds = ["bluesky", "mastodon", "mediawiki", "github", "gitlab", "forgejo", "npm", "rdap"]
        targets = {"bluesky": "/xrpc/app.bsky.actor.getProfile?actor=a.test", "npm": "/alice",
                   "mastodon": "/api/v1/accounts/lookup?acct=alice", "github": "/users/alice",
                   "mediawiki": "/api.php?action=query&list=users&format=json&ususers=A|a%23b",
                   "gitlab": "/users/alice/exists", "forgejo": "/api/v1/users/alice",
                   "rdap": "/domain/alice.fr"}
        accounts = [{"handle": h, "id": "12"} for h in ("alice", "a.test", "A", "alice.fr")]
        sim = self.start(world(*[platform(k, f"{k}-{f}", accounts=accounts, faults=[{"kind": f}])
                                 for k in kinds for f in self.kinds]))
        for kind in kinds:
            for fault in self.kinds:
                with sim.connect() as peer:
                    peer.settimeout(0.05 if fault in ("stall", "slow") else 5)
                    peer.sendall(f"GET /@{kind}-{fault}{targets[kind]} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                 f"User-Agent: x\r\nConnection: close\r\n\r\n".encode())
                    try:
                        everything(peer, 65536)
                    except (TimeoutError, ConnectionResetError):
                        self.assertIn(fault, ("stall", "slow", "reset"))
        self.assertEqual(sim.stats()["rdap-escapes"]["requests"], 1)
