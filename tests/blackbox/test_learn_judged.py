#!/usr/bin/env python3
"""`platforms learn` judged on the 25 kinds of learn_sites.py, which were designed apart from it: what it learns from one
claimed name must be right about twenty names that it never saw, and where nothing tells them apart it must say so."""
import pathlib
import tempfile
import unittest

import harness
import learn_sites
from learn_sites import KINDS

FREE_RUN = ("--allow-private-addresses", "--concurrency", "4")


def rate(kind):
    return ("--rate", "2/1s" if kind == "rate-limited" else "1000/1s")


class JudgedTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.sites = self.enterContext(learn_sites.Sites())

    def learn(self, kind):
        file = self.folder / f"{kind}.json"
        result = harness.run("platforms", "learn", self.sites.url(kind), "--claimed", learn_sites.known(kind)[0], "--output", file,
                             *FREE_RUN, *rate(kind), timeout=240)
        return result, file

    def answers(self, kind, file):
        names = learn_sites.existing(kind) + learn_sites.free(kind)
        result = harness.run("check", *names, "--platform-file", file, "--format", "jsonl", *FREE_RUN, *rate(kind), timeout=240)
        return result, {record["expected"]: record["reason"] if record["status"] == "unknown" else record["status"]
                        for record in result.records()}

    def test_what_can_be_told_apart_is_learnt_and_right_about_names_it_never_saw(self):
        for kind in (kind for kind in KINDS if KINDS[kind].tellable):
            with self.subTest(kind):
                result, file = self.learn(kind)
                self.assertEqual(result.code, 0, result)
                checked, answers = self.answers(kind, file)
                names = learn_sites.existing(kind) + learn_sites.free(kind)
                self.assertEqual(answers, {name: learn_sites.truth(kind, name) for name in names}, checked)

    def test_what_cannot_be_told_apart_is_refused_in_words_and_nothing_is_written(self):
        for kind in (kind for kind in KINDS if not KINDS[kind].tellable):
            with self.subTest(kind):
                result, file = self.learn(kind)
                self.assertEqual((result.code, file.exists()), (3, False), result)
                self.assertRegex(result.stderr, r"(?i)cannot be told apart|wall|contradict|same", result)


if __name__ == "__main__":
    harness.main()
