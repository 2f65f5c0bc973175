#!/usr/bin/env python3
"""The sites of learn_sites.py are what they say: who reads them as described is right about every name, and the five
that tell nobody say the same of those who exist and of those who do not."""
import collections
import dataclasses
import gzip
import http.client
import json
import re
import time
import unittest
import urllib.parse

import harness
import learn_answers
import learn_sites
from learn_sites import KINDS

TITLE = re.compile(r"<title>(.*?)</title>")
VOLATILE = re.compile(r"[0-9a-f]{16,}|\d{4}-\d\d-\d\dT[\d:.+]+")


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers = status, {name.lower(): value for name, value in headers}
        assert len(self.headers) == len(headers), headers  # no header twice
        self.body = gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body
        self.text = self.body.decode()
        self.title = (TITLE.search(self.text) or [None, ""])[1]

    def json(self):
        return json.loads(self.text)


def get(url, **headers):
    """One answer, no redirect followed."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
    try:
        connection.request("GET", parts.path + ("?" + parts.query if parts.query else ""),
                           headers={name.replace("_", "-"): value for name, value in headers.items()})
        reply = connection.getresponse()
        return Reply(reply.status, reply.getheaders(), reply.read())
    finally:
        connection.close()


def one_of(reply, claimed, available):
    """The verdict when just one of the two holds, else what was seen."""
    told = {(True, False): "claimed", (False, True): "available"}
    return told.get((bool(claimed), bool(available)), f"both or neither: {reply.status} {reply.text[:300]}")


def by_status(missing):
    return lambda name, reply: one_of(reply, reply.status == 200, reply.status == missing)


def by_text(claimed, available):
    return lambda name, reply: one_of(
        reply, reply.status == 200 and claimed in reply.text, reply.status == 200 and available in reply.text)


def by_location(pattern):
    def read(name, reply):
        moved = reply.status in (301, 302) and re.search(pattern.replace("NAME", re.escape(name)), reply.headers["location"], re.I)
        return one_of(reply, moved or reply.status == 200, reply.status == 404)
    return read


PLUME = by_text(") · Plume</title>", "<title>Page not found · Plume</title>")

# kind -> how somebody reads it who knows the site.
READING = {
    "status": by_status(404),
    "soft-404": PLUME,
    "redirect-home": lambda name, reply: one_of(
        reply, reply.status == 200, (reply.status, reply.headers.get("location")) == (302, "/")),
    "canonical-case": by_location("^/u/NAME$"),
    "json-field": lambda name, reply: one_of(reply, (reply.json()["data"]["user"] or {"login": ""})["login"].lower() == name.lower(),
                                             reply.json()["data"]["user"] is None),
    "json-empty-list": lambda name, reply: one_of(reply, [i["login"].lower() for i in reply.json()["items"]] == [name.lower()],
                                                  reply.json() == {"total": 0, "items": []}),
    "json-404": lambda name, reply: one_of(reply, reply.status == 200 and reply.json()["login"].lower() == name.lower(),
                                           reply.status == 404 and reply.json()["error"]["code"] == "user_not_found"),
    "error-text": by_text('<section class="profile"', '<p class="notice">'),
    "reflected": by_text('<ol class="entries">', '<p class="empty">'),
    "noisy": by_text('<main data-page="member">', '<main data-page="nobody">'),
    "suggestions": by_text(") · Plume</title>", '<div class="similar">'),
    "quoted-not-found": PLUME,
    "gzip": PLUME,
    "gone-410": by_status(410),
    "og-title": by_text('og:type" content="profile"', 'og:type" content="website"'),
    "at-redirect": by_location("^/@NAME/$"),
    "any-case": lambda name, reply: one_of(
        reply, reply.title.lower() == f"{name.lower()} | atelier", reply.title == "Atelier"),
    "rate-limited": by_status(404),
    "large": by_text('{"page": {"kind": "Profile"', '{"page": {"kind": "NotAvailable"'),
    "two-layouts": by_text('"@type": "ProfilePage"', 'content="noindex"'),
}


class SitesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sites = learn_sites.Sites()
        cls.enterClassContext(cls.sites)

    def ask(self, kind, name, **headers):
        reply = get(self.sites.url(kind, name), **headers)
        while reply.status == 429:
            self.assertEqual((kind, reply.headers["retry-after"]), ("rate-limited", "1"))
            time.sleep(int(reply.headers["retry-after"]))
            reply = get(self.sites.url(kind, name), **headers)
        return reply

    def followed(self, kind, name):
        """The answer at the end of the redirects."""
        reply = self.ask(kind, name)
        for _ in range(3):
            if reply.status in (301, 302):
                reply = get(urllib.parse.urljoin(self.sites.url(kind, name), reply.headers["location"]))
        return reply

    def test_there_are_25_kinds_of_which_five_tell_nobody(self):
        self.assertEqual(len(KINDS), 25)
        self.assertEqual({kind for kind in KINDS if not KINDS[kind].tellable},
                         {"spa-shell", "challenge", "login-redirect", "at-random", "reflects-only"})
        self.assertEqual(set(READING), {kind for kind in KINDS if KINDS[kind].tellable})

    def test_every_kind_has_people_of_its_own_and_names_that_nobody_has(self):
        everybody = collections.Counter()
        for kind in KINDS:
            with self.subTest(kind):
                known, existing, free = learn_sites.known(kind), learn_sites.existing(kind), learn_sites.free(kind)
                self.assertEqual((len(known), len(existing), len(free)), (3, 10, 10))
                self.assertEqual(len({name.lower() for name in known + existing + free}), 23)
                self.assertEqual({learn_sites.truth(kind, name) for name in known + existing}, {"claimed"})
                self.assertEqual({learn_sites.truth(kind, name.upper()) for name in existing}, {"claimed"})
                self.assertEqual({learn_sites.truth(kind, name) for name in [*free, "x7k2m9q4w8r5t"]}, {"available"})
                hostile = [one for one in learn_sites.accounts(kind) if KINDS[kind].nobody in one.bio + one.display]
                self.assertGreaterEqual(len(hostile), 2)
                everybody.update([tuple(known)])
        self.assertEqual(set(everybody.values()), {1})

    def test_who_reads_a_site_as_described_is_right_about_every_name(self):
        for kind, read in READING.items():
            known = learn_sites.known(kind)
            others = [*learn_sites.existing(kind), *learn_sites.free(kind), "x7k2m9q4w8r5t"]
            for name in [*known, *others, *(name.upper() for name in known[1:])]:
                with self.subTest(kind, name=name):
                    self.assertEqual(read(name, self.ask(kind, name)), learn_sites.truth(kind, name))

    def test_an_account_lies_where_its_redirect_leads(self):
        for kind in ("canonical-case", "at-redirect"):
            account = learn_sites.accounts(kind)[0]
            self.assertNotEqual(account.name, learn_sites.known(kind)[0])
            with self.subTest(kind):
                self.assertIn(self.ask(kind, learn_sites.known(kind)[0]).status, (301, 302))
                reply = self.followed(kind, learn_sites.known(kind)[0])
                self.assertEqual((reply.status, f"(@{account.name})" in reply.title), (200, True))
        reply = self.followed("redirect-home", learn_sites.free("redirect-home")[0])
        self.assertEqual((reply.status, reply.title), (200, "Plume"))

    def test_a_page_that_changes_with_every_answer_does(self):
        for kind in ("json-field", "noisy", "two-layouts", "reflects-only", "challenge", "large", "at-random"):
            for name in (learn_sites.known(kind)[0], learn_sites.free(kind)[0]):
                with self.subTest(kind, name=name):
                    self.assertGreater(len({self.ask(kind, name).text for _ in range(8)}), 1)
        for kind in ("status", "soft-404", "spa-shell", "suggestions", "json-empty-list"):
            with self.subTest(kind):
                self.assertEqual(len({self.ask(kind, learn_sites.known(kind)[0]).text for _ in range(8)}), 1)

    def test_the_words_of_a_missing_page_stand_on_pages_of_existing_accounts(self):
        for kind in ("soft-404", "error-text", "noisy", "suggestions", "gzip", "reflected"):
            with self.subTest(kind):
                said = KINDS[kind].nobody
                self.assertIn(said, self.ask(kind, learn_sites.free(kind)[0]).text)
                self.assertNotIn(said, self.ask(kind, learn_sites.known(kind)[0]).text)
                for name in learn_sites.existing(kind)[-2:]:
                    self.assertIn(said, self.ask(kind, name).text)
        self.assertIn("not found", self.ask("quoted-not-found", learn_sites.known("quoted-not-found")[0]).text.lower())

    def test_nobody_writes_markup(self):
        account = learn_sites.accounts("error-text")[0]
        text = learn_answers.card(dataclasses.replace(account, display='<p class="notice">', bio="</p><main>"))
        self.assertIn("&lt;p class=&quot;notice&quot;&gt;", text)
        self.assertNotIn("<main>", text)

    def test_similar_names_are_cards_like_those_of_a_profile(self):
        near = learn_sites.free("suggestions")[8]  # a known name and a digit
        text = self.ask("suggestions", near).text
        self.assertEqual(text.count('<section class="profile"'), 3)
        self.assertIn(f"@{learn_sites.known('suggestions')[0]}<", text)

    def test_pages_are_packed_only_for_who_accepts_it(self):
        name = learn_sites.known("gzip")[0]
        plain, packed = self.ask("gzip", name), self.ask("gzip", name, Accept_Encoding="gzip, deflate")
        self.assertNotIn("content-encoding", plain.headers)
        self.assertEqual((packed.headers["content-encoding"], packed.title), ("gzip", plain.title))
        self.assertNotIn("content-encoding", self.ask("status", learn_sites.known("status")[0], Accept_Encoding="gzip").headers)

    def test_a_large_page_is_one_mebibyte_to_the_byte(self):
        for name in (learn_sites.known("large")[0], learn_sites.free("large")[0]):
            reply = self.ask("large", name)
            self.assertEqual(len(reply.body), 1 << 20)
            self.assertLess(reply.text.index("<title>"), 1000)

    def test_more_than_four_answers_within_a_second_are_refused(self):
        with learn_sites.Sites(["rate-limited"]) as sites:
            names = learn_sites.existing("rate-limited")[:6]
            self.assertEqual([get(sites.url("rate-limited", name)).status for name in names], [200, 200, 200, 200, 429, 429])
            self.assertEqual(sites.asked("rate-limited"), list(zip(names, [200, 200, 200, 200, 429, 429])))
            time.sleep(1)  # what Retry-After says is true
            self.assertEqual(get(sites.url("rate-limited", names[0])).status, 200)

    def test_a_site_that_tells_nobody_says_the_same_of_all(self):
        for kind in ("spa-shell", "challenge", "login-redirect", "reflects-only"):
            said = set()
            for name in learn_sites.known(kind) + learn_sites.existing(kind) + learn_sites.free(kind):
                reply = self.ask(kind, name)
                where = reply.headers.get("location", "")
                said.add((reply.status, *(VOLATILE.sub("*", text.replace(name, "NAME")) for text in (where, reply.text))))
            with self.subTest(kind):
                self.assertEqual(len(said), 1, said)
        self.assertEqual(self.ask("challenge", "anybody").headers["cf-mitigated"], "challenge")
        self.assertEqual(self.ask("login-redirect", "anybody").headers["location"], "/login?next=%2Fu%2Fanybody")
        self.assertEqual(self.followed("login-redirect", "anybody").title, "Log in")

    def test_answers_at_random_are_balanced_and_know_no_name(self):
        for name in (learn_sites.known("at-random")[0], learn_sites.free("at-random")[0]):
            statuses = [self.ask("at-random", name).status for _ in range(40)]
            self.assertEqual(collections.Counter(statuses), {200: 20, 404: 20})
            self.assertFalse(re.search(r"(\b\d+\b)( \1){4}", " ".join(map(str, statuses))))

    def test_a_site_remembers_whom_it_was_asked_for_and_has_a_home(self):
        with learn_sites.Sites(["at-redirect", "json-empty-list"]) as sites:
            account = learn_sites.accounts("at-redirect")[0]
            get(sites.url("at-redirect", account.name.lower()))
            get(f"{sites.base('at-redirect')}/@{account.name}/")
            self.assertEqual(get(f"{sites.base('at-redirect')}/").title, "Plume")
            self.assertEqual(sites.asked("at-redirect"), [(account.name.lower(), 302), (account.name, 200)])
            self.assertRegex(sites.url("json-empty-list"), r"^http://127\.0\.0\.1:\d+/api/people\?login=\{handle\}$")
            self.assertEqual(get(f"{sites.base('json-empty-list')}/api/people").status, 400)


if __name__ == "__main__":
    harness.main()
