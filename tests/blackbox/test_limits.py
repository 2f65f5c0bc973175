"""What a platform allows outlives a configuration and a process: reloads, kills and runs started again ask no sooner."""
import datetime
import email.utils
import json
import tempfile
import time
import unittest

import harness
import worlds
from page_server import PageServer
from service import Case, platform, watch

AN_HOUR = [{"kind": "r429", "retry_after": 3600}]


class LimitsCase(Case):
    def configure(self, watches, rates=None, **more):
        """With other rates than those that other tests need."""
        configuration = self.service.configuration(watches, {}, **more)
        for name, rate in (rates or {}).items():
            configuration["platforms"][name] = {"rate": rate}
        self.service.config.write_text(json.dumps(configuration), encoding="utf-8")

    def reload(self):
        before = self.service.log().count("read anew")
        self.service.reload()
        harness.wait_for(lambda: self.service.log().count("read anew") > before, 10, "the reload")

    def kill_and_start(self):
        self.service.kill()
        self.service.start()

    def stop_and_start(self):
        self.assertEqual(self.service.stop()[0], 143)
        self.service.start()

    def start_once(self):
        """As cron would, after a service that was killed."""
        self.service.kill()
        self.once = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment())
        time.sleep(2)
        self.once.kill()
        self.once.communicate()

    def stays_at(self, asked, *ways):
        for way in ways:
            with self.subTest(way=way.__name__):
                way()
                time.sleep(2)
                self.assertEqual(self.asked(), asked, self.service.log())

    def every_way(self, asked):
        self.stays_at(asked, self.reload, self.reload, self.kill_and_start, self.stop_and_start, self.start_once, self.start_once)


class LongPauseTest(LimitsCase):
    scenario = worlds.world(platform("codeberg", faults=[{"kind": "r429", "retry_after": 3 * 86400}]))

    def test_a_pause_of_days_is_cut_to_one_and_that_is_said(self):
        self.configure([watch(["PNationale{02..09}"])])
        self.service.start()

        def paused():
            result = self.service.ask("status", "--format", "jsonl")
            unit = result.records()[0]
            return (unit["paused_until"], unit["pause_was_cut"]), result.stderr
        harness.wait_for(lambda: paused()[0][0], 20, "the pause")
        (until, was_cut), words = paused()
        left = datetime.datetime.fromisoformat(until) - datetime.datetime.now(datetime.timezone.utc)
        self.assertTrue(86000 < left.total_seconds() <= 86400, left)
        self.assertTrue(was_cut)
        self.assertRegex(words, rf"names on codeberg\S* is paused until {until}, as the platform asked or longer: nobody is waited for longer than a day")


class FarDateTest(unittest.TestCase):
    """What one handle is told alone, by `check`."""

    def check(self, *names, pages):
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        with PageServer({"/u/known": (200, {}, "known"), "/u/held": (200, {}, "held")} | pages) as server:
            rules = [{"status": 403, "header": {"retry-after": "."}, "then": "unknown:rate-limited"}, *worlds.RULES["status"]]
            files.add(worlds.definition("site", "status", server.base, "known", ask={"rules": rules}))
            began = time.monotonic()
            result = harness.run("check", *names, *files.arguments, "--rate", "1000/1s", "--allow-private-addresses")
            self.took = time.monotonic() - began
            self.asked = [path.removeprefix("/u/") for path, _ in server.seen]
        return {record["handle"]: record["reason"] if record["status"] == "unknown" else record["status"]
                for record in result.records()}, result

    def forms(self):
        """Each form of a far date, by what it is called."""
        now = time.time()
        yield "seconds", {"Retry-After": "315360000"}
        yield "a date", {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}
        yield "epoch seconds", {"Retry-After": "4102444800"}
        yield "epoch milliseconds", {"Retry-After": "4102444800000"}
        yield "an ISO date", {"Retry-After": "2100-01-01T00:00:00Z"}
        for reset in ("4102444800", "4102444800000", "315360000", "2100-01-01T00:00:00.000Z", f"{now + 3600:.0f}"):
            for prefix in ("X-RateLimit", "RateLimit", "X-Rate-Limit"):
                yield f"{prefix} {reset}", {f"{prefix}-Remaining": "0", f"{prefix}-Reset": reset}

    def test_a_far_date_in_one_answer_pauses_that_handle_and_nobody_else(self):
        for what, headers in self.forms():
            with self.subTest(what):
                seen, result = self.check("bad", "held", "free", pages={"/u/bad": (429, headers, "")})
                self.assertEqual(seen, {"bad": "rate-limited", "held": "claimed", "free": "available"}, result)
                self.assertEqual(self.asked.count("bad"), 1)
                self.assertLess(self.took, 10)
                self.assertRegex(result.stderr, r"site: it asked us to leave bad alone for (\d+ (d|min))")
        for status, headers, decided in ((403, {"Retry-After": "315360000"}, "rate-limited"),
                                         (503, {"Retry-After": "315360000"}, "blocked"),
                                         (200, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}, "rate-limited")):  # no second look
            with self.subTest(status):
                seen, result = self.check("bad", "held", "free", pages={"/u/bad": (status, headers, "a page")})
                self.assertEqual(seen, {"bad": decided, "held": "claimed", "free": "available"}, result)
                self.assertLess(self.took, 10)

    def test_a_second_handle_that_says_the_same_makes_it_the_platforms_word(self):
        files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        far = (429, {"Retry-After": "315360000"}, "")
        with PageServer({"/u/known": (200, {}, "known"), "/u/bad": far, "/u/worse": far}) as server:
            files.add(worlds.definition("site", "status", server.base, "known"))
            result = harness.run("check", "bad", "worse", "more", *files.arguments, "--rate", "1000/1s", "--max-wait", "60s",
                                 "--allow-private-addresses")
            asked = [path.removeprefix("/u/") for path, _ in server.seen]
        self.assertEqual({record["reason"] for record in result.records()}, {"rate-limited"}, result)
        self.assertNotIn("more", asked)
        self.assertIn("it asked us to wait 3650 d, and nobody is waited for longer than a day", result.stderr)

    def test_dates_are_read_by_the_servers_own_clock(self):
        def stamp(seconds):
            return email.utils.formatdate(time.time() + seconds, usegmt=True)

        # Its clock is an hour ahead: what looks like an hour and a second is a second.
        near = {"Date": stamp(3600), "Retry-After": stamp(3601)}
        seen, result = self.check("bad", "held", pages={"/u/bad": (429, near, "")})
        self.assertEqual(self.asked.count("bad"), 3, result)
        for years in (-10, 10):
            wrong = {"Date": stamp(years * 365 * 86400), "Retry-After": stamp(years * 365 * 86400 + 1)}
            seen, result = self.check("bad", "held", pages={"/u/bad": (429, wrong, "")})
            self.assertEqual(self.asked.count("bad"), 3, result)
        for date in (stamp(-40 * 86400), stamp(3600 * 24 * 365), "yesterday", ""):  # of no use: by ours it is an hour
            absurd = {"Date": date, "Retry-After": stamp(3600)}
            seen, result = self.check("bad", "held", pages={"/u/bad": (429, absurd, "")})
            self.assertEqual((seen["bad"], self.asked.count("bad")), ("rate-limited", 1), result)

    def test_no_time_at_all_and_the_past_are_waited_for_a_little(self):
        for value in ("0", "-1", "0.001", "Thu, 01 Jan 2015 00:00:00 GMT", "1420070400", "2015-01-01T00:00:00Z"):
            with self.subTest(value):
                _, result = self.check("bad", pages={"/u/bad": (429, {"Retry-After": value}, "")})
                self.assertEqual(self.asked.count("bad"), 3, result)
                self.assertGreater(self.took, 1 + 2)  # between the first and the second, and the third


class OneHandleTest(LimitsCase):
    scenario = worlds.world(platform("codeberg", faults=[{"kind": "r429", "retry_after": 315360000, "names": ["pnationale02"]}]))

    def test_status_says_whom_the_platform_wants_to_be_left_alone_and_for_how_long(self):
        self.configure([watch(["PNationale{02..09}"])])
        self.service.start()
        unit = lambda: self.service.ask("status", "--format", "jsonl").records()[0]
        harness.wait_for(lambda: unit()["available"] == 7, 30, f"the others; had {unit()}")
        said = "it asked us to leave pnationale02 alone for 3650 d, and nobody is waited for longer than a day"
        harness.wait_for(lambda: unit()["note"] == said, 30, f"the note; had {unit()}")
        self.assertEqual((unit()["paused_until"], unit()["unknown"]), (None, 1), unit())
        names = lambda: self.simulator.stats()["platforms"]["codeberg"]["names"]
        before = dict(names())
        harness.wait_for(lambda: names()["pnationale03"] > before["pnationale03"] + 2, 30, "further sweeps")
        self.assertEqual(names()["pnationale02"], before["pnationale02"])
        for way in (self.reload, self.kill_and_start, self.stop_and_start, self.start_once):
            with self.subTest(way=way.__name__):
                before = dict(names())
                way()
                harness.wait_for(lambda: names()["pnationale03"] > before["pnationale03"], 30, "another sweep")
                self.assertEqual(names()["pnationale02"], before["pnationale02"], self.service.log())


class PauseTest(LimitsCase):
    scenario = worlds.world(platform("codeberg", faults=AN_HOUR))

    def test_a_single_run_says_what_it_waits_for_and_how_long(self):
        self.configure([watch(["PNationale{02..09}"])])
        process = harness.start("run", "--once", "--config", self.service.config, env=self.service.environment())
        self.addCleanup(harness.stop, process)
        self.assertRegex(harness.heard(process, "waiting"), r"(?m)^codeberg@\S+: waiting (60 min|1 h|59 min) for its rate, or a pause that the platform asked for$")

    def test_an_hour_that_a_platform_asked_for_is_waited_for_whatever_begins_anew(self):
        self.configure([watch(["PNationale{02..09}"])])
        self.service.start()
        harness.wait_for(lambda: self.asked() > 0, 20, "the first answer")
        time.sleep(1)
        self.every_way(self.asked())

    def test_a_service_that_is_killed_at_once_has_written_it_down(self):
        self.configure([watch(["PNationale{02..09}"])])
        self.service.start(ready=False)
        harness.wait_for(lambda: self.asked() > 0, 20, "the first answer")
        time.sleep(0.3)
        self.kill_and_start()
        self.stays_at(self.asked(), self.kill_and_start)


class RateTest(LimitsCase):
    scenario = worlds.world(platform("codeberg"))

    def test_a_rate_that_is_spent_stays_spent_whatever_begins_anew(self):
        self.configure([watch(["PNationale{02..09}"])], {"codeberg": "4/1h"})
        self.service.start()
        harness.wait_for(lambda: self.asked() == 4, 20, "the rate to be spent")
        self.every_way(4)

    def test_another_rate_counts_what_was_spent_under_the_old_one(self):
        self.configure([watch(["PNationale{02..09}"])], {"codeberg": "4/1h"})
        self.service.start()
        harness.wait_for(lambda: self.asked() == 4, 20, "the rate to be spent")
        self.configure([watch(["PNationale{02..09}"])], {"codeberg": "6/1h"})
        self.reload()
        harness.wait_for(lambda: self.asked() == 6, 20, "what the new rate adds")
        self.stays_at(6, self.reload, self.kill_and_start)


class TokenTest(LimitsCase):
    scenario = worlds.world({"name": "twitch", "kind": "twitch", "hosts": ["id.twitch.tv", "api.twitch.tv"],
                             "accounts": [worlds.account("twitch", 1), worlds.account("twitchdev", 2)]})

    def secret(self, **more):
        (self.folder / "twitch").write_text(json.dumps({"id": "ours", "secret": "right"} | more), encoding="utf-8")

    def tokens(self):
        return self.simulator.stats()["platforms"]["twitch"]["tokens_issued"]

    def asked(self):
        return self.simulator.stats()["platforms"]["twitch"]["requests"]

    def goes_on(self):
        before = self.asked()
        harness.wait_for(lambda: self.asked() > before + 1, 20, "further questions")

    def test_a_token_is_kept_while_its_secret_is_the_same(self):
        environment = self.service.environment() | {"CREDENTIALS_DIRECTORY": str(self.folder)}
        self.service.environment = lambda: environment
        self.secret()
        self.configure([watch(["PNationale02"], platforms=["twitch"])])
        self.service.start()
        self.goes_on()
        self.assertEqual(self.tokens(), 1)
        self.reload()
        self.goes_on()
        self.assertEqual(self.tokens(), 1)
        self.secret(note="another text")
        self.reload()
        self.goes_on()
        self.assertEqual(self.tokens(), 2)
        self.assertEqual(self.service.stop()[0], 143)


if __name__ == "__main__":
    harness.main()
