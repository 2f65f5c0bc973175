#!/usr/bin/env python3
"""What a page may do to us: a wall is known by its markup, a stranger cannot pass for one, and no byte of theirs is obeyed."""
import gzip
import contextlib
import json
import re
import tempfile
import unittest
import zlib

import harness
import worlds
from page_server import PageServer

PLAIN = "<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
FILLER = "<div class=\"card\"><a href=\"/about\">More about it</a></div>\n"


def page(body="", title="Example", head=""):
    return PLAIN.format(title=title, head=head, body=body)


# Challenges under a title that says nothing, or by their title alone.
WALLS = {
    "turnstile": page(head='<script src="https://challenges.cloudflare.com/turnstile/v0/api.js" async defer></script>'),
    "cloudflare's options": page("<script>(function(){window._cf_chl_opt = {cvId: '3'};}());</script>"),
    "cloudflare's platform": page('<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=1"></script>'),
    "cloudflare's noscript": page('<noscript><span id="challenge-error-text">Enable JavaScript and cookies</span></noscript>'),
    "hcaptcha's frame": page('<iframe width="300" src="https://newassets.hcaptcha.com/captcha/v1/x/static/hcaptcha.html"></iframe>'),
    "hcaptcha's box": page('<div class="h-captcha" data-sitekey="1"></div>'),
    "recaptcha's box": page('<form><div id="x" class="g-recaptcha" data-sitekey="1"></div></form>'),
    "recaptcha's script": page(head='<script src="https://www.google.com/recaptcha/api.js"></script>'),
    "datadome": page('<iframe src="https://geo.captcha-delivery.com/captcha/?initialCid=1" title="DataDome CAPTCHA"></iframe>'),
    "perimeterx": page('<div id="px-captcha"></div>'),
    "anubis": page(head='<script async type="module" src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>'),
    "aws": page(head='<script src="https://abc.token.awswaf.com/abc/challenge.js"></script>'),
    **{f"the title '{title}'": page("<h1>...</h1>" + FILLER * 600, title) for title in (
        "Just a moment...", "Attention Required! | Cloudflare", "Access denied", "DDoS-Guard", "Robot or human?",
        "Making sure you&#39;re not a bot!", "Are you human?", "Log in")},
}

CHALLENGE = WALLS["turnstile"] + WALLS["cloudflare's options"]
ESCAPED = CHALLENGE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")

# What a stranger can write of himself; (headers, body) that stays a claimed profile.
STRANGERS = {
    "a biography of markup": ({}, page(f"<p>{ESCAPED}</p>", "held (@held)")),
    "a biography of words": ({}, page("<p>Just a moment... Enable JavaScript. _cf_chl_opt captcha Anubis hcaptcha.com</p>", "held")),
    "a name like a wall": ({}, page(title="Just a moment... (@held)")),
    "a link to a captcha": ({}, page('<a href="https://www.hcaptcha.com/">my work</a>', "held")),
    "a description": ({}, page(title="held", head=f'<meta name="description" content="{ESCAPED} https://hcaptcha.com">')),
    "an alternative text": ({}, page('<img src="/a.png" alt="class=h-captcha captcha-delivery.com">', "held")),
    "a state in a script": ({}, page('<script>window.state = {"bio": "_cf_chl_opt = challenges.cloudflare.com"};</script>', "held")),
    "a page of some size": ({}, page(FILLER * 400 + "<div class=\"h-captcha\"></div>", "held")),
    "plain text": ({"Content-Type": "text/plain"}, CHALLENGE),
    "JSON": ({"Content-Type": "application/json"}, json.dumps({"bio": CHALLENGE, "title": "Just a moment..."})),
}

ODD = "\x1b]0;owned\x07\x1b[2J\u202e\u2066\x9b31m"


class WallTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.files = worlds.Files(self.directory)

    def definition(self, id, base, kind="status", **more):
        self.files.add(worlds.definition(id, kind, f"{base}/{id}", "known", **more))

    def check(self, *more, env=None):
        return harness.run("check", "held", *self.files.arguments, "--allow-private-addresses", "--rate", "1000/1s", "--concurrency",
                           "4", *more, env=env)

    def sites(self, held, known=page(title="known")):
        """Pages of one site per entry, whose control is a plain profile; site ids are s0, s1, …"""
        pages = {}
        for at, (status, headers, body) in enumerate(held):
            pages |= {f"/s{at}/u/held": (status, headers, body), f"/s{at}/u/known": (200, {}, known)}
        return pages

    def reasons(self, result):
        self.assertEqual(re.findall(r"(?m)^re2/.*", result.stderr)[:2], [])
        return {record["platform"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records() if record["handle"] != "forgejo"}  # the owned control

    def test_a_challenge_is_known_by_its_markup_whatever_its_title(self):
        for status in (200, 404, 503):
            self.setUp()
            pages = self.sites([(status, {}, body) for body in WALLS.values()])
            with contextlib.ExitStack() as servers:
                # A host each: one that is overloaded slows down whatever else is asked there.
                for at in range(len(WALLS)):
                    mine = {path: answer for path, answer in pages.items() if path.startswith(f"/s{at}/")}
                    self.definition(f"s{at}", servers.enter_context(PageServer(mine)).base)
                found = self.reasons(self.check())
            for at, what in enumerate(WALLS):
                with self.subTest(what, status=status):
                    self.assertEqual(found[f"s{at}"], "blocked")

    def test_a_stranger_cannot_hide_behind_a_page_that_looks_like_a_wall(self):
        with PageServer(self.sites([(200, headers, body) for headers, body in STRANGERS.values()])) as server:
            for at in range(len(STRANGERS)):
                self.definition(f"s{at}", server.base)
            result = self.check("--explain")
        found = self.reasons(result)
        for at, what in enumerate(STRANGERS):
            with self.subTest(what):
                self.assertEqual(found[f"s{at}"], "claimed")
        self.assertEqual(result.code, 1)

    def test_a_way_to_the_log_in_is_a_wall_even_when_it_names_the_page_it_kept_us_from(self):
        for location in ("/user/login?redirect_to=/api/v1/users/held", "/login?next=/api/v1/users/held",
                         "https://sso.example.org/signin?to=https://codeberg.org/api/v1/users/held"):
            typed = {"Content-Type": "application/json"}
            pages = {"/api/v1/users/held": (302, {"Location": location}, ""),
                     "/api/v1/users/forgejo": (200, typed, '{"login": "forgejo", "id": 1}'),
                     "/api/v1/users/free": (404, typed, '{"message": "user redirect does not exist [name: x]"}')}
            with PageServer(pages) as server, self.subTest(location):
                with open(f"{self.directory}/owned.csv", "w", encoding="utf-8") as owned:
                    owned.write(f"platform,handle\ncodeberg@{server.base},forgejo\n")
                result = self.check("--platform", f"codeberg@{server.base}", "--owned", f"{self.directory}/owned.csv")
                self.assertEqual(self.reasons(result), {"codeberg": "blocked"}, result)

    def test_a_page_is_read_to_two_mebibytes_and_no_further(self):
        ending = '<p class="handle">@held</p>'
        sizes = {"s0": 100 << 10, "s1": (2 << 20) - 4096, "s2": (2 << 20) + 4096, "s3": 8 << 20}
        pages = self.sites([(200, {}, page(FILLER * (size // len(FILLER)) + ending, "held")) for size in sizes.values()],
                           known=page('<p class="handle">@known</p>'))
        with PageServer(pages) as server:
            for id in sizes:
                self.definition(id, server.base, "message", two_sided=False)
            self.assertEqual(self.reasons(self.check()),
                             {"s0": "claimed", "s1": "claimed", "s2": "too-large", "s3": "too-large"})

    def test_an_answer_may_be_packed_and_a_broken_packing_is_no_answer(self):
        good = page('<p class="handle">@held</p>').encode()
        packed = [({"Content-Encoding": "gzip"}, gzip.compress(good)), ({"Content-Encoding": "deflate"}, zlib.compress(good)),
                  ({"Content-Encoding": "gzip"}, gzip.compress(good)[:40]), ({"Content-Encoding": "gzip"}, good),
                  ({"Content-Encoding": "rot13"}, good)]
        with PageServer(self.sites([(200, *one) for one in packed], known=page('<p class="handle">@known</p>'))) as server:
            for at in range(len(packed)):
                self.definition(f"s{at}", server.base, "message", two_sided=False)
            result = self.check()
        found = self.reasons(result)
        self.assertEqual([found["s0"], found["s1"]], ["claimed", "claimed"], result)
        for id in ("s2", "s3", "s4"):
            self.assertNotIn(found[id], ("claimed", "available"), result)

    def test_nothing_of_an_answer_reaches_the_terminal_unneutralised(self):
        odd = ODD.encode() + b"\xff\x80"
        answers = [(302, {"Location": b"/" + odd}, ""), (200, {"Content-Type": b"text/" + odd}, page()),
                   (200, {"Content-Type": "application/json"}, json.dumps({"user": {"name": "held", "id": ODD, "display_name": ODD,
                                                                                    "created_at": ODD}})),
                   (200, {"Content-Type": "application/json"}, b'{"user":{"name":"held","display_name":"\xc2\x9b1m","id":"1"}}'),
                   (200, {"Content-Type": "application/json"}, json.dumps({"user": {"name": "held", "display_name": "=1+1|a|\n- b"}}))]
        known = json.dumps({"user": {"name": "known", "id": "1"}})
        with PageServer(self.sites(answers)) as server:
            for at in range(len(answers)):
                server.pages[f"/s{at}/u/known"] = (200, {"Content-Type": "application/json"}, known)
                self.definition(f"s{at}", server.base, "json")
            for form in ("table", "jsonl", "json", "csv", "md"):
                result = self.check("--explain", "--verbose", "--format", form, "--color", "never")
                self.assertEqual(re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
                                            result.stdout + result.stderr), [], result)
                if form in ("table", "md"):
                    # A line each and the head; a table is followed by an empty line and the coverage of each platform.
                    lines = 2 * len(answers) + 3 if form == "table" else len(answers) + 2
                    self.assertEqual(len(result.stdout.splitlines()), lines, result)
                if form == "csv":
                    self.assertNotRegex(result.stdout, r'(^|[,"])=1', result)

    def test_the_user_agent_says_who_asks_and_no_credential_breaks_out_of_its_header(self):
        credential = {"credential": "mine", "headers": {"Authorization": "Bearer {credential}"}}
        with PageServer(self.sites([(200, {}, page())])) as server:
            self.definition("s0", server.base, ask=credential)
            self.check("--contact", "mailto:soc@example.org", env={"HANDLEWATCH_SECRET_MINE": "abcSECRET"})
            self.assertEqual(len(server.seen), 8)
            for _, headers in server.seen:
                self.assertRegex(dict(headers)["User-Agent"], r"^handlewatch/\d.*\+mailto:soc@example\.org")
                self.assertEqual(dict(headers)["Authorization"], "Bearer abcSECRET")
            server.seen.clear()
            result = self.check("--explain", env={"HANDLEWATCH_SECRET_MINE": "abcSECRET\r\nX-Injected: 1"})
            self.assertEqual([headers for _, headers in server.seen if "X-Injected" in dict(headers)], [])
            self.assertNotIn("SECRET", result.stdout + result.stderr)
            self.assertIn(result.code, (1, 2, 3), result)
        for wrong in ("me", "mailto:a b"):
            self.assertEqual(self.check("--contact", wrong).code, 2)
        result = self.check("--contact", "mailto:a@example.org\r\nX-Injected: 1")
        self.assertEqual(result.code, 2, result)


if __name__ == "__main__":
    harness.main()
