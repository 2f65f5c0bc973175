#!/usr/bin/env python3
"""What people ask and decide, through the service's socket and, after it stopped, without it; and the channels."""
import collections
import json
import re
import socket
import sqlite3

import harness
import receivers
import worlds
from service import Case, incidents, platform, stranger, uid, watch, webhook


class ManyTest(Case):
    scenario = worlds.world(platform("codeberg", *(stranger(f"x{number}", number) for number in range(1, 2400, 1200))))

    def test_an_export_of_many_pages_leaves_nothing_out_and_says_nothing_twice(self):
        self.configure([watch(["x{1..2300}"])])
        self.assertEqual(self.service.once().code, 1)
        records = self.service.ask("ledger", "export").records()
        for kind in ("target", "history"):
            handles = collections.Counter(record["handle"] for record in records if record["kind"] == kind)
            self.assertEqual(handles, {f"x{number}": 1 for number in range(1, 2301)})
        claimed = sorted(record["handle"] for record in records if record["kind"] == "incident")
        self.assertEqual(claimed, ["x1", "x1201"])  # in whichever order their confirming answers came


class DeskTest(Case):
    names = ["pnationale02", "pnationale03", "pnationale05", "pnationale06"]
    scenario = worlds.world(platform("codeberg", *(stranger(name, 100 + at) for at, name in enumerate(names))))

    def setUp(self):
        super().setUp()
        self.configure([watch(["PNationale{02,03,05,06,07,08}"])])
        self.service.start()
        harness.wait_for(lambda: len(incidents(self.service)) == 4, 40, "the strangers to be known")

    def number(self, handle):
        return next(one["id"] for one in incidents(self.service) if one["handle"] == handle)

    def state(self, handle):
        return next(one["state"] for one in incidents(self.service) if one["handle"] == handle)

    def decide(self, action, handle, *more):
        result = self.service.ask("incidents", action, str(self.number(handle)), *more)
        self.assertEqual(result.code, 0, result)
        return result

    def told_of(self, handle):
        return self.service.ask("incidents", "show", str(self.number(handle)), "--format", "table").stdout

    def test_people_decide_while_it_runs_and_when_it_does_not(self):
        for running in (True, False):
            with self.subTest(running=running):
                self.decide("ack", "pnationale02", "--reason", "we look after it")
                self.assertEqual(self.state("pnationale02"), "acknowledged")
                self.decide("snooze", "pnationale03", "7d")
                self.assertEqual(self.state("pnationale03"), "snoozed")
                self.decide("dismiss", "pnationale05", "--as", "bystander", "--reason", "a bakery of that name")
                self.assertEqual(self.state("pnationale05"), "dismissed")
                self.decide("own", "pnationale06", "--reason", "a colleague's")
                self.assertEqual(self.state("pnationale06"), "resolved")
                for handle, words in (("pnationale02", "ack by"), ("pnationale03", "snooze by"), ("pnationale05", "as bystander"),
                                      ("pnationale06", "own by")):
                    text = self.told_of(handle)
                    self.assertIn(words, text)
                    self.assertIn(uid(), text)
                lines = {handle: self.told_of(handle).splitlines()[-1].split("  ", 1)[1] for handle in self.names}
                self.assertRegex(lines["pnationale02"], rf"^ack by \S+ {re.escape(uid())}: we look after it$")
                self.assertRegex(lines["pnationale03"], rf"^snooze by \S+ {re.escape(uid())} until \S+Z$")
                self.assertRegex(lines["pnationale05"], rf"^dismiss by \S+ {re.escape(uid())} as bystander: a bakery of that name$")
                for handle in self.names:
                    self.decide("reopen", handle)
                    self.assertEqual(self.state(handle), "open")
                self.assertEqual(self.service.ask("status").code, 1)
            if running:
                self.assertEqual(self.service.stop()[0], 143)
        self.assertEqual([one.events for one in self.receiver.had()][1:], [])

    def test_what_people_decided_holds_at_the_next_looks(self):
        self.decide("dismiss", "pnationale05", "--as", "parody", "--reason", "says so")
        self.decide("own", "pnationale06")
        before = self.asked()
        harness.wait_for(lambda: self.asked() > before + 25, 30, "three more looks")
        self.assertEqual((self.state("pnationale05"), self.state("pnationale06")), ("dismissed", "resolved"))
        units = self.service.ask("status", "--format", "jsonl").records()
        self.assertEqual((units[0]["ours"], units[0]["others"]), (1, 3))
        self.assertEqual([one.events for one in self.receiver.had()][1:], [])

    def test_a_slip_is_one_line_and_changes_nothing(self):
        for running in (True, False):
            for arguments, words in ((["incidents", "show", "99"], "no incident 99"),
                                     (["incidents", "ack", "99"], "no incident 99"),
                                     (["incidents", "snooze", "1", "soon"], "7d"),
                                     (["incidents", "dismiss", "1", "--as", "bakery", "--reason", "x"], "bakery"),
                                     (["incidents", "dismiss", "1", "--as", "bystander"], "reason"),
                                     (["incidents", "list", "--state", "opn"], "'open'"),
                                     (["own", "PNationale44"], "HANDLE@PLATFORM"),
                                     (["ledger", "forget", "100", "--platform", "codeburg"], "'codeberg'"),
                                     (["own", "PNationale44@codeburg"], "'codeberg'"),
                                     (["ledger", "backup", self.service.config], "there already")):
                result = self.service.ask(*arguments)
                self.assertEqual((result.code, result.stdout, len(result.stderr.splitlines())), (2, "", 1), result)
                self.assertRegex(result.stderr, words)
            if running:
                self.assertEqual({one["state"] for one in incidents(self.service)}, {"open"})
                self.service.stop()

    def test_lists_hold_the_same_with_and_without_the_service(self):
        def answers():
            return [self.service.ask(*arguments, "--format", "jsonl").stdout for arguments in
                    (["incidents", "list"], ["incidents", "list", "--state", "open"], ["history", "pnationale02"],
                     ["history", "@pnationale07"])]
        running = answers()
        self.service.stop()
        self.assertEqual(answers(), running)
        self.assertEqual(len(harness.jsonl(running[0])), 4)
        self.assertEqual([(record["status"], record["account_id"], record["display_name"]) for record in harness.jsonl(running[2])],
                         [("claimed", "100", "Pnationale02")])

    def test_a_table_shows_which_server_is_meant(self):
        for arguments in (["status"], ["incidents", "list"], ["history", "pnationale02"]):
            head, first, *_ = self.service.ask(*arguments, "--format", "table").stdout.splitlines()
            self.assertRegex(head, r"\bPLATFORM +SERVER\b")
            self.assertRegex(first, r"\bcodeberg +https://codeberg\.org\b")

    def test_a_handle_can_be_ours_before_the_platform_shows_it(self):
        for handle, arguments, word in (("PNationale07", ["--registered"], "now on"),
                                        ("PNationale08", ["--account-id", "8"], "now on; nobody has it, .*: it is to be registered")):
            result = self.service.ask("own", f"{handle}@codeberg", *arguments)
            self.assertEqual(result.code, 0, result)
            self.assertRegex(result.stderr, f"^{handle.lower()} on codeberg@https://codeberg.org is ours from {word}\n$")
        looks = self.asked()
        harness.wait_for(lambda: self.asked() > looks + 25, 30, "three more looks")
        self.assertEqual([event[:2] for event in self.receiver.events() if event[1] == "pnationale07"], [])

    def test_a_handle_that_no_watch_looks_at_is_not_called_ours_without_a_word(self):
        for where in ("PNationale77@codeberg", "PNationale02@codeberg@https://elsewhere.example", "PNationale02@github"):
            result = self.service.ask("own", where)
            self.assertEqual((result.code, len(result.stderr.splitlines())), (0, 1), result)
            self.assertRegex(result.stderr, "ours from now on; no look at it on (codeberg@https|github)")

    def test_a_pinned_account_changes_only_when_that_is_said(self):
        for running in (True, False):
            for arguments, words in ((["--account-id", "144"], "ours from now on; nobody has it, .*: it is to be registered$"),
                                     ([], "; the account 144 stays pinned; nobody has it, .*: it is to be registered$"),
                                     (["--registered"], "; the account 144 stays pinned$"),
                                     (["--account-id", " 145 "], "; the account 145 is pinned in place of 144; nobody has it, .*$"),
                                     (["--unpin"], "; the account 145 is no longer pinned; nobody has it, .*$"),
                                     (["--unpin"], "; no account was pinned to it; nobody has it, .*$"),
                                     ([], "ours from now on; nobody has it, .*: it is to be registered, and whoever takes it is a stranger until .*$")):
                result = self.service.ask("own", "PNationale08@codeberg", *arguments)
                self.assertEqual((result.code, result.stdout, len(result.stderr.splitlines())), (0, "", 1), result)
                self.assertRegex(result.stderr.strip(), words)
            for arguments, words in ((["--account-id", ""], "--account-id needs the id"), (["--account-id", "  "], "--unpin"),
                                     (["--account-id", "1", "--unpin"], "one of them")):
                result = self.service.ask("own", "PNationale08@codeberg", *arguments)
                self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
                self.assertRegex(result.stderr, words)
            result = self.service.ask("own", "pnationale03@codeberg", "--registered")
            self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
            self.assertRegex(result.stderr, r"was not free: the account \d+ was seen there last; if that is ours: handlewatch own "
                             r"pnationale03@codeberg@https://codeberg\.org; if it is another now: .* --account-id ID$")
            result = self.service.ask("own", "pnationale02@codeberg", "--account-id", "144")
            self.assertEqual(result.code, 0, result)
            self.assertRegex(result.stderr, "(from now on|stays pinned); the account 100 was seen there last and is a stranger's$")
            result = self.service.ask("incidents", "own", str(self.number("pnationale02")))
            self.assertEqual((result.code, len(result.stderr.splitlines())), (2, 1), result)
            self.assertRegex(result.stderr, "of the account 144, as it is pinned or listed.*own pnationale02@codeberg@https://codeberg.org --account-id 100$")
            self.assertEqual(self.state("pnationale02"), "open")
            if running:
                self.service.stop()
        number = self.number("pnationale02")
        result = self.service.ask("own", "pnationale02@codeberg", "--account-id", "100")
        self.assertRegex(result.stderr, rf"in place of 144; the account 100, a stranger's until now, is taken for ours; incident {number} is resolved$")
        self.assertEqual(self.state("pnationale02"), "resolved")
        self.assertRegex(self.told_of("pnationale02").splitlines()[-1], r"own (pnationale02 on codeberg\S* )?by ")

    def test_the_ledger_is_checked_copied_and_made_to_forget(self):
        for running in (True, False):
            copy = self.folder / f"copy-{running}.db"
            self.assertEqual(self.service.ask("ledger", "check").code, 0)
            result = self.service.ask("ledger", "backup", copy)
            self.assertEqual(result.code, 0, result)
            self.assertTrue(copy.read_bytes().startswith(b"SQLite format 3"))
            account = "100" if running else "101"
            elsewhere = self.service.ask("ledger", "forget", account, "--platform", "github")
            self.assertRegex(elsewhere.stderr, "forgotten in 0 rows")
            result = self.service.ask("ledger", "forget", account, "--platform", "codeberg")
            self.assertEqual(result.code, 0, result)
            self.assertRegex(result.stderr, "copies of the ledger")
            self.assertRegex(result.stderr, r"forgotten in (1 row|([2-9]|[1-9]\d+) rows)\b")
            records = self.service.ask("history", self.names[int(account) - 100], "--format", "jsonl").records()
            self.assertEqual(records[0]["account_id"], None)
            if running:
                self.service.stop()

    def long_undecided(self, where):
        """Makes it so that these targets were last decided eight days ago; what status says of them."""
        self.service.stop()
        with sqlite3.connect(self.service.ledger) as ledger:
            ledger.execute(f"UPDATE target SET gap_at = (unixepoch() - 8 * 86400) * 1000 {where}")
        ledger.close()
        result = self.service.ask("status", "--format", "jsonl")
        return result.records()[0]["undecided_for_7_days"], result.stderr

    def test_who_is_undecided_for_a_week_is_named_unless_nobody_is_decided(self):
        handles, words = self.long_undecided("WHERE handle = 'pnationale07'")
        self.assertEqual(handles, ["pnationale07"])
        self.assertRegex(words, r"undecided for 7 days while others there are decided: pnationale07\n")
        handles, words = self.long_undecided("")
        self.assertEqual(handles, [])
        self.assertNotIn("undecided", words)

    def test_a_copy_where_none_can_be_is_one_line(self):
        for running in (True, False):
            result = self.service.ask("ledger", "backup", "/nonexistent/copy.db")
            self.assertEqual((result.code, len(result.stderr.splitlines())), (4, 1), result)
            self.assertIn("/nonexistent/copy.db", result.stderr)
            if running:
                self.assertIsNone(self.service.process.poll())
                self.service.stop()

    def test_a_client_that_holds_the_line_does_not_hold_up_the_end(self):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(self.folder / "api.sock"))
            client.sendall(b"GET /v1/status HTTP/1.1\r\nHost: h\r\n\r\n")
            self.assertIn(b"200 OK", client.recv(65536))
            code, seconds = self.service.stop()
        self.assertEqual((code, seconds < 5), (143, True), seconds)

    def test_an_export_holds_everything_with_and_without_the_service(self):
        self.decide("dismiss", "pnationale05", "--as", "bystander", "--reason", "a bakery of that name")
        self.assertEqual(self.service.ask("own", "PNationale07@codeberg", "--registered", "--reason", "by Ann").code, 0)
        kept = {}
        for running in (True, False):
            result = self.service.ask("ledger", "export")
            self.assertEqual((result.code, result.stderr), (0, ""), result)
            rows = collections.defaultdict(list)
            for record in result.records():
                rows[record["kind"]].append(record)
            self.assertEqual({kind: len(found) for kind, found in rows.items()},
                             {"target": 6, "history": 6, "incident": 4, "decision": 2})
            self.assertEqual({row["handle"]: (row["status"], row["holder"]) for row in rows["target"]},
                             {"pnationale02": ("claimed", "stranger"), "pnationale03": ("claimed", "stranger"),
                              "pnationale05": ("claimed", "bystander"), "pnationale06": ("claimed", "stranger"),
                              "pnationale07": ("available", None), "pnationale08": ("available", None)})
            dismissal, owned = rows["decision"]
            self.assertEqual((dismissal["action"], dismissal["incident"], dismissal["reason"]),
                             ("dismiss", self.number("pnationale05"), "a bakery of that name"))
            self.assertEqual((owned["action"], owned["incident"], owned["subject"], owned["reason"]),
                             ("own", None, "pnationale07 on codeberg@https://codeberg.org", "registered: by Ann"))
            self.assertIn(uid(), dismissal["by"])
            kept[running] = rows["incident"], rows["history"], rows["decision"]
            if running:
                self.service.stop()
        self.assertEqual(kept[True], kept[False])

    def test_a_decision_is_made_by_one_method_and_a_question_is_asked_by_one(self):
        number = self.number("pnationale02")
        for method, path, allowed in (("DELETE", f"/v1/incidents/{number}/ack", "POST"), ("PUT", f"/v1/incidents/{number}/own", "POST"),
                                      ("GET", "/v1/own", "POST"), ("POST", "/v1/status", "GET"), ("POST", "/v1/channels", "GET"),
                                      ("DELETE", "/v1/channels/team/test", "POST"), ("POST", "/v1/channels/team/preview", "GET")):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.folder / "api.sock"))
                client.sendall(f"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n".encode())
                answer = client.recv(65536).decode()
            self.assertIn("405 Method Not Allowed", answer)
            self.assertIn(f"\r\nAllow: {allowed}\r\n", answer)
        self.assertEqual(self.state("pnationale02"), "open")

    def test_who_else_may_open_the_socket(self):
        self.assertEqual((self.folder / "api.sock").stat().st_mode & 0o777, 0o660)

    def test_nothing_is_decided_beside_a_service_that_cannot_be_asked(self):
        before = self.service.ask("ledger", "export").stdout
        elsewhere = self.service.environment() | {"HANDLEWATCH_SOCKET": str(self.folder / "elsewhere.sock")}

        def ask(*arguments):
            return harness.run(*arguments, "--config", self.service.config, env=elsewhere)
        for arguments in (["incidents", "ack", "1"], ["incidents", "own", "1"], ["own", "pnationale02@codeberg"], ["channels", "test", "team"],
                          ["ledger", "forget", "100", "--platform", "codeberg"]):
            had = len(self.receiver.had())
            result = ask(*arguments)
            self.assertEqual((result.code, result.stdout, len(result.stderr.splitlines())), (4, "", 1), result)
            self.assertRegex(result.stderr, r"ledger\.db: another handlewatch runs on this ledger and cannot be asked at .*/elsewhere\.sock")
            self.assertEqual(len(self.receiver.had()), had)
        # To look is in nobody's way.
        for arguments in (["status"], ["incidents", "list"], ["history", "pnationale02"], ["ledger", "check"],
                          ["ledger", "backup", str(self.folder / "copy.db")]):
            self.assertIn(ask(*arguments).code, (0, 1))
        decided = [record for record in self.service.ask("ledger", "export").records() if record["kind"] in ("incident", "decision")]
        self.assertEqual(decided, [record for record in harness.jsonl(before) if record["kind"] in ("incident", "decision")])
        self.service.stop()
        self.assertEqual(ask("incidents", "ack", "1").code, 0)

    def raw(self, request):
        """What the socket answers until it closes: the head and the body."""
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(10)
            client.connect(str(self.folder / "api.sock"))
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            answer = b""
            while part := client.recv(65536):
                answer += part
        head, _, body = answer.partition(b"\r\n\r\n")
        return head.decode(), body.decode()

    def refused(self, request):
        """The status of a refusal, and the sentence in it."""
        head, body = self.raw(request)
        self.assertIn("\r\nContent-Type: application/json", head)
        return int(head.split()[1]), json.loads(body)["error"]

    def test_a_body_that_is_too_large_is_told_so(self):
        most = 64 << 10
        for size in (most + 1, 3 << 20):
            body = b'{"reason":"' + b"x" * (size - 13) + b'"}'
            status, why = self.refused(b"POST /v1/incidents/1/ack HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            self.assertEqual((status, why), (413, "the body is larger than 64 KiB"))
        chunk = b"8000\r\n" + b"x" * 0x8000 + b"\r\n"
        self.assertEqual(self.refused(b"POST /v1/own HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk * 3 + b"0\r\n\r\n")[0], 413)
        status, why = self.refused(b"GET /v1/status?" + b"a" * 20000 + b" HTTP/1.1\r\n\r\n")
        self.assertEqual((status, why), (431, "the header is larger than 8 KiB"))
        body = b'{"reason":"' + b"x" * (most - 13) + b'"}'
        head, _ = self.raw(b"POST /v1/incidents/1/ack HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % most + body)
        self.assertIn("200 OK", head)
        self.assertEqual(self.service.ask("incidents", "ack", "1", "--reason", "y" * (100 << 10)).code, 2)

    def test_what_is_no_request_is_told_so(self):
        question = b"GET /v1/status%s HTTP/1.1\r\nHost: h\r\n\r\n"
        decision = b"POST /v1/incidents/1/ack HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s"
        for request, words in ((b"\x00\xff\r\n\r\n", "no HTTP"), (b"GET\r\n\r\n", "no HTTP"), (b"GET / HTTP/9.9\r\n\r\n", "no HTTP"),
                               (b"GET / HTTP/1.1\r\nno header\r\n\r\n", "no HTTP"), (b"GET /v1/st", "cut short"),
                               (b"POST /v1/own HTTP/1.1\r\nContent-Length: 30\r\n\r\n{}", "cut short"),
                               (b"POST /v1/own HTTP/1.1\r\nContent-Length: x\r\n\r\n{}", "no HTTP"),
                               (b"GET http://h/v1/status HTTP/1.1\r\n\r\n", "no path"), (b"GET /%zz HTTP/1.1\r\n\r\n", "no path"),
                               (question % b"?stat=open", "unknown parameter 'stat'"), (question % b"?a=1&a=2", "'a' stands twice"),
                               (decision % (3, b"{{{"), "no JSON"), (decision % (2, b"[]"), "no JSON object"),
                               (decision % (14, b'{"reson": "x"}'), "unknown key 'reson' .did you mean 'reason'"),
                               (decision % (13, b'{"reason": 7}'), "'reason' is to be a text"),
                               (decision % (27, b'{"reason":"a","reason":"b"}'), "reason.*twice|duplicate")):
            with self.subTest(request):
                status, why = self.refused(request)
                self.assertEqual(status, 400)
                self.assertRegex(why, words)
        self.assertEqual(self.raw(b""), ("", ""))
        self.assertEqual({one["state"] for one in incidents(self.service)}, {"open"})

    def test_a_head_has_no_body(self):
        for path in ("/v1/status", "/v1/incidents/1/ack", "/nowhere"):
            head, body = self.raw(b"HEAD %s HTTP/1.1\r\nHost: h\r\n\r\n" % path.encode())
            self.assertEqual(body, "")
            self.assertRegex(head, "405 Method Not Allowed" if "v1" in path else "404 Not Found")
            self.assertRegex(head, r"\r\nContent-Length: [1-9]\d*")
        # What follows on the same line is read as what it is.
        head, body = self.raw(b"HEAD /v1/status HTTP/1.1\r\nHost: h\r\n\r\nGET /v1/incidents?state=open HTTP/1.1\r\nHost: h\r\n\r\n")
        self.assertRegex(body, "^HTTP/1.1 200 OK\r\n")

    def test_nonsense_on_the_socket_harms_nobody(self):
        for nonsense in (b"\x00\xff\r\n\r\n", b"POST /v1/own HTTP/1.1\r\nContent-Length: 3\r\n\r\n{{{",
                         b"GET /v1/incidents/1e9 HTTP/1.1\r\n\r\n",
                         b"POST /v1/own HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
                         b"GET " + b"a" * 100000 + b" HTTP/1.1\r\n\r\n", b"GET /v1/st"):
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(self.folder / "api.sock"))
                client.settimeout(5)
                try:
                    client.sendall(nonsense)
                    client.shutdown(socket.SHUT_WR)
                    answer = client.recv(65536)
                except OSError:
                    answer = b""
                self.assertNotIn(b"200 OK", answer)
        self.assertEqual(self.service.ask("status").code, 1)


class ChannelsTest(Case):
    def setUp(self):
        super().setUp()
        self.configure([watch(["PNationale03"])], language="fr",
                       channels={"team": webhook(self.receiver),
                                 "gone": webhook(self.receiver, "/secret-path/gone") | {"language": "en"},
                                 "chat": {"type": "slack", "url": {"credential": "mail"}}})
        self.receiver.always["/services/T0/B0/chat"] = 200
        environment = self.service.environment
        self.service.environment = lambda: environment() | {"HANDLEWATCH_SECRET_MAIL": self.receiver.url("/services/T0/B0/chat")}

    def channels(self):
        return {one["name"]: one for one in self.service.ask("channels", "list", "--format", "jsonl").records()}

    def both(self):
        """First by the service, then without one."""
        yield "without a ledger"
        self.service.start()
        yield "by the service"
        self.service.stop()
        yield "after the service"

    def test_a_test_says_that_it_is_one_and_what_the_receiver_answered(self):
        for how in self.both():
            with self.subTest(how):
                before = len(self.receiver.had())
                result = self.service.ask("channels", "test", "team")
                self.assertEqual((result.code, result.stdout), (0, "team: delivered: HTTP 204\n"), result)
                (message,) = self.receiver.had()[before:]
                self.assertTrue(message.is_signed())
                self.assertEqual((message.json["type"], message.json["data"]["severity"]), ("service.test", "info"))
                self.assertRegex(message.json["data"]["message"]["title"], "Essai")
                self.assertEqual(self.service.ask("channels", "test", "chat").code, 0)
                self.assertIn("Essai", self.receiver.had("/services/T0/B0/chat")[-1].body.decode())
                self.receiver.answers["/secret-path/gone"] = [503]
                result = self.service.ask("channels", "test", "gone")
                self.assertEqual((result.code, result.stdout), (1, "gone: not delivered: HTTP 503\n"), result)
        self.assertEqual(len({one.id for one in self.receiver.had("/team")}), 3)

    def test_a_preview_sends_nothing_and_holds_no_secret(self):
        for how in self.both():
            for name, language in (("team", "Gravité"), ("gone", "Severity"), ("chat", "Gravité")):
                with self.subTest(how, name=name):
                    result = self.service.ask("channels", "preview", name)
                    self.assertEqual(result.code, 0, result)
                    self.assertRegex(result.stderr, "example")
                    self.assertIn("example", result.stdout)
                    self.assertIn(language, result.stdout)
                    json.loads(result.stdout)
                    for secret in ("secret-path", "/services/", receivers.SECRET, str(self.receiver.port)):
                        self.assertNotIn(secret, result.stdout + result.stderr)
        self.assertEqual(self.receiver.had(), [])

    def test_a_list_says_how_each_is(self):
        for how in self.both():
            with self.subTest(how):
                result = self.service.ask("channels", "list", "--format", "jsonl")
                self.assertEqual([(one["name"], one["type"], one["language"], one["state"]) for one in result.records()],
                                 [("team", "webhook", "fr", "ok"), ("gone", "webhook", "en", "ok"),
                                  ("chat", "slack", "fr", "ok")], result)
                self.assertNotIn(str(self.receiver.port), result.stdout)

    def test_a_channel_that_works_again_gets_what_it_is_owed_after_a_test(self):
        self.configure([watch(["PNationale{02,03}"])],
                       channels={"team": webhook(self.receiver), "gone": webhook(self.receiver, "/secret-path/gone")})
        self.receiver.always["/secret-path/gone"] = 410
        self.service.start()
        harness.wait_for(lambda: self.channels()["gone"]["state"] == "suspended", 40, "the channel to be suspended")
        gone = self.channels()["gone"]
        self.assertRegex(gone["since"], r"^20\d\d-")
        self.assertEqual((gone["detail"], gone["pending"] + gone["waiting"]), ("HTTP 410", 1))
        self.assertEqual(self.service.ask("channels", "test", "gone").code, 1)
        self.assertEqual(self.channels()["gone"]["state"], "suspended")
        self.receiver.always["/secret-path/gone"] = 204
        self.assertEqual(self.service.ask("channels", "test", "gone").code, 0)
        self.wait_for_event("baseline", "pnationale02", "/secret-path/gone")
        gone = self.channels()["gone"]
        self.assertEqual((gone["state"], gone["since"], gone["pending"], gone["waiting"]), ("ok", None, 0, 0))

    def test_a_slip_is_one_line_that_helps(self):
        for _ in self.both():
            for action in ("test", "preview"):
                result = self.service.ask("channels", action, "teem")
                self.assertEqual((result.code, result.stdout, len(result.stderr.splitlines())), (2, "", 1), result)
                self.assertRegex(result.stderr, "'teem'.*'team'")
                for name in ("a b", "té/am", "?", "%zz", "..", ""):
                    result = self.service.ask("channels", action, name)
                    self.assertEqual((result.code, result.stdout, len(result.stderr.splitlines())), (2, "", 1), result)


if __name__ == "__main__":
    harness.main()
