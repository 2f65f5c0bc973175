#!/usr/bin/env python3
"""handlewatch check of Mastodon with its API closed, and of Pixelfed, against a WebFinger server after RFC 7033."""
import http.client
import json
import pathlib
import tempfile
import unittest
import urllib.parse

import harness
import webfinger_server

ACCOUNTS = ["PNationale44", "keeper"]
GONE = "PNationale02"
FREE = "PNationale03"
NAMES = ["PNationale44", GONE, FREE]


class WebFingerTest(unittest.TestCase):
    def setUp(self):
        self.directory = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def serve(self, **more):
        return self.enterContext(webfinger_server.WebFinger(ACCOUNTS, [GONE], **more))

    def check(self, software, server, *names):
        """The result, what became of each name, and the paths that were asked. An account of ours is the control."""
        here = f"{software}@{server.base}"
        owned = self.directory / "owned.csv"
        owned.write_text(f"platform,handle\n{here},{ACCOUNTS[1]}\n", encoding="utf-8")
        before = len(server.asked)
        result = harness.run("check", *(names or NAMES), "--platform", here, "--owned", owned, "--allow-private-addresses",
                             "--rate", "1000/1s", "--format", "jsonl")
        answers = {record["handle"]: record["reason"] if record["status"] == "unknown" else record["status"]
                   for record in result.records() if record["holder"] != "ours"}
        return result, answers, server.asked[before:]

    def test_the_server_keeps_to_the_rfc(self):
        server = self.serve()

        def ask(query, path="/.well-known/webfinger"):
            connection = http.client.HTTPConnection(server.host, timeout=30)
            try:
                connection.request("GET", path + query)
                reply = connection.getresponse()
                return reply.status, reply.getheader("content-type"), reply.read().decode()
            finally:
                connection.close()

        status, kind, text = ask("?resource=acct:pnationale44@127.0.0.1")
        self.assertEqual((status, kind.partition(";")[0]), (200, "application/jrd+json"))
        answer = json.loads(text)
        self.assertEqual(answer["subject"], "acct:PNationale44@127.0.0.1")
        self.assertEqual([link["rel"] for link in answer["links"]].count("self"), 1)
        narrowed = json.loads(ask("?resource=acct%3Apnationale44%40127.0.0.1&rel=self&rel=other")[2])
        self.assertEqual(narrowed, answer | {"links": [link for link in answer["links"] if link["rel"] == "self"]})
        for query, expected in (("?resource=acct:nobody@127.0.0.1", 404), (f"?resource=acct:{GONE}@{server.host}", 410),
                                ("?resource=acct:keeper@elsewhere.example", 404), ("?resource=https://127.0.0.1/@keeper", 404),
                                ("", 400), ("?resource=", 400), ("?resource=keeper", 400),
                                ("?resource=acct:a@b.c&resource=acct:a@b.d", 400)):
            with self.subTest(query):
                self.assertEqual(ask(query)[0], expected)
        for path, expected in (("/api/v1/accounts/lookup?acct=keeper", 401), ("/keeper", 200), ("/nobody", 404)):
            self.assertEqual(ask("", path)[0], expected, path)

    def test_mastodon_with_its_api_closed_is_decided_by_webfinger(self):
        for api in (401, 403, 422):
            with self.subTest(api):
                server = self.serve(api=api)
                result, answers, asked = self.check("mastodon", server)
                self.assertEqual(answers, {"pnationale44": "claimed", "pnationale02": "reserved", "pnationale03": "available"}, result)
                self.assertEqual(result.code, 1, result)
                record = next(record for record in result.records() if record["handle"] == "pnationale44")
                self.assertEqual((record["holder"], record["account_id"], record["reason"]),
                                 ("stranger", f"{server.base}/users/PNationale44", "webfinger/1"))
                paths = [urllib.parse.urlsplit(path).path for path in asked]
                self.assertEqual(paths.count("/.well-known/webfinger"), paths.count("/api/v1/accounts/lookup"))
                # Two controls before and after; and the stranger once more, with controls after it.
                self.assertEqual(len(asked), 2 * (len(NAMES) + 1 + 2 + 2 + 1 + 2), asked)

    def test_mastodon_behind_a_server_that_does_not_hand_the_question_on_is_not_believed(self):
        page = (404, "text/html; charset=utf-8", "<!DOCTYPE html><html><title>404 Not Found</title><center>nginx</center></html>")
        result, answers, _ = self.check("mastodon", self.serve(not_found=page))
        self.assertEqual(answers["pnationale03"], "ambiguous", result)
        self.assertNotIn("available", answers.values(), result)

    def test_pixelfed_is_decided_by_webfinger_and_the_page(self):
        for not_found in (404, 400):  # older servers, newer ones
            with self.subTest(not_found):
                server = self.serve(not_found=(not_found,))
                result, answers, asked = self.check("pixelfed", server, "PNationale44", FREE)
                self.assertEqual(answers, {"pnationale44": "claimed", "pnationale03": "available"}, result)
                self.assertEqual(result.code, 1, result)
                self.assertIn("/pnationale03", asked)
                self.assertNotIn("/pnationale44", asked)

    def test_a_name_that_pixelfed_calls_gone_is_reserved(self):
        # 410 is what WebFinger says of an account that is gone for good: its name is kept.
        result, answers, asked = self.check("pixelfed", self.serve(), GONE, FREE)
        self.assertEqual(answers, {"pnationale02": "reserved", "pnationale03": "available"}, result)
        self.assertNotIn("/pnationale02", asked)


if __name__ == "__main__":
    harness.main()
