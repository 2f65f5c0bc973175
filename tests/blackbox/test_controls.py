#!/usr/bin/env python3
"""The claimed controls over days, from outside: one that is gone, accounts of ours that serve as one, servers without any."""
import json
import os
import pathlib
import sqlite3
import tempfile
import unittest

import harness
import receivers
import service
import worlds
from turning_server import NOBODY, PROFILE, TurningServer

HOUR = 3600


class Service(service.Service):
    """Asks servers of this machine, by definitions that only the test has."""

    def __init__(self, folder, definition):
        super().__init__(folder, None)
        self.patterns = self.folder / "patterns"
        (self.patterns / "platforms").mkdir(parents=True)
        shipped = pathlib.Path(os.environ.get("HANDLEWATCH_PATTERNS") or "patterns").resolve()
        for other in shipped.iterdir():
            if other.name != "platforms":
                (self.patterns / other.name).symlink_to(other)
        (self.patterns / "platforms" / f"{definition['id']}.json").write_text(json.dumps(definition), encoding="utf-8")

    def environment(self):
        return {"RUNTIME_DIRECTORY": str(self.folder), "HANDLEWATCH_SOCKET": str(self.folder / "api.sock"),
                "HANDLEWATCH_SECRET_SIGNING": receivers.SECRET}

    def configuration(self, watches, channels, **more):
        return {"ledger": f"sqlite:{self.ledger}", "operator": {"name": "tests", "contact": "mailto:soc@example.org"},
                "network": {"allow_private_addresses": True}, "platforms": {"site": {"rate": "1000/1s", "concurrency": 1}},
                "watches": watches, "channels": channels, **more}

    def ask(self, *arguments):
        return harness.run(*arguments, "--config", self.config, "--patterns", self.patterns, env=self.environment())

    def once(self):
        return self.ask("run", "--once")


class Case(unittest.TestCase):
    """A site with accounts that come and go, looked at by runs of --once, hours apart in the ledger alone."""

    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.receiver = self.enterContext(receivers.Receiver())
        self.accounts = {"known", "second", "stranger"}
        self.answer = lambda handle, honest: honest
        self.site = self.enterContext(TurningServer(self.accounts, lambda handle, number, honest: self.answer(handle, honest)))

    def begin(self, controls, owned=(), **more):
        kind = more.pop("kind", "status")
        definition = worlds.definition("site", kind, self.site.base, "known", **more) | {"controls": controls}
        if "server" in definition:
            definition["ask"][0]["get"] = "{server}/u/{handle}"
        self.service = Service(self.folder, definition)
        platform = f"site@{self.site.base}" if "server" in definition else "site"
        watch = {"name": "names", "expect": ["stranger", "free"], "platforms": [platform], "every": "6h", "confirm": "1s",
                 "owned": [{"platform": platform, "handle": handle} for handle in owned]}
        self.place = platform
        self.service.configure([watch], {"team": service.webhook(self.receiver)})

    def sweep(self, hours=6):
        """One run, and then the time until the next sweep. The handles it asked for."""
        before = len(self.site.asked)
        self.last = self.service.once()
        self.service.let_pass(hours * HOUR)
        return self.site.asked[before:]

    def unit(self):
        (unit,) = self.service.ask("status", "--format", "jsonl").records()
        return unit

    def believed(self):
        unit = self.unit()
        return unit["others"], unit["available"]

    def told(self):
        """Each event as it was told: its kind, severity, title and reasons."""
        told = []
        for one in self.receiver.had():
            data = one.json["data"]
            for event in data.get("events", [data]):
                told.append((event["event"], event["severity"], one.body.decode()))
        return told


class OnceTest(Case):
    def test_a_run_with_nothing_to_do_does_not_call_decided_what_never_was(self):
        self.accounts.remove("stranger")
        self.answer = lambda handle, honest: (500, {}, "oops") if handle == "free" else honest
        self.begin({"claimed": ["known", "second"]})
        self.assertEqual(self.service.once().code, 3)
        before = len(self.site.asked)
        self.assertEqual((self.service.once().code, len(self.site.asked)), (3, before))
        self.answer = lambda handle, honest: honest
        self.service.let_pass(6 * HOUR)
        self.assertEqual([self.service.once().code for _ in range(2)], [0, 0])


class GoneTest(Case):
    BOTH = {"claimed": ["known", "second"]}

    def test_one_that_is_available_beside_another_for_a_day_is_passed_over_until_it_is_claimed_again(self):
        self.begin(self.BOTH)
        self.sweep()
        asked = self.sweep()
        self.assertEqual((asked[0], self.believed()), ("known", (1, 1)), self.last)
        self.assertNotIn("second", asked)
        # It blinds for a day, and that is told.
        self.accounts.remove("known")
        for _ in range(4):
            asked = self.sweep()
            self.assertLess(asked.index("known"), asked.index("second"))
            self.assertNotIn("stranger", asked)
            self.assertRegex(self.unit()["note"], "it is blind.*claimed control known: available.*control second: claimed")
            self.assertNotIn("is gone", self.unit()["note"])
        self.assertEqual([event[:2] for event in self.told() if event[0] != "baseline"], [("platform-blind", "medium")])
        self.sweep()  # the fifth, over a day after the first
        self.assertRegex(self.unit()["note"], "claimed control known is gone: available in each sweep since 20.*passed over until")
        # From now on the other one stands.
        asked = self.sweep()
        self.assertEqual(self.last.code, 1, self.last)
        self.assertEqual(asked.count("known"), 1)  # looked for once a sweep
        self.assertEqual(asked[0], "second")
        self.assertIn("stranger", asked)
        self.assertIsNone(self.unit()["blind_since"])
        self.assertRegex(self.unit()["note"], "^claimed control known is gone")
        (sees,) = [event for event in self.told() if event[0] == "platform-sees"]
        self.assertIn("claimed control known is gone", sees[2])
        self.assertRegex(self.service.ask("status").stderr, r"names on site: claimed control known is gone")
        # Back again.
        self.accounts.add("known")
        self.sweep()
        self.assertIsNone(self.unit()["note"])
        self.assertEqual(self.sweep()[0], "known")
        # And what that was worth before, it is worth again.
        self.accounts.remove("known")
        self.sweep()
        self.assertRegex(self.unit()["note"], "it is blind")

    def test_two_that_are_available_are_a_lie_however_long_that_lasts(self):
        self.begin(self.BOTH)
        self.sweep()
        self.accounts -= {"known", "second"}
        for _ in range(6):
            self.sweep(hours=12)
        self.assertRegex(self.unit()["note"], "it is blind")
        self.assertNotIn("is gone", self.unit()["note"])

    def test_one_that_comes_back_between_is_not_gone(self):
        self.begin(self.BOTH)
        for there in (True, False, False, True, False, False, False, True):
            (self.accounts.add if there else self.accounts.discard)("known")
            self.sweep(hours=7)
            self.assertNotIn("is gone", self.unit()["note"] or "")

    def test_a_check_has_no_memory_and_is_blind(self):
        self.begin(self.BOTH)
        self.accounts.remove("known")
        result = self.service.ask("check", "stranger", "--platform", "site", "--allow-private-addresses")
        (record,) = result.records()
        self.assertEqual((record["status"], record["reason"]), ("unknown", "platform-blind"), result)
        self.assertRegex(result.stderr, "claimed control known: available.*claimed control second: claimed")


class ServerTest(Case):
    """The definition's own control stands on another server."""
    ELSEWHERE = {"claimed": ["known@https://elsewhere.example"]}
    SERVER = {"server": {"default": "https://elsewhere.example"}}

    def test_without_any_control_claims_are_unproven_and_status_says_so(self):
        self.begin(self.ELSEWHERE, **self.SERVER)
        self.sweep()
        self.assertEqual(self.believed(), (0, 1), self.last)
        self.assertEqual(self.last.code, 3)
        self.assertRegex(self.service.ask("status").stderr,
                         "claimed answers are unproven: no account is known there that surely exists; list one of yours as owned")

    def test_the_name_that_is_anywhere_is_asked_there(self):
        self.begin(self.ELSEWHERE | {"anywhere": "second"}, owned=["known"], **self.SERVER)
        self.sweep()
        asked = self.sweep()
        self.assertEqual((asked[0], self.believed()), ("second", (1, 1)), self.last)
        self.assertIsNone(self.unit()["note"])

    def test_else_an_account_of_ours_is(self):
        self.begin(self.ELSEWHERE, owned=["known"], **self.SERVER)
        self.sweep()
        asked = self.sweep()
        self.assertEqual((asked[0], self.believed()), ("known", (1, 1)), self.last)

    def test_also_one_that_a_person_declared(self):
        self.begin(self.ELSEWHERE, **self.SERVER)
        self.sweep()
        self.assertEqual(self.believed(), (0, 1))
        result = self.service.ask("own", f"second@{self.place}")
        self.assertEqual(result.code, 0, result)
        self.sweep()
        self.sweep()
        self.assertEqual(self.believed(), (1, 1), self.last)
        self.assertIsNone(self.unit()["note"])

    def test_one_of_ours_that_is_lost_blinds_nobody_where_another_one_is_there(self):
        self.begin(self.ELSEWHERE, owned=["known", "second"], **self.SERVER)
        self.sweep()
        self.accounts.remove("known")
        self.sweep()
        self.assertIsNone(self.unit()["blind_since"])
        self.assertEqual(self.last.code, 1, self.last)
        self.assertNotIn("platform-blind", [event[0] for event in self.told()])

    def test_where_it_is_the_only_one_that_is_told_as_its_loss(self):
        self.begin(self.ELSEWHERE, owned=["known"], **self.SERVER)
        self.sweep()
        self.accounts.remove("known")
        self.sweep()
        self.sweep()
        (blind,) = [event for event in self.told() if event[0] == "platform-blind"]
        self.assertEqual(blind[1], "high")
        self.assertIn("Either the account is lost, or the platform does not tell the truth", blind[2])
        (incident,) = [one for one in service.incidents(self.service) if one["type"] == "platform-blind"]
        self.assertEqual(incident["severity"], "high")
        # Whatever else is wrong is the platform's.
        self.accounts.add("known")
        self.sweep()
        self.assertEqual([event[0] for event in self.told()][-1], "platform-sees")


class WatchedTest(Case):
    """The definition's own control is an account that is watched, too: it may be lost as any other."""

    def kinds(self):
        return [event[:2] for event in self.told() if event[0] != "baseline"]

    def test_where_the_only_one_is_ours_that_is_told_as_its_loss(self):
        self.begin({"claimed": ["known"]}, owned=["known"])
        self.sweep()
        self.sweep()
        self.accounts.remove("known")
        self.sweep()
        self.sweep()
        self.assertEqual(self.kinds(), [("platform-blind", "high")], self.last)
        self.assertIn("Either the account is lost, or the platform does not tell the truth", self.told()[-1][2])
        (incident,) = [one for one in service.incidents(self.service) if one["type"] == "platform-blind"]
        self.assertEqual(incident["severity"], "high")

    def test_beside_another_one_ours_is_lost_as_any_account_of_ours(self):
        self.begin({"claimed": ["known", "second"]}, owned=["known"])
        self.sweep()
        self.sweep()
        self.accounts.remove("known")
        for _ in range(6):
            self.sweep()
            self.assertIsNone(self.unit()["blind_since"])
        self.assertEqual(self.kinds(), [("released", "high")], self.last)
        self.assertEqual(self.believed(), (1, 2))

    def test_so_is_a_stranger_who_leaves(self):
        self.begin({"claimed": ["stranger", "second"]})
        self.sweep()
        self.sweep()
        self.accounts.remove("stranger")
        for _ in range(6):
            self.sweep()
            self.assertIsNone(self.unit()["blind_since"])
        self.assertNotIn("platform-blind", [kind for kind, _ in self.kinds()])
        self.assertIn("released", [kind for kind, _ in self.kinds()])
        self.assertEqual(self.believed(), (0, 2), self.last)


class ExtendedTest(Case):
    """Names that the site does not tell apart, though they have the shape of the free control."""
    CONTROLS = {"claimed": ["known"]}

    def check(self, name, honest, **more):
        site = self.enterContext(TurningServer(self.accounts, lambda handle, number, true: honest(handle, true)))
        files = worlds.Files(self.folder)
        files.add(worlds.definition("site", "status", site.base, "known", **more))
        result = harness.run("check", name, *files.arguments, "--allow-private-addresses", "--rate", "1000/1s", "--progress",
                             "never")
        (record,) = result.records()
        return record["reason"] if record["status"] == "unknown" else record["status"], site.asked, result

    def test_a_site_that_cuts_or_takes_what_begins_alike_makes_no_strangers(self):
        held = lambda there: (200, {}, "<title>held</title>") if there else (404, {}, "<title>nobody</title>")
        for what, handle, there in (
                ("names are cut", "strangerinparis", lambda name: name[:8] in self.accounts),
                ("a name with '-' is cut", "stran-ger-44", lambda name: name[:5] in ("known", "stran")),
                ("what the name begins with", "strangers", lambda name: any(name.startswith(one) for one in self.accounts))):
            with self.subTest(what):
                found, asked, result = self.check(handle, lambda name, true: held(there(name)))
                self.assertEqual(found, "unproven", result)
                self.assertEqual(result.code, 3)

    def test_a_stranger_still_costs_eight_requests(self):
        found, asked, result = self.check("stranger", lambda name, true: true)
        self.assertEqual((found, len(asked)), ("claimed", 8), (asked, result))
        self.assertEqual([name for name in asked if name.startswith("stranger")][:2], ["stranger"] * 2)
        self.assertEqual(len([name for name in asked if name.startswith("stranger")]), 3)

    def test_a_site_that_admits_no_longer_name_is_believed(self):
        odd = lambda name, true: (400, {}, "<title>too long</title>") if len(name) > 15 else true
        found, asked, result = self.check("stranger", odd)
        self.assertEqual((found, len(asked)), ("claimed", 9), (asked, result))
        found, asked, result = self.check("stranger", lambda name, true: true, handle={"pattern": "[a-z0-9]{1,15}"})
        self.assertEqual((found, len(asked)), ("claimed", 8), (asked, result))

    def test_where_an_account_of_ours_does_not_show_nobody_of_that_shape_is_absent(self):
        owned = self.folder / "owned.csv"
        owned.write_text("platform,handle\nsite,our-shop\n", encoding="utf-8")
        for shows, found in ((True, "available"), (False, "unproven")):
            self.accounts |= {"our-shop"}
            site = self.enterContext(TurningServer(
                self.accounts, lambda name, number, true: true if shows or "-" not in name else NOBODY))
            files = worlds.Files(self.folder)
            files.add(worlds.definition("site", "status", site.base, "known"))
            result = harness.run("check", "acme-stall", *files.arguments, "--allow-private-addresses", "--rate", "1000/1s",
                                 "--owned", owned, "--progress", "never")
            (record,) = [one for one in result.records() if one["handle"] == "acme-stall"]
            self.assertEqual(record["reason"] if record["status"] == "unknown" else record["status"], found, result)
            self.assertLessEqual(len(site.asked), 9, site.asked)

    def test_an_account_that_was_long_believed_claimed_stands_for_its_shape(self):
        self.begin(self.CONTROLS)
        watch = {"name": "names", "expect": ["acme-shop", "acme-stall"], "platforms": ["site"], "every": "6h", "confirm": "1s"}
        self.service.configure([watch], {"team": service.webhook(self.receiver)})
        self.accounts.add("acme-shop")
        for _ in range(3):
            self.sweep()
        self.assertEqual(self.believed(), (1, 1), self.last)
        for days, undecided in ((1, 0), (8, 1)):
            self.answer = lambda handle, honest: honest if "-" not in handle else NOBODY
            self.service.let_pass(days * 24 * HOUR)
            self.sweep()
            with sqlite3.connect(self.service.ledger) as ledger:
                ((gap,),) = ledger.execute("SELECT gap_at IS NOT NULL FROM target WHERE handle = 'acme-stall'").fetchall()
            ledger.close()
            self.assertEqual(gap, undecided, (days, self.last))
            self.answer = lambda handle, honest: honest
            self.sweep()

    def test_the_service_tells_of_no_stranger_there(self):
        self.begin(self.CONTROLS)
        self.answer = lambda handle, honest: PROFILE if handle[:7] in ("known", "strange") else NOBODY
        for _ in range(6):
            self.sweep()
        self.assertEqual((self.believed(), self.told()), ((0, 1), []))


if __name__ == "__main__":
    harness.main()
