#!/usr/bin/env python3
"""What no rule can prove is said in words: that free is free as seen from here, and which side has no control."""
import tempfile
import unittest

import harness
import worlds
from service import Case, watch

FREE = "free as seen from here"


class StatusTest(Case):
    # A server of its own, of which no definition knows an account.
    scenario = worlds.world({"name": "two", "kind": "mastodon", "hosts": ["two.test"], "accounts": [worlds.account("PN02")]})

    def test_free_is_free_as_seen_from_here_and_a_side_without_a_control_is_said(self):
        self.configure([watch(["PN{02,44,77}"], platforms=["mastodon@two.test"])])
        self.service.start()
        harness.wait_for(lambda: "2 free" in self.service.ask("status").stderr, 30, "the first sweep")
        words = ["claimed answers are unproven: no account is known there that surely exists; list one of yours as owned"]
        for form in ("table", "jsonl"):
            result = self.service.ask("status", "--format", form)
            self.assertRegex(result.stderr, rf"names on mastodon@https://two\.test: 0 ours, 2 free: .*\({FREE}\)")
            self.assertIn(f"names on mastodon@https://two.test: {words[0]}", result.stderr)
        unit = result.records()[0]
        self.assertEqual((unit["available"], unit["others"], unit["unknown"]), (2, 0, 1))
        self.assertTrue(unit["note"].startswith(words[0]), unit)


class CoverageTest(unittest.TestCase):
    def test_coverage_says_that_free_is_free_as_seen_from_here(self):
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        sites = [worlds.site(name, "status", ["known", "held"]) for name in ("one", "two")]
        simulator = self.enterContext(harness.Simulator(worlds.world(*sites)))
        for name in ("one", "two"):
            files.add(worlds.definition(name, "status", f"http://{name}.test", "known"))
        result = harness.run("check", "held", "free", *files.arguments, "--rate", "1000/1s", "--format", "table",
                             env=simulator.proxy_env())
        for name in ("one", "two"):
            self.assertRegex(result.stderr, rf"(?m)^{name}: 1 free: .*\({FREE}\)$")


if __name__ == "__main__":
    harness.main()
