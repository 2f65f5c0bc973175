#!/usr/bin/env python3
"""Sites that answer oddly, each in one way, asked by the lists of Sherlock, Maigret and WhatsMyName: who holds what is known
of the sites, apart from any list, and no list, and no file that comes of one, may tell it otherwise."""
import collections
import dataclasses
import gzip
import json
import pathlib
import random
import re
import tempfile
import threading
import unittest
import uuid
import zlib

import harness
import worlds
from local_server import Handler, LocalServer

HELD, KNOWN = "held", "known"  # the two accounts of every site; KNOWN is the control that the lists name
FREE = ["freeone", "free2", "free-shop"]
TARGETS = [HELD, *FREE]

MARK, NOBODY = 'class="handle"', "Sorry, this user does not exist"
USER, NO_USER = '"user":', "no such thing"

# How a site shows an account and how it shows none. `hosts` is `status` with the name in the host.
PAGES, DATA = {"status": 404, "message": 200, "redirect": 302, "hosts": 404}, {"json": 404, "json200": 200}
STYLES = PAGES | DATA
HTML, JSON = {"Content-Type": "text/html; charset=utf-8"}, {"Content-Type": "application/json"}

# The forms of each list: its tests, and the styles that they can tell apart.
SHERLOCK = {
    "code": ({"errorType": "status_code"}, ["status", "json", "hosts"]),
    "text": ({"errorType": "message", "errorMsg": [NOBODY, NO_USER]}, ["message", "status", "json", "json200", "hosts"]),
    "url": ({"errorType": "response_url"}, ["redirect"]),
    "all": ({"errorType": ["status_code", "message", "response_url"], "errorMsg": NOBODY}, ["status", "redirect"]),
}
MAIGRET = {
    "code": ({"checkType": "status_code"}, ["status", "json", "hosts"]),
    "both": ({"checkType": "message", "presenseStrs": [MARK, USER], "absenceStrs": [NOBODY, NO_USER]},
             ["message", "status", "json", "json200", "hosts"]),
    "absent": ({"checkType": "message", "absenceStrs": [NOBODY, NO_USER]}, ["message", "json200"]),
    "present": ({"checkType": "message", "presenseStrs": [MARK, USER]}, ["message", "json200"]),
    "url": ({"checkType": "response_url"}, ["redirect"]),
    "marked-url": ({"checkType": "response_url", "presenseStrs": [MARK]}, ["redirect"]),
}
WHATSMYNAME = {
    "texts": (lambda style: {"e_code": 200, "e_string": MARK if style in PAGES else USER, "m_code": STYLES[style],
                             "m_string": NOBODY if style in PAGES else NO_USER}, ["message", "status", "json", "json200", "hosts"]),
    "codes": (lambda style: {"e_code": 200, "e_string": "", "m_code": PAGES[style], "m_string": ""}, ["status", "redirect"]),
    "marked-code": (lambda style: {"e_code": 200, "e_string": MARK, "m_code": PAGES[style], "m_string": ""}, ["redirect"]),
}
FORMS = {"sherlock": SHERLOCK, "maigret": MAIGRET, "whatsmyname": WHATSMYNAME}
# Those that know an account by what its page shows.
MARKED = {("maigret", "both"), ("maigret", "present"), ("maigret", "marked-url"), ("whatsmyname", "texts"),
          ("whatsmyname", "marked-code")}


@dataclasses.dataclass
class Answer:
    """What a site is about to say, and about whom; a fault changes it."""
    name: str
    style: str
    exists: bool
    status: int
    text: str
    headers: dict
    number: int  # how often a target was asked for here before
    bio: bytes = b"A gardener in Lyon"
    more: bytes = b"1"  # what else is told of an account, in JSON
    body: bytes | None = None
    junk: bytes = b""  # behind the first line of the head
    bare: bool = False  # no head at all

    def plain(self):
        return self.text.encode().replace(b"%BIO%", self.bio).replace(b'"%MORE%"', self.more)

    def sent(self):
        body = self.plain() if self.body is None else self.body
        if self.bare:
            return body
        lines = [f"HTTP/1.1 {self.status} Said".encode() + self.junk]
        lines += [f"{name}: {value}".encode() for name, value in (self.headers | {"Content-Length": len(body)}).items()]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body


def page(title, main):
    """Between two and eight KiB, with what differs from request to request."""
    people = "".join(f'<li><a href="/about/{name}">{name.title()} has written {random.randrange(900)} notes</a></li>'
                     for name in random.sample(["ada", "bela", "carol", "dmitri", "eve", "farid", "grace"], 4))
    chrome = "".join(f'<li class="item"><a href="/section/{at}" title="Everything there is in section {at}">Section {at}</a></li>\n'
                     for at in range(18))
    return (f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta name="request-id" content="{uuid.uuid4()}">'
            f'<script nonce="{random.randbytes(12).hex()}">window.app = {{"build": {random.randrange(10**6)}}};</script>'
            f'</head><body><nav><ul>{chrome}</ul></nav><main>{main}</main><aside><ul>{people}</ul></aside></body></html>')


def honest(name, style, number):
    """What the site says where nothing is odd."""
    exists = name in (HELD, KNOWN)
    status = 200 if exists else STYLES[style]
    if name.startswith("/"):  # where a redirect led
        return Answer(name, style, False, 200, page("Welcome - Notes", "<h1>Have a look</h1>"), HTML, number)
    if style in DATA:
        notes = [{"id": random.randrange(10**9), "text": f"Note {at}, of some length, by whoever writes here"} for at in range(25)]
        shown = {"user": {"id": 4711, "name": name, "bio": "%BIO%", "notes": notes}, "more": "%MORE%"} if exists else \
            {"error": NO_USER, "hints": notes}
        return Answer(name, style, exists, status, json.dumps(shown | {"request": str(uuid.uuid4())}), JSON, number)
    notes = "".join(f'<article><time>2026-03-{at:02}</time><p>{name} wrote note {random.randrange(10**6)}.</p></article>\n'
                    for at in range(1, 21))
    text = page(f"{name.title()} (@{name}) - Notes", f'<h1 {MARK}>@{name}</h1><p class="bio">%BIO%</p>{notes}') if exists else \
        page("Not found - Notes", f"<h1>{NOBODY}.</h1>")
    return Answer(name, style, exists, status, text, HTML | ({"Location": "/welcome"} if status == 302 else {}), number)


# --- the faults: each changes the answers that it strikes ---

def set_to(**parts):
    return lambda answer: answer.__dict__.update(parts)


def bio(written):
    return set_to(bio=written)


def title(answer):
    answer.text = re.sub("<title>.*?</title>", "<title>Captcha</title>", answer.text)


def captcha(answer):
    answer.text = answer.text.replace("</head>", '<script src="https://www.google.com/recaptcha/api.js" async></script></head>')


def large(answer):
    answer.text += "<div class=\"card\"><a href=\"/about\">More about it</a></div>\n" * (3 * 2**20 // 59)


def written_in(charset, declared, mark=b""):
    def change(answer):
        answer.bio = "Gärtnerin in Orléans".encode()
        answer.headers = answer.headers | {"Content-Type": answer.headers["Content-Type"].split(";")[0] + declared}
        answer.body = mark + answer.plain().decode().replace("Note", "Ñote").encode(charset)
    return change


def behind(written):
    def change(answer):
        answer.body = written + answer.plain()
    return change


def typed(type):
    return lambda answer: answer.__dict__.update(headers=answer.headers | type)


def packed(coding, pack):
    def change(answer):
        answer.body = pack(answer.plain())
        answer.headers = answer.headers | {"Content-Encoding": coding}
    return change


def half(pack):
    return lambda body: pack(body)[:len(pack(body)) // 2]


def members(body):
    return gzip.compress(body[:700]) + gzip.compress(body[700:900]) + gzip.compress(body[900:]) + bytes(12)


def wall(answer):
    if answer.number < 3:
        answer.status, answer.headers = 200, HTML
        said = page("One thing first - Notes", f"<h1>We are busy</h1><p>Come back later for {answer.name}.</p>" + "<hr>" * 150)
        answer.text = re.sub("<aside>.*</aside>", "", said)


def data_wall(answer):
    if answer.number < 3:
        answer.status, answer.text = 200, json.dumps({"busy": True, "request": str(uuid.uuid4()), "hints": ["Come back later"] * 50})


def missing_as_json(answer):
    typed(JSON)(answer)
    if answer.name == HELD:
        answer.bio = f"{NOBODY}. {NO_USER}".encode()


def landing(answer):
    if not answer.exists:
        answer.status, answer.headers = 302, HTML | {"Location": f"/topics/{answer.name.split('-')[-1]}"}


HOLDER, PROFILES, ASKED, ALL = [HELD], [HELD, KNOWN], TARGETS, None
PATHS = ["status", "message", "redirect"]
# What it does, whom it strikes, on which styles.
FAULTS = {
    "none": (set_to(), ALL, STYLES),
    "lone-surrogate": (bio(rb"So \ud83d long"), HOLDER, DATA),
    "half-a-character": (bio(b"Caf\xc3"), HOLDER, STYLES),
    "cesu-8": (bio(b"Smile \xed\xa0\xbd\xed\xb8\x80"), HOLDER, STYLES),
    "raw-tab": (bio(b"A\tB"), HOLDER, DATA),
    "endless-number": (set_to(more=b"1e999"), HOLDER, DATA),
    "600-levels": (set_to(more=b"[" * 600 + b"]" * 600), PROFILES, DATA),
    "titled-wall": (title, HOLDER, PAGES),
    "robot-tag": (captcha, PROFILES, PAGES),
    "three-mebibytes": (large, HOLDER, PATHS),
    "latin-1": (written_in("iso-8859-1", "; charset=ISO-8859-1"), ALL, STYLES),
    "windows-1252": (written_in("windows-1252", "; charset=windows-1252"), ALL, STYLES),
    "utf-16": (written_in("utf-16-le", "", b"\xff\xfe"), ALL, STYLES),
    "guarded": (behind(b")]}',\n"), ALL, DATA),
    "byte-order-mark": (behind(b"\xef\xbb\xbf"), ALL, STYLES),
    "page-called-json": (typed(JSON), ALL, PAGES),
    "json-called-page": (typed(HTML), ALL, DATA),
    "half-a-gzip": (packed("gzip", half(gzip.compress)), ASKED, STYLES),
    "half-a-deflate": (packed("deflate", half(zlib.compress)), ASKED, STYLES),
    "gzip-members": (packed("gzip", members), ALL, STYLES),
    "unknown-coding": (packed("snappy", bytes), ASKED, STYLES),
    "no-colon": (set_to(junk=b"\r\nthis is no header"), ASKED, STYLES),
    "http-09": (set_to(bare=True), ASKED, STYLES),
    "status-700": (set_to(status=700), ASKED, STYLES),
    "wall": (wall, ASKED, STYLES),
    "data-wall": (data_wall, ASKED, DATA),
    "says-missing": (bio(f"{NOBODY}. {NO_USER}".encode()), HOLDER, STYLES),
    "says-missing-as-json": (missing_as_json, ALL, PAGES),
    "landing": (landing, ALL, PATHS),
}


class Farm(LocalServer):
    """A host label for each site: http://FAULT--STYLE--FORM.localhost."""

    def __init__(self):
        self.asked, lock, farm = collections.Counter(), threading.Lock(), self

        class Site(Handler):
            def do_GET(self):
                *labels, site, _ = self.headers["Host"].split(":")[0].split(".")
                fault, style, _ = site.split("--")
                name = ".".join(labels) if style == "hosts" else self.path.removeprefix("/u/")
                with lock:
                    number = farm.asked[site]
                    farm.asked[site] += name in TARGETS
                answer = honest(name, style, number)
                change, struck, _ = FAULTS[fault]
                if not name.startswith("/") and (struck is None or name in struck):
                    change(answer)
                self.wfile.write(answer.sent())
                self.close_connection = answer.bare

        super().__init__(Site)

    def lists(self):
        """By list: its content, and what each of its ids stands for: (fault, style, form)."""
        sites = {word: {} for word in FORMS}
        for word, forms in FORMS.items():
            for form, (tests, told) in forms.items():
                for fault, style in ((fault, style) for fault, (_, _, styles) in FAULTS.items() for style in styles if style in told):
                    host = f"{fault}--{style}--{form}"
                    url = f"http://%.{host}.localhost:{self.port}/" if style == "hosts" else f"http://{host}.localhost:{self.port}/u/%"
                    sites[word][host] = (tests(style) if callable(tests) else tests, url)
        made = {
            "sherlock": {name: tests | {"url": url.replace("%", "{}"), "urlMain": self.base, "username_claimed": KNOWN}
                         for name, (tests, url) in sites["sherlock"].items()},
            "maigret": {"engines": {}, "sites": {name: tests | {"url": url.replace("%", "{username}"), "usernameClaimed": KNOWN}
                                                 for name, (tests, url) in sites["maigret"].items()}},
            "whatsmyname": {"sites": [tests | {"name": name, "uri_check": url.replace("%", "{account}"), "known": [KNOWN]}
                                      for name, (tests, url) in sites["whatsmyname"].items()]},
        }
        return {word: (content, {name: tuple(name.split("--")) for name in sites[word]}) for word, content in made.items()}


# Text and charsets that a browser shows plainly, and that every form therefore has to read.
PLAIN = {"none", "lone-surrogate", "half-a-character", "cesu-8", "raw-tab", "endless-number", "latin-1", "windows-1252", "utf-16",
         "guarded", "byte-order-mark", "page-called-json", "json-called-page", "gzip-members"}


def ought_to_be_decided(word, fault, style, form, name):
    if name in FREE and form == "present":
        return False  # such an entry says nothing of a name that nobody has
    _, struck, _ = FAULTS[fault]
    if fault in PLAIN or (struck is not None and name not in struck):
        return True  # and what strikes one name costs that name alone
    return fault in ("titled-wall", "robot-tag") and (word, form) in MARKED


class ListFarmTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check(self, cases, files):
        """(fault, style, form, name) -> status, whoever of the sites is asked by the files."""
        arguments = [part for file in files for part in ("--platform-file", file)]
        result = harness.run("check", *TARGETS, *arguments, "--rate", "1000/1s", "--concurrency", "4", "--allow-private-addresses",
                             "--format", "jsonl", timeout=120)
        self.assertIn(result.code, (0, 1, 3), result.stderr[-2000:])
        records = result.records()
        told = collections.Counter((record["platform"], record["expected"]) for record in records)
        self.assertEqual(told, collections.Counter((site, name) for site in cases for name in TARGETS))
        return {(*cases[record["platform"]], record["expected"]): record["status"] for record in records}

    def wrong(self, seen):
        allowed = {name: ("unknown", "claimed" if name == HELD else "available") for name in TARGETS}
        return {case: status for case, status in seen.items() if status not in allowed[case[-1]]}

    def each_list(self):
        """A farm for each list, so that its walls are new: the word, the list's path, its cases."""
        for word in FORMS:
            with Farm() as farm, self.subTest(word):
                content, cases = farm.lists()[word]
                path = self.directory / f"{word}.json"
                path.write_text(json.dumps(content), encoding="utf-8")
                yield word, path, cases

    def test_no_list_tells_a_held_name_free_or_a_free_one_held(self):
        for word, path, cases in self.each_list():
            self.assertEqual(self.wrong(self.check(cases, [path])), {})

    def test_what_a_browser_shows_plainly_is_decided_and_the_oddity_of_one_name_costs_no_other(self):
        for word, path, cases in self.each_list():
            seen = self.check(cases, [path])
            undecided = [case for case, status in seen.items() if status == "unknown" and ought_to_be_decided(word, *case)]
            self.assertEqual(undecided, [])

    def test_no_file_that_comes_of_a_list_tells_a_held_name_free_or_a_free_one_held(self):
        for word, path, cases in self.each_list():
            folder = self.directory / word
            self.assertEqual(harness.run("platforms", "import", path, "--output", folder).code, 0)
            self.assertEqual(self.wrong(self.check(cases, sorted(folder.iterdir()))), {})


if __name__ == "__main__":
    harness.main()
