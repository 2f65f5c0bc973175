#!/usr/bin/env python3
"""Alerts by mail through a real SMTP server that wants STARTTLS and a log-in."""
import email
import email.policy
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness
import receivers
import service
import worlds
from service import platform, watch, webhook

PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's aiosmtpd
LATER = 15
STRANGER = worlds.account("PNationale02", 102, display_name="Police <b>de l'Aisne</b> https://evil.example/@x",
                          until=LATER)


def has_aiosmtpd():
    return os.access(PYTHON, os.X_OK) and subprocess.run([PYTHON, "-c", "import aiosmtpd"], capture_output=True).returncode == 0


class MailServer:
    """smtp_server.py for the length of a with block; `ca` is what has to be trusted."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def __enter__(self):
        self.folder.mkdir()
        self.ca = self.folder / "certificate.pem"
        key = self.folder / "key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", self.ca],
                       check=True, capture_output=True)
        self.reply()
        with open(self.folder / "stderr", "wb") as stderr:
            self._process = harness.spawn([PYTHON, pathlib.Path(__file__).with_name("smtp_server.py"), self.folder, self.ca, key],
                                          stdout=subprocess.PIPE, stderr=stderr, env=harness.environment())
        line = self._process.stdout.readline()
        if not line:
            raise AssertionError((self.folder / "stderr").read_text())
        self.port = int(line)
        return self

    def __exit__(self, *_):
        harness.stop(self._process)

    def reply(self, rcpt=None, data=None):
        (self.folder / "replies.json").write_text(json.dumps({"RCPT": rcpt or {}, "DATA": data or {}}), encoding="utf-8")

    def log(self):
        path = self.folder / "log.jsonl"
        return harness.jsonl(path.read_text(encoding="utf-8")) if path.exists() else []

    def mails(self):
        """All that came with DATA, as (envelope, bytes), in order."""
        numbers = sorted(int(path.stem) for path in self.folder.glob("[0-9]*.json"))
        return [(json.loads((self.folder / f"{at}.json").read_text()), (self.folder / f"{at}.eml").read_bytes()) for at in numbers]


class MailTest(unittest.TestCase):
    def setUp(self):
        harness.require_or_skip("smtp", has_aiosmtpd() and shutil.which("openssl"), "needs Debian's python3-aiosmtpd and openssl")
        self.simulator = self.enterContext(harness.Simulator(worlds.world(platform("codeberg", STRANGER))))
        self.receiver = self.enterContext(receivers.Receiver())
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.server = self.enterContext(MailServer(self.folder / "mail"))
        self.service = self.enterContext(service.Service(self.folder, self.simulator))
        self.trusted = self.folder / "trusted.pem"
        self.trusted.write_bytes(pathlib.Path(self.simulator.ca).read_bytes() + self.server.ca.read_bytes())

    def channel(self, *to, **more):
        return {"type": "email", "smtp": f"smtp://localhost:{self.server.port}", "user": "alerts",
                "password": {"credential": "mail"}, "from": "handlewatch@example.org", "to": list(to), **more}

    def start(self, channels, trusted=None):
        self.service.configure([watch(["PNationale{02,03}"])], channels, network={"ca_file": str(trusted or self.trusted)})
        self.service.start()

    def parsed(self, raw):
        mail = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.assertEqual([part.defects for part in mail.walk()], [[] for _ in mail.walk()])
        self.assertEqual([defect for header in mail.values() for defect in header.defects], [])
        return mail

    def test_a_mail_is_as_the_standards_want_it_and_nothing_of_the_stranger_is_live(self):
        self.start({"officer": self.channel("soc@example.org", language="fr")})
        harness.wait_for(self.server.mails, 30, "the first mail")
        harness.wait_for(lambda: len(self.server.mails()) == 2, LATER + 30, "the mail about its end")
        (envelope, raw), (_, later) = self.server.mails()
        self.assertEqual((envelope["from"], envelope["to"], envelope["tls"], envelope["user"]),
                         ("handlewatch@example.org", ["soc@example.org"], True, "alerts"))
        self.assertEqual(raw.count(b"\n"), raw.count(b"\r\n"))
        self.assertEqual(raw.count(b"\r"), raw.count(b"\r\n"))
        self.assertTrue(all(len(line) <= 998 for line in raw.split(b"\r\n")))
        self.assertTrue(raw.isascii())
        mail = self.parsed(raw)
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        self.assertEqual(mail["To"], "soc@example.org")
        self.assertIn("handlewatch@example.org", mail["From"])
        self.assertIsNotNone(mail["Date"].datetime)
        self.assertEqual(mail.get_content_type(), "multipart/alternative")
        text, html = [part for part in mail.walk() if not part.is_multipart()]
        self.assertEqual([text.get_content_type(), html.get_content_type()], ["text/plain", "text/html"])
        self.assertIn("pnationale02", mail["Subject"])
        for part in (text.get_content(), html.get_content()):
            self.assertIn("pnationale02", part)
            self.assertIn("hxxps://codeberg[.]org", part)
            for live in ("https://codeberg.org/pnationale02", "https://evil.example", "@x"):
                self.assertNotIn(live, part)
        self.assertNotIn("<b>de l'Aisne", html.get_content())
        hrefs = re.findall(r'href="([^"]*)"', html.get_content())
        self.assertFalse([href for href in hrefs if "pnationale" in href.lower() or "evil" in href], hrefs)
        self.assertNotRegex(html.get_content(), r"(?i)<(img|script|link|iframe)\b|src=")
        answer = self.parsed(later)
        self.assertEqual((answer["In-Reply-To"], answer["References"]), (mail["Message-ID"], mail["Message-ID"]))
        self.assertNotEqual(answer["Message-ID"], mail["Message-ID"])
        self.assertIsNone(mail["In-Reply-To"])

    def test_a_server_that_is_busy_gets_the_same_mail_again(self):
        self.server.reply(data={"soc@example.org": ["451 4.3.2 try again later"]})
        self.start({"officer": self.channel("soc@example.org")})
        harness.wait_for(self.server.mails, 30, "the first attempt")
        self.assertEqual(self.service.stop()[0], 143)
        self.service.hurry()  # the six minutes before the second attempt
        self.service.start()
        harness.wait_for(lambda: len(self.server.mails()) >= 2, 30, "the second attempt")
        (first, raw), (second, again) = self.server.mails()[:2]
        self.assertEqual((first["reply"][:3], second["reply"][:3]), ("451", "250"))
        self.assertEqual(raw, again)

    def test_a_refused_recipient_does_not_cost_the_other_one_the_mail(self):
        self.server.reply(rcpt={"gone@example.org": ["550 5.1.1 no such user"] * 9})
        self.start({"officer": self.channel("gone@example.org", "soc@example.org"), "team": webhook(self.receiver)})
        harness.wait_for(self.server.mails, 30, "the mail to the other")

        def told():
            return [one for one in self.receiver.had() if one.json["type"] == "service.channel_down"]
        harness.wait_for(told, 20, "the team to be told of it")
        self.assertIn("550", told()[0].json["data"]["detail"])
        self.assertEqual(self.server.mails()[0][0]["to"], ["soc@example.org"])
        self.assertEqual([line["to"] for line in self.server.log() if line["reply"].startswith("550")], ["gone@example.org"])

    def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(self):
        self.start({"officer": self.channel("soc@example.org"), "team": webhook(self.receiver)}, trusted=self.simulator.ca)
        harness.wait_for(self.receiver.had, 30, "the other channel to be told")
        self.assertEqual((self.server.log(), self.server.mails()), ([], []))


if __name__ == "__main__":
    harness.main()
