#!/usr/bin/env python3
"""Five platforms of the catalogue, each with its documented limit, in one simulator: a check of the 101 departments with
credentials from the environment; and credentials that are wrong, missing, or end in the middle.

The definitions are the shipped ones, reached as through a proxy: nothing in them is changed, not even the hosts."""
import collections
import contextlib
import json
import pathlib
import sqlite3
import tempfile
import unittest

import harness
import worlds

SECRETS = {"HANDLEWATCH_SECRET_X_BEARER": "bearer of x", "HANDLEWATCH_SECRET_YOUTUBE_KEY": "key-of-youtube",
           "HANDLEWATCH_SECRET_TWITCH": json.dumps({"id": "me", "secret": "s&cret"})}
DEPARTMENTS = [f"{number:02}" for number in range(1, 96) if number != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
OURS, STRANGERS = ("06", "23", "35", "44"), ("02", "91")
SUSPENDED, RESTING, KEPT, LABELLED = "11", "62", "17", "13"   # by the platform; by its holder; never to be had; parody


def accounts(suffix="", prefix="", suspended=True, resting=True, labelled=False):
    """Who holds which of the departments' names; the id says which."""
    def one(department, **more):
        return worlds.account(f"PNationale{department}{suffix}") | {"id": f"{prefix}9{department}"} | more
    held = [one(department) for department in OURS + STRANGERS]
    held += [one(SUSPENDED, suspended=True)] if suspended else []
    held += [one(RESTING, deactivated=True)] if resting else []
    return held + ([one(LABELLED, parody=True)] if labelled else [])


def bluesky():
    controls = [worlds.account(name) | {"id": f"did:plc:{name[:3]}"} for name in ("bsky.app", "jay.bsky.team")]
    return {"name": "bluesky", "kind": "bluesky", "hosts": ["public.api.bsky.app"], "rate": "documented",
            "accounts": controls + accounts(".bsky.social", "did:plc:")}


def x(**more):
    controls = [worlds.account("XDevelopers", 1), worlds.account("jack", 2)]
    return {"name": "x", "kind": "x", "hosts": ["api.x.com"], "rate": "documented", "credential": "bearer of x",
            "accounts": controls + accounts(labelled=True, resting=False), **more}


def twitch(**more):
    controls = [worlds.account("twitch", 1), worlds.account("twitchdev", 2)]
    return {"name": "twitch", "kind": "twitch", "hosts": ["id.twitch.tv", "api.twitch.tv"], "rate": "documented",
            "client_id": "me", "credential": "s&cret", "accounts": controls + accounts(), **more}


def youtube(**more):
    controls = [worlds.account(name) | {"id": f"UC{name}"} for name in ("youtube", "GoogleDevelopers")]
    return {"name": "youtube", "kind": "youtube", "rate": "documented", "credential": "key-of-youtube",
            "hosts": ["www.googleapis.com", "www.youtube.com"],
            "accounts": controls + accounts(prefix="UC", suspended=False, resting=False), **more}


def mediawiki():
    controls = [worlds.account("Jimbo Wales", 24), worlds.account("MediaWiki default", 2)]
    return {"name": "mediawiki", "kind": "mediawiki", "hosts": ["en.wikipedia.org"], "reserved": ["PNationale" + KEPT],
            "accounts": controls + accounts(resting=False)}


def truth(platform):
    """Status and holder of each department's name, as the platform itself can tell it."""
    nobody = ("unknown", None) if platform == "twitch" else ("available", None)
    told = dict.fromkeys(DEPARTMENTS, nobody)
    told |= dict.fromkeys(OURS, ("claimed", "ours")) | dict.fromkeys(STRANGERS, ("claimed", "stranger"))
    own = {"bluesky": {SUSPENDED: ("suspended", None), RESTING: ("reserved", None)},
           "x": {SUSPENDED: ("suspended", None), LABELLED: ("claimed", "parody")},
           "mediawiki": {SUSPENDED: ("claimed", "stranger"), KEPT: ("reserved", None)}}
    return told | own.get(platform, {})


class CatalogueTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        rows = [f"{platform},PNationale{department}" for platform in ("bluesky", "x", "twitch", "youtube", "mediawiki")
                for department in OURS]
        (self.folder / "owned.csv").write_text("platform,handle\n" + "\n".join(rows) + "\n", encoding="utf-8")

    def simulator(self, *platforms):
        return self.enterContext(harness.Simulator(worlds.world(*platforms)))

    def check(self, simulator, *arguments, secrets=None, **how):
        return harness.run("check", *arguments, "--ca-file", simulator.ca,
                           env=simulator.proxy_env() | (SECRETS if secrets is None else secrets), **how)

    def told(self, result):
        return {record["expected"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}

    def test_each_of_101_names_is_told_rightly_on_all_five_and_no_limit_is_met(self):
        simulator = self.simulator(bluesky(), x(), twitch(), youtube(), mediawiki())
        platforms = ("bluesky", "x", "twitch", "youtube", "mediawiki")
        result = self.check(simulator, "PNationale{fr-departments}", "--owned", self.folder / "owned.csv",
                            *(word for platform in platforms for word in ("--platform", platform)), timeout=240)
        seen = collections.defaultdict(dict)
        for record in result.records():
            seen[record["platform"]][record["expected"].removeprefix("PNationale")] = (record["status"], record["holder"])
        for platform in platforms:
            with self.subTest(platform):
                self.assertEqual(seen[platform], truth(platform))
        self.assertEqual({record["reason"] for record in result.records()
                          if record["platform"] == "twitch" and record["status"] == "unknown"}, {"ambiguous"})
        traffic = simulator.stats()["platforms"]
        self.assertEqual({name: (one["rate_limited"], one["unauthorized"]) for name, one in traffic.items()},
                         dict.fromkeys(platforms, (0, 0)), result.stderr)
        self.assertEqual(traffic["twitch"]["tokens_issued"], 1)
        # 101 names, each batch with its controls: two of 100 (and a token); three of 50; one by one, 21 between two controls.
        # On Bluesky batches of 25, and alone who is absent there: all but ours and the strangers. Who is not ours is looked
        # at again, in one batch; where nothing ties an answer to its name, by longer names, too: one of two closes the bracket;
        # and where the ask may be a search (YouTube), by a control's shortened name, in the sweep and in the second look.
        asked = {name: one["requests"] for name, one in traffic.items()}
        self.assertEqual(asked, {"x": 2 + 1, "twitch": 3 + 1, "mediawiki": 3 + 1, "youtube": 101 + 12 + 2 + 1 + 2 + 2,
                                 "bluesky": 5 + 95 + 12 + 1}, result)
        self.assertEqual(traffic["mediawiki"]["most_in_flight"], 1)
        self.assertEqual(result.code, 1)

    def test_the_keys_of_a_secret_of_several_values_are_shown(self):
        for platform, keys in (("twitch", "id and secret"), ("reddit-user", "id and secret"), ("linkedin-company", "token and version"),
                               ("instagram", "account and token")):
            result = harness.run("platforms", "show", platform)
            self.assertRegex(result.stdout, rf"(?m)^    needs the credential [a-z]+, a JSON object of {keys}$")
        self.assertRegex(harness.run("platforms", "show", "x").stdout, r"(?m)^    needs the credential x-bearer$")

    def test_what_a_batch_leaves_out_is_never_called_free(self):
        simulator = self.simulator(bluesky(), twitch())
        hidden = [f"PNationale{department}" for department in (SUSPENDED, RESTING)]
        result = self.check(simulator, *hidden, "--platform", "twitch", "--platform", "bluesky")
        self.assertEqual({(record["platform"], record["status"]) for record in result.records()},
                         {("twitch", "unknown"), ("bluesky", "suspended"), ("bluesky", "reserved")}, result)

    def test_a_token_that_ends_in_the_middle_is_renewed(self):
        simulator = self.simulator(twitch(token_calls=1))   # the second batch meets the 401, and the second look
        result = self.check(simulator, "PNationale{fr-departments}", "--platform", "twitch", "--owned", self.folder / "owned.csv")
        seen = {record["expected"].removeprefix("PNationale"): (record["status"], record["holder"])
                for record in result.records()}
        self.assertEqual(seen, truth("twitch"), result)
        traffic = simulator.stats()["platforms"]["twitch"]
        self.assertEqual((traffic["tokens_issued"], traffic["unauthorized"], traffic["requests"]), (3, 2, 8), result)
        self.assertNotIn("refused", result.stderr)

    def test_a_token_that_is_never_taken_is_renewed_once_and_no_more(self):
        simulator = self.simulator(twitch(faults=[{"kind": "r401", "names": ["twitch", "PNationale02"]}]))
        result = self.check(simulator, "PNationale02", "PNationale03", "--platform", "twitch")
        self.assertEqual(self.told(result), {"PNationale02": "blocked", "PNationale03": "blocked"}, result)
        traffic = simulator.stats()["platforms"]["twitch"]
        self.assertEqual((traffic["tokens_issued"], traffic["requests"]), (2, 4), result)
        self.assertEqual(result.stderr.count("it refused the credential 'twitch'"), 1, result)

    def test_a_token_that_has_ended_when_it_comes_is_not_got_over_and_over(self):
        simulator = self.simulator(twitch(token_s=0.9))   # told as 0 seconds
        result = self.check(simulator, "PNationale02", "--platform", "twitch", "--max-wait", "2s")
        self.assertLessEqual(simulator.stats()["platforms"]["twitch"]["tokens_issued"], 2, result.stderr)

    def blocked(self, platform, secrets, requests):
        """A check of the departments that decides nothing, asks little and gives no secret away; what it said of the platform."""
        simulator = self.simulator(platform)
        result = self.check(simulator, "PNationale{fr-departments}", "--platform", platform["name"], secrets=secrets)
        self.assertEqual(collections.Counter(self.told(result).values()), {"blocked": 101}, result.stderr)
        self.assertEqual(result.code, 3)
        self.assertLessEqual(simulator.stats()["platforms"][platform["name"]]["requests"], requests)
        for secret in secrets.values():
            self.assertNotIn(secret, result.stderr + result.stdout)
        return [line for line in result.stderr.splitlines() if line.startswith(platform["name"] + ":")]

    def refusal(self, platform, credential):
        return [f"{platform}: it refused the credential '{credential}': wrong, expired, or without the right or the credit"]

    def test_a_wrong_bearer_token_is_told_once_and_decides_nothing(self):
        said = self.blocked(x(), {"HANDLEWATCH_SECRET_X_BEARER": "wrong-of-x"}, 2)  # the controls were asked alone
        self.assertEqual(said, self.refusal("x", "x-bearer"))

    def test_a_wrong_client_is_told_once_and_decides_nothing(self):
        for wrong in ({"id": "me", "secret": "wrong-one"}, {"id": "you", "secret": "s&cret"}):
            with self.subTest(wrong):
                said = self.blocked(twitch(), {"HANDLEWATCH_SECRET_TWITCH": json.dumps(wrong)}, 1)
                self.assertEqual(said, self.refusal("twitch", "twitch"))

    def test_a_wrong_key_decides_nothing(self):
        self.assertEqual(len(self.blocked(youtube(), {"HANDLEWATCH_SECRET_YOUTUBE_KEY": "wrong-key"}, 3)), 1)

    def test_a_wrong_key_is_told_as_that(self):
        said = self.blocked(youtube(), {"HANDLEWATCH_SECRET_YOUTUBE_KEY": "wrong-key"}, 3)
        self.assertEqual(said, self.refusal("youtube", "youtube-key"))

    def test_a_batch_that_is_refused_for_one_name_leaves_that_one_undecided(self):
        simulator = self.simulator(x(faults=[{"kind": "r401", "names": ["PNationale976"]}]))
        result = self.check(simulator, "PNationale{fr-departments}", "--platform", "x")
        told = collections.Counter(record["status"] for record in result.records())
        self.assertEqual((told["unknown"], self.told(result)["PNationale976"]), (1, "blocked"), result.stderr)
        self.assertEqual(result.stderr.count("it refused the credential 'x-bearer'"), 1, result.stderr)

    def test_a_budget_is_kept_over_restarts_and_said_in_plain_words(self):
        simulator = self.simulator(x())
        config = self.folder / "config.json"
        config.write_text(json.dumps({
            "ledger": "sqlite:" + str(self.folder / "ledger.db"), "network": {"ca_file": simulator.ca},
            "watches": [{"name": "pn", "expect": ["PNationale{fr-departments}"], "platforms": ["x"], "every": "1s", "confirm": "1s"}],
            "platforms": {"x": {"budget": "1.50 USD/day"}}}))
        env = simulator.proxy_env() | SECRETS
        plan = harness.run("check", "PNationale{fr-departments}", "--platform", "x", "--plan", "--config", config, env=env)
        self.assertIn("X (Twitter): 101 handles, 2 requests, at most 1.05 USD; its budget is 1.50 USD a day\n", plan.stderr)

        # A batch of a hundred may cost a dollar: with 10 cents spent (8 claimed, 2 controls) it can be afforded again, then not.
        asked = []
        for _ in range(6):
            harness.run("run", "--once", "--config", config, env=env, timeout=120)
            asked.append(simulator.stats()["platforms"]["x"]["requests"])
        self.assertGreaterEqual(asked[0], 2, asked)
        status = harness.run("status", "--config", config, "--format", "jsonl",
                             env=env | {"HANDLEWATCH_SOCKET": str(self.folder / "none.sock")})
        self.assertIn("its budget is 1.50 USD a day, which does not reach for all", status.stderr)
        with contextlib.closing(sqlite3.connect(self.folder / "ledger.db")) as ledger:
            (spent,) = ledger.execute("SELECT sum(millionths) FROM spending").fetchone()
        self.assertLessEqual(spent, 1_500_000)
        self.assertGreater(spent, 0)

    def test_no_secret_is_shown_even_when_every_request_is(self):
        simulator = self.simulator(x(), twitch(), youtube())
        result = self.check(simulator, "PNationale44", "--explain", "--platform", "x", "--platform", "twitch", "--platform", "youtube")
        self.assertEqual(self.told(result), {"PNationale44": "claimed"}, result)
        self.assertIn("forHandle=@pnationale44&key=***", result.stderr.replace("%40", "@").replace("%2A", "*"))
        for secret in ("bearer of x", "key-of-youtube", "s&cret", "s%26cret", "simulated0"):   # the last: a token
            self.assertNotIn(secret, result.stderr + result.stdout)

    def test_without_a_credential_the_next_road_is_taken(self):
        simulator = self.simulator(x(reserved=["PNationale" + KEPT]), youtube(), twitch())
        names = [f"PNationale{department}" for department in ("44", "02", "11", "17", "03")]
        result = self.check(simulator, *names, *(word for platform in ("x", "youtube", "twitch")
                                                 for word in ("--platform", platform)), secrets={}, timeout=200)
        seen = {(record["platform"], record["expected"][-2:]): record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}
        x_told = {"44": "claimed", "02": "claimed", "11": "claimed", "17": "reserved", "03": "available"}
        youtube_told = {"44": "claimed", "02": "claimed", "11": "available", "17": "available", "03": "available"}
        self.assertEqual(seen, {("x", name): status for name, status in x_told.items()} |
                         {("youtube", name): status for name, status in youtube_told.items()} |
                         {("twitch", name): "no-credential" for name in x_told}, result)
        traffic = simulator.stats()["platforms"]
        self.assertEqual((traffic["twitch"]["requests"], traffic["x"]["unauthorized"]), (0, 0))
        self.assertEqual(result.stderr.count("it asks for the credential 'twitch', which is not here: set HANDLEWATCH_SECRET_TWITCH"),
                         1, result)
        self.assertNotIn("it refused", result.stderr)

    def test_behind_youtubes_consent_wall_nothing_is_decided(self):
        platform = youtube(consent=True)
        platform["hosts"].append("consent.youtube.com")
        simulator = self.simulator(platform)
        result = self.check(simulator, "PNationale44", "PNationale03", "--platform", "youtube", secrets={})
        self.assertEqual(set(self.told(result).values()), {"blocked"}, result)

    def test_a_day_without_units_decides_nothing_and_ends_soon(self):
        simulator = self.simulator(youtube(rate={"limit": 1, "period_s": 86400}))
        result = self.check(simulator, "PNationale44", "PNationale03", "--platform", "youtube", "--max-wait", "20s", timeout=90)
        self.assertEqual(set(self.told(result).values()), {"rate-limited"}, result)
        self.assertLessEqual(simulator.stats()["platforms"]["youtube"]["rate_limited"], 6)


if __name__ == "__main__":
    harness.main()
