#!/usr/bin/env python3
"""The controls: what they prove, what they disprove, and that nothing is believed without them."""
import re
import tempfile
import unittest

import harness
import worlds
from page_server import PageServer

HELD = (200, {}, "<title>held</title>")
FREE = (404, {}, "<title>nobody</title>")
WALL = (403, {}, "<title>Forbidden</title>")
ODD = (418, {}, "<title>teapot</title>")

# What the claimed control and the random free one answer, and what becomes of a target that answers
# claimed and of one that answers available. Two-sided rules.
TWO_SIDED = [
    ("both right", HELD, FREE, "claimed", "available"),
    ("the free one is claimed", HELD, HELD, "platform-blind", "platform-blind"),
    ("the claimed one is available", FREE, FREE, "platform-blind", "platform-blind"),
    ("both the wrong way round", FREE, HELD, "platform-blind", "platform-blind"),
    ("the claimed one is walled", WALL, FREE, "unproven", "available"),
    ("the claimed one is not recognised", ODD, FREE, "unproven", "available"),
    ("the free one is walled", HELD, WALL, "claimed", "unproven"),
    ("the free one is not recognised", HELD, ODD, "claimed", "unproven"),
]
# A positive-only definition: its free control must merely not answer claimed.
POSITIVE = [
    ("both as they must", HELD, FREE, "claimed", "no-rule"),
    ("the free one is walled", HELD, WALL, "claimed", "no-rule"),
    ("the free one is claimed", HELD, HELD, "platform-blind", "platform-blind"),
]
# Where nothing at all could be proven, the targets are not even asked.
UNPROVABLE = [
    ("the claimed one is missing", FREE, FREE, "unproven|no-rule", "unproven|no-rule"),
    ("the claimed one is walled", WALL, FREE, "unproven|blocked", "unproven|no-rule"),
]
TABLES = {"two": TWO_SIDED, "one": POSITIVE + UNPROVABLE}


class TruthTest(unittest.TestCase):
    def setUp(self):
        self.directory = self.enterContext(tempfile.TemporaryDirectory())
        self.files = worlds.Files(self.directory)

    def reasons(self, result):
        return {(record["platform"], record["handle"]): record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}

    def test_each_side_is_proven_by_its_own_control_and_a_wrong_one_blinds_all(self):
        pages = {}
        for form, table in TABLES.items():
            for at, (_, known, free, *_) in enumerate(table):
                base = f"/{form}{at}/u"
                pages |= {f"{base}/held": HELD, f"{base}/gone": FREE, f"{base}/known": known, f"{base}/free": free}  # free: any other
        with PageServer(pages) as server:
            for form, table in TABLES.items():
                for at in range(len(table)):
                    self.files.add(worlds.definition(f"{form}{at}", "status", f"{server.base}/{form}{at}", "known", form == "two"))
            result = harness.run("check", "held", "gone", *self.files.arguments, "--allow-private-addresses", "--rate", "1000/1s",
                                 "--explain")
        found = self.reasons(result)
        for form, table in TABLES.items():
            for at, (what, _, _, held, gone) in enumerate(table):
                with self.subTest(what, form=form):
                    self.assertIn(found[f"{form}{at}", "held"], held.split("|"))
                    self.assertIn(found[f"{form}{at}", "gone"], gone.split("|"))
        self.assertEqual({record["holder"] for record in result.records() if record["status"] != "claimed"}, {None})

    def test_the_free_control_is_fresh_random_and_such_as_the_grammar_admits(self):
        names = set()
        with harness.Simulator(worlds.world(worlds.site("site", "status", ["known"]))) as simulator:
            self.files.add(worlds.definition("site", "status", "http://site.test", "known"))
            for _ in range(5):
                harness.run("check", "target", *self.files.arguments, env=simulator.proxy_env())
                names |= set(simulator.stats()["platforms"]["site"]["names"]) - {"known", "target"}
        self.assertEqual(len(names), 10)  # one before the target, one after it
        for name in names:
            self.assertRegex(name, r"^[a-z][a-z0-9]{10,13}[a-z]$")

    def test_a_control_that_is_also_a_target_is_told(self):
        with harness.Simulator(worlds.world(worlds.site("site", "status", ["known", "held"]))) as simulator:
            self.files.add(worlds.definition("site", "status", "http://site.test", "known"))
            result = harness.run("check", "known", "KNOWN", "held", *self.files.arguments, env=simulator.proxy_env())
            asked = simulator.stats()["platforms"]["site"]["names"]
        self.assertEqual(self.reasons(result), {("site", "known"): "claimed", ("site", "held"): "claimed"}, result)
        # Before, between and after; and as a stranger once more, with the control after it.
        self.assertEqual(asked["known"], 5)

    def test_what_was_not_proven_is_said_in_words(self):
        with harness.Simulator(worlds.world(worlds.site("site", "status", ["known"], faults=[{"kind": "r403", "names": ["known"]}]),
                                            worlds.site("blind", "always200", ["known"]))) as simulator:
            for name in ("site", "blind"):
                self.files.add(worlds.definition(name, "status", f"http://{name}.test", "known"))
            result = harness.run("check", "held", *self.files.arguments, env=simulator.proxy_env())
        self.assertRegex(result.stderr, r"(?m)^site:.*claimed.*unproven.*known.*blocked")
        self.assertRegex(result.stderr, r"(?m)^blind.*blind.*free control \w+: claimed")

    def test_platforms_test_asks_the_controls_alone_and_exits_1_when_one_answers_wrongly(self):
        sites = [worlds.site("right", "status", ["known"]), worlds.site("blind", "always200", ["known"]),
                 worlds.site("walled", "status", ["known"], faults=[{"kind": "cf403"}])]
        with harness.Simulator(worlds.world(*sites)) as simulator:
            for site in sites:
                self.files.add(worlds.definition(site["name"], "status", f"http://{site['name']}.test", "known"))
            codes = {}
            for name in ("right", "blind", "walled"):
                result = harness.run("platforms", "test", name, *self.files.arguments, env=simulator.proxy_env())
                codes[name] = result.code
                records = result.records()
                self.assertEqual({record["platform"] for record in records}, {name}, result)
                self.assertEqual([r["check"] for r in records if not r["check"].startswith("ask/")][:1], ["controls"], result)
                self.assertIn("known", result.stdout)
            self.assertEqual(codes, {"right": 0, "blind": 1, "walled": 1})
            self.assertEqual(simulator.stats()["platforms"]["right"]["requests"], 2)

    def test_a_claimed_control_may_name_its_server(self):
        platforms = [{"name": name, "kind": "mediawiki", "hosts": [f"{name}.test"], "accounts": accounts}
                     for name, accounts in (("plain", [worlds.account("MediaWiki default", 2), worlds.account("Held", 3)]),
                                            ("bare", [worlds.account("Held", 3)]))]
        with harness.Simulator(worlds.world(*platforms)) as simulator:
            result = harness.run("check", "Held", "Gone", "--platform", "mediawiki@https://plain.test/w", "--platform",
                                 "mediawiki@https://bare.test/w", "--ca-file", simulator.ca, env=simulator.proxy_env())
        answers = {(record["server"], record["handle"]): record["reason"] if record["status"] == "unknown" else record["status"]
                   for record in result.records()}
        # 'MediaWiki default' is the control anywhere; where it is missing, it answers available: blind.
        self.assertEqual(answers, {
            ("https://plain.test/w", "Held"): "claimed", ("https://plain.test/w", "Gone"): "available",
            ("https://bare.test/w", "Held"): "platform-blind", ("https://bare.test/w", "Gone"): "platform-blind"}, result)
        self.assertEqual(re.findall(r"Jimbo", result.stderr), [])


if __name__ == "__main__":
    harness.main()
