#!/usr/bin/env python3
"""`platforms learn` against small sites of many manners: it learns what `check` then reads rightly, or says why not."""
import collections
import html
import itertools
import json
import pathlib
import random
import re
import signal
import tempfile
import unittest

import harness
import page_server

ACCOUNTS = {"ada": ("81723", "Ada L.", "I write. Not found? Call me."), "Grace": ("7", "Page not found", ""),
            "linus_b": ("99120", "linus_b", "ada is a friend"), "margaret": ("5", "Marga", "404"), "zed": ("12", "Z", "ada")}
JSON = {"Content-Type": "application/json"}


class Site:
    """Stands for the pages of a PageServer: answer(site, name, account) makes the reply to each question."""

    def __init__(self, answer, folded=True):
        self.answer, self.folded, self.asked = answer, folded, collections.Counter()
        self.random = random.Random(4)

    def get(self, path):
        if path.startswith("/people/"):
            return 200, {}, profile(self, path.rpartition("/")[2], ("8", "Somebody", ""))
        name = re.split("[/=]", path)[-1]
        self.asked[name] += 1
        known = {key.lower(): value for key, value in ACCOUNTS.items()} if self.folded else ACCOUNTS
        return self.answer(self, name, known.get(name.lower() if self.folded else name))


def page(site, title, body):
    """A page with what differs at every request: a token, an advertisement, a shuffled list, a layout."""
    lists = "".join(site.random.sample(["<li>one</li>", "<li>two</li>", "<li>three</li>"], 3))
    wide = ' class="wide"' if site.random.random() < 0.5 else ""
    return (f"<!DOCTYPE html><html><head><title>{html.escape(title)}</title><meta name=csrf content='{site.random.random()}'></head>"
            f"<body{wide}><nav class='top'><ul>{lists}</ul></nav><p class='ad-{site.random.randrange(9)}'>Buy now!</p>{body}</body></html>")


def profile(site, name, account):
    number, shown, bio = account
    return page(site, f"{shown} (@{name})",
                f'<div class="profile-card" data-user="{number}"><h1>{html.escape(shown)}</h1><p class="bio">{html.escape(bio)}</p></div>')


def soft(site, name, account):
    """Always 200; what is missing suggests people, and repeats what it was asked for."""
    if account:
        return 200, {}, profile(site, name, account)
    return 200, {}, page(site, "Nobody here", f'<h1>User not found</h1><p>No {name}.</p><a href="/u/ada">ada</a> <b class="profile-link">Ada</b>')


def api(site, name, account):
    stamp = {"request_id": str(site.random.random()), "time": site.random.randrange(10**9)}
    if account:
        return 200, JSON, json.dumps({**stamp, "user": {"id": account[0], "username": name.lower(), "name": account[1], "bio": account[2]}})
    return 404, JSON, json.dumps({**stamp, "error": {"code": "user_not_found", "message": f"User {name} not found"}})


def searched(site, name, account):
    found = [{"uid": account[0], "login": name.lower(), "avatar": "x.png"}] if account else []
    return 200, JSON, json.dumps({"total": len(found), "items": found})


def sent_home(site, name, account):
    return (200, {}, profile(site, name, account)) if account else (302, {"Location": "/?gone=" + str(site.random.random())}, "")


def canonical(site, name, account):
    """Accounts live where a redirect leads to."""
    return (302, {"Location": f"/people/{name.lower()}"}, "") if account else (404, {}, page(site, "Nothing", ""))


def led_apart(site, name, account):
    """Both are redirected, and where to is the answer."""
    return 302, {"Location": f"/people/{name.lower()}" if account else "/"}, ""


def one_page(site, name, account):
    return 200, {}, page(site, "The app", '<div id="root"></div>')


def reflecting(site, name, account):
    return 200, {}, page(site, f"{name} on the app", f'<div class="profile-card" data-name="{name}">@{name}</div>')


def at_random(site, name, account):
    return soft(site, name, site.random.choice([None, ("1", "X", "x")]))


def owner_words(site, name, account):
    """All that differs is what its owner wrote."""
    return 200, {}, page(site, "The app", f"<p>{html.escape(account[1])}</p><p>{html.escape(account[2])}</p>" if account else "<p>-</p>")


def wall(site, name, account):
    return 403, {}, page(site, "Just a moment...", "")


def all_home(site, name, account):
    return 302, {"Location": "/"}, ""


def log_in(site, name, account):
    return 302, {"Location": f"/login?next=/u/{name}"}, ""


def limited(site, name, account):
    return 429, {"Retry-After": "1"}, "slow down"


def limited_at_first(site, name, account):
    if sum(site.asked.values()) in (1, 4):
        return 429, {"Retry-After": "1"}, "slow down"
    return api(site, name, account)


def silent(site, name, account):
    """Says nothing at all of who is missing."""
    return (200, JSON, json.dumps({"username": name.lower(), "id": account[0]})) if account else (200, JSON, "")


def shut(site, name, account):
    return api(site, name, account) if account else (403, {}, "no")


class LearnTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="handlewatch-learn-")
        self.addCleanup(folder.cleanup)
        self.file = pathlib.Path(folder.name, "learned.json")

    def learn(self, answer, *claimed, path="/u/{handle}", folded=True, more=()):
        """Learns; gives the result, the definition (None: none was written) and the site's address."""
        site = Site(answer, folded)
        server = page_server.PageServer(site)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        names = itertools.chain(*(("--claimed", name) for name in claimed))
        result = harness.run("platforms", "learn", server.base + path, *names, "--output", self.file, "--rate", "1000/1s",
                             "--allow-private-addresses", *more)
        self.site = site
        return result, json.loads(self.file.read_text(encoding="utf-8")) if self.file.exists() else None

    def checked(self, *names):
        """What `check` says of the names with the learned definition."""
        result = harness.run("check", *names, "--platform-file", self.file, "--rate", "1000/1s", "--allow-private-addresses",
                             "--format", "jsonl")
        return {record["expected"]: record for record in result.records()}

    def assert_learned(self, answer, *claimed, sides=2, others=("zed", "margaret"), free=("nobody", "ada2", "x-y_z"), **more):
        result, definition = self.learn(answer, *claimed, **more)
        self.assertEqual(result.code, 0, result)
        self.assertEqual((definition["evidence"], definition["verified"]), ("reported", None))
        self.assertEqual(definition["controls"], {"claimed": list(claimed)})
        self.assertIn("learned by", definition["source"])
        said = self.checked(*claimed, *others, *free)
        for name in (*claimed, *others):
            self.assertEqual(said[name]["status"], "claimed", (said[name], definition))
        for name in free:
            self.assertEqual(said[name]["status"], "available" if sides == 2 else "unknown", (said[name], definition))
        text = self.file.read_text(encoding="utf-8")
        for identifier in ("81723", "99120", "Ada L"):
            self.assertNotIn(identifier, text)
        return result, definition

    def assert_refused(self, answer, *claimed, why, **more):
        result, definition = self.learn(answer, *claimed, **more)
        self.assertEqual((result.code, definition), (3, None), result)
        self.assertRegex(result.stderr, why)
        self.assertIn("nothing was written", result.stderr)

    def test_a_soft_404_is_told_by_its_title_and_an_account_by_its_markup(self):
        _, definition = self.assert_learned(soft, "ada", "Grace")
        self.assertEqual(definition["id"], "learned")
        rules = definition["ask"][0]["rules"]
        self.assertEqual([rule["then"] for rule in rules], ["claimed", "available"])
        self.assertIn("<title", rules[1]["body"])

    def test_one_name_is_enough_where_the_structure_speaks_and_that_is_said(self):
        result, _ = self.assert_learned(soft, "ada")
        self.assertRegex(result.stderr, "not proven: accounts were seen on one name only")

    def test_json_goes_before_all_else_and_brings_the_profile(self):
        _, definition = self.assert_learned(api, "ada", path="/api/user?name={handle}")
        ask = definition["ask"][0]
        self.assertEqual(ask["rules"], [{"status": 200, "json": {"/user/username": "{handle}"}, "then": "claimed"},
                                        {"status": 404, "json": {"/error/code": "user_not_found"}, "then": "available"}])
        self.assertEqual(ask["profile"]["account_id"], "/user/id")
        self.assertEqual(ask["profile"]["display_name"], "/user/name")
        self.assertEqual(self.checked("zed")["zed"]["account_id"], "12")

    def test_an_empty_list_is_an_answer(self):
        _, definition = self.assert_learned(searched, "ada")
        self.assertIn("/items", json.dumps(definition["ask"][0]["rules"][0]))

    def test_a_redirect_home_means_missing(self):
        _, definition = self.assert_learned(sent_home, "ada", "linus_b")
        self.assertIn("location", definition["ask"][0]["rules"][1])

    def test_a_redirect_to_the_proper_page_is_followed(self):
        _, definition = self.assert_learned(canonical, "ada")
        self.assertGreater(definition["ask"][0]["redirects"], 0)
        self.assertEqual(definition["ask"][0]["rules"][1], {"status": 404, "then": "available"})

    def test_where_a_redirect_leads_may_be_all_there_is(self):
        _, definition = self.assert_learned(led_apart, "ada")
        self.assertNotIn("redirects", definition["ask"][0])
        self.assertEqual([sorted(rule) for rule in definition["ask"][0]["rules"]], [["location", "status", "then"]] * 2)

    def test_the_name_may_stand_in_the_host(self):
        site = Site(lambda site, name, account: api(site, name, account))
        with page_server.PageServer(site) as server:
            # Whatever stands before .localhost is this machine; the server tells the names apart by Host.
            site.get = lambda path: api(site, *self._named(server))
            url = server.base.replace("127.0.0.1", "{handle}.localhost")
            result = harness.run("platforms", "learn", url, "--claimed", "ada", "--rate", "1000/1s", "--allow-private-addresses")
        self.assertEqual(result.code, 0, result)
        definition = json.loads(result.stdout)
        self.assertEqual(definition["handle"], {"pattern": "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "fold": ["case"]})
        self.assertTrue(definition["id"].startswith("localhost-"), definition["id"])

    @staticmethod
    def _named(server):
        name = dict(server.seen[-1][1])["Host"].partition(".")[0]
        return name, ACCOUNTS.get(name)

    def test_letter_case_is_found_out(self):
        _, folded = self.assert_learned(api, "Grace")
        self.assertEqual(folded["handle"]["fold"], ["case"])
        self.file.unlink()
        result, strict = self.assert_learned(api, "Grace", folded=False)
        self.assertNotIn("fold", strict["handle"])
        self.assertRegex(result.stderr, "letter case")

    def test_a_limit_is_waited_for(self):
        self.assert_learned(limited_at_first, "ada")

    def test_positive_only_is_written_as_such_and_said(self):
        for answer in (silent, shut):
            with self.subTest(answer.__name__):
                self.file.unlink(missing_ok=True)
                result, definition = self.assert_learned(answer, "ada", sides=1)
                self.assertRegex(result.stderr, "not proven: positive only")
                self.assertEqual([rule["then"] for rule in definition["ask"][0]["rules"]], ["claimed"])

    def test_what_cannot_be_told_apart_is_refused_with_the_reason(self):
        for answer, why in ((one_page, "the answers are the same"), (reflecting, "the answers are the same"),
                            (at_random, "contradict"), (owner_words, "may have written"), (wall, "a wall: "),
                            (log_in, "a wall: a redirect to a log-in page"), (limited, "HTTP 429"),
                            (all_home, "the answers are the same")):
            with self.subTest(answer.__name__):
                self.assert_refused(answer, "ada", why=why)

    def test_a_claimed_name_that_nobody_has_is_named(self):
        self.assert_refused(api, "ada", "nobodyatall", why="'nobodyatall' is answered as names are that nobody has")
        self.assert_refused(api, "nobodyatall", why="the answers are the same")

    def test_a_wall_is_not_hammered(self):
        self.assert_refused(wall, "ada", "Grace", why="a wall")
        self.assertLessEqual(sum(self.site.asked.values()), 5)

    def test_a_signal_ends_it_and_a_deadline_too(self):
        with page_server.PageServer(Site(limited)) as server:
            arguments = ["platforms", "learn", server.base + "/u/{handle}", "--claimed", "ada", "--allow-private-addresses"]
            process = harness.start(*arguments)
            harness.wait_for(lambda: server.seen, what="a question")
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=10)
            self.assertEqual((process.returncode, output), (130, b""))
            result = harness.run(*arguments, "--max-wait", "500ms")
        self.assertEqual((result.code, result.stdout), (3, ""), result)
        self.assertIn("rate-limited", result.stderr)

    def test_a_random_name_is_fresh_and_of_several_lengths(self):
        self.learn(api, "ada")
        names = set(self.site.asked) - {"ada", "ADA"}
        self.assertGreaterEqual(len({len(name) for name in names}), 4)
        self.file.unlink()
        self.learn(api, "ada")
        self.assertFalse(names & (set(self.site.asked) - {"ada", "ADA"}))

    def test_wrong_usage_asks_nobody(self):
        self.file.write_text("mine")
        for arguments, why in ((["https://example.org/u", "--claimed", "a"], "{handle}"), (["ftp://x/{handle}", "--claimed", "a"], "http"),
                               (["https://example.org/{handle}"], "--claimed"),
                               (["https://example.org/{handel}/{handle}", "--claimed", "a"], "{handel}"),
                               (["https://{handle}.example.org/", "--claimed", "a_b"], "a_b"),
                               (["https://example.org/{handle}", "--claimed", "a@b"], "a@b"),
                               (["https://example.org/{handle}", "--claimed", "a", "--id", "A b"], "A b"),
                               (["https://example.org/{handle}", "--claimed", "a", "--output", self.file], "exists already")):
            with self.subTest(why):
                result = harness.run("platforms", "learn", *arguments)
                self.assertEqual((result.code, result.stdout), (2, ""), result)
                self.assertIn(why, result.stderr)
        self.assertEqual(self.file.read_text(), "mine")

    def test_without_output_the_definition_is_the_result(self):
        with page_server.PageServer(Site(api)) as server:
            result = harness.run("platforms", "learn", server.base + "/u/{handle}", "--claimed", "ada", "--rate", "1000/1s",
                                 "--allow-private-addresses", "--id", "mine", "--quiet")
        self.assertEqual((result.code, result.stderr), (0, ""), result)
        self.assertEqual(json.loads(result.stdout)["id"], "mine")


if __name__ == "__main__":
    harness.main()
