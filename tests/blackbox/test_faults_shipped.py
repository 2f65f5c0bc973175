#!/usr/bin/env python3
"""Every fault under the shipped definitions, unmodified: batches, chains, GraphQL and redirects that are followed."""
import tempfile
import unittest

import harness
import worlds
from test_faults import REASONS, hostile, spec, told

account = worlds.account
HELD, FREE = "pn44", "pn03"
SUFFIXES = ("", ".bsky.social", ".fr", ".com", ".org")
NAMES = [name + suffix for name in (HELD, FREE) for suffix in SUFFIXES] + ["PN44", "PN03", "Pn44", "Pn03"]

PLATFORMS = {
    "bluesky": ("bluesky", "public.api.bsky.app", ["bsky.app", "jay.bsky.team", "pn44.bsky.social"]),
    "mediawiki": ("mediawiki", "en.wikipedia.org", ["Jimbo Wales", "MediaWiki default", "Pn44"]),
    "gitlab": ("gitlab", "gitlab.com", ["gitlab-org", "sytses", "pn44"]),
    "codeberg": ("forgejo", "codeberg.org", ["forgejo", "pn44"]),
    "mastodon": ("mastodon", "mastodon.social", ["Gargron", "pn44"]),
    "github": ("github", "api.github.com", ["github", "torvalds", "pn44"]),
    "npm-package": ("npm", "registry.npmjs.org", ["express", "pn44"]),
    "domain-fr": ("rdap", "rdap.nic.fr", ["afnic.fr", "pn44.fr"]),
    "domain-com": ("rdap", "rdap.verisign.com", ["example.com", "pn44.com"]),
    "domain-org": ("rdap", "rdap.publicinterestregistry.org", ["wikipedia.org", "pn44.org"]),
    "closed": ("mastodon", "closed.test", ["mine", "pn44"]),
}
WELLS = [f"well{at}" for at in range(len(PLATFORMS) + 1)]
DOMAINS = {name for name in PLATFORMS if name.startswith("domain")}

FOLLOWING = DOMAINS | {"closed"}  # webfinger and RDAP follow redirects

# RDAP's 404 says it all, whatever stands below it.
SURVIVED = {("bad_json", name) for name in DOMAINS}
BODILESS = {"wrong_type", "bad_json"}
# One of each sort, but for what a second try or a second redirect heals.
SAMPLE = ["cf403", "cf200", "r401", "r503", "login_redirect", "home_redirect", "redirect_private", "empty200", "soft404", "wrong_type",
          "bad_json", "bad_utf8", "deep_json", "endless", "half_closed"]


def reasons(fault, platform, everywhere, second=False):
    """The reasons that the contract allows; None where the answer stays true."""
    if fault == "lying_all":
        return {"platform-blind"} if everywhere else None
    if (fault, platform) in SURVIVED or fault == "bad_utf8":
        return None
    allowed = {REASONS[fault]}
    if (fault, platform) == ("redirect_loop", "codeberg"):
        return allowed | ({"platform-blind"} if everywhere else set())  # its rule for renamed accounts reads Location
    if platform == "closed" and not second:
        # A refusal that is no JSON is the end of it.
        return allowed | ({"blocked"} if fault in BODILESS else set())
    if platform in FOLLOWING and fault == "redirect_private":
        return {"private-address"}
    if platform in FOLLOWING and fault == "home_redirect":
        return allowed | {"no-rule"}  # what they find there
    return allowed


def world(fault, **how):
    """The shipped platforms, all struck, and as many sites that are well, so that a fault of the network is not ours."""
    struck = [] if fault == "none" else [spec(fault) | how]
    platforms = []
    for name, (kind, host, accounts) in PLATFORMS.items():
        rest = {"closed_api": True} if name == "closed" else {}
        platforms.append({"name": name, "kind": kind, "hosts": [host], "faults": struck, **rest, "accounts": [
            account(handle, 1000 + at) for at, handle in enumerate(accounts)]})
    return worlds.world(*platforms, *(worlds.site(well, "status", ["known"]) for well in WELLS))


class ShippedFaultTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        directory = cls.enterClassContext(tempfile.TemporaryDirectory())
        with open(f"{directory}/owned.csv", "w", encoding="utf-8") as owned:
            owned.write("platform,handle\nmastodon@closed.test,mine\n")  # the claimed control there
        cls.arguments = ["--rate", "1000/1s", "--concurrency", "4", "--owned", f"{directory}/owned.csv"]
        for name in PLATFORMS:
            cls.arguments += ["--platform", name if name != "closed" else "mastodon@closed.test"]
        files = worlds.Files(directory)
        cls.wells = files.arguments
        for well in WELLS:
            files.add(worlds.definition(well, "status", f"http://{well}.test", "known"))
            cls.wells += ["--platform", well]

    def seen(self, fault, token=False, handles=(HELD, FREE), more=(), **how):
        """(platform, handle) -> record of one check."""
        env = {"HANDLEWATCH_SECRET_GITHUB_TOKEN": "token"} if token else {}
        wells = self.wells if REASONS.get(fault) in ("network", "timeout") else []
        with harness.Simulator(world(fault, **how)) as simulator:
            result = harness.run("check", *handles, *self.arguments, *wells, *more, "--ca-file", simulator.ca,
                                 "--timeout", "1s" if wells else "20s", env=simulator.proxy_env() | env)
        self.assertEqual(hostile(result.stdout + result.stderr), [])
        self.assertIn(result.code, (0, 1, 3), result.stderr[-2000:])
        found = {}
        for record in result.records():
            platform = "closed" if record["server"] == "https://closed.test" else record["platform"]
            if platform in PLATFORMS and record["expected"] in handles:
                found[platform, record["expected"]] = record
        return found

    def hold(self, fault, found, everywhere=False, second=False):
        wrong = {}
        for (platform, handle), record in found.items():
            allowed = reasons(fault, platform, everywhere, second)
            if allowed is None:
                self.assertIn(record["status"], ("unknown", "claimed" if handle == HELD else "available"), record)
            elif told(record) not in allowed:
                wrong[platform, handle] = told(record)
        with self.subTest(fault):
            self.assertEqual(wrong, {})

    def test_without_a_fault_all_is_decided(self):
        for token in (False, True):
            found = self.seen("none", token)
            self.assertEqual({key: record["status"] for key, record in found.items()},
                             {(name, handle): "claimed" if handle == HELD else "available" for name in PLATFORMS
                              for handle in (HELD, FREE)})

    def test_a_fault_on_every_request_gives_no_verdict(self):
        for fault in [*SAMPLE, "home200", "redirect_loop", "gzip_bomb", "endless_headers", "reset", "stall", "lying_all"]:
            self.hold(fault, self.seen(fault), everywhere=True)

    def test_a_fault_on_the_targets_alone_gives_no_verdict(self):
        for at, fault in enumerate(REASONS):
            if fault != "lying_all":
                self.hold(fault, self.seen(fault, names=NAMES, token=at % 2 == 0))

    def test_a_fault_on_the_second_step_of_a_chain_gives_no_verdict(self):
        for fault in SAMPLE:
            found = self.seen(fault, handles=(FREE,), names=NAMES, every=2)
            chains = ["bluesky", "gitlab"] + (["closed"] if fault not in BODILESS else [])
            self.hold(fault, {key: record for key, record in found.items() if key[0] in chains}, second=True)

    def test_a_limit_that_never_ends_is_rate_limited(self):
        for token in (False, True):
            found = self.seen("r429", token, more=("--max-wait", "2s"))
            with self.subTest(token=token):
                self.assertEqual({key: told(record) for key, record in found.items() if told(record) != "rate-limited"}, {})


if __name__ == "__main__":
    harness.main()
