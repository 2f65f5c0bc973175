"""What a platform allows outlives a configuration and a process: reloads, kills and runs started again ask no sooner."""
import datetime
import json
import time

import harness
import worlds
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
