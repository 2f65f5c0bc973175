#!/usr/bin/env python3
"""handlewatch check against a real npm registry: what was published is claimed, the rest is available, and a question
that says yes to everybody is found out."""
import collections
import json
import os
import pathlib
import re
import tempfile
import unittest

import harness
import npm_packages
import npm_server

PACKAGES = ["pnationale02", "pnationale44", "pnationale91"]
CONTROL = "express"  # the shipped definition's claimed control; it counts on the server of that definition alone
USER = "keeper"
DEPARTMENTS = 101
INVALID = ["acme/tool", ".hidden", "a" * 215]

# A question that proves nothing: this registry answers it alike whoever is meant.
QUESTIONS = ["/-/user/org.couchdb.user:{handle}", "/-/user/{handle}"]
CLAIMED = {"status": 200, "then": "claimed"}
AVAILABLE = {"status": 404, "then": "available"}


class NpmTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        npm_packages.require("verdaccio")
        cls.registry = npm_server.NpmRegistry(packages=[*PACKAGES, CONTROL], users=[USER])
        cls.enterClassContext(cls.registry)
        cls.here = f"npm-package@{cls.registry.base}"

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def check(self, *arguments):
        """The result, and the paths that the registry was asked for."""
        before = len(self.registry.asked())
        result = harness.run("check", *arguments, "--allow-private-addresses", "--rate", "1000/1s", "--format", "jsonl")
        return result, self.registry.asked()[before:]

    def owned(self, platform, handle):
        path = self.directory / "owned.csv"
        path.write_text(f"platform,handle\n{platform},{handle}\n", encoding="utf-8")
        return "--owned", path

    def file(self, definition):
        path = self.directory / f"{definition['id']}.json"
        path.write_text(json.dumps(definition), encoding="utf-8")
        return "--platform-file", path

    def shipped(self, claimed):
        """The shipped definition with this registry for its own server, and this claimed control."""
        patterns = pathlib.Path(os.environ.get("HANDLEWATCH_PATTERNS") or "patterns")
        definition = json.loads((patterns / "platforms/npm-package.json").read_text(encoding="utf-8"))
        self.assertEqual(definition["controls"]["claimed"][0], CONTROL)
        return definition | {"id": "npm-here", "server": {"default": self.registry.base}, "controls": {"claimed": [claimed]}}

    def answers(self, result):
        return {record["handle"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}

    def test_the_server_is_what_the_other_tests_take_it_for(self):
        status, package = self.registry.ask(f"/{PACKAGES[0]}")
        self.assertEqual((status, package["name"]), (200, PACKAGES[0]))
        status, package = self.registry.ask("/pnationale01")
        self.assertEqual((status, list(package)), (404, ["error"]))
        for question in QUESTIONS:
            status, answer = self.registry.ask(question.format(handle=USER))
            self.assertEqual((status, list(answer)), (200, ["ok"]))
            self.assertEqual(self.registry.ask(question.format(handle="nobody")), (status, answer))
        self.assertFalse([path for path in self.registry.asked() if "nobody" in path])  # ask() does not count

    def test_with_a_package_of_ours_as_control_every_department_is_decided(self):
        result, asked = self.check("@PNationale{fr-departments}", "--platform", self.here, *self.owned(self.here, CONTROL))
        answers = self.answers(result)
        self.assertEqual(result.code, 1, result)  # strangers hold expected handles
        self.assertEqual({name for name, answer in answers.items() if answer == "claimed"}, {*PACKAGES, CONTROL}, result)
        self.assertEqual(collections.Counter(answers.values()),
                         {"claimed": len(PACKAGES) + 1, "available": DEPARTMENTS - len(PACKAGES)}, result)
        self.assertIn(f"/{CONTROL}", asked)
        summary = result.stderr.rstrip().splitlines()[-1]
        self.assertEqual(re.findall(r"(\d+) requests?\b(?!\s*(?:per|/))", summary), [str(len(asked))], summary)

    def test_without_a_claimed_control_on_the_server_claimed_answers_are_unproven(self):
        # The control is published here too, but the definition vouches for it on its own server only.
        result, asked = self.check("PNationale{01..03}", CONTROL, "--platform", self.here)
        self.assertEqual(self.answers(result), {"pnationale01": "available", "pnationale02": "unproven",
                                                "pnationale03": "available", CONTROL: "unproven"}, result)
        self.assertEqual((result.code, asked.count(f"/{CONTROL}")), (3, 1), result)
        self.assertRegex(result.stderr, r"(?m)^npm-package@http://127\.0\.0\.1:\d+: .*claimed.*unproven")

    def test_a_package_of_ours_is_a_control_on_the_server_where_it_is_ours(self):
        for what, platform, answer, code in (("on npm's own server", "npm-package", "unproven", 3), ("on this server", self.here, "claimed", 1),
                                             ("on another server", "npm-package@http://127.0.0.1:9", "unproven", 3)):
            with self.subTest(what):
                result, _ = self.check("PNationale{02,03}", "--platform", self.here, *self.owned(platform, CONTROL))
                answers = self.answers(result)
                self.assertEqual((answers["pnationale02"], answers["pnationale03"]), (answer, "available"), result)
                self.assertEqual(result.code, code, result)

    def test_the_definitions_own_control_proves_the_definitions_own_server(self):
        result, asked = self.check("PNationale{02,03}", *self.file(self.shipped(CONTROL)))
        self.assertEqual(self.answers(result), {"pnationale02": "claimed", "pnationale03": "available"}, result)
        # Two controls before two names, two after them, and two after the second look at who holds one.
        self.assertEqual((result.code, asked.count(f"/{CONTROL}"), len(asked)), (1, 3, 9), result)

    def test_a_claimed_control_that_nobody_published_blinds_the_registry(self):
        result, asked = self.check("PNationale{02,03}", *self.file(self.shipped("never-published")))
        self.assertEqual(set(self.answers(result).values()), {"platform-blind"}, result)
        self.assertEqual((result.code, asked.count("/never-published")), (3, 1), result)
        self.assertRegex(result.stderr, r"(?m)^npm-here.*blind.*never-published")

    def test_a_record_says_where_it_comes_from(self):
        result, _ = self.check("PNationale{02,03}", "--platform", self.here, *self.owned(self.here, CONTROL))
        records = {record["handle"]: record for record in result.records()}
        for record in records.values():
            self.assertEqual((record["platform"], record["server"]), ("npm-package", self.registry.base))
            self.assertRegex(record["reason"], r"^packument/[1-9]\d*$")
        claimed, free, ours = records["pnationale02"], records["pnationale03"], records[CONTROL]
        self.assertEqual((claimed["expected"], claimed["holder"], claimed["http_status"]), ("PNationale02", "stranger", 200))
        self.assertRegex(claimed["created_at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")
        self.assertEqual((free["expected"], free["http_status"]), ("PNationale03", 404))
        self.assertEqual((free["holder"], free["created_at"]), (None, None))
        self.assertEqual((ours["expected"], ours["holder"]), (None, "ours"))

    def test_a_name_that_npm_does_not_admit_is_invalid_and_never_asked(self):
        result, asked = self.check(*INVALID, "PNationale03", "--platform", self.here)
        self.assertEqual(self.answers(result), {**dict.fromkeys(INVALID, "invalid"), "pnationale03": "available"}, result)
        self.assertEqual((result.code, len(asked)), (0, 3), result)  # a free control before and after the one that may exist

    def test_a_question_that_says_yes_to_everybody_is_found_out(self):
        controls = {"on its own server": ({"default": self.registry.base}, USER),
                    "named with its server": ({}, f"{USER}@{self.registry.base}"), "on another server": ({}, "other")}
        for question in QUESTIONS:
            for rules in ([CLAIMED, AVAILABLE], [CLAIMED]):
                for where, (server, control) in controls.items():
                    with self.subTest(question, where=where, rules=len(rules)):
                        definition = self.file({
                            "id": "npm-user", "name": "npm user", "server": server, "profile_url": "{server}/~{handle}",
                            "handle": {"pattern": "[a-z0-9._-]{1,40}", "fold": ["case"]}, "controls": {"claimed": [control]},
                            "ask": [{"name": "user", "get": "{server}" + question, "rules": rules}]})
                        result, asked = self.check(USER, "nobody", "PNationale44", *definition,
                                                   "--platform", f"npm-user@{self.registry.base}")
                        self.assertEqual(self.answers(result),
                                         dict.fromkeys([USER, "nobody", "pnationale44"], "platform-blind"), result)
                        self.assertEqual({record["holder"] for record in result.records()}, {None})
                        self.assertEqual(result.code, 3, result)
                        self.assertRegex(result.stderr, r"(?m)^npm-user.*blind.*free control \w+: claimed")
                        self.assertFalse([path for path in asked if "nobody" in path])  # the controls were enough


if __name__ == "__main__":
    harness.main()
