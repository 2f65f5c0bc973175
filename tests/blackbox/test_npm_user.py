#!/usr/bin/env python3
"""handlewatch check of npm users and packages against a real npm registry: the naive question is found out by its
controls, and the shipped definitions say of nobody what they cannot prove."""
import json
import os
import pathlib
import tempfile
import unittest

import harness
import npm_packages
import npm_search
import npm_server

OWNED = {"owner": ["owned-tool", "owned-kit"], "policenationale": ["pn-app"]}
SILENT = ["keeper", "nobody-by-this-name"]  # one has signed up and published nothing, one does not exist
REAL = "https://registry.npmjs.org"
NAIVE = "/-/user/org.couchdb.user:{handle}"


class NpmUserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        npm_packages.require("verdaccio")
        cls.registry = npm_server.NpmRegistry(packages=["express"], users=[SILENT[0]], owned=OWNED)
        cls.enterClassContext(cls.registry)
        cls.front = npm_search.MaintainerSearch(cls.registry.base)
        cls.enterClassContext(cls.front)

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def shipped(self, id, base, claimed):
        """The shipped definition, asking this registry instead of npm's, with these claimed controls."""
        patterns = pathlib.Path(os.environ.get("HANDLEWATCH_PATTERNS") or "patterns")
        text = (patterns / f"platforms/{id}.json").read_text(encoding="utf-8")
        self.assertIn(REAL, text)
        lines = [line for line in text.replace(REAL, base).splitlines() if not line.lstrip().startswith("//")]
        return json.loads("\n".join(lines)) | {"id": f"{id}-here", "controls": {"claimed": claimed}}

    def check(self, definition, *handles):
        path = self.directory / f"{definition['id']}.json"
        path.write_text(json.dumps(definition), encoding="utf-8")
        result = harness.run("check", *handles, "--platform-file", path, "--allow-private-addresses", "--rate", "1000/1s",
                             "--format", "jsonl")
        answers = {record["handle"]: record["reason"] if record["status"] == "unknown" else record["status"]
                   for record in result.records()}
        return result, answers

    def test_the_registry_is_what_the_other_tests_take_it_for(self):
        status, package = self.registry.ask("/owned-tool")
        self.assertEqual((status, [one["name"] for one in package["versions"]["1.0.0"]["maintainers"]]), (200, ["owner"]))
        for name in (*OWNED, *SILENT):
            with self.subTest(name):
                self.assertEqual(self.registry.ask(NAIVE.format(handle=name)), self.registry.ask(NAIVE.format(handle="nobody")))
                self.assertEqual(self.registry.ask(f"/-/user/{name}/package")[0], 404)
                self.assertEqual(self.registry.ask(f"/-/org/{name}/package")[0], 404)
                self.assertEqual(self.registry.ask(f"/-/v1/search?text=maintainer:{name}&size=1")[1]["total"], 0)

    def test_the_naive_question_is_found_out(self):
        for what, rules in (("both sides", [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}]),
                            ("by its text", [{"status": 200, "json": {"/ok": {"exists": True}}, "then": "claimed"}]),
                            ("turned round", [{"status": 404, "then": "claimed"}, {"status": 200, "then": "available"}])):
            with self.subTest(what):
                result, answers = self.check({
                    "id": "npm-naive", "name": "npm user", "profile_url": "https://www.npmjs.com/~{handle}",
                    "handle": {"pattern": "[a-z0-9][a-z0-9._-]{0,213}", "fold": ["case"]}, "controls": {"claimed": ["owner"]},
                    "ask": [{"name": "user", "get": self.registry.base + NAIVE, "rules": rules}]}, *OWNED, *SILENT)
                self.assertEqual(answers, dict.fromkeys([*OWNED, *SILENT], "platform-blind"), result)
                self.assertEqual(result.code, 3, result)
                self.assertRegex(result.stderr, r"(?m)^npm-naive.*blind")

    def test_a_user_who_owns_a_package_is_claimed_and_of_others_nothing_is_said(self):
        before = len(self.front.asked)
        result, answers = self.check(self.shipped("npm-user", self.front.base, ["owner"]), *OWNED, *SILENT)
        self.assertEqual(answers, {**dict.fromkeys(OWNED, "claimed"), **dict.fromkeys(SILENT, "ambiguous")}, result)
        self.assertEqual(result.code, 1, result)
        asked = self.front.asked[before:]
        for road in ("/-/user/policenationale/package", "/-/org/policenationale/package",
                     "/-/v1/search?text=maintainer:policenationale&size=1"):
            self.assertEqual(asked.count(road), 2, asked)  # with the second look
        reasons = {record["handle"]: record["reason"] for record in result.records()}
        self.assertRegex(reasons["policenationale"], r"^search/\d+$")

    def test_a_registry_without_that_search_proves_nothing_of_anybody(self):
        result, answers = self.check(self.shipped("npm-user", self.registry.base, ["owner"]), *OWNED, *SILENT)
        self.assertEqual(answers, dict.fromkeys([*OWNED, *SILENT], "ambiguous"), result)
        self.assertEqual(result.code, 3, result)
        self.assertRegex(result.stderr, r"(?m)^npm-user-here: .*control owner: unknown \(ambiguous\)")

    def test_packages_are_claimed_or_available(self):
        result, answers = self.check(self.shipped("npm-package", self.registry.base, ["express"]), "owned-tool", "pn-app", "owner",
                                     *SILENT)
        self.assertEqual(answers, {"owned-tool": "claimed", "pn-app": "claimed", "owner": "available",
                                   **dict.fromkeys(SILENT, "available")}, result)
        self.assertEqual(result.code, 1, result)


if __name__ == "__main__":
    harness.main()
