#!/usr/bin/env python3
"""What a person can write who knows the sites of learn_sites.py: a definition for each of the twenty that can be told
apart, right about every name; and for the five others definitions that the controls must find out. So what `platforms
learn` is asked to do can be said in the language, and what it must not do does no harm."""
import json
import pathlib
import tempfile
import unittest

import harness
import learn_sites
from learn_sites import KINDS


def rules(claimed, available):
    return {"rules": [{**claimed, "then": "claimed"}, {**available, "then": "available"}]}


def texts(claimed, available):
    return rules({"status": 200, "body": claimed}, {"status": 200, "body": available})


BY_STATUS = rules({"status": 200, "body": '<p class="login">'}, {"status": 404})
PLUME = texts(r"\) · Plume</title>", "<title>Page not found · Plume</title>")
BY_HAND = {
    "status": BY_STATUS,
    "soft-404": PLUME,
    "redirect-home": rules({"status": 200, "body": '<p class="login">'}, {"status": 302, "location": "^https?://[^/]+/$"}),
    "canonical-case": BY_STATUS | {"redirects": 1},
    "json-field": rules({"status": 200, "json": {"/data/user/login": "{handle}"}},
                        {"status": 200, "json": {"/ok": True, "/data/user": {"exists": False}}}),
    "json-empty-list": rules({"status": 200, "json": {"/items/0/login": "{handle}"}}, {"status": 200, "json": {"/items": []}}),
    "json-404": rules({"status": 200, "json": {"/login": "{handle}"}},
                      {"status": 404, "json": {"/error/code": "user_not_found"}}),
    "error-text": texts('<section class="profile"', '<p class="notice">'),
    "reflected": texts('<ol class="entries">', '<p class="empty">'),
    "noisy": texts('<main data-page="member">', '<main data-page="nobody">'),
    "suggestions": texts(r"\) · Plume</title>", '<div class="similar">'),
    "quoted-not-found": PLUME,
    "gzip": PLUME,
    "gone-410": rules({"status": 200, "body": '<p class="login">'}, {"status": 410}),
    "og-title": texts('<meta property="og:type" content="profile">', '<meta property="og:type" content="website">'),
    "at-redirect": BY_STATUS | {"redirects": 1},
    "any-case": texts(r"<title>{handle} \| Atelier</title>", "<title>Atelier</title>"),
    "rate-limited": BY_STATUS,
    "large": texts(r'id="state">\{"page": \{"kind": "Profile"', r'id="state">\{"page": \{"kind": "NotAvailable"'),
    "two-layouts": texts('"@type": "ProfilePage"', '<meta name="robots" content="noindex">'),
    # What somebody writes who was misled.
    "spa-shell": texts('<div id="root">', "<title>Not found"),
    "challenge": rules({"status": 403}, {"status": 404}),
    "login-redirect": rules({"status": 302}, {"status": 404}),
    "at-random": rules({"status": 200}, {"status": 404}),
    "reflects-only": texts(r"<title>{handle} \| Kiosque</title>", "<title>Kiosque"),
}


class HandMadeTest(unittest.TestCase):
    def check(self, sites, kind):
        """What becomes of the twenty names that are to be verified, as expected -> verdict or reason."""
        definition = {"id": kind, "name": kind, "profile_url": sites.url(kind),
                      "handle": {"pattern": "[A-Za-z0-9_]{1,40}", "fold": ["case"]},
                      "controls": {"claimed": learn_sites.known(kind)[:1]},
                      "ask": [{"name": "ask", "get": sites.url(kind), **BY_HAND[kind]}]}
        path = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()), f"{kind}.json")
        path.write_text(json.dumps(definition), encoding="utf-8")
        rate = "2/1s" if kind == "rate-limited" else "1000/1s"
        names = learn_sites.existing(kind) + learn_sites.free(kind)
        result = harness.run("check", *names, "--platform-file", path, "--rate", rate, "--concurrency", "4",
                             "--allow-private-addresses", "--format", "jsonl")
        return result, {record["expected"]: record["reason"] if record["status"] == "unknown" else record["status"]
                        for record in result.records()}

    def test_a_definition_by_hand_is_right_about_every_name(self):
        with learn_sites.Sites() as sites:
            for kind in (kind for kind in KINDS if KINDS[kind].tellable):
                with self.subTest(kind):
                    result, answers = self.check(sites, kind)
                    names = learn_sites.existing(kind) + learn_sites.free(kind)
                    self.assertEqual(answers, {name: learn_sites.truth(kind, name) for name in names}, result)
                    self.assertNotIn(429, [status for _, status in sites.asked(kind)])

    def test_where_the_site_tells_nobody_a_definition_has_no_say(self):
        with learn_sites.Sites() as sites:
            for kind in (kind for kind in KINDS if not KINDS[kind].tellable and kind != "at-random"):
                with self.subTest(kind):
                    result, answers = self.check(sites, kind)
                    self.assertFalse({"claimed", "available"} & set(answers.values()), result)
                    self.assertEqual(result.code, 3, result)


if __name__ == "__main__":
    harness.main()
