#!/usr/bin/env python3
"""Every fault of the simulator under every kind of rule: unknown, with the contract's reason, and never a verdict."""
import json
import re
import tempfile
import unittest

import harness
import worlds

HELD, FREE, KNOWN = "held", "free", "known"  # KNOWN is the claimed control
TARGETS = [HELD, FREE]

# A kind is a shape of the simulator's sites and the form of its definition: rules for both sides, for the claimed
# side only, or an entry of a list: WhatsMyName's, Sherlock's, Maigret's. `follow` is `status` with redirects followed,
# `all` an entry with every test that its list knows.
TWO = [f"{shape}-two" for shape in (*worlds.RULES, "follow")]
ONE = [f"{shape}-one" for shape in worlds.RULES]
LIST = [f"{shape}-{word}" for word, (_, shapes) in worlds.LISTS.items() for shape in shapes]
KINDS = TWO + ONE + LIST

# 'Which fault gives which reason', as far as an answer shows it by itself.
REASONS = {
    **dict.fromkeys(("cf403", "cf200", "ddosguard403", "hcaptcha", "recaptcha", "aws202", "r401", "r403", "r451", "r500", "r502",
                     "r503", "r999", "login_redirect"), "blocked"),
    **dict.fromkeys(("home_redirect", "redirect_loop", "redirect_private"), "redirect"),
    **dict.fromkeys(("empty200", "soft404", "home200", "wrong_type", "bad_json", "bad_utf8", "deep_json"), "no-rule"),
    **dict.fromkeys(("gzip_bomb", "endless", "endless_headers"), "too-large"),
    **dict.fromkeys(("reset", "half_closed"), "network"),
    **dict.fromkeys(("slow", "stall"), "timeout"),
    "lying_all": None,
}

# Asked in two runs: with a short time-out what never ends in time, among others, so that the fault is not taken for
# ours; with a long one what is heavy on a busy machine.
PATIENCE = {"1s": ["slow", "stall", "cf403", "r401", "r500", "empty200", "home_redirect"]}
PATIENCE["20s"] = [fault for fault in REASONS if fault not in PATIENCE["1s"]]

# What these kinds cannot tell from a true answer: their controls can, when they are struck too.
STATUS_ALONE = {"status-two", "status-one", "status-list", "status-sherlock", "status-maigret", "follow-two", "redirect-two",
                "redirect-one", "redirect-sherlock"}
# Whatever is not 'missing' is an account to Sherlock.
ANY_PAGE = STATUS_ALONE | {"message-sherlock", "json-sherlock", "all-sherlock"}
ANY_302 = {"redirect-two", "redirect-list"}
AWAY = ANY_302 | {"redirect-sherlock", "redirect-maigret", "all-sherlock"}
UNSEEN = {"soft404": ANY_PAGE, "home200": ANY_PAGE, "home_redirect": AWAY, "redirect_loop": ANY_302, "redirect_private": AWAY,
          "lying_all": set(KINDS)}
# Redirects are followed where the list's own program follows them.
FOLLOWING = {"follow-two"} | {f"{shape}-{word}" for word in ("sherlock", "maigret") for shape in ("status", "message", "json")}

# What the truth survives: half of a page, or of JSON that is only searched for a string. True, or unknown.
SURVIVED = {"bad_json": {kind for kind in KINDS if not kind.startswith(("json", "batch"))} 
            | {"json-list", "json-sherlock", "json-maigret"},
            "bad_utf8": set(KINDS),  # U+FFFD stands for it (contract, 'Truth' 7)
            # The beginning may show who is there, whatever follows without an end.
            "endless": set(KINDS), "gzip_bomb": set(KINDS)}

# A positive-only definition need not read on when no rule names the status: a miss with the miss's own reason.
UNREAD = {"gzip_bomb", "endless", "half_closed"}
# The type of a redirect's body, which nobody reads: the redirect itself may be what no rule takes.
UNTYPED = {"redirect-two", "redirect-one", "redirect-list", "redirect-sherlock", "redirect-maigret", "all-sherlock"}


def reasons(fault, kind, handle, everywhere):
    """The reasons that the contract allows; None where the fault does not show by itself."""
    if kind in UNSEEN.get(fault, ()):
        return {"platform-blind"} if everywhere else None
    allowed = {"private-address" if fault == "redirect_private" and kind in FOLLOWING else REASONS[fault]}
    mixed = False
    if fault in UNREAD and kind in ("status-one", "redirect-one", "json-one"):
        mixed = True
        allowed |= {"no-rule", "redirect"} if handle == FREE else set()
    if fault == "wrong_type" and kind in UNTYPED:
        mixed = True
        allowed |= {"redirect"} if handle == FREE else set()
    # Controls that fail for different reasons prove nothing.
    return allowed | ({"unproven"} if everywhere and mixed else set())


def spec(fault, names=None):
    provider = {"kind": "captcha", "provider": fault} if fault.endswith("captcha") else {"kind": fault}
    return provider | ({"names": names} if names else {})


class World:
    """Sites with faults, and the definitions that ask them. `cases` are (fault, kind) pairs."""

    def __init__(self, directory, cases, names=None, base=None, faults=spec):
        self.files, self.cases, self.sites, listed = worlds.Files(directory), {}, {}, {word: [] for word in worlds.LISTS}
        for fault, kind in cases:
            shape, form = kind.split("-")
            shape = {"follow": "status", "text": "message", "all": "redirect"}.get(shape, shape)
            rules = kind.split("-")[0].replace("follow", "status")
            site = f"{fault}-{shape}".replace("_", "-")
            struck = [] if fault == "none" else [faults(fault, names)]
            self.sites[site] = worlds.site(site, shape, [HELD, KNOWN], faults=struck)
            id = f"{fault}-{kind}".replace("_", "-")
            self.cases[id] = (fault, kind)
            url = base(site) if base else f"{'https' if shape in ('json', 'redirect') else 'http'}://{site}.test"
            if form in listed:
                listed[form].append((id, rules, url, KNOWN))
            else:
                follow = {"ask": {"redirects": 3}} if kind == "follow-two" else {}
                self.files.add(worlds.definition(id, rules, url, KNOWN, two_sided=form == "two", **follow))
        for word, (make, _) in worlds.LISTS.items():
            if listed[word]:
                self.files.add(make(listed[word]), word)

    def check(self, simulator, *more, proxy=True):
        # The directory goes with the caller's with block.
        return harness.run("check", *TARGETS, *self.files.arguments, "--ca-file", simulator.ca, "--rate", "1000/1s",
                           "--concurrency", "16", *more, env=simulator.proxy_env() if proxy else None,
                           timeout=120)

    def seen(self, result):
        """(fault, kind, handle) -> record."""
        return {(*self.cases[record["platform"]], record["expected"]): record for record in result.records()}


def told(record):
    """The reason of an unknown one; of any other the status, in capitals."""
    return record["reason"] if record["status"] == "unknown" else record["status"].upper()


def hostile(text):
    """The characters of a text that a terminal obeys: C0 but for line ends, C1, DEL, bidi controls, bytes that are no UTF-8."""
    return re.findall("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)


class FaultTest(unittest.TestCase):
    maxDiff = None

    def world(self, cases, **more):
        return World(self.enterContext(tempfile.TemporaryDirectory()), cases, **more)

    def run_world(self, world, *more, **how):
        with harness.Simulator(worlds.world(*world.sites.values())) as simulator:
            result = world.check(simulator, *more, **how)
            self.stats = simulator.stats()["platforms"]
        self.assertEqual(hostile(result.stdout + result.stderr), [])
        with self.subTest("no library speaks for itself on stderr"):
            self.assertEqual(re.findall(r"(?m)^re2/.*|^.*runtime error.*", result.stderr)[:3], [])
        return result

    def hold(self, world, result, everywhere):
        seen = world.seen(result)
        self.assertEqual(result.code, 3, f"{result.code}: {result.stderr[-2000:]}")
        self.assertEqual(len(seen), len(world.cases) * len(TARGETS))
        self.assertEqual({case: told(record) for case, record in seen.items()
                          if told(record) not in reasons(*case, everywhere)}, {})
        self.assertEqual({record["holder"] for record in seen.values()}, {None})
        self.assertRegex(result.stderr.splitlines()[-1], r"\b0 claimed.*\b0 available.*\b0 suspended.*\b0 reserved")

    def test_a_fault_on_every_request_gives_no_verdict(self):
        for timeout, faults in PATIENCE.items():
            world = self.world([(fault, kind) for fault in faults for kind in KINDS if kind not in SURVIVED.get(fault, ())])
            self.hold(world, self.run_world(world, "--explain", "--timeout", timeout), everywhere=True)

    def test_a_fault_on_the_targets_alone_gives_no_verdict(self):
        for timeout, faults in PATIENCE.items():
            world = self.world([(fault, kind) for fault in faults for kind in KINDS
                                if reasons(fault, kind, FREE, False) and kind not in SURVIVED.get(fault, ())], names=TARGETS)
            self.hold(world, self.run_world(world, "--explain", "--timeout", timeout), everywhere=False)

    def test_what_a_fault_leaves_readable_is_true_or_unknown(self):
        cases = [(fault, kind) for fault, kinds in SURVIVED.items() for kind in kinds] + [("none", kind) for kind in KINDS]
        world = self.world(cases)
        result = self.run_world(world)
        for (fault, kind, handle), record in world.seen(result).items():
            truth = "claimed" if handle == HELD else "available"
            if fault == "none" and not (kind in ONE and handle == FREE):
                allowed = {truth}  # without a fault every kind decides
            else:
                allowed = {truth, "unknown"} if kind not in ONE or handle == HELD else {"unknown"}
            with self.subTest(f"{fault} under {kind}, {handle}"):
                self.assertIn(record["status"], allowed, record)
        self.assertEqual(result.code, 1)

    def test_a_limit_that_never_ends_is_rate_limited_when_the_time_is_up(self):
        waits = {"none": {}, "seconds": {"retry_after": 1}, "date": {"retry_after": "date"}, "long": {"retry_after": 3600}}
        for names in (None, TARGETS):
            world = self.world([(f"r429-{wait}", kind) for wait in waits for kind in KINDS], names=names,
                               faults=lambda fault, only: spec("r429", only) | waits[fault[5:]])
            result = self.run_world(world, "--max-wait", "3s")
            self.assertEqual(result.code, 3, result.stderr[-2000:])
            self.assertEqual(len(world.seen(result)), len(world.cases) * len(TARGETS))
            self.assertEqual({case: told(record) for case, record in world.seen(result).items() if told(record) != "rate-limited"}, {})
            for name, traffic in self.stats.items():
                # Seven kinds at most ask one site, each for two controls and two targets; nobody hammers a door that was shut.
                self.assertLessEqual(traffic["requests"], 28 if "-long-" in name else 84, name)

    def test_a_refused_connection_is_a_fault_of_the_network(self):
        closed = harness.free_port()
        world = self.world([("refused", kind) for kind in KINDS], base=lambda site: f"http://127.0.0.1:{closed}",
                           faults=lambda fault, only: spec("reset"))
        with harness.Simulator(worlds.world(*(worlds.site(f"well-{at}", "status", [HELD, KNOWN]) for at in range(40)))) as simulator:
            for at in range(40):  # so that the fault is not taken for ours
                base = f"http://127.0.0.1:{simulator.port}/@well-{at}"
                world.files.add(worlds.definition(f"well-{at}", "status", base, KNOWN))
                world.cases[f"well-{at}"] = ("none", "status-two")
            result = world.check(simulator, "--allow-private-addresses", proxy=False)
        self.assertEqual(result.code, 1, result.stderr[-2000:])
        for record in result.records():
            well = record["platform"].startswith("well")
            with self.subTest(record["platform"], handle=record["handle"]):
                self.assertEqual((record["status"], None if well else record["reason"]),
                                 ({HELD: "claimed", FREE: "available"}[record["handle"]], None) if well else ("unknown", "network"))

    def test_a_site_that_shows_every_name_is_found_out_by_its_free_control(self):
        world = self.world([("none", kind) for kind in STATUS_ALONE])
        for site in world.sites.values():
            site["shape"] = "always200"
        result = self.run_world(world)
        self.assertEqual({(record["status"], record["reason"]) for record in result.records()}, {("unknown", "platform-blind")})
        self.assertEqual((result.code, len(result.records())), (3, 2 * len(STATUS_ALONE)), result)

    def test_no_name_of_a_stranger_reaches_the_terminal_as_more_than_text(self):
        cases = [("escapes", kind) for kind in KINDS]
        for form in ("table", "jsonl", "json", "csv", "md"):
            world = self.world(cases)
            result = self.run_world(world, "--format", form, "--explain", "--verbose", "--color", "never")
            self.assertEqual(result.code, 1, result.stderr[-2000:])  # the held one is claimed all the same
            if form == "json":
                names = {record["display_name"] for record in json.loads(result.stdout) if record["status"] == "claimed"}
                self.assertTrue(any(names), names)
            if form == "md":
                self.assertEqual({line.count(" | ") for line in result.stdout.splitlines() if line.startswith("| ")}.__len__(), 1)
        with harness.Simulator(worlds.world(*world.sites.values())) as simulator:
            coloured = world.check(simulator, "--format", "table", "--color", "always", "--explain")
        self.assertIn("\x1b[", coloured.stdout)
        self.assertEqual(hostile(re.sub(r"\x1b\[[0-9;]*m", "", coloured.stdout + coloured.stderr)), [])


if __name__ == "__main__":
    harness.main()
