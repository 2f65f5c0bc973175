#!/usr/bin/env python3
"""Answers count in brackets: a platform that stops telling the truth in the middle of a check makes nobody free and nobody a
stranger, and names of one shape prove nothing about names of another."""
import json
import tempfile
import unittest
import urllib.parse

import harness
import worlds
from local_server import Handler, LocalServer
from turning_server import NOBODY, PROFILE, TurningServer

# What a client meets that was told to go away without a status of its own.
LIES = {
    "404 for everybody": NOBODY,
    "a redirect to /welcome": (302, {"Location": "/welcome"}, ""),
    "a redirect to /maintenance": (302, {"Location": "/maintenance"}, ""),
    "a redirect to the front page": (302, {"Location": "/"}, ""),
    "a redirect to a log-in in another language": (302, {"Location": "/fr/connexion?next=/u/{handle}"}, ""),
    "200 'you ask too often'": (200, {}, "<title>Slow down</title><p>You ask too often, @{handle}.</p>"),
    "a profile for everybody": PROFILE,
}
ACCOUNTS = ["known", *(f"held{i}" for i in range(10))]
FREE = [f"free{i}" for i in range(10)]


class BracketTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())

    def check(self, answer, handles, kind="status", accounts=ACCOUNTS, control="known", **more):
        files = worlds.Files(self.directory)
        with TurningServer(accounts, answer) as server:
            files.add(worlds.definition("site", kind, server.base, control, **more))
            result = harness.run("check", *handles, *files.arguments, "--allow-private-addresses", "--rate", "1000/1s",
                                 "--concurrency", "1", "--max-wait", "3s", "--progress", "never")
        return result, {record["handle"]: record for record in result.records()}, server.asked

    def test_a_lie_that_begins_in_the_middle_decides_nobody(self):
        handles = ACCOUNTS[1:] + FREE
        for kind in ("status", "message", "redirect"):
            for what, lie in LIES.items():
                for begins in (3, 10, 23):
                    with self.subTest(what, kind=kind, begins=begins):
                        honest = lambda one: (302, {"Location": "/gone"}, "") if kind == "redirect" and one == NOBODY else \
                            (200, {}, "<title>User not found</title>") if kind == "message" and one == NOBODY else one
                        result, found, _ = self.check(lambda handle, number, true: honest(lie if number >= begins else true),
                                                      handles, kind)
                        wrong = [record for handle, record in found.items() if record["status"] != "unknown"
                                 and record["status"] != ("claimed" if handle in ACCOUNTS else "available")]
                        self.assertEqual(wrong, [], result)
                        self.assertNotEqual(result.code, 0)

    def test_an_honest_site_is_decided_whole(self):
        result, found, asked = self.check(lambda handle, number, true: true, ACCOUNTS[1:] + FREE)
        self.assertEqual({handle: record["status"] for handle, record in found.items()},
                         {handle: "claimed" for handle in ACCOUNTS[1:]} | {handle: "available" for handle in FREE})
        self.assertEqual(result.code, 1)  # ten strangers
        # Each stranger was looked at a second time before it was told.
        self.assertEqual({asked.count(handle) for handle in ACCOUNTS[1:]}, {2})
        self.assertEqual({asked.count(handle) for handle in FREE}, {1})

    def test_one_handle_costs_five_requests_and_a_stranger_eight(self):
        for handle, requests in (("free0", 5), ("held0", 8)):
            with self.subTest(handle):
                result, _, asked = self.check(lambda handle, number, true: true, [handle])
                self.assertEqual(len(asked), requests, asked)
                self.assertIn(f"{requests} requests", result.stderr)

    def test_a_stranger_who_is_gone_at_the_second_look_is_not_told(self):
        seen = []

        def answer(handle, number, true):
            seen.append(handle)
            return NOBODY if handle == "held0" and seen.count("held0") > 1 else true
        result, found, _ = self.check(answer, ["held0"])
        self.assertEqual((found["held0"]["status"], found["held0"]["reason"]), ("unknown", "ambiguous"), result)
        self.assertEqual(result.code, 3)

    def test_a_page_for_every_name_of_a_shape_makes_no_strangers(self):
        grammar = {"handle": {"pattern": "[A-Za-z0-9._+-]{1,40}|[а-я]{1,40}"}}
        for what, handle, all_claimed in (
                ("digits are ids", "4711", lambda name: name.isdigit()),
                ("a page for names with '-'", "acme-shop", lambda name: "-" in name),
                ("a page for names with '+'", "acme+shop", lambda name: "%2B" in name or "+" in name),
                ("a page for Cyrillic", "акме", lambda name: name.startswith("%D0") or name.startswith("%D1")),
                ("all behind the dot is ignored", "known.paris", lambda name: name.startswith("known."))):
            with self.subTest(what):
                result, found, _ = self.check(lambda name, number, true: PROFILE if all_claimed(name) else true,
                                              [handle, "held0"], **grammar)
                self.assertEqual((found[handle]["status"], found[handle]["reason"]), ("unknown", "unproven"), result)
                self.assertEqual(found["held0"]["status"], "claimed", result)
                # And where the site tells them apart, a stranger is a stranger.
                result, found, _ = self.check(lambda name, number, true: PROFILE if name.lower() in (
                    handle, handle.replace("+", "%2b"), "%d0%b0%d0%ba%d0%bc%d0%b5") else true, [handle], **grammar)
                self.assertEqual(found[handle]["status"], "claimed", result)

    def test_whoever_a_search_finds_under_a_name_that_is_near_is_no_stranger(self):
        names = {"known": 1, "police44": 2, "taken": 3}
        called = {"police44": ("police4", "taken")}  # what they call themselves
        found_by = {"what begins alike": str.startswith, "what holds it": str.__contains__, "the whole name": str.__eq__,
                    "a word of what they call themselves": lambda name, asked: name == asked or asked in called.get(name, ())}
        for what, finds in found_by.items():
            with self.subTest(what):
                class Search(Handler):
                    def do_GET(self):
                        asked = urllib.parse.parse_qs(urllib.parse.urlsplit(self.path).query)["q"][0]
                        found = [{"id": id} for name, id in names.items() if finds(name, asked)]
                        self.reply(200, {"Content-Type": "application/json"}, json.dumps({"found": found}))

                files = worlds.Files(self.directory)
                with LocalServer(Search) as server:
                    files.add(worlds.definition("site", "status", server.base, "known", ask={
                        "get": f"{server.base}/search?q={{handle}}", "profile": {"account_id": "/found/0/id"},
                        "rules": [{"status": 200, "json": {"/found/0": {"exists": True}}, "then": "claimed"},
                                  {"status": 200, "json": {"/found": []}, "then": "available"}]}))
                    result = harness.run("check", "police4", "taken", "nobody", *files.arguments, "--allow-private-addresses",
                                         "--rate", "1000/1s", "--concurrency", "1", "--progress", "never")
                seen = {record["handle"]: (record["status"], record["reason"]) for record in result.records()}
                self.assertEqual(seen["nobody"][0], "available", result)
                if what == "the whole name":
                    self.assertEqual((seen["police4"][0], seen["taken"][0]), ("available", "claimed"), result)
                else:
                    self.assertEqual((seen["police4"], seen["taken"]), (("unknown", "unproven"),) * 2, result)


if __name__ == "__main__":
    harness.main()
