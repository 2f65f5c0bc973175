#!/usr/bin/env python3
"""The configuration: every file of tests/configuration says exactly what stands beside it, `init` writes
one that is right, the schema agrees with the checker, and `check --config` uses what the file says."""
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

import harness
import worlds
from page_server import PageServer

CONFIGURATIONS = pathlib.Path(__file__).resolve().parent.parent / "configuration"
PASSWORD = "hunter2"  # stands in every secret of these files, and must stand in no output
SECRETS = {
    "HANDLEWATCH_SECRET_SLACK_URL": f"https://hooks.slack.example/services/{PASSWORD}",
    "HANDLEWATCH_SECRET_PLAIN_URL": f"http://hooks.slack.example/{PASSWORD}",
    "HANDLEWATCH_SECRET_SHORT_SECRET": "whsec_aHVudGVyMg==",
    "HANDLEWATCH_SECRET_WRONG_PROXY": f"http://user:{PASSWORD}@proxy.example.org:0",
    "HANDLEWATCH_SECRET_GITHUB_TOKEN": PASSWORD, "HANDLEWATCH_SECRET_X_BEARER": PASSWORD,
}


class ConfigTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def copy(self, name):
        """A copy of a folder of configurations, with the modes that git does not keep."""
        folder = self.folder / name
        shutil.copytree(CONFIGURATIONS / name, folder)
        for file in folder.iterdir():
            file.chmod(0o600 if file.suffix == ".secret" else 0o644)
        return folder

    def write(self, text, name="config.json"):
        file = self.folder / name
        file.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        return file

    def check(self, file, env=None, **more):
        return harness.run("config", "check", "--config", file, env=SECRETS | (env or {}), **more)

    def walk(self, name, code):
        folder = self.copy(name)
        files = sorted(folder.glob("*.json"))
        self.assertGreater(len(files), 5)
        for file in files:
            with self.subTest(file.name):
                result = self.check(file.name, cwd=folder)
                self.assertEqual(result.code, code, result)
                self.assertEqual(result.stdout + result.stderr, file.with_suffix(".expected").read_text(), result)
                self.assertNotIn(PASSWORD, result.stdout + result.stderr)

    def test_every_refused_configuration_says_exactly_what_is_wrong(self):
        self.walk("refused", 2)

    def test_every_accepted_configuration_says_what_it_comes_to_and_what_may_surprise(self):
        self.walk("accepted", 0)

    def test_a_budget_that_does_not_reach_for_the_sweeps_of_a_day_is_said_with_figures(self):
        def said(budget, every="6h"):
            result = self.check(self.write({"ledger": "sqlite::memory:", "watches": [
                {"name": "pn", "expect": ["PNationale{fr-departments}"], "platforms": ["x"], "every": every}],
                "platforms": {"x": {"budget": budget}}}))
            self.assertEqual(result.code, 0, result)
            return [line for line in result.stderr.splitlines() if "budget" in line]
        self.assertEqual(said("2 USD/day"), [
            "warning: X (Twitter): a budget of 2.00 USD a day may not reach: 4 sweeps of 101 handles cost up to 1.05 USD each with "
            "their controls, 4.20 USD together, and 0.40 USD are kept for second looks; where every handle is claimed, 251 of 404 "
            "answers are left over as unknown (budget); 5.27 USD a day would do, or a sweep every 24 h"])
        self.assertEqual(said("5.27 USD/day"), [])
        self.assertEqual(said("2 USD/day", "24h"), [])

    def test_what_is_wrong_is_on_stderr_and_what_is_right_on_stdout(self):
        result = self.check(self.write("[]"))
        self.assertEqual((result.code, result.stdout), (2, ""), result)
        result = harness.run("--quiet", "config", "check", "--config", self.write("{}"))
        self.assertEqual((result.code, result.stderr), (0, ""), result)
        self.assertIn("is ok", result.stdout)

    def test_the_first_configuration_is_right_once_its_secret_is_there(self):
        file = self.folder / "first.json"
        result = harness.run("init", "--output", file)
        self.assertEqual((result.code, result.stdout), (0, ""), result)
        self.assertEqual(file.read_text(), harness.run("init").stdout)
        result = harness.run("config", "check", "--config", file)
        self.assertEqual(result.code, 2, result)
        self.assertEqual(len(result.stderr.splitlines()), 1, result)
        self.assertIn("the credential 'slack-url' is missing", result.stderr)
        result = self.check(file)
        self.assertEqual(result.code, 0, result)
        self.assertLessEqual(set(result.stderr.splitlines()),
                             {"warning: the ledger's folder /var/lib/handlewatch is not there yet"}, result)

    def test_init_never_writes_over_anything(self):
        taken = self.write("mine", "taken.json")
        nowhere = self.folder / "link.json"
        nowhere.symlink_to(self.folder / "absent")
        for file in (taken, nowhere):
            result = harness.run("init", "--output", file)
            self.assertEqual((result.code, result.stdout), (2, ""), result)
            self.assertIn("exists already", result.stderr)
        self.assertEqual(taken.read_text(), "mine")
        self.assertFalse((self.folder / "absent").exists())
        result = harness.run("init", "--output", self.folder / "no" / "folder.json")
        self.assertEqual(result.code, 2, result)
        self.assertIn("cannot be written: No such file or directory", result.stderr)

    def test_a_device_is_there_already(self):
        result = harness.run("init", "--output", "/dev/full")
        self.assertEqual(result.code, 2, result)
        self.assertIn("exists already", result.stderr)

    def test_the_file_is_the_option_then_the_environment_then_the_system_one(self):
        named = self.write("{}", "named.json")
        result = harness.run("config", "check", env={"HANDLEWATCH_CONFIG": str(named)})
        self.assertEqual(result.code, 0, result)
        self.assertIn(str(named), result.stdout)
        result = harness.run("config", "check", "--config", self.folder / "option.json", env={"HANDLEWATCH_CONFIG": str(named)})
        self.assertEqual(result.code, 2, result)
        self.assertRegex(result.stderr, r"option\.json: cannot be read: No such file")
        if not os.path.exists("/etc/handlewatch/config.json"):
            result = harness.run("config", "check")
            self.assertEqual(result.code, 2, result)
            self.assertRegex(result.stderr, r"/etc/handlewatch/config\.json: cannot be read")

    def test_what_is_no_file_is_one_line(self):
        for file, why in ((self.folder, "is a folder, not a file"),
                          (self.folder / "absent.json", "cannot be read: No such file or directory"),
                          (self.write("{}") / "deeper.json", "cannot be read: Not a directory")):
            result = self.check(file)
            self.assertEqual((result.code, result.stdout, result.stderr), (2, "", f"handlewatch: {file}: {why}\n"), result)

    def test_secrets_come_from_systemd_first_and_keep_no_line_end(self):
        file = self.write({"channels": {"team": {"type": "slack", "url": {"credential": "slack-url"}}}})
        credentials = self.folder / "credentials"
        credentials.mkdir()
        env = {"CREDENTIALS_DIRECTORY": str(credentials)}
        self.assertEqual(self.check(file, env).code, 0)  # the environment, as the folder has none
        (credentials / "slack-url").write_text("http://example.org/\n")
        result = self.check(file, env)
        self.assertEqual(result.code, 2, result)
        self.assertIn("the credential 'slack-url' is not right: an https:// URL", result.stderr)
        (credentials / "slack-url").write_text("https://example.org/\r\n")
        self.assertEqual(self.check(file, env).code, 0)

    def test_a_secret_file_is_private_and_starts_at_the_configuration(self):
        (self.folder / "deep").mkdir()
        file = self.write({"channels": {"team": {"type": "slack", "url": {"file": "url.txt"}}}}, "deep/config.json")
        secret = self.folder / "deep" / "url.txt"
        secret.write_text(SECRETS["HANDLEWATCH_SECRET_SLACK_URL"])
        for mode, code in ((0o600, 0), (0o400, 0), (0o640, 2), (0o604, 2), (0o602, 2), (0o644, 2)):
            secret.chmod(mode)
            result = self.check(file)
            self.assertEqual(result.code, code, (oct(mode), result))
            if code == 2:
                self.assertIn(f"others may read or write {secret} (mode {stat.S_IMODE(mode):04o}): chmod 600 it", result.stderr)

    def test_the_schema_names_every_key_and_holds_for_what_is_accepted(self):
        schema = json.loads(harness.run("config", "schema").stdout)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        keys = set()

        def collect(part):
            for name, inner in part.get("properties", {}).items():
                keys.add(name)
                if inner.get("not") != {}:
                    self.assertIn("description", inner, name)
            for inner in part.values() if isinstance(part, dict) else []:
                for one in inner if isinstance(inner, list) else [inner]:
                    if isinstance(one, dict):
                        collect(one)

        collect(schema)
        for line in (CONFIGURATIONS / "accepted" / "every-key.json").read_text().splitlines():
            for key in re.findall(r'"([a-z_$]+)":', line):
                if key not in ("github", "bluesky", "x", "hook", "mail"):
                    self.assertIn(key, keys)
        self.assertEqual(schema["properties"]["language"], {
            "enum": ["en", "fr"], "description": "Of messages: en or fr.", "default": "en"})
        self.validate(schema)

    def validate(self, schema):
        """By a validator of others, where there is one."""
        try:
            import jsonschema
        except ImportError:
            return
        validator = jsonschema.Draft202012Validator(schema)
        validator.check_schema(schema)
        for file in sorted((CONFIGURATIONS / "accepted").glob("*.json")):
            validator.validate(plain_json(file.read_text()))
        validator.validate(plain_json(harness.run("init").stdout))
        refused = {file.stem for file in (CONFIGURATIONS / "refused").glob("*.json")
                   if file.stem not in ("empty", "syntax-error", "duplicate-key")
                   and not validator.is_valid(plain_json(file.read_text()))}
        self.assertLessEqual({"unknown-key", "language-unknown", "watch-without-a-name", "channel-type-unknown",
                              "slack-url-in-the-file", "keys-of-a-later-version", "route-of-an-unknown-severity",
                              "platform-concurrency-too-high", "wrong-kind"}, refused)

    def test_many_mistakes_of_a_hostile_file_end_quickly(self):
        for text in ("[" * 100_000, '{"watches": [' + "{}," * 20_000 + "]}", '{"\\u001b[2J": 1}', "{" + '"a": {' * 70 + "}" * 71):
            result = self.check(self.write(text), timeout=20)
            self.assertEqual((result.code, result.stdout), (2, ""))
            self.assertNotIn("\x1b", result.stderr)


class CheckWithConfigTest(unittest.TestCase):
    def setUp(self):
        self.files = worlds.Files(self.enterContext(tempfile.TemporaryDirectory()))
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def configuration(self, value):
        file = self.folder / "config.json"
        file.write_text(json.dumps(value))
        return file

    def test_check_without_the_option_reads_no_configuration(self):
        broken = self.configuration({"langauge": "fr"})
        result = harness.run("check", "acme", "--platform", "github", "--plan", env={"HANDLEWATCH_CONFIG": str(broken)})
        self.assertEqual(result.code, 0, result)

    def test_check_refuses_a_wrong_configuration_before_it_asks_anything(self):
        broken = self.configuration({"langauge": "fr", "timezone": "nowhere"})
        result = harness.run("check", "acme", "--config", broken)
        self.assertEqual((result.code, result.stdout), (2, ""), result)
        self.assertEqual(len(result.stderr.splitlines()), 2, result)

    def test_a_platform_is_asked_at_the_rate_of_the_configuration(self):
        def minutes(rate):
            file = self.configuration({"platforms": {"codeberg": {"rate": rate}}})
            arguments = ["check", "acme{01..99}", "--platform", "codeberg", "--plan", "--format", "jsonl"]
            return harness.run(*arguments, "--config", file), harness.run(*arguments)

        slow, usual = minutes("1/10m")
        self.assertEqual((slow.code, usual.code), (0, 0), slow)
        self.assertNotEqual(slow.stdout, usual.stdout)

    def test_the_operator_is_in_the_user_agent_and_the_owned_handles_are_ours(self):
        with PageServer({"/u/known": (200, {}, "known"), "/u/held": (200, {}, "held")}) as server:
            self.files.add(worlds.definition("site", "status", server.base, "known"))
            file = self.configuration({
                "operator": {"name": "Acme", "contact": "mailto:soc@example.org"},
                "network": {"allow_private_addresses": True},
                "watches": [{"name": "acme", "platforms": ["github"], "owned": [{"platform": "*", "handle": "held"}]}]})
            result = harness.run("check", "held", *self.files.arguments, "--config", file)
            self.assertEqual(result.code, 0, result)
            self.assertEqual([record["holder"] for record in result.records()], ["ours"], result)
            agents = {dict(headers)["User-Agent"] for _, headers in server.seen}
            self.assertEqual(len(agents), 1)
            self.assertRegex(agents.pop(), r"^handlewatch/[0-9.]+ \(Acme; \+mailto:soc@example\.org\)$")
            server.seen.clear()
            harness.run("check", "held", *self.files.arguments, "--config", file, "--contact", "mailto:me@example.org")
            self.assertRegex(dict(server.seen[0][1])["User-Agent"], r"\(Acme; \+mailto:me@example\.org\)$")

    def test_the_proxy_of_the_configuration_is_used(self):
        self.files.add(worlds.definition("site", "status", "http://site.test", "known"))
        simulator = self.enterContext(harness.Simulator(worlds.world(worlds.site("site", "status", ["held", "known"]))))
        file = self.configuration({"network": {"proxy": f"http://127.0.0.1:{simulator.port}"}})
        result = harness.run("check", "free", *self.files.arguments, "--config", file)
        self.assertEqual((result.code, result.records()[0]["status"]), (0, "available"), result)

    def test_a_ca_file_starts_at_the_configuration(self):
        self.files.add(worlds.definition("site", "status", "https://site.test", "known"))
        simulator = self.enterContext(harness.Simulator(worlds.world(worlds.site("site", "status", ["held", "known"]))))
        (self.folder / "ca.pem").write_bytes(pathlib.Path(simulator.ca).read_bytes())
        file = self.configuration({"network": {"ca_file": "ca.pem"}})
        result = harness.run("check", "free", *self.files.arguments, "--config", file, env=simulator.proxy_env())
        self.assertEqual((result.code, result.records()[0]["status"]), (0, "available"), result)

    def test_a_credential_of_the_configuration_is_the_one_that_is_sent(self):
        folder = self.folder / "patterns"
        (folder / "platforms").mkdir(parents=True)
        (folder / "datasets").mkdir()
        ask = {"credential": "shipped", "headers": {"Authorization": "Bearer {credential}"}}
        with PageServer({"/u/known": (200, {}, "known")}) as server:
            definition = worlds.definition("site", "status", server.base, "known", ask=ask)
            (folder / "platforms" / "site.json").write_text(json.dumps(definition | {"evidence": "documented"}))
            file = self.configuration({"network": {"allow_private_addresses": True},
                                       "platforms": {"site": {"credential": "ours"}}})
            done = subprocess.run(
                [harness.program(), "--patterns", folder, "check", "free", "--platform", "site", "--config", file],
                env=harness.environment({"HANDLEWATCH_SECRET_OURS": PASSWORD, "HANDLEWATCH_SECRET_SHIPPED": "no"}),
                capture_output=True, text=True, check=False)
            self.assertEqual(done.returncode, 0, done)
            self.assertEqual({dict(headers)["Authorization"] for _, headers in server.seen}, {f"Bearer {PASSWORD}"})
            self.assertNotIn(PASSWORD, done.stdout + done.stderr)


def plain_json(text):
    """JSON for people as JSON for programs: without comments and trailing commas (none of them in a string here)."""
    text = re.sub(r'("(?:[^"\\]|\\.)*")|//[^\n]*', lambda match: match[1] or "", text)
    return json.loads(re.sub(r",(\s*[\]}])", r"\1", text))


if __name__ == "__main__":
    harness.main()
