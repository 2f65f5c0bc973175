#!/usr/bin/env python3
"""Definitions and lists of one's own, credentials, and addresses that must not be asked."""
import collections
import json
import pathlib
import tempfile
import unittest

import harness
import worlds

TOKEN = "ghp_0123456789secretSECRET"
ACCOUNTS = ["held", "known", worlds.account("gone", 1003, suspended=True)]
NAMES = ["held", "free", "gone"]
FORMATS = ("table", "jsonl", "json", "csv", "md")


def entry(name, site, e_code, e_string, m_code, m_string, **more):
    return {"name": name, "uri_check": f"http://{site}.test/u/{{account}}", "e_code": e_code, "e_string": e_string, "m_code": m_code,
            "m_string": m_string, "known": ["known"], "cat": "social", **more}


# What a list says, and what becomes of held, free and gone (suspended), by id.
LIST = [
    (entry("Codes Alone", "status", 200, "", 404, ""), "codes-alone", ("claimed", "available", "no-rule")),
    (entry("Texts (two)", "message", 200, 'class="handle"', 200, "Sorry, this user"), "texts--two-",
     ("claimed", "available", "no-rule")),
    (entry("texts [two]", "message", 200, 'class="handle"', 200, "Sorry, this user"), "texts--two--2",
     ("claimed", "available", "no-rule")),
    (entry("Both", "message", 200, "<html", 200, "<title>"), "both", ("ambiguous",) * 3),
    (entry("No Missing Side", "message", 200, 'class="handle"', 200, ""), "no-missing-side", ("claimed", "no-rule", "no-rule")),
    (entry("Sends Home", "redirect", 200, 'class="handle"', 302, ""), "sends-home", ("claimed", "available", "available")),
    (entry("JSON", "json", 200, '"user":', 404, "not_found"), "json", ("claimed", "available", "blocked")),
    (entry("All Alike", "always200", 200, "", 404, ""), "all-alike", ("platform-blind",) * 3),
    (entry("Wrong Text", "message", 200, "gravatar-of", 200, "Sorry, this user"), "wrong-text", ("no-rule", "available", "no-rule")),
]


class PlatformFileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        sites = [worlds.site(shape, shape, ACCOUNTS) for shape in ("status", "message", "redirect", "json", "always200", "batch")]
        github = {"name": "github", "kind": "github", "hosts": ["api.github.com"], "accounts": [
            worlds.account("github", 9919, group=True), worlds.account("torvalds", 1024025), worlds.account("PN02", 77)]}
        cls.simulator = cls.enterClassContext(harness.Simulator(worlds.world(*sites, github)))

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.files = worlds.Files(self.directory)

    def check(self, *arguments, env=None, proxy=True):
        return harness.run("check", *arguments, *self.files.arguments, "--ca-file", self.simulator.ca, "--rate", "1000/1s",
                           env=(self.simulator.proxy_env() if proxy else {}) | (env or {}))

    def traffic(self, name):
        return self.simulator.stats()["platforms"][name]

    def answers(self, result):
        """platform -> what became of each name, in the order of NAMES."""
        found = collections.defaultdict(dict)
        for record in result.records():
            found[record["platform"]][record["expected"]] = record["reason"] if record["status"] == "unknown" else record["status"]
        return {platform: tuple(by_name.get(name) for name in NAMES) for platform, by_name in found.items()}

    def test_a_definition_of_ones_own_is_asked_alone(self):
        self.files.add(worlds.definition("mine", "json", "https://json.test", "known"))
        result = self.check(*NAMES)
        self.assertEqual(self.answers(result), {"mine": ("claimed", "available", "suspended")}, result)
        held = result.records()[-1]  # a stranger, looked at again at the end
        self.assertEqual((held["account_id"], held["display_name"], held["created_at"], held["reason"], held["url"]),
                         ("1000", "Held", "2013-05-01T12:34:56Z", "ask/1", "https://json.test/u/held"))
        both = self.check("PN02", "--platform", "github", "--platform", "mine")
        self.assertEqual({record["platform"] for record in both.records()}, {"github", "mine"}, both)

    def test_a_list_decides_what_code_and_string_decide(self):
        sites = [site for site, *_ in LIST] + [entry("Off", "status", 200, "", 404, "", valid=False)]
        self.files.add({"license": ["none"], "authors": ["tests"], "categories": ["social"], "sites": sites}, "list")
        result = self.check(*NAMES)
        self.assertEqual(self.answers(result), {id: expected for _, id, expected in LIST}, result)

    def test_a_list_of_sherlocks_decides_what_its_tests_prove(self):
        sites = {name: (site, expected) for name, site, expected in (
            ("Status", {"errorType": "status_code"}, ("claimed", "available", "available")),
            ("Message", {"errorType": "message", "errorMsg": "Sorry, this user"}, ("claimed", "available", "claimed")),
            ("Both [kinds]", {"errorType": ["message", "status_code"], "errorMsg": ["x", "Sorry, this user"]},
             ("claimed", "available", "claimed")),
            ("Redirect", {"errorType": "response_url"}, ("claimed", "available", "available")),
            ("Always", {"errorType": "status_code"}, ("platform-blind",) * 3),
            ("Json", {"errorType": "status_code", "isNSFW": True}, ("claimed", "available", "blocked")))}
        shapes = {"Both [kinds]": "message", "Always": "always200"}
        self.files.add({"$schema": "x"} | {name: site | {
            "url": f"http://{shapes.get(name, name.lower())}.test/u/{{}}", "urlMain": "x", "username_claimed": "known"}
            for name, (site, _) in sites.items()}, "list")
        result = self.check(*NAMES)
        ids = {name: name.lower().replace(" ", "-").replace("[", "-").replace("]", "-") for name in sites}
        self.assertEqual(self.answers(result), {ids[name]: expected for name, (_, expected) in sites.items()}, result)
        self.assertEqual({record["handle"] for record in self.check("HELD", "--platform", "status").records()}, {"HELD"})

    def test_on_a_site_of_a_list_what_is_ours_is_so_in_any_letter_case(self):
        self.files.add({"license": ["none"], "authors": ["tests"], "categories": ["social"], "sites": [
            entry("Status", "status", 200, "", 404, "")]}, "list")
        owned = self.directory / "owned.csv"
        owned.write_text("platform,handle\nstatus,HELD\n")
        result = self.check("held", "Free", "--platform", "status", "--owned", owned)
        self.assertEqual({record["handle"]: (record["status"], record["holder"]) for record in result.records()},
                         {"held": ("claimed", "ours"), "Free": ("available", None)}, result)

    def test_a_list_of_maigrets_decides_what_its_tests_prove(self):
        texts = {"presenseStrs": ['class="handle"'], "absenceStrs": ["Sorry, this user"]}
        sites = {name: (site, expected) for name, site, expected in (
            ("Status", {"checkType": "status_code"}, ("claimed", "available", "available")),
            ("Message", {"checkType": "message"} | texts, ("claimed", "available", "no-rule")),
            ("Message by engine", {"engine": "Board"}, ("claimed", "available", "no-rule")),
            ("Message, wall", {"engine": "Board", "errors": {"has been suspended": "x"}}, ("claimed", "available", "blocked")),
            ("Message, claims only", {"checkType": "message", "presenseStrs": ['class="handle"']}, ("claimed", "no-rule", "no-rule")),
            ("Redirect", {"checkType": "response_url"}, ("claimed", "available", "available")),
            ("Status, off", {"checkType": "status_code", "disabled": True}, None),
            ("Status, misspelt", {"checkType": "status_code", "caseSentitive": True}, None))}
        self.files.add({"engines": {"Board": {"name": "Board", "site": {"checkType": "message"} | texts}}, "sites": {name: site | {
            "url": "{urlMain}/u/{username}", "urlMain": f"http://{name.lower().split()[0].rstrip(',')}.test", "usernameClaimed": "known"}
            for name, (site, _) in sites.items()}}, "list")
        result = self.check(*NAMES)
        ids = {name: name.lower().replace(" ", "-").replace(",", "-") for name in sites}
        self.assertEqual(self.answers(result), {ids[name]: expected for name, (_, expected) in sites.items() if expected}, result)
        self.assertRegex(result.stderr, r"(?m)left out: .*list\.json:\d+:\d+: /sites/Status, misspelt/caseSentitive: .*unknown key")
        off = self.check("held", "--platform", "status--off")
        self.assertEqual((off.code, off.stdout), (2, ""), off)
        self.assertIn("status--off is off", off.stderr)

    def test_a_list_strips_no_character_it_calls_the_name_invalid_there(self):
        self.files.add({"license": ["none"], "authors": ["tests"], "categories": ["social"], "sites": [
            entry("Dotless", "status", 200, "", 404, "", strip_bad_char="."), entry("Dots", "status", 200, "", 404, "")]}, "list")
        before = self.traffic("status")["names"].get("fr.ee", 0)
        result = self.check("fr.ee", "Held")
        self.assertEqual({(record["platform"], record["handle"]): record["status"] for record in result.records()},
                         {("dotless", "fr.ee"): "invalid", ("dots", "fr.ee"): "available", ("dotless", "Held"): "claimed",
                          ("dots", "Held"): "claimed"}, result)
        self.assertEqual(self.traffic("status")["names"].get("fr.ee", 0) - before, 1)

    def test_a_file_that_hides_a_built_in_says_so(self):
        self.files.add(worlds.definition("github", "status", "http://status.test", "known"))
        before = self.traffic("github")["requests"]
        result = self.check("held")
        self.assertEqual(self.answers(result), {"github": ("claimed", None, None)}, result)
        self.assertEqual(self.traffic("github")["requests"], before)
        self.assertRegex(result.stderr, r"(?im)^.*(warning|hides).*github")

    def test_a_definition_with_a_mistake_is_told_with_file_line_and_key(self):
        for change, line in (({"rat": "1/1s"}, "rat"), ({"controls": {"claimed": []}}, "claimed"), ({"rate": "often"}, "rate")):
            content = worlds.definition("mine", "status", "http://status.test", "known") | change
            (self.directory / "mine.json").write_text(json.dumps(content, indent=1), encoding="utf-8")
            result = harness.run("check", "held", "--platform-file", self.directory / "mine.json", env=self.simulator.proxy_env())
            self.assertEqual((result.code, result.stdout), (2, ""), result)
            lines = (self.directory / "mine.json").read_text(encoding="utf-8").splitlines()
            at = next(number for number, text in enumerate(lines, 1) if f'"{line}"' in text)
            self.assertIn(f"{self.directory / 'mine.json'}:{at}:", result.stderr)
            self.assertIn(line, result.stderr)

    def test_what_needs_a_credential_that_is_missing_says_so_and_asks_nothing(self):
        self.files.add(worlds.definition("mine", "status", "http://status.test", "known",
                                         ask={"credential": "mine-token", "headers": {"Authorization": "Bearer {credential}"}}))
        before = self.traffic("status")["requests"]
        result = self.check("held", "free")
        self.assertEqual(self.answers(result), {"mine": ("no-credential", "no-credential", None)}, result)
        self.assertEqual((result.code, self.traffic("status")["requests"]), (3, before))
        self.assertRegex(result.stderr, "mine: it asks for the credential 'mine-token'.*HANDLEWATCH_SECRET_MINE_TOKEN")

    def test_a_token_opens_the_batch_form_and_appears_nowhere(self):
        (self.directory / "github-token").write_text(TOKEN + "\n", encoding="utf-8")
        (self.directory / "github-token").chmod(0o600)
        for env in ({"HANDLEWATCH_SECRET_GITHUB_TOKEN": TOKEN}, {"CREDENTIALS_DIRECTORY": str(self.directory)}):
            for form in FORMATS:
                before = self.traffic("github")["requests"]
                result = self.check("PN{fr-departments}", "--platform", "github", "--format", form, "--explain", "--verbose", env=env)
                self.assertEqual(self.traffic("github")["requests"] - before, 2 + 1, result)  # 101 by 97 and three controls; pn02 again
                self.assertEqual(result.code, 1, result)
                for part in (TOKEN, TOKEN[4:], "secret"):
                    self.assertNotIn(part, result.stdout + result.stderr)
                if form == "jsonl":
                    self.assertEqual(collections.Counter((r["status"], r["reason"]) for r in result.records()),
                                     {("claimed", "graphql/2"): 1, ("available", "graphql/3"): 100}, result)
            plan = self.check("PN{fr-departments}", "--platform", "github", "--plan", "--verbose", env=env)
            self.assertNotIn(TOKEN, plan.stdout + plan.stderr)
            self.assertEqual(plan.records()[0]["requests"], 2, plan)

    def test_private_addresses_are_refused_unless_they_are_allowed(self):
        port = self.simulator.port
        hosts = ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1", "2130706433", "0x7f.1"]
        for at, host in enumerate(hosts):
            self.files.add(worlds.definition(f"at-{at}", "status", f"http://{host}:{port}/@status", "known"))
        before = self.traffic("status")["requests"]
        refused = self.check("held", proxy=False)
        self.assertEqual({record["platform"]: record["reason"] for record in refused.records()},
                         {f"at-{at}": "private-address" for at in range(len(hosts))}, refused)
        self.assertEqual((refused.code, self.traffic("status")["requests"]), (3, before))
        proxied = self.check("held", "--platform", "at-0", "--platform", "at-2")
        self.assertEqual({record["reason"] for record in proxied.records()}, {"private-address"}, proxied)
        self.assertEqual(self.traffic("status")["requests"], before)
        allowed = self.check("held", "free", "--platform", "at-0", "--platform", "at-1", "--allow-private-addresses", proxy=False)
        self.assertEqual(self.answers(allowed), dict.fromkeys(("at-0", "at-1"), ("claimed", "available", None)), allowed)

    def test_a_server_of_ones_own_is_asked_at_its_own_address(self):
        worlds_of_two = worlds.world(
            {"name": "one", "kind": "mastodon", "hosts": ["one.test"], "accounts": [worlds.account("PN44")]},
            {"name": "two", "kind": "mastodon", "hosts": ["two.test"], "accounts": [worlds.account("PN02")]})
        (self.directory / "owned.csv").write_text("platform,handle\nmastodon@one.test,PN44\n", encoding="utf-8")
        with harness.Simulator(worlds_of_two) as simulator:
            result = harness.run("check", "PN{02,44}", "--platform", "mastodon@one.test", "--platform", "mastodon@https://two.test",
                                 "--ca-file", simulator.ca, "--owned", self.directory / "owned.csv", env=simulator.proxy_env())
        answers = {(r["server"], r["handle"]): (r["status"], r["holder"] or r["reason"]) for r in result.records()}
        # The claimed control of the first is the account we own there; the second has none, so that claims stay unproven.
        self.assertEqual(answers, {("https://one.test", "pn02"): ("available", "lookup/3"),
                                   ("https://one.test", "pn44"): ("claimed", "ours"),
                                   ("https://two.test", "pn02"): ("unknown", "unproven"),
                                   ("https://two.test", "pn44"): ("available", "lookup/3")}, result)

    def test_a_host_is_listed_once_and_one_of_each_handle_as_a_wildcard(self):
        self.files.add({"license": ["none"], "authors": ["tests"], "categories": ["social"], "sites": [
            entry("Pages", "status", 200, "", 404, "") | {"uri_check": "https://{account}.pages.example/about"}]}, "list")
        self.files.add(worlds.definition("mine", "status", "http://status.test", "known"))
        result = harness.run("platforms", "hosts", "mine", "pages", "github", "mine", "github", *self.files.arguments)
        self.assertEqual([(record["platform"], record["host"]) for record in result.records()],
                         [("mine", "status.test"), ("pages", "*.pages.example"), ("github", "api.github.com")], result)

    def test_the_table_of_a_test_shows_servers_where_there_are_any(self):
        self.files.add(worlds.definition("mine", "status", "http://status.test", "known"))
        arguments = ("--ca-file", self.simulator.ca, "--rate", "1000/1s", "--format", "table")
        result = harness.run("platforms", "test", *self.files.arguments, *arguments, env=self.simulator.proxy_env())
        self.assertEqual(result.stdout.splitlines()[0].split(), ["PLATFORM", "CHECK", "RESULT", "DETAIL"], result)
        served = worlds.definition("served", "status", "{server}", "known") | {"server": {"default": "http://status.test"}}
        self.files.add(served)
        result = harness.run("platforms", "test", *self.files.arguments, *arguments, env=self.simulator.proxy_env())
        self.assertEqual(result.stdout.splitlines()[0].split(), ["PLATFORM", "SERVER", "CHECK", "RESULT", "DETAIL"], result)
        self.assertRegex(result.stdout, r"(?m)^served +http://status\.test +controls +right ")


if __name__ == "__main__":
    harness.main()
