#!/usr/bin/env python3
"""Slack messages of every type of alert, held by the TypeScript compiler to the types that Slack publishes."""
import copy
import json
import pathlib
import re
import tempfile
import unittest

import alert_story
import harness
import npm_packages

# As Slack's own client takes a message, but for two things: a text must be there, which notifications show, and a block must
# be one that Slack knows. Literals, so that a property too many is an error as well.
MESSAGE = """\
import type { KnownBlock } from "@slack/types";
import type { IncomingWebhookSendArguments } from "@slack/webhook";
export interface Message extends IncomingWebhookSendArguments { text: string; blocks: KnownBlock[]; }
"""
SENT = 'import type { Message } from "./message";\nexport const sent: Message = %s;\n'
# The client's own declarations are not judged: those of Node.js and of browsers, which they ask for, are not loaded.
OPTIONS = {"noEmit": True, "strict": True, "skipLibCheck": True, "module": "esnext", "moduleResolution": "bundler",
           "lib": ["es2022"], "types": []}

# Changes to a message (header, section, context) that Slack would not take.
HEADER, SECTION, FOOT = 0, 1, -1
WRONG = {
    "no text": lambda body: body.pop("text"),
    "blocks that are no list": lambda body: body.update(blocks={}),
    "a property too many": lambda body: body.update(mrkdwn_in=["text"]),
    "an unknown block": lambda body: body["blocks"][HEADER].update(type="headline"),
    "a block without its text": lambda body: body["blocks"][HEADER].pop("text"),
    "markup in a header": lambda body: body["blocks"][HEADER]["text"].update(type="mrkdwn"),
    "a text without a text": lambda body: body["blocks"][SECTION]["text"].pop("text"),
    "a text that is none": lambda body: body["blocks"][SECTION]["text"].update(text=1),
    "a block's property too many": lambda body: body["blocks"][SECTION].update(colour="red"),
    "a foot without elements": lambda body: body["blocks"][FOOT].pop("elements"),
}


def refused(bodies):
    """What tsc says of those of the bodies (texts) that are no messages: number of the body -> its first error."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "node_modules").symlink_to(npm_packages.MODULES)
        (folder / "message.ts").write_text(MESSAGE, encoding="utf-8")
        (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS}), encoding="utf-8")
        for at, body in enumerate(bodies):
            (folder / f"body{at}.ts").write_text(SENT % body, encoding="utf-8")
        ran = npm_packages.node(npm_packages.MODULES / "typescript/bin/tsc", "--pretty", "false", cwd=folder)
    errors = {}
    # An error that goes on does so indented.
    for line in re.findall(r"(?m)^\S.*$", ran.stdout):
        found = re.fullmatch(r"body(\d+)\.ts\(\d+,\d+\): error (TS.*)", line)
        if not found:
            raise AssertionError(f"tsc: {ran.stdout}{ran.stderr}")
        errors.setdefault(int(found[1]), found[2])
    if bool(errors) != (ran.returncode != 0):
        raise AssertionError(f"tsc ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
    return errors


class SlackTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        npm_packages.require("typescript", "@slack/types", "@slack/webhook")
        cls.story = alert_story.told()

    def test_every_message_is_of_slacks_types(self):
        for name in ("chat", "chat-en"):  # nothing was kept from them, so all types are among what they had
            self.assertEqual(len(self.story[name]), len(self.story["team"]))
        bodies = [one.body.decode() for name in alert_story.SLACK for one in self.story[name]]
        self.assertEqual({bodies[at]: error for at, error in refused(bodies).items()}, {})

    def test_one_that_catches_up_is_among_them(self):
        self.assertTrue(any("stands for" in one.body.decode() for one in self.story["late"]))

    def test_what_is_not_of_slacks_types_is_refused(self):
        right = self.story["chat"][0].json
        bodies = {"nothing": right}
        for what, spoil in WRONG.items():
            bodies[what] = copy.deepcopy(right)
            spoil(bodies[what])
        errors = refused([json.dumps(body) for body in bodies.values()])
        self.assertEqual([what for at, what in enumerate(bodies) if at not in errors], ["nothing"], errors)


if __name__ == "__main__":
    harness.main()
