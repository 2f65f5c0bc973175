#!/usr/bin/env python3
"""platforms import: what of another tool's list can be used, and the same as definitions of one's own."""
import collections
import json
import pathlib
import tempfile
import unittest

import harness
import test_faults
import worlds

HELD, FREE, KNOWN = test_faults.HELD, test_faults.FREE, test_faults.KNOWN
FAULTS = ["none", "cf403", "cf200", "hcaptcha", "recaptcha", "aws202", "r401", "r403", "r429", "r451", "r500", "r503", "r999", "empty200",
          "login_redirect", "redirect_loop", "wrong_type", "bad_utf8", "reset", "soft404", "home200", "home_redirect"]
KEYS = ["id", "name", "status", "proves", "reason"]

# What a text on a page proves in a list, and no longer in a file.
NEVER_AVAILABLE = {"message-sherlock"}


def fault_of(kind, names):
    if kind == "none":
        return []
    limit = {"retry_after": 3600} if kind == "r429" else {}
    return [test_faults.spec(kind, names) | limit]


class ImportTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, content, name):
        path = self.directory / name
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=1), encoding="utf-8")
        return path

    def lists(self, cases):
        """The lists of all three tools for (fault, kind) pairs, and the sites they describe."""
        sites, listed = {}, {word: [] for word in worlds.LISTS}
        for fault, kind in cases:
            rules, word = kind.split("-")
            shape = "redirect" if rules == "all" else rules
            name = f"{fault}-{shape}".replace("_", "-")
            sites[name] = (shape, fault)
            scheme = "https" if shape in ("json", "redirect") else "http"
            listed[word].append((f"{fault}-{kind}".replace("_", "-"), rules, f"{scheme}://{name}.test", KNOWN))
        return {word: self.write(make(listed[word]), f"{word}.json") for word, (make, _) in worlds.LISTS.items()}, sites

    def test_every_listed_site_is_told_in_every_format(self):
        lists = {
            "sherlock": {"$schema": "x", "Fine": {"errorType": "status_code", "url": "https://a.test/{}", "urlMain": "x",
                                                  "username_claimed": "ada"},
                         "Weak": {"errorType": "status_code", "url": "https://a.test/{}", "urlMain": "x", "username_claimed": "ada",
                                  "regexCheck": "^(?!a)"}, "Bad": {"errorType": "message", "url": "x"}},
            "maigret": {"engines": {}, "sites": {
                "Fine": {"checkType": "status_code", "url": "https://a.test/{username}", "usernameClaimed": "ada"},
                "Weak": {"checkType": "message", "presenseStrs": ["x"], "url": "https://a.test/{username}", "usernameClaimed": "ada"},
                "Off": {"checkType": "status_code", "url": "https://a.test/{username}", "usernameClaimed": "ada", "disabled": True},
                "Bad": {"checkType": "message"}}},
        }
        counts = {"sherlock": "Sherlock: 3 listed, 1 loaded, 1 weakened, 0 off, 1 refused",
                  "maigret": "Maigret: 4 listed, 1 loaded, 1 weakened, 1 off, 1 refused"}
        for name, content in lists.items():
            path = self.write(content, f"{name}.json")
            result = harness.run("platforms", "import", path, "--format", "jsonl")
            self.assertEqual((result.code, result.stderr.splitlines()[-1]), (0, counts[name]), result)
            records = result.records()
            for record in records:
                self.assertEqual(list(record), KEYS)
                self.assertEqual(record["name"].lower(), {"fine": "fine", "weak": "weak", "off": "off"}.get(record["id"], "bad"))
            status = {record["name"]: (record["status"], record["proves"], bool(record["reason"])) for record in records}
            self.assertEqual(status["Fine"], ("loaded", "both sides", False))
            self.assertEqual(status["Weak"], ("weakened", "both sides" if name == "sherlock" else "claimed only", True))
            self.assertEqual(status["Bad"], ("refused", None, True))
            if name == "maigret":
                self.assertEqual(status["Off"], ("off", "both sides", True))
            for form in ("table", "json", "csv", "md"):
                told = harness.run("platforms", "import", path, "--format", form)
                self.assertEqual(told.code, 0, told)
                for word in ("Fine", "Weak", "Bad", "weakened", "refused"):
                    self.assertIn(word, told.stdout)
            quiet = harness.run("platforms", "import", path, "--quiet")
            self.assertEqual((quiet.code, quiet.stderr), (0, ""), quiet)

    def test_what_is_no_list_is_told_in_one_line_that_says_what_the_three_look_like(self):
        for at, content in enumerate(('{"id": "a"}', "[]", "7", '{"sites": 7}')):
            result = harness.run("platforms", "import", self.write(content, f"{at}.json"), "--output", self.directory / "out")
            self.assertEqual((result.code, result.stdout), (2, ""), result)
            self.assertEqual(len(result.stderr.splitlines()), 1, result)
            for word in ("uri_check", "usernameClaimed", "errorType", "WhatsMyName", "Maigret", "Sherlock", f"{at}.json"):
                self.assertIn(word, result.stderr)
        for path in (self.directory / "nowhere.json", self.directory, self.write("{", "broken.json")):
            result = harness.run("platforms", "import", path)
            self.assertEqual((result.code, result.stdout), (2, ""), result)
            self.assertIn(str(path), result.stderr)
        self.assertFalse((self.directory / "out").exists())

    def test_each_site_that_can_be_asked_gets_a_file_that_loads_and_none_is_overwritten(self):
        paths, _ = self.lists([("none", kind) for kind in test_faults.LIST])
        for word, path in paths.items():
            folder = self.directory / "deep" / word
            result = harness.run("platforms", "import", path, "--output", folder)
            self.assertEqual(result.code, 0, result)
            loaded = {record["id"] for record in result.records() if record["status"] in ("loaded", "weakened")}
            self.assertEqual({file.stem for file in folder.iterdir()}, loaded)
            files = {file: file.read_text(encoding="utf-8") for file in folder.iterdir()}
            arguments = [part for file in files for part in ("--platform-file", file)]
            shown = harness.run("platforms", "show", *sorted(loaded), *arguments)
            self.assertEqual(shown.code, 0, shown)
            for text in files.values():
                content = json.loads(text)
                self.assertEqual((content["evidence"], content["verified"]), ("reported", None))
                self.assertIn(f"({path.name})", content["source"])
            gone = min(files)
            gone.unlink()
            again = harness.run("platforms", "import", path, "--output", folder)
            self.assertEqual((again.code, again.stdout), (2, ""), again)
            self.assertIn("exists already", again.stderr)
            self.assertFalse(gone.exists())
            self.assertEqual({file: file.read_text(encoding="utf-8") for file in folder.iterdir()},
                             {file: text for file, text in files.items() if file != gone})

    def test_a_folder_that_cannot_be_made_is_told(self):
        paths, _ = self.lists([("none", "status-list"), ("none", "status-sherlock"), ("none", "status-maigret")])
        (self.directory / "file").write_text("", encoding="utf-8")
        for folder in (self.directory / "file", self.directory / "file" / "below", pathlib.Path("/proc/nothing")):
            result = harness.run("platforms", "import", paths["sherlock"], "--output", folder)
            self.assertEqual((result.code, result.stdout), (2, ""), result)
            self.assertIn(str(folder), result.stderr)

    def test_what_is_switched_off_has_no_file(self):
        path = self.write({"engines": {}, "sites": {
            "Off": {"checkType": "status_code", "url": "https://a.test/{username}", "usernameClaimed": "ada", "disabled": True}}}, "m.json")
        result = harness.run("platforms", "import", path, "--output", self.directory / "out")
        self.assertEqual((result.code, list((self.directory / "out").iterdir())), (0, []), result)
        self.assertEqual(result.records()[0]["status"], "off")

    def farm(self, names, imported):
        """The records of a farm with faults, asked by lists or by the files that come of them."""
        unseen = test_faults.UNSEEN if names else {}
        paths, sites = self.lists([(fault, kind) for fault in FAULTS for kind in test_faults.LIST if kind not in unseen.get(fault, ())])
        arguments = []
        for word, path in paths.items():
            files = [path]
            if imported:
                folder = self.directory / ("targets" if names else "all") / word
                self.assertEqual(harness.run("platforms", "import", path, "--output", folder).code, 0)
                files = sorted(folder.iterdir())
            arguments += [part for file in files for part in ("--platform-file", file)]
        world = worlds.world(*(worlds.site(name, shape, [HELD, KNOWN], faults=fault_of(fault, names))
                               for name, (shape, fault) in sites.items()))
        with harness.Simulator(world) as simulator:
            result = harness.run("check", HELD, FREE, *arguments, "--ca-file", simulator.ca, "--rate", "1000/1s", "--max-wait", "20s",
                                 "--timeout", "20s", env=simulator.proxy_env(), timeout=240)
        return result.records()

    def test_a_farm_whose_truth_is_known_gets_no_wrong_verdict_from_any_list_or_file(self):
        for names in (None, [HELD, FREE]):
            for imported in (False, True):
                records = self.farm(names, imported)
                wrong = [(record["platform"], record["expected"], record["status"]) for record in records
                         if record["status"] not in ("unknown", {HELD: "claimed", FREE: "available"}[record["expected"]])]
                self.assertEqual(wrong, [])
                well = {(record["platform"].removeprefix("none-"), record["expected"]): record["status"] for record in records
                        if record["platform"].startswith("none-")}
                self.assertEqual(len(well), 2 * len(test_faults.LIST))
                for (kind, handle), status in well.items():
                    missing = "unknown" if imported and kind in NEVER_AVAILABLE else "available"
                    self.assertEqual((kind, status), (kind, "claimed" if handle == HELD else missing))
                firm = collections.Counter(record["status"] for record in records 
                                           if not record["platform"].startswith(("none-", "bad-utf8-")))  # which is read
                self.assertEqual(set(firm), {"unknown"}, firm)


if __name__ == "__main__":
    harness.main()
