#!/usr/bin/env python3
"""Webhooks of every type of alert, verified by what the makers of Standard Webhooks publish for receivers."""
import base64
import json
import pathlib
import unittest

import alert_story
import harness
import npm_packages
from alert_story import OTHER_SECRET, WEBHOOKS
from receivers import SECRET

SCRIPT = pathlib.Path(__file__).with_name("verify_webhooks.js")
FORGED = "No matching signature found"


def case(message, secret=SECRET, body=None, **headers):
    """A message as it came, or with another body or other headers (`id`, `timestamp`, `signature`)."""
    changed = {f"webhook-{name}": value for name, value in headers.items()}
    body = message.body if body is None else body
    return {"secret": secret, "headers": message.headers | changed, "body": base64.b64encode(body).decode()}


class SignatureTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        npm_packages.require("standardwebhooks")
        cls.story = alert_story.told()

    def verified(self, cases):
        """What the verifier answers to each."""
        ran = npm_packages.node(SCRIPT, input=json.dumps(cases))
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        return json.loads(ran.stdout)

    def test_every_webhook_is_accepted_with_the_secret_of_its_channel(self):
        for name, secret in WEBHOOKS.items():
            answers = self.verified([case(message, secret) for message in self.story[name]])
            self.assertEqual(answers, [{"accepted": message.json} for message in self.story[name]])

    def test_a_message_that_is_sent_again_is_signed_anew(self):
        first, *others = self.story["siem"]
        again = next(one for one in others if one.id == first.id)
        self.assertEqual((first.status, again.status), (503, 204))
        stale = case(again, OTHER_SECRET, signature=first.headers["webhook-signature"])
        self.assertEqual(self.verified([case(again, OTHER_SECRET), stale]), [{"accepted": again.json}, {"refused": FORGED}])

    def test_whatever_is_changed_is_refused(self):
        message, other = self.story["team"][:2]
        seconds = int(message.headers["webhook-timestamp"])
        table = {
            "another secret": (case(message, OTHER_SECRET), FORGED),
            "a byte of the body": (case(message, body=message.body.replace(b"codeberg", b"codebers", 1)), FORGED),
            "the body of another": (case(message, body=other.body), FORGED),
            "the id of another": (case(message, id=other.id), FORGED),
            "a second later": (case(message, timestamp=str(seconds + 1)), FORGED),
            "ten minutes ago": (case(message, timestamp=str(seconds - 600)), "Message timestamp too old"),
            "in milliseconds": (case(message, timestamp=str(seconds * 1000)), "Message timestamp too new"),
            "no signature": (case(message, signature=""), "Missing required headers"),
        }
        answers = self.verified([changed for changed, _ in table.values()])
        self.assertEqual(dict(zip(table, answers)), {what: {"refused": words} for what, (_, words) in table.items()})


if __name__ == "__main__":
    harness.main()
