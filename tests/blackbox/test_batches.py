#!/usr/bin/env python3
"""Batches, chains and rates on the simulator, with the shipped definitions: how often is asked, and what is told."""
import collections
import tempfile
import time
import unittest

import harness
import worlds

account = worlds.account


def did(handle, name, **more):
    return account(f"{handle}.bsky.social" if "." not in handle else handle, **more) | {"id": f"did:plc:{name}"}


BLUESKY = {"name": "bluesky", "kind": "bluesky", "hosts": ["public.api.bsky.app"], "accounts": [
    did("bsky.app", "app"), did("jay.bsky.team", "jay"), did("pn44", "ours"), did("pn02", "held", suspended=True),
    did("pn11", "resting", deactivated=True), did("police.example.org", "own-domain")]}
MEDIAWIKI = {"name": "wiki", "kind": "mediawiki", "hosts": ["en.wikipedia.org"], "reserved": ["PN17"], "accounts": [
    account("Jimbo Wales", 24), account("MediaWiki default", 2), account("PN44", 44), account("PN02", 42, suspended=True),
    account("Police Nationale", 45)]}
GITLAB = {"name": "gitlab", "kind": "gitlab", "hosts": ["gitlab.com"], "reserved": ["help"], "accounts": [
    account("gitlab-org", 9970, group=True), account("sytses", 47), account("pn44", 44), account("pn02", 42, suspended=True),
    account("pn11", 43, deactivated=True), account("pn62", 62, group=True), account("pn91", 91, group=True, private=True)]}
CODEBERG = {"name": "codeberg", "kind": "forgejo", "hosts": ["codeberg.org"], "accounts": [
    account("forgejo", 1), account("PN44", 44), account("PN23", 23, changes=[{"at": 0, "handle": "PoliceNat23"}]),
    account("pn91", 91, private=True)]}
OPEN = {"name": "open", "kind": "mastodon", "hosts": ["mastodon.social"], "accounts": [
    account("Gargron", 1), account("PN44", 44), account("pn02", 42, suspended=True), account("pn11", 43, deactivated=True)]}
CLOSED = OPEN | {"name": "closed", "hosts": ["closed.test"], "closed_api": True}

# What each platform says of each handle: status and reason, or how it was decided.
TOLD = {
    ("bluesky", None): {"pn44": ("claimed", "many/1"), "pn02": ("suspended", "one/2"), "pn11": ("reserved", "one/3"),
                        "pn03": ("available", "one/4"), "police.example.org": ("claimed", "many/1"), "p_1": ("invalid", None),
                        "a-handle-of-nineteen": ("invalid", None)},
    ("mediawiki", "https://en.wikipedia.org/w"): {"pN44": ("claimed", "users/3"), "PN02": ("claimed", "users/3"),
                                                  "PN17": ("reserved", "users/6"), "PN03": ("available", "users/5"),
                                                  "police_nationale": ("available", "users/5"),
                                                  "Police_Nationale": ("claimed", "users/3"), "P:1": ("invalid", None)},
    ("gitlab", "https://gitlab.com"): {"PN44": ("claimed", "users/2"), "pn02": ("suspended", "users/1"),
                                       "pn11": ("claimed", "users/2"), "pn62": ("claimed", "groups/1"),
                                       "pn91": ("unknown", "ambiguous"), "help": ("unknown", "ambiguous"),
                                       "pn03": ("available", "exists/2"), "pn.git": ("invalid", None)},
    ("codeberg", "https://codeberg.org"): {"pn44": ("claimed", "users/1"), "pn23": ("unknown", "ambiguous"),
                                           "PoliceNat23": ("claimed", "users/1"), "pn91": ("claimed", "hidden/1"),
                                           "pn03": ("available", "users/2"), "p--1": ("invalid", None)},
    ("mastodon", "https://mastodon.social"): {"pn44": ("claimed", "lookup/2"), "pn02": ("suspended", "lookup/1"),
                                              "pn11": ("reserved", "lookup/4"), "pn03": ("available", "lookup/3"),
                                              "p-1": ("invalid", None)},
    ("mastodon", "https://closed.test"): {"pn44": ("claimed", "webfinger/1"), "pn02": ("reserved", "webfinger/4"),
                                          "pn11": ("reserved", "webfinger/4"), "pn03": ("available", "webfinger/3")},
}


class BatchTest(unittest.TestCase):
    def simulator(self, *platforms):
        return self.enterContext(harness.Simulator(worlds.world(*platforms)))

    def check(self, simulator, *arguments, rate="1000/1s", **how):
        return harness.run("check", *arguments, "--ca-file", simulator.ca, *(["--rate", rate] if rate else []),
                           env=simulator.proxy_env() | how.pop("env", {}), **how)

    def traffic(self, simulator, name):
        return simulator.stats()["platforms"][name]

    def test_each_platform_tells_its_own_way(self):
        simulator = self.simulator(BLUESKY, MEDIAWIKI, GITLAB, CODEBERG, OPEN, CLOSED)
        directory = self.enterContext(tempfile.TemporaryDirectory())
        with open(f"{directory}/owned.csv", "w", encoding="utf-8") as owned:
            owned.write("platform,handle\nmastodon@closed.test,pn44\n")  # the control of a server that the definition does not know
        for (platform, server), told in TOLD.items():
            with self.subTest(platform, server=server):
                result = self.check(simulator, *told, "--platform", f"{platform}@{server}" if server else platform,
                                    "--owned", f"{directory}/owned.csv")
                seen = {record["expected"]: (record["status"], record["reason"]) for record in result.records()}
                self.assertEqual({name: (status, None if status == "invalid" else reason)
                                  for name, (status, reason) in seen.items()}, told, result)
                self.assertEqual({record["server"] for record in result.records()}, {server})

    def test_bluesky_asks_for_25_at_once_and_alone_for_who_is_absent(self):
        simulator = self.simulator(BLUESKY)
        result = self.check(simulator, "pn{fr-departments}", "p_1", "pn-", "--platform", "bluesky")
        traffic = self.traffic(simulator, "bluesky")
        # 101 names in batches of 25, three of them controls; all but pn44, who is looked at again, are absent there and asked
        # for alone, by 21 between two controls.
        self.assertEqual(traffic["requests"], 5 + 1 + 100 + 6 * 2, result)
        self.assertEqual({name for name in traffic["names"] if "p_1" in name or "pn-" in name}, set())
        self.assertEqual({count for name, count in traffic["names"].items() if name.startswith("pn") and len(name) < 18}, {2})
        self.assertEqual(collections.Counter(record["status"] for record in result.records()),
                         {"claimed": 1, "suspended": 1, "reserved": 1, "available": 98, "invalid": 2}, result)

    def test_mediawiki_asks_for_50_at_once_and_waits_while_its_copies_lag(self):
        simulator = self.simulator(MEDIAWIKI)
        result = self.check(simulator, "PN{fr-departments}", "P:1", "P#1", "--platform", "mediawiki")
        self.assertEqual(self.traffic(simulator, "wiki")["requests"], 3 + 1, result)
        self.assertEqual(collections.Counter(record["status"] for record in result.records()),
                         {"claimed": 2, "reserved": 1, "available": 98, "invalid": 2}, result)
        lagging = self.simulator(MEDIAWIKI | {"lag_s": 9})
        result = self.check(lagging, "PN44", "--platform", "mediawiki", "--max-wait", "1s")
        self.assertEqual((result.code, result.records()[0]["reason"]), (3, "rate-limited"), result)

    def test_one_name_that_spoils_a_batch_is_found_by_halving(self):
        names = [f"n{at:02}" for at in range(20)]
        simulator = self.simulator(worlds.site("site", "batch", ["known", "n03", "n11"],
                                               faults=[{"kind": "soft404", "names": ["n07"]}]))
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        files.add(worlds.definition("site", "batch", "https://site.test", "known"))
        result = self.check(simulator, *names, *files.arguments)
        told = {record["expected"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}
        expected = dict.fromkeys(names, "available") | {"n03": "claimed", "n07": "no-rule", "n11": "claimed"}
        self.assertEqual(told, expected, result)
        self.assertLessEqual(self.traffic(simulator, "site")["requests"], 3 + 2 * 4)

    def test_a_real_limit_is_never_hit_by_who_keeps_the_same_rate(self):
        limits = {"quick": (40, 0), "late": (20, 60), "batch": (3, 20)}  # requests a second, milliseconds until an answer
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        sites = []
        for name, (limit, latency) in limits.items():
            shape = "batch" if name == "batch" else "status"
            sites.append(worlds.site(name, shape, ["known"], rate={"limit": limit, "period_s": 1}, latency_ms=latency))
            files.add(worlds.definition(name, shape, f"https://{name}.test", "known", concurrency=16, rate=f"{limit}/1s"))
        simulator = self.simulator(*sites)
        result = self.check(simulator, "n{01..75}", *files.arguments, rate=None)
        for name, traffic in simulator.stats()["platforms"].items():
            with self.subTest(name):
                self.assertEqual(traffic["rate_limited"], 0)
        self.assertEqual({(record["status"], record["platform"]) for record in result.records()},
                         {("available", name) for name in limits}, result)

    def test_who_is_told_to_wait_waits_and_then_decides_all(self):
        limit = {"rate": {"limit": 12, "period_s": 1.5}}
        rdap = {"name": "rdap", "kind": "rdap", "hosts": ["rdap.nic.fr"], "accounts": [account("afnic.fr")]}
        github = {"name": "github", "kind": "github", "hosts": ["api.github.com"],
                  "accounts": [account("github", 9919, group=True), account("torvalds", 1024025)]}
        npm = {"name": "npm", "kind": "npm", "hosts": ["registry.npmjs.org"], "accounts": [account("express")]}
        simulator = self.simulator(*(platform | limit for platform in (BLUESKY, GITLAB, CODEBERG, OPEN, rdap, github, npm)))
        names = ["bluesky", "gitlab", "codeberg", "mastodon", "domain-fr", "github", "npm-package"]
        result = self.check(simulator, "pz{01..16}", *(part for name in names for part in ("--platform", name)),
                            "--max-wait", "40s", timeout=90)
        told = collections.Counter((record["platform"], record["status"]) for record in result.records())
        self.assertEqual(told, {(name, "available"): 16 for name in names}, result)
        for name, traffic in simulator.stats()["platforms"].items():
            with self.subTest(name):
                self.assertGreater(traffic["rate_limited"], 0)  # it was told
                self.assertLessEqual(traffic["rate_limited"], 12)  # and did not hammer

    def test_a_retry_after_is_kept_to_in_seconds_and_as_a_date(self):
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        sites = []
        for name, after in (("seconds", 2), ("date", "date")):
            sites.append(worlds.site(name, "status", ["known", "held"], faults=[
                {"kind": "r429", "names": ["n1"], "until": 1.5, "retry_after": after}]))  # a date is 2 to 3 s ahead
            files.add(worlds.definition(name, "status", f"https://{name}.test", "known"))
        simulator = self.simulator(*sites)
        begin = time.monotonic()
        result = self.check(simulator, "n1", "n2", "held", *files.arguments)
        self.assertTrue(2 <= time.monotonic() - begin < 10, result)
        self.assertEqual(sorted(record["status"] for record in result.records()), ["available"] * 4 + ["claimed"] * 2, result)
        for name in ("seconds", "date"):
            self.assertEqual(self.traffic(simulator, name)["rate_limited"], 1)


if __name__ == "__main__":
    harness.main()
