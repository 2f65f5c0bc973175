#!/usr/bin/env python3
"""SIGKILL at random moments while 40 claims are told to receivers that are up, down, slow or answer 429 or 500.

    HANDLEWATCH_SEED    chooses the moments and the moods; printed, so that a failure can be tried again
    HANDLEWATCH_KILLS   how many (50); scripts/kills runs more"""
import os
import random
import unittest

import harness
import kills
import service
import worlds
from kills import CLAIMS, Taken

SEED = int(os.environ.get("HANDLEWATCH_SEED") or random.randrange(1_000_000))
KILLS = int(os.environ.get("HANDLEWATCH_KILLS") or 50)


class KillTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"HANDLEWATCH_SEED={SEED} HANDLEWATCH_KILLS={KILLS}", flush=True)
        cls.ordeal = cls.enterClassContext(kills.Ordeal(SEED, KILLS))
        cls.ordeal.run()
        cls.taken = cls.ordeal.taken()

    @classmethod
    def tearDownClass(cls):
        if hasattr(cls, "taken"):
            print(kills.figures(cls.ordeal), flush=True)

    def test_every_claim_and_nothing_else_is_told_to_every_receiver(self):
        handles = {handle for _, handle in CLAIMS}
        self.assertEqual(kills.told_to(self.taken), {"webhook": handles, "slack": handles}, SEED)

    def test_webhooks_name_the_platform_and_are_signed(self):
        for one in self.ordeal.had("webhook"):
            self.assertTrue(one.is_signed(), SEED)
            data = one.json["data"]
            for event in data.get("events", [data]):
                if event["event"] == "channel-down":  # ten refusals in a row are possible
                    continue
                self.assertIn(event["event"], ("claimed", "baseline"), (event, SEED))
                target = event.get("target", event)
                self.assertIn((target["platform"], target["handle"]), CLAIMS, SEED)

    def test_no_event_has_two_ids(self):
        self.assertEqual(kills.under_two_ids(self.taken), {}, SEED)

    def test_a_kill_shows_a_receiver_at_most_one_message_again(self):
        charged = kills.duplicates(self.taken)
        self.assertNotIn(None, [kill for _, kill in charged], (charged, SEED))
        self.assertLessEqual(max(charged.values(), default=0), 1, (charged, SEED))

    def test_the_ledger_is_whole(self):
        self.assertEqual(self.ordeal.service.stop()[0], 143, SEED)
        result = self.ordeal.service.ask("ledger", "check")
        self.assertEqual(result.code, 0, (result, SEED))


class InterruptedTest(service.Case):
    """A message that was taken while the service ended, so that nobody wrote it down, and whose channel is then gone for a
    while: what waits for a channel is folded into one message, but this one may have arrived."""
    scenario = worlds.world(service.platform("codeberg", service.stranger("PNationale02", 102)),
                            service.platform("github", service.stranger("PNationale03", 103)))

    def live(self, answer, until, end=None):
        """A life in which the receiver says this, until that has come of it."""
        self.receiver.always["/0"] = answer
        self.service.start(ready=False)
        harness.wait_for(until, 30, f"more than {self.receiver.had()}; the service said:\n{self.service.log()}")
        (end or self.service.kill)()
        self.service.hurry()

    def both_refused(self):
        return len({one.id for one in self.receiver.had() if one.status == 500}) == 2

    def both_wait(self):
        return [one["waiting"] for one in self.service.ask("channels", "list", "--format", "jsonl").records()] == [2]

    def both_taken(self):
        return len({handle for one in self.receiver.had()[1:] if one.is_taken for _, handle, _ in one.events}) == 2

    def check(self, end):
        self.configure([service.watch(["PNationale{02,03}"], platforms=["codeberg", "github"])],
                       channels={"team": service.webhook(self.receiver, "/0")})
        self.live(("slow", 8, 204), self.receiver.had, end)  # longer than a stop waits
        self.live(500, self.both_refused)
        self.live(410, self.both_wait)
        self.live(204, self.both_taken)
        taken = [Taken.by_webhook("team", one) for one in self.receiver.had(taken_only=True)]
        self.assertEqual(kills.under_two_ids(taken), {})

    def test_after_a_kill_it_keeps_its_id(self):
        self.check(self.service.kill)

    def test_after_a_stop_it_keeps_its_id(self):
        self.check(self.service.stop)


class ChargeTest(unittest.TestCase):
    """That the test above would see what it looks for."""

    def test_a_duplicate_is_charged_to_the_kill_behind_its_first_delivery(self):
        taken = [Taken("a", life, number, ()) for life, number in ((0, "m1"), (3, "m1"), (3, "m2"), (4, "m2"), (4, "m3"))]
        self.assertEqual(kills.duplicates(taken), {("a", 0): 1, ("a", 3): 1})

    def test_two_for_one_kill_are_counted(self):
        taken = [Taken("a", life, number, ()) for number in ("m1", "m2") for life in (1, 2)]
        self.assertEqual(kills.duplicates(taken + [Taken("b", 1, "m1", ())]), {("a", 1): 2})

    def test_one_in_the_same_life_has_no_excuse(self):
        self.assertEqual(kills.duplicates([Taken("a", 1, "m1", ())] * 2), {("a", None): 1})

    def test_a_claim_in_two_messages_or_two_events_is_found(self):
        in_two_messages = [Taken("a", 1, "m1", (("e1", "x"),)), Taken("a", 2, "m2", (("e1", "x"),))]
        as_two_events = [Taken("b", 1, "m1", (("e1", "x"), ("e2", "x")))]
        once = [Taken("c", life, "m1", (("e1", "x"),)) for life in (1, 2)]
        self.assertEqual(set(kills.under_two_ids(in_two_messages + as_two_events + once)), {("a", "x"), ("b", "x")})

    def test_a_seed_chooses_the_same_moments_again_and_every_kind_of_them(self):
        self.assertEqual(kills.moments(1, 50), kills.moments(1, 50))
        self.assertNotEqual(kills.moments(1, 50), kills.moments(2, 50))
        self.assertEqual({one.awaited for one in kills.moments(1, 50)}, set(kills.AWAITED))


if __name__ == "__main__":
    harness.main()
