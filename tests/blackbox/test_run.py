#!/usr/bin/env python3
"""handlewatch run from outside: what it tells whom, and how it begins and ends."""
import collections
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import harness
import receivers
import service
import worlds
from service import Case, incidents, platform, stranger, watch, webhook

# Scenario seconds: long after the first looks, also on a busy machine.
LATER = 25
OURS = ["PNationale35", "PNationale44", "PNationale62"]


def story():
    """Three strangers from the first; later one name taken, one given up, one of ours in other hands. That one of ours is gone
    is believed after an hour only, and so is no part of this: OwnedLossTest."""
    return worlds.world(
        platform("codeberg", stranger("PNationale02", 102), stranger("PNationale91", 191),
                 stranger("PNationale11", 111, **{"from": LATER}), stranger("PNationale23", 123, until=LATER),
                 worlds.account("PNationale44", 44), worlds.account("PNationale35", 35),
                 worlds.account("PNationale62", 62, changes=[{"at": LATER, "id": "999"}])),
        platform("gitlab", stranger("PNationale02", 202), faults=[{"kind": "cf403"}]))


class StoryTest(unittest.TestCase):
    """One service over half a minute; what it told is looked at from all sides."""

    @classmethod
    def setUpClass(cls):
        cls.simulator = cls.enterClassContext(harness.Simulator(story()))
        cls.turn = time.monotonic() + LATER  # or a moment earlier
        cls.receiver = cls.enterClassContext(receivers.Receiver())
        folder = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        cls.service = cls.enterClassContext(service.Service(folder, cls.simulator))
        owned = [{"platform": "codeberg", "handle": name} for name in OURS]
        cls.service.configure([watch(["PNationale{02,03,11,23,35,44,62,91}"], platforms=["codeberg", "gitlab"], owned=owned)],
                              {"team": webhook(cls.receiver)})
        cls.service.start()
        expected = {"pnationale02", "pnationale11", "pnationale23", "pnationale62", "pnationale91"}
        later = {"claimed", "released", "changed-hands"}

        def is_over():
            told = {(event, handle) for event, handle, _ in cls.receiver.events()}
            return {handle for _, handle in told} >= expected and {event for event, _ in told} >= later
        harness.wait_for(is_over, LATER + 40, "the story to be told")
        cls.asked = cls.simulator.stats()

    def told(self, handle):
        return [event for event, name, _ in self.receiver.events() if name == handle]

    def message(self, event, handle):
        return [one for one in self.receiver.had() if (event, handle) in [told[:2] for told in one.events]]

    def test_strangers_who_were_there_at_the_first_look_come_in_one_message(self):
        first = self.receiver.had()[0]
        self.assertEqual(sorted(event[:2] for event in first.events),
                         [("baseline", "pnationale02"), ("baseline", "pnationale23"), ("baseline", "pnationale91")])
        self.assertEqual(first.json["type"], "handle.events")

    def test_each_change_is_told_once(self):
        self.assertEqual({name: self.told(name) for name in ("pnationale02", "pnationale11", "pnationale23", "pnationale35",
                                                             "pnationale62", "pnationale91", "pnationale03", "pnationale44")},
                         {"pnationale02": ["baseline"], "pnationale91": ["baseline"], "pnationale11": ["claimed"],
                          "pnationale23": ["baseline", "released"], "pnationale35": [],
                          "pnationale62": ["changed-hands"], "pnationale03": [], "pnationale44": []})

    def test_what_two_sweeps_saw_free_is_claimed_with_what_was_before(self):
        (message,) = self.message("claimed", "pnationale11")
        data = message.json["data"]
        (event,) = [one for one in data.get("events", [data]) if one["event"] == "claimed"]
        self.assertEqual(event["before"]["status"], "available")

    def test_a_change_is_told_within_a_few_looks(self):
        for handle, event in (("pnationale11", "claimed"), ("pnationale23", "released"), ("pnationale62", "changed-hands")):
            (message,) = self.message(event, handle)
            self.assertLess(message.at - self.turn, 15, (handle, event))

    def test_no_id_is_used_twice_and_every_message_is_signed(self):
        self.assertEqual(max(collections.Counter(one.id for one in self.receiver.had()).values()), 1)
        self.assertEqual(max(collections.Counter(event[2] for event in self.receiver.events()).values()), 1)
        for one in self.receiver.had():
            self.assertTrue(one.is_signed())
            self.assertFalse(one.is_signed(b"another secret that is no key"))
            self.assertLess(abs(int(one.headers["webhook-timestamp"]) - time.time()), 300)
            self.assertEqual(one.headers["content-type"], "application/json")

    def test_a_platform_behind_a_wall_alerts_nobody(self):
        platforms = {event["target"]["platform"] for one in self.receiver.had() for event in one.json["data"].get("events", [])
                     if event.get("target")}
        self.assertEqual(platforms, {"codeberg"})
        self.assertGreater(self.asked["platforms"]["gitlab"]["faulted"], 0)

    def test_severities_are_those_of_the_contract(self):
        severities = {}
        for one in self.receiver.had():
            data = one.json["data"]
            for event in data.get("events", [data]):
                handle = event.get("handle") or event["target"]["handle"]
                severities[event["event"], handle] = event["severity"]
        self.assertEqual(severities, {
            ("baseline", "pnationale02"): "high", ("baseline", "pnationale23"): "high", ("baseline", "pnationale91"): "high",
            ("claimed", "pnationale11"): "critical", ("changed-hands", "pnationale62"): "critical",
            ("released", "pnationale23"): "low"})

    def test_status_counts_what_is_believed_and_exits_with_1(self):
        result = self.service.ask("status", "--format", "jsonl")
        self.assertEqual(result.code, 1, result)
        units = {record["platform"]: record for record in result.records()}
        codeberg = {key: units["codeberg"][key] for key in ("ours", "others", "available", "unknown")}
        self.assertEqual(codeberg, {"ours": 2, "others": 4, "available": 2, "unknown": 0}, result)
        self.assertEqual(units["gitlab"]["others"], 0, result)

    def test_status_says_in_words_why_nothing_counts_and_what_to_reserve(self):
        result = self.service.ask("status")
        self.assertRegex(result.stderr, r"names on gitlab@\S+: it proved nothing: claimed control \S+: unknown \(blocked\)")
        self.assertRegex(result.stderr, r"names on codeberg@\S+: 2 ours, 2 free: reserve these now at https://")

    def test_history_shows_what_was_seen_and_when(self):
        records = self.service.ask("history", "pnationale23", "--format", "jsonl").records()
        self.assertEqual([(record["platform"], record["status"], record["account_id"]) for record in records
                          if record["platform"] == "codeberg"], [("codeberg", "claimed", "123"), ("codeberg", "available", None)])

    def test_an_incident_that_is_over_is_resolved_by_itself(self):
        states = {(one["handle"], one["type"]): one["state"] for one in incidents(self.service)}
        self.assertEqual(states, {
            ("pnationale02", "baseline"): "open", ("pnationale91", "baseline"): "open", ("pnationale11", "claimed"): "open",
            ("pnationale23", "baseline"): "resolved", ("pnationale62", "changed-hands"): "open"})


class OwnedLossTest(Case):
    """One of ours that is gone is looked at 2 minutes, 15 minutes and an hour after the answer that said so, and told then.
    Runs of `--once`, between which time passes in the ledger alone."""
    scenario = worlds.world(platform("codeberg", *[worlds.account(name, 300 + at) for at, name in enumerate(OURS)]))
    AFTER = worlds.world(platform("codeberg", *[worlds.account(name, 300 + at) for at, name in enumerate(OURS[1:], 1)]))

    def setUp(self):
        super().setUp()
        owned = [{"platform": "codeberg", "handle": name} for name in OURS]
        self.gone = self.enterContext(harness.Simulator(self.AFTER))
        self.after = service.Service(self.folder, self.gone)
        self.unchanged = [watch(["PNationale{35,44,62}"], owned=owned, every="1m", confirm="1s")]
        self.configure(self.unchanged)

    def run_in(self, where, later, code=None):
        where.configure(self.unchanged, {"team": webhook(self.receiver)})
        result = where.once()
        # Where it is seen to be gone, no run says that all is well, told or not.
        self.assertEqual(result.code, int(where is self.after) if code is None else code, result)
        self.service.let_pass(later)

    def told(self):
        return [event[:2] for event in self.receiver.events()]

    def severity(self):
        (message,) = self.receiver.had()
        return message.json["data"]["severity"]

    def test_it_is_told_after_the_third_look_an_hour_later(self):
        for later in (120, 120):
            self.run_in(self.service, later, 0)
        for later in (120, 14 * 60, 30 * 60, 20 * 60):  # at once, after 2, 16 and 46 minutes
            self.run_in(self.after, later)
            self.assertEqual(self.told(), [])
        self.run_in(self.after, 120, 1)  # after 66
        self.assertEqual((self.told(), self.severity()), ([("released", "pnationale35")], "high"))
        self.run_in(self.after, 120, 1)
        self.assertEqual(len(self.receiver.had()), 1)

    def test_one_that_is_there_again_within_the_hour_is_not_told(self):
        for where, later in ((self.service, 120), (self.service, 120), (self.after, 120), (self.after, 20 * 60),
                             (self.service, 3600), (self.after, 120), (self.after, 20 * 60)):
            self.run_in(where, later)
        self.assertEqual(self.told(), [])



class DeliveryTest(Case):
    scenario = worlds.world(platform("codeberg", stranger("PNationale02", 102), stranger("PNationale91", 191)))

    def test_a_message_is_tried_again_under_its_old_id_until_it_is_taken(self):
        self.receiver.answers["/team"] = [500, 500]
        self.configure()
        self.service.start()
        harness.wait_for(lambda: len(self.receiver.had()) == 2, 40, "two attempts")
        self.assertGreater(self.receiver.had()[1].at - self.receiver.had()[0].at, 4)
        self.assertEqual(self.service.stop()[0], 143)
        self.service.hurry()  # the five minutes before the third attempt
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        had = self.receiver.had()
        self.assertEqual([one.answer for one in had], [500, 500, 204])
        self.assertEqual(len({one.id for one in had}), 1)
        self.assertEqual(len({one.body for one in had}), 1)
        self.assertTrue(all(one.is_signed() for one in had))

    def test_one_that_was_cut_off_is_tried_again_under_its_old_id(self):
        self.receiver.answers["/team"] = ["cut"]
        self.configure()
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        self.assertEqual([one.answer for one in self.receiver.had()], ["cut", 204])
        self.assertEqual(len({one.id for one in self.receiver.had()}), 1)

    def test_a_slow_receiver_holds_up_no_other_channel(self):
        self.receiver.always["/slow"] = ("slow", 8, 204)
        self.configure(channels={"slow": webhook(self.receiver, "/slow"), "team": webhook(self.receiver)})
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        harness.wait_for(lambda: self.receiver.had("/slow"), 10, "the slow one to be tried")
        taken = self.receiver.had("/team")[0].at
        self.assertLess(abs(taken - self.receiver.had("/slow")[0].at), 4)
        code, seconds = self.service.stop()
        self.assertEqual((code, seconds < 5), (143, True), seconds)

    def test_neither_a_reload_nor_an_end_sends_again_what_is_under_way(self):
        self.receiver.always["/team"] = ("slow", 2, 204)
        self.configure()
        self.service.start()
        harness.wait_for(self.receiver.had, 30, "the first message to be under way")
        self.service.reload()
        self.wait_for_log("read anew")
        self.assertEqual(self.channel()["delivered"], 1)
        self.configure([watch(["PNationale{02,91}"])])
        self.service.reload()
        harness.wait_for(lambda: len(self.receiver.had()) == 2, 30, "the second message to be under way")
        code, seconds = self.service.stop()
        self.assertEqual((code, seconds < 5), (143, True), seconds)
        self.assertEqual(self.channel()["delivered"], 2)
        self.assertEqual(len(self.receiver.had()), 2)

    def channel(self):
        return self.service.ask("channels", "list", "--format", "jsonl").records()[0]

    def test_a_channel_that_is_gone_is_suspended_and_another_one_is_told(self):
        self.receiver.always["/gone"] = 410
        self.configure(channels={"gone": webhook(self.receiver, "/gone"), "team": webhook(self.receiver)})
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")

        def told():
            return [one for one in self.receiver.had("/team") if one.json["type"] == "service.channel_down"]
        harness.wait_for(told, 20, "the other channel to be told")
        (message,) = told()
        self.assertRegex(message.json["data"]["detail"], "gone: HTTP 410")
        self.assertEqual(len(self.receiver.had("/gone")), 1)
        self.assertIn(("channel-down", "open"), [(one["type"], one["state"]) for one in incidents(self.service)])

    def test_a_route_leads_only_what_it_names(self):
        self.configure(channels={"team": webhook(self.receiver), "calm": webhook(self.receiver, "/calm")},
                       routes=[{"severity": ["critical", "high"], "to": ["team"]}, {"severity": ["info"], "to": ["calm"]}])
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        self.assertEqual(self.receiver.had("/calm"), [])


class LifeTest(Case):
    def test_sigterm_and_sigint_end_it_within_five_seconds(self):
        for how, expected in ((signal.SIGTERM, 143), (signal.SIGINT, 130)):
            self.configure()
            self.service.start()
            code, seconds = self.service.stop(how)
            self.assertEqual(code, expected, self.service.log())
            self.assertLess(seconds, 5)
            self.assertFalse((self.folder / "api.sock").exists())

    def test_a_wrong_file_keeps_the_running_configuration_and_a_right_one_is_taken(self):
        self.configure()
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        right = self.service.config.read_text(encoding="utf-8")
        self.service.config.write_text(right.replace('"codeberg"]', '"codeburg"]'), encoding="utf-8")
        self.service.reload()
        self.wait_for_log("the old one stays")
        self.assertRegex(self.service.log(), r"config\.json:\d+:\d+: .*'codeburg'.*'codeberg'")
        asked = self.asked()
        harness.wait_for(lambda: self.asked() > asked, 10, "the old watch to go on")
        self.configure([watch(["PNationale02"]), watch(["PNationale91"]) | {"name": "more"}])
        self.service.reload()
        self.wait_for_log("read anew")

        def watches():
            return {record["watch"] for record in self.service.ask("status", "--format", "jsonl").records()}
        harness.wait_for(lambda: {"names", "more"} <= watches(), 20, "the new watch")
        self.assertEqual(self.service.stop()[0], 143)
        self.assertEqual([event[:2] for event in self.receiver.events()], [("baseline", "pnationale02")])

    def test_a_hang_up_before_it_can_listen_is_a_reload_and_not_its_end(self):
        self.configure()
        right = self.service.config.rename(self.folder / "right.json")
        os.mkfifo(self.service.config)
        self.service.start(ready=False)

        def give_it_a_file():
            return os.open(self.service.config, os.O_WRONLY | os.O_NONBLOCK)  # fails until somebody reads
        with open(harness.wait_for(give_it_a_file, 20, "the program to read its configuration"), "w", encoding="utf-8") as file:
            self.service.reload()
            file.write(right.read_text(encoding="utf-8"))
            right.rename(self.service.config)  # for the reload
        self.wait_for_log("read anew")
        self.assertIsNone(self.service.process.poll(), self.service.log())

    def test_a_second_service_on_the_same_ledger_refuses(self):
        self.configure()
        self.service.start()
        for more in ([], ["--once"]):
            second = harness.run("run", *more, "--config", self.service.config,
                                 env=self.service.environment() | {"RUNTIME_DIRECTORY": str(self.folder / "elsewhere")})
            self.assertNotEqual(second.code, 0)
            self.assertRegex(second.stderr, r"ledger\.db: another handlewatch runs on this ledger")
            self.assertEqual(len(second.stderr.splitlines()), 1, second)
        self.assertEqual(self.service.ask("status").code in (0, 1), True)

    def refused(self):
        result = harness.run("run", "--config", self.service.config, env=self.service.environment())
        self.assertEqual(len([line for line in result.stderr.splitlines() if not line.startswith("warning:")]), 1, result)
        return result

    def test_what_it_cannot_start_with_is_one_clear_line(self):
        self.configure()
        right = json.loads(self.service.config.read_text(encoding="utf-8"))
        self.service.config.unlink()
        result = self.refused()
        self.assertEqual(result.code, 2, result)
        self.assertRegex(result.stderr, r"config\.json.*No such file")
        for change, words in (({"ledger": f"sqlite:{self.folder}/missing/ledger.db"}, r"missing.*(folder|directory)"),
                              ({"watches": [watch(["a{nope}"])]}, r"/watches/0/expect/0.*'nope'"),
                              ({"watches": [watch(["a"]), watch(["b"])]}, r"'names'"),
                              ({"routes": [{"to": ["teem"]}]}, r"'teem'.*'team'"),
                              ({"channels": {"team": {"type": "webhook", "url": "http://example.org/"}}}, r"https")):
            self.service.config.write_text(json.dumps(right | change), encoding="utf-8")
            with self.subTest(words):
                result = self.refused()
                self.assertEqual(result.code, 4 if "ledger" in change else 2, result)
                self.assertRegex(result.stderr, words)
        self.assertEqual(self.simulator.stats()["platforms"]["codeberg"]["requests"], 0)
        self.assertFalse(self.service.ledger.exists())

    def test_a_start_a_reload_and_a_check_give_the_same_warnings(self):
        overlay = self.folder / "platforms"
        overlay.mkdir()
        (overlay / "broken.json").write_text("{", encoding="utf-8")
        environment = self.service.environment
        self.service.environment = lambda: environment() | {"HANDLEWATCH_PLATFORMS": str(overlay)}
        self.configure([watch(["PNationale02", "-"])], channels={"team": webhook(self.receiver), "idle": webhook(self.receiver, "/idle")},
                       routes=[{"severity": ["critical"], "to": ["team"]}], operator={"name": "tests"})

        def warnings(text):
            return [line for line in text.splitlines() if line.startswith("warning: ")]
        expected = warnings(self.service.ask("config", "check").stderr)
        for words in ("left out: .*broken", "high", "no route leads to the channel 'idle'", "no contact", "- cannot exist"):
            self.assertRegex("\n".join(expected), words)
        self.service.start()
        self.assertEqual(warnings(self.service.log()), expected)
        self.service.reload()
        self.wait_for_log("read anew")
        self.assertEqual(warnings(self.service.log()), expected * 2)
        # Of one that is wrong nothing is warned of: it is not taken.
        self.service.config.write_text("{", encoding="utf-8")
        self.service.reload()
        self.wait_for_log("the old one stays")
        self.assertEqual(warnings(self.service.log()), expected * 2)

    def test_a_ledger_that_is_none_is_left_as_it_is(self):
        self.configure()
        self.service.ledger.write_bytes(b"letters to my aunt\n" * 500)
        result = self.refused()
        self.assertEqual(result.code, 4, result)
        self.assertIn("ledger.db", result.stderr)
        self.assertTrue(self.service.ledger.read_bytes().startswith(b"letters"))

    def test_without_a_channel_it_runs_and_warns(self):
        self.configure(channels={})
        self.service.start()
        self.assertIn("warning: no channel", self.service.log())
        harness.wait_for(lambda: incidents(self.service), 20, "an incident all the same")


class FailingTest(Case):
    def test_a_ledger_that_breaks_ends_it_with_4(self):
        self.configure()
        self.service.start()
        self.wait_for_event("baseline", "pnationale02")
        with sqlite3.connect(self.service.ledger) as ledger:
            ledger.execute("DROP TABLE target")
        ledger.close()
        self.assertEqual(self.service.process.wait(30), 4, self.service.log())
        self.assertRegex(self.service.log().splitlines()[-1], r"^handlewatch: ledger .*no such table")

    def test_a_ledger_that_is_removed_or_replaced_ends_it_with_4_and_is_never_called_right(self):
        copy = self.folder / "copy.db"
        for replaced in (False, True):
            self.configure()
            self.service.start()
            harness.wait_for(lambda: incidents(self.service), 20, "an incident")
            self.assertEqual(self.service.ask("ledger", "backup", copy).code, 0)
            self.service.ledger.rename(self.folder / "moved.db")
            if replaced:
                copy.rename(self.service.ledger)
            for arguments in (["ledger", "check"], ["incidents", "ack", "1"]):
                result = self.service.ask(*arguments)
                self.assertEqual(result.code, 4, result)
            self.assertEqual(self.service.process.wait(30), 4, self.service.log())
            self.assertRegex(self.service.log().splitlines()[-1], "^handlewatch: ledger .*removed or replaced while it was in use$")
            copy.unlink(missing_ok=True)
            for rest in self.folder.glob("ledger.db*"):
                rest.unlink()

    def test_a_ledger_that_somebody_holds_for_a_while_costs_nothing_but_time(self):
        self.receiver.answers["/team"] = [("slow", 3, 204)]
        self.configure()
        self.service.start()
        harness.wait_for(self.receiver.had, 30, "the first message to be under way")
        holder = sqlite3.connect(self.service.ledger, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with self.assertRaises(subprocess.TimeoutExpired):  # it lives
            self.service.process.wait(20)
        holder.execute("ROLLBACK")
        holder.close()
        seen = self.asked()
        harness.wait_for(lambda: self.asked() > seen + 6, 60, "looks to go on")
        harness.wait_for(lambda: self.service.ask("channels", "list", "--format", "jsonl").records()[0]["delivered"] == 1, 60,
                         "the delivery to be written down")
        self.assertEqual([one.events for one in self.receiver.had()][1:], [])
        self.assertEqual(self.service.stop()[0], 143)

    def test_a_second_look_at_what_left_the_roster_is_not_made_again_and_again(self):
        self.configure([watch(["PNationale{02,03}"], confirm="4s", every="1h")])
        self.service.start()
        harness.wait_for(lambda: self.asked() >= 4, 20, "the first look")
        self.assertEqual(self.service.stop()[0], 143)
        self.configure([watch(["PNationale03"], confirm="4s", every="1h")])
        time.sleep(4)  # the second look is due by now
        before = self.asked()
        self.service.start()
        harness.wait_for(lambda: self.service.ask("status").code == 0, 20, "an answer")
        time.sleep(3)
        self.assertLess(self.asked() - before, 8)
        self.assertEqual(self.service.stop()[0], 143)


class OnceTest(Case):
    scenario = worlds.world(platform("codeberg", stranger("PNationale02", 102), worlds.account("PNationale44", 44)),
                            platform("gitlab", faults=[{"kind": "r403"}]))

    def test_it_exits_as_check_does_and_waits_for_second_looks(self):
        def ours(handle):
            return [{"platform": "codeberg", "handle": handle}]
        for expect, where, owned, code in ((["PNationale03"], ["codeberg"], [], 0),
                                           (["PNationale44"], ["codeberg"], ours("PNationale44"), 0),
                                           (["PNationale{02,03}"], ["codeberg"], [], 1),
                                           (["PNationale03"], ["gitlab"], [], 3),
                                           (["PNationale02"], ["codeberg", "gitlab"], [], 1)):
            with self.subTest(expect=expect, where=where, owned=owned):
                self.service.ledger.unlink(missing_ok=True)
                for rest in self.folder.glob("ledger.db-*"):
                    rest.unlink()
                self.configure([watch(expect, platforms=where, owned=owned, confirm="2s")])
                before = len(self.receiver.had())
                begin = time.monotonic()
                result = self.service.once()
                self.assertEqual(result.code, code, result)
                told = self.receiver.had()[before:]
                self.assertEqual(len(told), 1 if code == 1 else 0)
                if code == 1:
                    self.assertGreater(time.monotonic() - begin, 2)

    def test_one_of_ours_that_nobody_holds_is_told_an_hour_later_and_no_reason_for_0_before(self):
        owned = [{"platform": "codeberg", "handle": "PNationale05"}]
        self.configure([watch(["PNationale03"], owned=owned, every="1m", confirm="2s")])
        codes = []
        for later in (120, 15 * 60, 50 * 60):
            self.assertEqual(self.receiver.had(), [])
            codes.append(self.service.once().code)
            self.service.let_pass(later)
        self.assertEqual(self.service.once().code, 1)
        self.assertEqual([event[:2] for event in self.receiver.events()], [("released", "pnationale05")])
        # Nobody ever saw it ours, and it was not: either undecided or, as `check` says, found.
        self.assertTrue(set(codes) <= {1, 3}, codes)

    def test_a_hang_up_ends_it_and_under_nohup_changes_nothing(self):
        for ignoring, confirm, code in (((), "60s", -signal.SIGHUP), ((signal.SIGHUP,), "3s", 1)):
            self.service.ledger.unlink(missing_ok=True)
            self.configure([watch(["PNationale02"], confirm=confirm)])
            before = self.asked()
            process = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment(),
                                    ignoring=ignoring)
            self.addCleanup(harness.stop, process)
            harness.wait_for(lambda: self.asked() >= before + 3, 20, "the first look")
            process.send_signal(signal.SIGHUP)
            _, errors = process.communicate(timeout=60)
            self.assertEqual(process.returncode, code, errors)
            self.assertEqual(len(self.receiver.had()), 1 if code == 1 else 0)

    def test_it_says_that_it_waits_for_a_second_look_and_how_long(self):
        self.configure([watch(["PNationale02"], confirm="90s")])
        process = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment())
        self.addCleanup(harness.stop, process)
        self.assertRegex(harness.heard(process, "waiting"), r"(?m)^names on codeberg@\S+: waiting (8\d s|2 min) for a second look$")

    def test_a_second_run_tells_nothing_twice(self):
        self.configure([watch(["PNationale{02,03}"])])
        self.assertEqual([self.service.once().code, self.service.once().code], [1, 1])
        self.assertEqual([one.events for one in self.receiver.had()][1:], [])


if __name__ == "__main__":
    harness.main()
