#!/usr/bin/env python3
"""handlewatch check against a real MediaWiki: what exists is claimed, blocked or not, the rest is available."""
import collections
import re
import unittest

import harness
import mediawiki_server

USERS = ["PNationale02", "PNationale11", "PNationale23", "PNationale44", "PNationale91"]
BLOCKED = "PNationale2A"
INVALID = ["Foo[bar", "127.0.0.1"]  # by the definition's grammar; by MediaWiki alone, which takes it for an address
DEPARTMENTS = 101
KEYS = ["checked_at", "platform", "server", "handle", "expected", "model", "status", "holder", "reason", "url",
        "account_id", "display_name", "created_at", "http_status", "elapsed_ms"]


class MediaWikiTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        why = mediawiki_server.missing()
        harness.require_or_skip("mediawiki", not why, why)
        cls.wiki = mediawiki_server.MediaWiki(users=USERS, blocked=[BLOCKED])
        cls.enterClassContext(cls.wiki)

    def check(self, *handles):
        before = self.wiki.api_requests()
        result = harness.run("check", *handles, "--platform", f"mediawiki@{self.wiki.base}", "--format", "jsonl", "--explain",
                             "--allow-private-addresses", "--contact", "mailto:tests@example.org")
        return result, self.wiki.api_requests() - before

    def test_the_server_is_what_the_other_tests_take_it_for(self):
        before = self.wiki.api_requests()
        names = "|".join([USERS[0], BLOCKED, "PNationale01", INVALID[1], "MediaWiki default"])
        answer = self.wiki.ask(action="query", list="users", ususers=names, usprop="blockinfo|cancreate")
        users = {user["name"]: user for user in answer["query"]["users"]}
        self.assertIn("userid", users[USERS[0]])
        self.assertNotIn("blockid", users[USERS[0]])
        self.assertIn("userid", users[BLOCKED])
        self.assertIn("blockid", users[BLOCKED])
        self.assertTrue(users["PNationale01"]["missing"])
        self.assertTrue(users["PNationale01"]["cancreate"])
        self.assertTrue(users[INVALID[1]]["invalid"])
        self.assertIn("userid", users["MediaWiki default"])
        self.assertEqual(self.wiki.api_requests(), before)  # ask() does not count

    def test_101_departments_take_three_requests_and_a_second_look_controls_included(self):
        result, asked = self.check("@PNationale{fr-departments}")
        self.assertEqual(asked, 3 + 1, result)  # those who hold a name are looked at again
        self.assertEqual(len(result.records()), DEPARTMENTS, result)

    def test_accounts_are_claimed_a_blocked_one_too_and_the_rest_is_available(self):
        result, asked = self.check("PNationale{fr-departments}", *INVALID)
        records = result.records()
        self.assertEqual(result.code, 1, result)  # strangers hold expected handles
        status = {record["expected"]: record["status"] for record in records}
        self.assertEqual({name for name, value in status.items() if value == "claimed"}, {*USERS, BLOCKED}, result)
        self.assertEqual({name: status.get(name) for name in INVALID}, dict.fromkeys(INVALID, "invalid"), result)
        self.assertEqual(collections.Counter(status.values()),
                         {"claimed": len(USERS) + 1, "available": DEPARTMENTS - len(USERS) - 1, "invalid": len(INVALID)})
        self.assertEqual(asked, 3 + 1, result)  # those who hold a name are looked at again
        summary = result.stderr.rstrip().splitlines()[-1]
        self.assertEqual(re.findall(r"(\d+) targets?\b", summary), [str(DEPARTMENTS + len(INVALID))], summary)
        self.assertEqual(re.findall(r"(\d+) requests?\b(?!\s*(?:per|/))", summary), ["4"], summary)

    def test_each_record_says_where_it_comes_from(self):
        result, _ = self.check("PNationale{02,03}", BLOCKED)
        records = {record["handle"]: record for record in result.records()}
        self.assertEqual(set(records), {"PNationale02", "PNationale03", BLOCKED}, result)
        for record in records.values():
            self.assertEqual(list(record), KEYS)
            self.assertEqual(record["platform"], "mediawiki")
            self.assertIn(record["server"].split("://")[-1], self.wiki.base)
            self.assertEqual(record["http_status"], 200)
            self.assertRegex(record["reason"], r"^users/[1-9]\d*$")
        claimed, free = records["PNationale02"], records["PNationale03"]
        self.assertTrue(claimed["account_id"])
        self.assertRegex(claimed["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(claimed["holder"], "stranger")
        self.assertEqual((free["account_id"], free["created_at"], free["holder"]), (None, None, None))

    def test_the_first_letter_and_the_underscore_are_the_wikis_own_spelling(self):
        result, _ = self.check("pNationale02", "pNationale_02")
        self.assertEqual(sorted((r["expected"], r["handle"], r["status"]) for r in result.records()),
                         [("pNationale02", "PNationale02", "claimed"), ("pNationale_02", "PNationale 02", "available")], result)


if __name__ == "__main__":
    harness.main()
