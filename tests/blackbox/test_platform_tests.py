#!/usr/bin/env python3
"""`platforms test`: controls, a batch against single questions, each rule; what it keeps, replays and marks as verified. The
live platforms here are the simulator's, reached by its proxy under names of their own."""
import json
import pathlib
import tempfile
import unittest

import harness
import worlds

SECRET = "s3cret-token-of-the-test"
FREE_RUN = ("--rate", "10000/1s")


class PlatformTestsTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.patterns = self.directory / "patterns"
        (self.patterns / "platforms").mkdir(parents=True)
        (self.patterns / "datasets").mkdir()
        self.overlay = self.directory / "overlay"

    def ship(self, definition, note=""):
        text = note + json.dumps(definition, indent=2) + "\n"
        (self.patterns / "platforms" / f"{definition['id']}.json").write_text(text)

    def run_test(self, *arguments, simulator=None, env=None):
        network = simulator.proxy_env() if simulator else {}
        return harness.run("platforms", "test", *arguments, "--patterns", self.patterns,
                           env=network | {"HANDLEWATCH_PLATFORMS": str(self.overlay)} | (env or {}))

    def rows(self, result):
        return {(row["platform"], row["check"]): row for row in result.records()}

    def test_a_batch_is_held_against_single_questions_and_each_rule_is_listed(self):
        self.ship(worlds.definition("many", "batch", "http://many.test", "known"))
        with harness.Simulator(worlds.world(worlds.site("many", "batch", ["known"]))) as simulator:
            result = self.run_test("many", *FREE_RUN, simulator=simulator)
        self.assertEqual(result.code, 0, result)
        rows = self.rows(result)
        self.assertEqual({check: row["result"] for (_, check), row in rows.items()},
                         {"controls": "right", "batch": "right", "ask/1": "seen", "ask/2": "seen"}, result)

    def test_a_batch_that_says_otherwise_than_single_questions_is_wrong(self):
        # The batch hides everybody: the batch proves nothing, one by one it would.
        definition = worlds.definition("many", "batch", "http://many.test", "known")
        definition["ask"][0]["rules"].insert(0, {"status": 200, "body": "known.*,|,.*known", "then": "unknown:ambiguous"})
        self.ship(definition)
        with harness.Simulator(worlds.world(worlds.site("many", "batch", ["known"]))) as simulator:
            result = self.run_test("many", *FREE_RUN, simulator=simulator)
        self.assertEqual(result.code, 1, result)

    def test_where_nobody_answers_the_batch_is_not_called_right(self):
        self.ship(worlds.definition("many", "batch", "http://many.test", "known"))
        result = self.run_test("many", *FREE_RUN, env={"http_proxy": "http://127.0.0.1:1"})
        self.assertEqual({check: row["result"] for (_, check), row in self.rows(result).items()},
                         {"controls": "unproven", "batch": "unproven"}, result)
        self.assertEqual(result.code, 1)

    def test_what_is_right_is_marked_as_verified_and_what_is_not_is_left(self):
        self.ship(worlds.definition("right", "status", "http://right.test", "known", verified=None), note="// Kept comment.\n")
        self.ship(worlds.definition("blind", "status", "http://blind.test", "known"))
        world = worlds.world(worlds.site("right", "status", ["known"]), worlds.site("blind", "always200", ["known"]))
        with harness.Simulator(world) as simulator:
            result = self.run_test("right", "blind", *FREE_RUN, simulator=simulator)
        self.assertEqual(result.code, 1, result)
        self.assertEqual([file.name for file in self.overlay.iterdir()], ["right.json"], result)
        text = (self.overlay / "right.json").read_text()
        self.assertIn("// Kept comment.", text)
        self.assertRegex(text, r'"verified": "20\d\d-[-0-9T:]+Z"')
        shown = harness.run("platforms", "list", "--patterns", self.patterns, env={"HANDLEWATCH_PLATFORMS": str(self.overlay)})
        self.assertRegex({r["id"]: r["verified"] or "" for r in shown.records()}["right"], "^20", shown)

        # A newer handlewatch ships another definition: the copy of the old one is in nobody's way.
        self.ship(worlds.definition("right", "status", "http://right.test", "another", verified=None))
        shown = harness.run("platforms", "list", "--patterns", self.patterns, env={"HANDLEWATCH_PLATFORMS": str(self.overlay)})
        self.assertIsNone({r["id"]: r["verified"] for r in shown.records()}["right"], shown)
        self.assertRegex(shown.stderr, "right.json: left out, a copy of an older shipped definition; run handlewatch platforms test right")

        # Ones own definition there is marked in its place, as it stands.
        own = worlds.definition("right", "status", "http://right.test", "known", name="Mine")
        (self.overlay / "right.json").write_text(json.dumps(own))
        with harness.Simulator(world) as simulator:
            result = self.run_test("right", *FREE_RUN, simulator=simulator)
        self.assertEqual(result.code, 0, result)
        marked = json.loads((self.overlay / "right.json").read_text())
        self.assertRegex(marked.pop("verified"), "^20")
        self.assertEqual(marked, own)

    def test_where_private_addresses_are_allowed_or_nothing_can_be_written_it_says_so(self):
        self.ship(worlds.definition("right", "status", "http://right.test", "known"))
        with harness.Simulator(worlds.world(worlds.site("right", "status", ["known"]))) as simulator:
            result = self.run_test("right", *FREE_RUN, "--allow-private-addresses", simulator=simulator)
            self.assertEqual((result.code, self.overlay.exists()), (0, False), result)
            self.assertRegex(result.stderr, "right: not marked as verified: private addresses were allowed")
            self.overlay.write_text("a file, no folder")
            result = self.run_test("right", *FREE_RUN, simulator=simulator)
        self.assertEqual(result.code, 0, result)
        self.assertRegex(result.stderr, "right, but that could not be written down: .*overlay/right.json: cannot be written")

    def test_a_copy_that_is_marked_has_the_list_of_reserved_names_beside_it(self):
        definition = worlds.definition("right", "status", "http://right.test", "known", verified=None)
        definition["handle"] |= {"reserved": "reserved/right.txt"}
        self.ship(definition)
        (self.patterns / "platforms" / "reserved").mkdir()
        (self.patterns / "platforms" / "reserved" / "right.txt").write_text("# made up\npress\n")
        with harness.Simulator(worlds.world(worlds.site("right", "status", ["known"]))) as simulator:
            self.assertEqual(self.run_test("right", *FREE_RUN, simulator=simulator).code, 0)
            again = self.run_test("right", *FREE_RUN, simulator=simulator)
        self.assertEqual((again.code, again.stderr.count("cannot be read")), (0, 0), again)
        self.assertEqual((self.overlay / "reserved" / "right.txt").read_text(), "# made up\npress\n")
        # A newer list is not held back by an older copy, nor by one whose list is gone.
        (self.patterns / "platforms" / "reserved" / "right.txt").write_text("# made up\npress\nnews\n")
        for is_there in (True, False):
            if not is_there:
                (self.overlay / "reserved" / "right.txt").unlink()
            shown = harness.run("platforms", "show", "right", "--patterns", self.patterns,
                                env={"HANDLEWATCH_PLATFORMS": str(self.overlay)})
            self.assertIn("2 names", shown.stdout, shown)
            self.assertIn("a copy of an older shipped definition", shown.stderr, shown)

    def test_all_of_them_are_a_report_of_a_line_each(self):
        self.ship(worlds.definition("right", "status", "http://right.test", "known", verified=None))
        self.ship(worlds.definition("blind", "status", "http://blind.test", "known"))
        keyed = worlds.definition("keyed", "status", "http://keyed.test", "known")
        keyed["ask"][0] |= {"credential": "keyed-key", "headers": {"X-Key": "{credential}"}}
        self.ship(keyed)
        self.ship({"id": "by-hand", "name": "By hand", "profile_url": "https://by-hand.test/{handle}",
                   "handle": {"pattern": "[a-z]+"}, "ask": []})
        world = worlds.world(*(worlds.site(name, "always200" if name == "blind" else "status", ["known"])
                               for name in ("right", "blind", "keyed")))
        with harness.Simulator(world) as simulator:
            result = self.run_test("--all", *FREE_RUN, simulator=simulator)
            self.assertEqual(result.code, 1, result)
            self.assertEqual([(row["platform"], row["result"]) for row in result.records()],
                             [("blind", "blind"), ("by-hand", "not asked"), ("keyed", "not asked"), ("right", "right")], result)
            said = {row["platform"]: row["detail"] for row in result.records()}
            self.assertEqual(said["keyed"], "no credential: keyed-key")
            self.assertEqual(said["by-hand"], "by hand")
            self.assertIn("2 of 2 rules seen", said["right"])
            with_key = self.run_test("--all", *FREE_RUN, simulator=simulator, env={"HANDLEWATCH_SECRET_KEYED_KEY": SECRET})
        self.assertEqual({row["platform"]: row["result"] for row in with_key.records()}["keyed"], "right", with_key)
        for wrong in (("--all", "right"), ("--all", "--offline", self.directory)):
            self.assertEqual(self.run_test(*wrong).code, 2)

    def test_a_file_of_the_command_line_is_not_marked(self):
        file = self.directory / "mine.json"
        file.write_text(json.dumps(worlds.definition("mine", "status", "http://mine.test", "known")))
        with harness.Simulator(worlds.world(worlds.site("mine", "status", ["known"]))) as simulator:
            result = self.run_test("--platform-file", file, *FREE_RUN, simulator=simulator)
        self.assertEqual((result.code, self.overlay.exists()), (0, False), result)
        self.assertNotIn("verified", file.read_text())

    def test_what_was_recorded_is_read_again_without_the_network_and_holds_no_secret(self):
        definition = worlds.definition("site", "json", "http://site.test", "known")
        definition["ask"][0] |= {"credential": "site-key", "headers": {"Authorization": "Bearer {credential}"},
                                 "get": "http://site.test/u/{handle}?key={credential}"}
        self.ship(definition)
        kept = self.directory / "kept"
        env = {"HANDLEWATCH_SECRET_SITE_KEY": SECRET}
        with harness.Simulator(worlds.world(worlds.site("site", "json", ["known"]))) as simulator:
            result = self.run_test("site", "--record", kept, *FREE_RUN, simulator=simulator, env=env)
        self.assertEqual(result.code, 0, result)
        files = sorted((kept / "site").iterdir())
        self.assertEqual([file.name for file in files], ["ask-1.http", "ask-2.http"], result)
        for file in files:
            self.assertNotIn(SECRET, file.read_text())
            self.assertRegex(file.read_text(), r"^# Recorded from the live platform by handlewatch, 20")
        self.assertNotIn(SECRET, result.stdout + result.stderr)

        again = self.run_test("site", "--offline", kept)
        self.assertEqual(again.code, 0, again)
        self.assertEqual({check: row["result"] for (_, check), row in self.rows(again).items()},
                         {"ask-1.http": "right", "ask-2.http": "right", "ask/1": "seen", "ask/2": "seen", "ask/3": "not seen"})

        # The platform's words have changed since: the rule does not fit them any more.
        definition["ask"][0]["rules"][1]["json"] = {"/error": "nobody"}
        self.ship(definition)
        changed = self.run_test("site", "--offline", kept)
        self.assertEqual(changed.code, 1, changed)
        self.assertRegex(changed.stdout, "is unknown:no-rule now, not available")

        refused = self.run_test("site", "--record", kept, env=env)
        self.assertEqual(refused.code, 2, refused)
        self.assertRegex(refused.stderr, "kept is not empty; a folder of its own is needed")

    def test_a_missing_or_broken_record_is_one_clear_line(self):
        self.ship(worlds.definition("site", "status", "http://site.test", "known"))
        empty = self.run_test("site", "--offline", self.directory / "nowhere")
        self.assertEqual(empty.code, 2, empty)
        self.assertRegex(empty.stderr, r"nowhere/site: no exchanges \(files that end in \.http\) are here")
        (self.directory / "site").mkdir()
        (self.directory / "site" / "one.http").write_text("ask: ask\nhandles: a\nsays claimed\n\nHTTP/1.1 200\n\n")
        broken = self.run_test("site", "--offline", self.directory)
        self.assertEqual(broken.code, 2, broken)
        self.assertRegex(broken.stderr, r"site/one.http:3: one of ask, server, .* is needed")
        both = self.run_test("site", "--offline", self.directory, "--record", self.directory / "x")
        self.assertEqual(both.code, 2, both)


if __name__ == "__main__":
    harness.main()
