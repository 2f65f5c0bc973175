#!/usr/bin/env python3
"""What people write down and paste: names, hosts and lists, each taken as it is meant or refused with its line."""
import json
import pathlib
import tempfile
import unittest

import harness
from page_server import PageServer

BLANK = "has a blank within it that is no single space"
INVISIBLE = "has a control or invisible character within it"
# What is pasted with a name: taken, and the name that is meant.
AROUND = {" PN44\t": "PN44", "\u00a0@PN44\u202f": "PN44", "\ufeffPN44\u200b": "PN44", "\u200ePN44\u2060\r": "PN44",
          "e\u0301lyse\u0301e": "\u00e9lys\u00e9e"}
WITHIN = {"PN\u00a044": BLANK, "PN  44": BLANK, "PN\t44": BLANK, "PN\r44": BLANK, "PN\u200b44": INVISIBLE, "PN\ufeff44": INVISIBLE,
          "PN\u202e44": INVISIBLE}
SITE = {"errorType": "status_code", "url": "https://a.test/{}", "urlMain": "x", "username_claimed": "ada"}


class WrittenTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.site = self.write("site.json", json.dumps({"Site": SITE}))

    def write(self, name, text):
        path = self.directory / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def plan(self, *arguments, **more):
        return harness.run("check", *arguments, "--platform-file", self.site, "--plan", **more)

    def refused(self, result, *words):
        self.assertEqual((result.code, result.stdout), (2, ""), result)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_names_of_a_list_are_the_ones_that_are_meant(self):
        names = "\ufeff" + "\r\n".join(AROUND) + "\n\n"
        with PageServer({}) as server:
            site = self.write("asked.json", json.dumps({"Site": SITE | {"url": f"{server.base}/{{}}"}}))
            result = harness.run("check", "--from", "-", "--platform-file", site, "--allow-private-addresses", input=names)
        told = {record["handle"] for record in result.records()}
        self.assertEqual(told, set(AROUND.values()), result)

    def test_what_would_change_a_name_unseen_is_refused_with_its_line(self):
        for written, why in WITHIN.items():
            line = f"PN45\n{written}\n"
            self.refused(self.plan("--from", self.write("names", line)), "names:2: ", why)
            self.refused(self.plan("--from", "-", input=line), "standard input:2: ", why)
            if "\r" in written or "\t" in written:
                continue
            owned = self.write("owned.csv", f"platform,handle,account_id\n*,PN45,\n*,{written},\n*,PN46,{written}\n")
            self.refused(self.plan("--owned", owned), "owned.csv:3: ", "owned.csv:4: ", why)
            if why == INVISIBLE or "\u00a0" in written:
                data = self.write("data.csv", f"code\n01\n{written}\n")
                self.refused(harness.run("expand", "{d}", "--dataset", f"d={data}"), "data.csv:3: ")
            self.refused(harness.run("own", f"{written}@bluesky"), why)
            self.refused(harness.run("own", "PN44@bluesky", "--account-id", written), "--account-id", why)
            self.refused(self.plan(written), "handlewatch: ")

    def test_lines_of_another_kind_of_file_are_no_names(self):
        for line, why in {"https://a.test/PN44": "is an address", "PN{01..03}": "is a template", "a,b,c\nd,e,f": "is a row of a table with 3 columns",
                          "a;b\nc;d": "cut -d';' -f1"}.items():
            self.refused(self.plan("--from", "-", input=f"PN45\n{line}\n"), "standard input:2: ", why)
        self.assertEqual(self.plan("--from", "-", input="PN45\nDupont, Jean\n").code, 0)
        said = self.plan("--from", "-", input="".join(f"PN{number}\r" for number in range(500)))
        self.refused(said, "standard input:1: its lines end in a carriage return alone")
        self.assertLess(len(said.stderr), 200)

    def test_a_word_processors_dash_is_no_handle(self):
        for dash in ("\u2013", "\u2014", "\u2212"):
            self.refused(self.plan("ada", f"{dash}owned", "x.csv"), f"'{dash}owned'", "'--'")

    def test_what_the_ledger_is_asked_for_is_read_as_it_was_written(self):
        for words in (("history", "PN\u200b44"), ("ledger", "forget", "did:\u200bx", "--platform", "bluesky")):
            self.refused(harness.run(*words), INVISIBLE)

    def test_a_server_is_refused_for_what_it_cannot_be_called(self):
        for server in ("masto\u200bdon.social", "a..b", "-x.example", "mastodon.social:99999"):
            self.refused(harness.run("check", "x", "--platform", f"mastodon@{server}", "--plan"))
        one = harness.run("check", "x", "--platform", "mastodon@mastodon.social.", "--platform", "mastodon@mastodon.social", "--plan")
        self.assertEqual([record["server"] for record in one.records()], ["https://mastodon.social"], one)

    def test_an_empty_list_is_a_mistake(self):
        for text in ("", "\n \n\t\n", "\ufeff", "@\n"):
            self.refused(self.plan("--from", self.write("names", text)), "has no handle in it")
            self.refused(self.plan("--from", "-", input=text), "standard input: has no handle in it")
        self.refused(self.plan("--owned", self.write("owned.csv", "")), "is empty")
        self.refused(self.plan("--owned", self.write("owned.csv", "platform,handle\n")), "owned.csv has no handle in it")
        self.assertEqual(self.plan("ada", "--owned", self.directory / "owned.csv").code, 0)

    def test_columns_of_a_table_keep_their_words_and_lose_a_typesetters_blanks(self):
        data = self.write("data.csv", "code,name\n 01\u00a0,Val\u00a0d'Oise \n02,Cote\u0302\n")
        result = harness.run("expand", "{d} {d.name}", "--dataset", f"d={data}")
        self.assertEqual(result.stdout, "01 Val d'Oise\n02 Cot\u00ea\n", result)

    def test_one_name_typed_in_two_ways_is_one(self):
        result = harness.run("expand", "\u00e9lys\u00e9e", "e\u0301lyse\u0301e")
        self.assertEqual(result.stdout, "\u00e9lys\u00e9e\n", result)

    def test_hosts_go_over_the_wire_in_lower_case_and_as_browsers_write_them(self):
        with PageServer({}) as server:
            port = server.port
            lists = {"hosts.json": {"Site": SITE | {"url": f"HTTP://{{}}.Blog.LocalHost:{port}/x", "username_claimed": "PN33"}},
                     "idn.json": {"Other": SITE | {"url": f"http://\u00e9lys\u00e9e.LOCALHOST:{port}/{{}}"}}}
            files = [word for name, content in lists.items() for word in
                     ("--platform-file", self.write(name, json.dumps(content, ensure_ascii=False)))]
            result = harness.run("check", "PN44", *files, "--allow-private-addresses", "--rate", "100/1s")
            hosts = {value for _, headers in server.seen for name, value in headers if name == "Host"}
        self.assertEqual({record["platform"]: record["status"] for record in result.records()},
                         {"site": "unknown", "other": "unknown"}, result)
        self.assertIn(f"pn33.blog.localhost:{port}", hosts)
        self.assertIn(f"xn--lyse-9oad.localhost:{port}", hosts)
        self.assertEqual({host for host in hosts if host != host.lower() or not host.isascii()}, set())

    def test_servers_and_domains_beyond_ascii_are_asked_about_by_their_name_on_the_wire(self):
        plan = harness.run("check", "PN44", "--platform", "mastodon@\u00c9lys\u00e9e.example", "--plan")
        self.assertEqual(plan.records()[0]["server"], "https://xn--lyse-9oad.example", plan)
        for written in ("\u00e9lys\u00e9e", "\u00c9lys\u00e9e.fr", "e\u0301lyse\u0301e.fr"):
            plan = harness.run("check", written, "--platform", "domain-fr", "--plan")
            self.assertEqual([record["targets"] for record in plan.records()], [1], plan)
        names = harness.run("expand", "\u00e9lys\u00e9e", "--platform", "domain-fr")
        self.assertEqual(names.code, 0, names)

    def test_what_is_no_site_in_a_list_ends_no_import(self):
        wmn = {"name": "A", "uri_check": "https://a.test/{account}", "e_code": 200, "e_string": "x", "m_code": 404, "m_string": "y",
               "known": ["ada"], "cat": "c", "comment": "x"}
        maigret = {"checkType": "status_code", "url": "https://a.test/{username}", "usernameClaimed": "ada", "comments": ["x"]}
        long = "N" * 300
        lists = [  # text, ids
            ('{// a comment\n"A":%s,\n/* and another */"A":%s,}' % (json.dumps(SITE), json.dumps(SITE)), ["a", "a-2"]),
            (json.dumps({"$schema": "x", "_comment": "x", "A": SITE | {"__comment__": "x"}, long: SITE}), ["a", "n" * 100]),
            (json.dumps({"sites": ["a comment", wmn, wmn, wmn | {"name": long}]}), ["a", "a-2", "n" * 100]),
            (json.dumps({"engines": {}, "sites": {"_c": "x", "A": maigret, long: maigret}}), ["a", "n" * 100]),
        ]
        for at, (text, ids) in enumerate(lists):
            path = self.write(f"{at}.json", text)
            result = harness.run("platforms", "import", path, "--output", self.directory / str(at), "--format", "jsonl")
            self.assertEqual(result.code, 0, result)
            self.assertEqual([record["id"] for record in result.records()], ids, result)
            self.assertEqual({file.stem for file in (self.directory / str(at)).iterdir()}, set(ids))

    def test_a_list_given_twice_is_asked_once(self):
        copy = self.write("copy.json", self.site.read_text())
        for again in (self.site, copy):
            plan = self.plan("ada", "--platform-file", again)
            self.assertEqual([record["platform"] for record in plan.records()], ["site"], plan)

    def test_what_a_list_loses_is_told_in_one_line(self):
        weak = SITE | {"errorType": "message", "errorMsg": ["rate limit", "nobody"]}
        self.site = self.write("site.json", json.dumps({"Fine": SITE, "Weak": weak}))
        plan = self.plan("ada")
        self.assertEqual(plan.stderr.count("prove less"), 1, plan)
        for word in ("1 of 2 sites", "Weak", "rate limit", "--verbose"):
            self.assertIn(word, plan.stderr)

    def test_a_mistyped_key_is_told_each_key_once(self):
        path = self.write("typed.json", json.dumps({"A": SITE | {"zzz": 1}}))
        said = harness.run("platforms", "import", path, "--format", "jsonl").records()[0]["reason"]
        self.assertEqual(said.count("errorType"), 1, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
