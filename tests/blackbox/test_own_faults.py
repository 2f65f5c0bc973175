#!/usr/bin/env python3
"""What is our own fault is said as ours: a proxy that is written wrongly, is not there, or does not let us through, and a
net that wants somebody to log in. And what is ours takes nothing from what a platform said. An odd answer is nobody's fault
but the platform's."""
import json
import socket
import socketserver
import struct
import tempfile
import unittest

import harness
import worlds
from local_server import Handler, LocalServer
from page_server import PageServer
from service import Case, incidents, platform, stranger, watch

PASSWORD = "hunter2"


class Proxy(LocalServer):
    """A proxy that answers everything, CONNECT too, with one status, for the length of a with block."""

    def __init__(self, status):
        class Refusing(Handler):
            def refuse(self):
                self.reply(status, {}, "")

            do_GET = do_CONNECT = refuse

        super().__init__(Refusing)
        self.url = f"http://user:{PASSWORD}@{self.host}"


class Hole(LocalServer):
    """Accepts and says nothing that a proxy says: closes at once."""

    def __init__(self):
        class Silent(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(4096)

        super().__init__(Silent)


class Odd(LocalServer):
    """Answers every request with the same bytes and closes; `reset`: by a reset."""

    def __init__(self, answer, reset=False):
        class Saying(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(4096)
                self.request.sendall(answer)
                if reset:
                    self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    self.request.close()

        super().__init__(Saying)


class OddAnswerTest(unittest.TestCase):
    """Two of three platforms say the same; the third is right."""

    def seen(self, answer, reset=False):
        pages = {"/u/held": (200, {}, b"page"), "/u/known": (200, {}, b"page")}
        folder = self.enterContext(tempfile.TemporaryDirectory())
        files = worlds.Files(folder)
        with PageServer(pages) as right, Odd(answer, reset) as odd:
            for site, base in (("right", right.base), ("odd1", odd.base), ("odd2", odd.base)):
                files.add(worlds.definition(site, "status", base, "known"))
            result = harness.run("check", "held", *files.arguments, "--rate", "1000/1s", "--allow-private-addresses",
                                 "--timeout", "5s", "--explain")
        self.assertEqual(result.records()[[record["platform"] for record in result.records()].index("right")]["status"],
                         "claimed", result)
        return {record["reason"] for record in result.records() if record["platform"] != "right"}, result

    def test_an_odd_answer_is_never_our_fault(self):
        ok = b"HTTP/1.1 200 OK\r\n"
        odd = {"junk": b"\0junk\r\n\r\n", "a body alone": b'{"login":"x"}', "an alert of TLS": b"\x15\x03\x01\x00\x02\x02\x46",
               "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "status 2000": b"HTTP/1.1 2000 OK\r\n\r\n",
               "status 000": b"HTTP/1.1 000 OK\r\n\r\n", "101": b"HTTP/1.1 101 Other\r\nUpgrade: websocket\r\n\r\nx",
               "a bad chunk": ok + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n",
               "no gzip": ok + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\npage",
               "an unknown encoding": ok + b"Content-Encoding: snappy\r\nContent-Length: 4\r\n\r\npage",
               "a negative length": ok + b"Content-Length: -1\r\n\r\npage", "NUL": ok + b"X: a\0b\r\n\r\npage",
               "no colon": ok + b"garbage\r\n\r\npage"}
        for what, answer in odd.items():
            with self.subTest(what):
                reasons, result = self.seen(answer)
                self.assertEqual(reasons, {"no-rule"}, result)
                self.assertRegex(result.stderr, r"no-rule \(the answer (is no HTTP that can be read|changes to a protocol|has a packed body|is packed as)")
                self.assertNotIn("self-blind", result.stderr)
        with self.subTest("a head line without end"):
            self.assertEqual(self.seen(ok + b"X: " + b"a" * 200_000)[0], {"too-large"})

    def test_a_connection_that_fails_still_is(self):
        ok = b"HTTP/1.1 200 OK\r\n"
        failing = {"nothing": b"", "half a head": ok + b"X: y\r\n", "half a body": ok + b"Content-Length: 9\r\n\r\npage",
                   "half a chunk": ok + b"Transfer-Encoding: chunked\r\n\r\n9\r\npage"}
        for what, answer in failing.items():
            for reset in (False, True):
                with self.subTest(what, reset=reset):
                    reasons, result = self.seen(answer, reset)
                    self.assertEqual(reasons, {"self-blind"}, result)


class ProxyTest(unittest.TestCase):
    def check(self, scheme, env, platforms=3, config=None):
        """Of so many platforms: (status, reason) of all records, and what was said."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        files = worlds.Files(folder)
        for at in range(platforms):
            files.add(worlds.definition(f"site{at}", "status", f"{scheme}://site{at}.test", "known"))
        more = []
        if config is not None:
            with open(f"{folder}/config.json", "w", encoding="utf-8") as file:
                json.dump(config, file)
            more = ["--config", f"{folder}/config.json"]
        result = harness.run("check", "held", *files.arguments, "--rate", "1000/1s", "--timeout", "5s", *more, env=env)
        self.assertNotIn(PASSWORD, result.stdout + result.stderr)
        return {(record["status"], record["reason"]) for record in result.records()}, result

    def both(self, url):
        return {"HTTPS_PROXY": url, "http_proxy": url}

    def test_a_proxy_that_is_written_wrongly_is_said_before_anything_is_asked_and_is_ours(self):
        wrong = {
            "ftp://proxy.test:21": "a proxy is spoken to by http, https, socks4, socks4a, socks5 or socks5h, not by 'ftp'",
            "http://proxy.test:0": "its port is no number from 1 to 65535",
            "http://proxy.test:65536": "its port is no number from 1 to 65535",
            "proxy.test:text": "its port is no number from 1 to 65535",
            f"http://user:{PASSWORD}@ss@proxy.test": "a user or a password has %40 for @",
            f"user:{PASSWORD}/x@proxy.test:3128": "a user or a password has %40 for @",
            f"http://user:{PASSWORD}@": "it names no host",
            "http:// proxy.test": "a blank or another sign that no URL has stands in it",
            "http://proxy.test/proxy.pac": "it has a path",
        }
        for scheme, name in (("https", "HTTPS_PROXY"), ("http", "http_proxy"), ("https", "ALL_PROXY")):
            for url, why in wrong.items():
                with self.subTest(url, name=name):
                    seen, result = self.check(scheme, {name: url})
                    self.assertEqual((seen, result.code), ({("unknown", "self-blind")}, 3), result)
                    self.assertIn(f"warning: {name}: {why}", result.stderr.splitlines()[0])
                    self.assertIn(f"site0: it was not reached: our proxy is not right: {why}", result.stderr)
        for url in ("socks5h://127.0.0.1:1", "127.0.0.1:1", f"http://user:{PASSWORD}%40x@127.0.0.1:1/", "http://[::1]:1"):
            _, result = self.check("https", {"HTTPS_PROXY": url}, 1)
            self.assertNotIn("warning", result.stderr)

    def test_config_check_warns_of_the_environments_proxy_unless_another_is_configured(self):
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            for network, warned in (({}, True), ({"proxy": "http://127.0.0.1:1"}, False)):
                file.seek(0)
                file.truncate()
                json.dump({"network": network}, file)
                file.flush()
                result = harness.run("config", "check", "--config", file.name, env={"https_proxy": "ftp://proxy.test"})
                self.assertEqual(result.code, 0, result)
                self.assertEqual("warning: https_proxy: a proxy is spoken to by http" in result.stderr, warned, result)

    def test_a_proxy_that_does_not_let_us_through_is_ours_and_not_the_platforms(self):
        words = {407: "our proxy wants a user and a password, or others than it was given (407)",
                 511: "our proxy wants somebody to log in first (511)"}
        for status, said in words.items():
            for scheme in ("https", "http"):
                with self.subTest(status=status, scheme=scheme), Proxy(status) as proxy:
                    seen, result = self.check(scheme, self.both(proxy.url))
                    self.assertEqual((seen, result.code), ({("unknown", "self-blind")}, 3), result)
                    for at in range(3):
                        self.assertIn(f"site{at}: it was not reached: {said}", result.stderr)
                    self.assertEqual(self.check(scheme, self.both(proxy.url), 2)[0], {("unknown", "network")})
                    config = {"network": {"proxy": proxy.url}}
                    self.assertEqual(self.check(scheme, {}, config=config)[0], {("unknown", "self-blind")})
        for status, said in ((403, "our proxy does not let us there (403)"), (502, "our proxy answered 502")):
            with Proxy(status) as proxy:
                seen, result = self.check("https", self.both(proxy.url))
                self.assertEqual(seen, {("unknown", "self-blind")}, result)
                self.assertIn(f"site0: it was not reached: {said}", result.stderr)

    def test_a_proxy_that_is_not_there_or_none_is_ours(self):
        with Hole() as hole:
            for port in (harness.free_port(), hole.port):
                for kind in ("http", "socks5h", "socks4", "https"):
                    with self.subTest(kind, port=port):
                        seen, result = self.check("https", {"ALL_PROXY": f"{kind}://user:{PASSWORD}@127.0.0.1:{port}"})
                        self.assertEqual(seen, {("unknown", "self-blind")}, result)
                        self.assertIn("site0: it was not reached: our proxy: ", result.stderr)
        seen, result = self.check("https", {"HTTPS_PROXY": "http://proxy.invalid:3128"})
        self.assertEqual(seen, {("unknown", "self-blind")}, result)
        self.assertIn("site0: it was not reached: our proxy: ", result.stderr)

    def test_a_net_that_wants_somebody_to_log_in_is_ours(self):
        with PageServer({"/u/free": (511, {}, "log in")}) as server:
            folder = self.enterContext(tempfile.TemporaryDirectory())
            files = worlds.Files(folder)
            for at in range(3):
                files.add(worlds.definition(f"site{at}", "status", server.base, "known"))
            result = harness.run("check", "held", *files.arguments, "--rate", "1000/1s", "--allow-private-addresses")
        self.assertEqual({record["reason"] for record in result.records()}, {"self-blind"}, result)
        self.assertIn("site0: it was not reached: the net we are in wants somebody to log in first (511)", result.stderr)


class ThirdPlatformTest(Case):
    """Two of three cannot be reached; the third says what it always says."""
    down = {"faults": [{"kind": "reset"}]}
    scenario = worlds.world(platform("codeberg", stranger("PNationale02", 102)), platform("github", **down), platform("gitlab", **down))

    def watched(self):
        return [watch(["PNationale02", "PNationale03"], platforms=["codeberg", "github", "gitlab"])]

    def row(self):
        rows = self.service.ask("status", "--format", "jsonl").records()
        return next(row for row in rows if row["platform"] == "codeberg")

    def blindness(self):
        """How often it was told."""
        return [kind for kind, _, _ in self.receiver.events("/team")].count("self-blind")

    def test_what_the_third_proved_is_believed_and_our_blindness_told_once(self):
        self.configure(self.watched())
        self.service.start()
        harness.wait_for(self.blindness, 60, f"our blindness to be told; the service said:\n{self.service.log()}")
        harness.wait_for(lambda: (self.row()["others"], self.row()["available"]) == (1, 1), 60, "the third's answers")
        looks = self.asked()
        harness.wait_for(lambda: self.asked() > looks + 12, 60, "further sweeps")
        self.assertEqual(self.blindness(), 1, self.service.log())


class ProxyOfTheServiceTest(Case):
    scenario = worlds.world(platform("codeberg"), platform("github"), platform("gitlab"))

    def test_status_names_the_proxy_and_our_blindness_is_told_once(self):
        with Proxy(407) as proxy:
            self.configure([watch(["PNationale02"], platforms=["codeberg", "github", "gitlab"])],
                           network={"proxy": proxy.url, "ca_file": self.simulator.ca})
            self.service.start()
            rows = lambda: self.service.ask("status", "--format", "jsonl").records()
            said = "it was not reached: our proxy wants a user and a password, or others than it was given (407)"
            harness.wait_for(lambda: [row["note"] for row in rows()] == [said] * 3, 60, f"the notes; had {rows()}")
            harness.wait_for(lambda: len(incidents(self.service)) == 1, 30, "the incident")
            self.assertNotIn(PASSWORD, self.service.log() + str(self.service.ask("status")))


if __name__ == "__main__":
    harness.main()
