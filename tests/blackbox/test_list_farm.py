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
from local_server import Handler, LocalServer

HELD, KNOWN = "held", "known"  # the two accounts of every site; KNOWN is the control that the lists name
FREE = ["freeone", "free2", "free-shop", "free.held"]
TARGETS = [HELD, *FREE]

# Styles of sites, with the status for a name that nobody has; `hosts` is `status` with the name in the host.
PAGES, DATA = {"status": 404, "message": 200, "redirect": 302, "hosts": 404}, {"json": 404, "json200": 200}
STYLES = PAGES | DATA
HTML, JSON = {"Content-Type": "text/html; charset=utf-8"}, {"Content-Type": "application/json"}

# What a site shows of an account, and what of none.
MARK, NOBODY = 'class="handle"', "Sorry, this user does not exist"
USER, NO_USER = '"user":', "no such thing"

# The forms of each list: its tests, and the styles that they can tell apart.
TOLD_BY_TEXT = ["message", "status", "json", "json200", "hosts"]
SHERLOCK = {
    "code": ({"errorType": "status_code"}, ["status", "json", "hosts"]),
    "text": ({"errorType": "message", "errorMsg": [NOBODY, NO_USER]}, TOLD_BY_TEXT),
    "url": ({"errorType": "response_url"}, ["redirect"]),
    "all": ({"errorType": ["status_code", "message", "response_url"], "errorMsg": NOBODY}, ["status", "redirect"]),
}
PRESENT, ABSENT = {"presenseStrs": [MARK, USER]}, {"absenceStrs": [NOBODY, NO_USER]}
MAIGRET = {
    "code": ({"checkType": "status_code"}, ["status", "json", "hosts"]),
    "both": ({"checkType": "message"} | PRESENT | ABSENT, TOLD_BY_TEXT),
    "absent": ({"checkType": "message"} | ABSENT, ["message", "json200"]),
    "present": ({"checkType": "message"} | PRESENT, ["message", "json200"]),
    "url": ({"checkType": "response_url"}, ["redirect"]),
    "marked-url": ({"checkType": "response_url"} | PRESENT, ["redirect"]),
}
WHATSMYNAME = {"texts": ({}, TOLD_BY_TEXT), "codes": ({}, ["status", "redirect"]), "marked-code": ({}, ["redirect"])}
FORMS = {"sherlock": SHERLOCK, "maigret": MAIGRET, "whatsmyname": WHATSMYNAME}
MARKED = {"both", "present", "marked-url", "texts", "marked-code"}  # they know an account by what its page shows


@dataclasses.dataclass
class Answer:
    """What a site is about to say, and about whom; a fault changes it."""
    name: str
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
        lines = [f"HTTP/1.1 {self.status} Said".encode() + self.junk]
        lines += [f"{name}: {value}".encode() for name, value in (self.headers | {"Content-Length": len(body)}).items()]
        return body if self.bare else b"\r\n".join(lines) + b"\r\n\r\n" + body


def page(title, main):
    """Some KiB, with what differs from request to request."""
    people = "".join(f'<li><a href="/about/{name}">{name.title()} has written {random.randrange(900)} notes</a></li>'
                     for name in random.sample(["ada", "bela", "carol", "dmitri", "eve", "farid", "grace"], 4))
    sections = "".join(f'<li><a href="/section/{at}" title="All there is in it">Section {at}</a></li>\n' for at in range(20))
    return (f'<!DOCTYPE html><html lang="en"><head><title>{title}</title><meta name="request-id" content="{uuid.uuid4()}">'
            f'<script nonce="{random.randbytes(12).hex()}">window.app = {{"build": {random.randrange(10**6)}}};</script></head>'
            f'<body><nav><ul>{sections}</ul></nav><main>{main}</main><aside><ul>{people}</ul></aside></body></html>')


def honest(name, style, number):
    """What a site of the style says where nothing is odd."""
    exists = name in (HELD, KNOWN)
    status = 200 if exists else STYLES[style]
    if name.startswith("/"):  # where a redirect led
        return Answer(name, False, 200, page("Welcome - Notes", "<h1>Have a look</h1>"), HTML, number)
    if style in DATA:
        notes = [{"id": random.randrange(10**9), "text": f"Note {at}, of some length, by whoever writes"} for at in range(40)]
        found = {"user": {"id": 4711, "name": name, "bio": "%BIO%", "notes": notes}, "more": "%MORE%"}
        shown = (found if exists else {"error": NO_USER, "hints": notes}) | {"request": str(uuid.uuid4())}
        return Answer(name, exists, status, json.dumps(shown), JSON, number)
    notes = "".join(f'<article><time>2026-03-{at:02}</time><p>{name} wrote note {random.randrange(10**6)}.</p></article>\n'
                    for at in range(1, 21))
    text = page("Not found - Notes", f"<h1>{NOBODY}.</h1>")
    if exists:
        text = page(f"{name.title()} (@{name}) - Notes", f'<h1 {MARK}>@{name}</h1><p class="bio">%BIO%</p>{notes}')
    return Answer(name, exists, status, text, HTML | ({"Location": "/welcome"} if status == 302 else {}), number)


def change_to(**parts):
    return lambda answer: answer.__dict__.update(parts)


def add_to_head(headers):
    return lambda answer: answer.__dict__.update(headers=answer.headers | headers)


def put(pattern, text):
    return lambda answer: answer.__dict__.update(text=re.sub(pattern, text, answer.text, count=1))


def written_in(charset, declared, mark=b""):
    def change(answer):
        answer.bio = "Gärtnerin in Orléans".encode()
        add_to_head({"Content-Type": answer.headers["Content-Type"].split(";")[0] + declared})(answer)
        answer.body = mark + answer.plain().decode().replace("Note", "Ñote").encode(charset)
    return change


def sent_as(make, **headers):
    def change(answer):
        answer.body = make(answer.plain())
        add_to_head({key.replace("_", "-"): value for key, value in headers.items()})(answer)
    return change


def half(pack):
    return lambda body: pack(body)[:len(pack(body)) // 2]


def members(body):
    return gzip.compress(body[:700]) + gzip.compress(body[700:900]) + gzip.compress(body[900:]) + bytes(12)


def wall(answer):
    if answer.number < 3:
        said = page("One thing first - Notes", f"<h1>We are busy</h1><p>Come back later for {answer.name}.</p>" + "<hr>" * 150)
        change_to(status=200, headers=HTML, text=re.sub("<aside>.*</aside>", "", said))(answer)


def data_wall(answer):
    if answer.number < 3:
        said = {"busy": True, "request": str(uuid.uuid4()), "hints": ["Come back later"] * 50}
        change_to(status=200, headers=JSON, text=json.dumps(said))(answer)


SAYS_MISSING = change_to(bio=f"{NOBODY}. {NO_USER}".encode())


def missing_as_json(answer):
    add_to_head(JSON)(answer)
    if answer.name == HELD:
        SAYS_MISSING(answer)


def landing(answer):
    if not answer.exists:
        change_to(status=302, headers=HTML | {"Location": f"/topics/{re.split('[-.]', answer.name)[-1]}"})(answer)


def nearest_label(answer):
    answer.__dict__.update(honest(answer.name.split(".")[-1], "hosts", answer.number).__dict__)


HOLDER, PROFILES, ASKED, ALL = [HELD], [HELD, KNOWN], TARGETS, None
# What is odd, at the names of whom, on sites of which styles.
FAULTS = {
    "none": (change_to(), ALL, STYLES),
    "lone-surrogate": (change_to(bio=rb"So \ud83d long"), HOLDER, DATA),
    "half-a-character": (change_to(bio=b"Caf\xc3"), HOLDER, STYLES),
    "cesu-8": (change_to(bio=b"Smile \xed\xa0\xbd\xed\xb8\x80"), HOLDER, STYLES),
    "raw-tab": (change_to(bio=b"A\tB"), HOLDER, DATA),
    "endless-number": (change_to(more=b"1e999"), HOLDER, DATA),
    "600-levels": (change_to(more=b"[" * 600 + b"]" * 600), PROFILES, DATA),
    "titled-wall": (put("<title>.*?<", "<title>Captcha<"), HOLDER, PAGES),
    "robot-tag": (put("<head>", '<head><script src="https://www.google.com/recaptcha/api.js" async></script>'), PROFILES, PAGES),
    "three-mebibytes": (put("$", '<div class="card"><a href="/about">More about it</a></div>' * 55_000), HOLDER, PAGES),
    "latin-1": (written_in("iso-8859-1", "; charset=ISO-8859-1"), ALL, STYLES),
    "windows-1252": (written_in("windows-1252", "; charset=windows-1252"), ALL, STYLES),
    "utf-16": (written_in("utf-16-le", "", b"\xff\xfe"), ALL, STYLES),
    "guarded": (sent_as(lambda body: b")]}',\n" + body), ALL, DATA),
    "byte-order-mark": (sent_as(lambda body: b"\xef\xbb\xbf" + body), ALL, STYLES),
    "page-called-json": (add_to_head(JSON), ALL, PAGES),
    "json-called-page": (add_to_head(HTML), ALL, DATA),
    "half-a-gzip": (sent_as(half(gzip.compress), Content_Encoding="gzip"), ASKED, STYLES),
    "half-a-deflate": (sent_as(half(zlib.compress), Content_Encoding="deflate"), ASKED, STYLES),
    "gzip-members": (sent_as(members, Content_Encoding="gzip"), ALL, STYLES),
    "unknown-coding": (add_to_head({"Content-Encoding": "snappy"}), ASKED, STYLES),
    "no-colon": (change_to(junk=b"\r\nthis is no header"), ASKED, STYLES),
    "http-09": (change_to(bare=True), ASKED, STYLES),
    "status-700": (change_to(status=700), ASKED, STYLES),
    "wall": (wall, ASKED, STYLES),
    "data-wall": (data_wall, ASKED, DATA),
    "says-missing": (SAYS_MISSING, HOLDER, STYLES),
    "says-missing-as-json": (missing_as_json, ALL, PAGES),
    "landing": (landing, ALL, ["status", "message", "redirect"]),
    "nearest-label": (nearest_label, ALL, ["hosts"]),
}

# Text and charsets that a browser shows plainly, and that every form therefore has to read.
PLAIN = {"none", "lone-surrogate", "half-a-character", "cesu-8", "raw-tab", "endless-number", "latin-1", "windows-1252", "utf-16",
         "guarded", "byte-order-mark", "page-called-json", "json-called-page", "gzip-members"}


def ought_to_be_decided(fault, style, form, name):
    _, struck, _ = FAULTS[fault]
    if name in FREE and form == "present":
        return False  # such an entry says nothing of a name that nobody has
    if fault in PLAIN or (struck and name not in struck):
        return True  # what is odd at one name costs no other
    return fault in ("titled-wall", "robot-tag") and form in MARKED


class Farm(LocalServer):
    """A host for each site, with an account for HELD and KNOWN and for nobody else: http://FAULT--STYLE--FORM.localhost."""

    def __init__(self):
        asked, lock = collections.Counter(), threading.Lock()

        class Site(Handler):
            def do_GET(self):
                *labels, site, _ = self.headers["Host"].split(":")[0].split(".")
                fault, style, _ = site.split("--")
                name = ".".join(labels) if style == "hosts" else self.path.removeprefix("/u/")
                with lock:
                    number = asked[site]
                    asked[site] += name in TARGETS
                answer = honest(name, style, number)
                change, struck, _ = FAULTS[fault]
                if not name.startswith("/") and (struck is None or name in struck):
                    change(answer)
                self.wfile.write(answer.sent())
                self.close_connection = answer.bare

        super().__init__(Site)

    def list(self, word):
        """A list of all sites that it has a form for; what its ids stand for: (fault, style, form)."""
        entries, cases = {}, {}
        place = {"sherlock": "{}", "maigret": "{username}", "whatsmyname": "{account}"}[word]
        for fault, (_, _, styles) in FAULTS.items():
            for form, style in ((form, style) for form, (_, told) in FORMS[word].items() for style in told if style in styles):
                site = f"{fault}--{style}--{form}"
                host = f"{site}.localhost:{self.port}"
                url = f"http://{place}.{host}/" if style == "hosts" else f"http://{host}/u/{place}"
                shown, missed = (MARK, NOBODY) if style in PAGES else (USER, NO_USER)
                entries[site] = FORMS[word][form][0] | {
                    "sherlock": {"url": url, "urlMain": self.base, "username_claimed": KNOWN},
                    "maigret": {"url": url, "urlMain": self.base, "usernameClaimed": KNOWN},
                    "whatsmyname": {"name": site, "uri_check": url, "e_code": 200, "e_string": shown if form in MARKED else "",
                                    "m_code": STYLES[style], "m_string": missed if form == "texts" else "", "known": [KNOWN]},
                }[word]
                cases[site] = (fault, style, form)
        if word == "sherlock":
            return entries, cases
        return {"engines": {}, "sites": entries} if word == "maigret" else {"sites": list(entries.values())}, cases


class ListFarmTest(unittest.TestCase):
    maxDiff = None

    def told(self, word, imported=False):
        """(fault, style, form, name) -> (status, reason) of every site of the list, or of the files that come of it."""
        directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        with Farm() as farm:
            content, cases = farm.list(word)
            path = directory / f"{word}.json"
            path.write_text(json.dumps(content), encoding="utf-8")
            if imported:
                self.assertEqual(harness.run("platforms", "import", path, "--output", directory / "out").code, 0)
            files = sorted((directory / "out").iterdir()) if imported else [path]
            arguments = [part for file in files for part in ("--platform-file", file)]
            result = harness.run("check", *TARGETS, *arguments, "--rate", "1000/1s", "--concurrency", "4", "--format", "jsonl",
                                 "--allow-private-addresses", timeout=240)
        self.assertIn(result.code, (0, 1, 3), result.stderr[-2000:])
        records = result.records()
        self.assertEqual(collections.Counter((record["platform"], record["expected"]) for record in records),
                         collections.Counter((site, name) for site in cases for name in TARGETS))
        return {(*cases[record["platform"]], record["expected"]): (record["status"], record["reason"]) for record in records}

    def wrong(self, told):
        return {case: (status, reason) for case, (status, reason) in told.items()
                if status not in (("unknown", "claimed") if case[-1] == HELD else ("unknown", "available", "invalid"))}

    def test_no_list_tells_a_held_name_free_or_a_free_one_held(self):
        for word in FORMS:
            with self.subTest(word):
                self.assertEqual(self.wrong(self.told(word)), {})

    def test_no_file_that_comes_of_a_list_tells_a_held_name_free_or_a_free_one_held(self):
        for word in FORMS:
            with self.subTest(word):
                self.assertEqual(self.wrong(self.told(word, imported=True)), {})

    def test_what_a_browser_shows_plainly_is_decided_and_what_is_odd_at_one_name_costs_no_other(self):
        for word in FORMS:
            with self.subTest(word):
                undecided = {case: reason for case, (status, reason) in self.told(word).items() if status == "unknown"}
                self.assertEqual({case: reason for case, reason in undecided.items() if ought_to_be_decided(*case)}, {})


if __name__ == "__main__":
    harness.main()
