#!/usr/bin/env python3
"""A build is configured with what scripts/setup installs alone: then without the tests, and that is said."""
import os
import pathlib
import tempfile
import unittest

import harness
import installed

SOURCE = installed.SYSTEMD.parent


class ConfigurationTest(unittest.TestCase):
    def configured(self, *missing):
        """What cmake says of tests where these are missing, and what ninja is to build."""
        build = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        said = installed.run(os.environ["HANDLEWATCH_CMAKE"], "-G", "Ninja", "-S", SOURCE, "-B", build,
                             "-DCMAKE_BUILD_TYPE=Release",
                             *(f"-DCMAKE_DISABLE_FIND_PACKAGE_{package}=ON" for package in missing))
        rules = (build / "build.ninja").read_text(encoding="utf-8")
        return [line for line in said.splitlines() if "tests" in line], rules

    def test_without_doctest_the_program_is_built_and_one_line_says_that_the_tests_are_not(self):
        said, rules = self.configured("doctest")
        self.assertEqual(said, ["The tests are not built: no doctest here (scripts/setup --tests)"])
        self.assertIn("\nbuild handlewatch: ", rules)
        self.assertNotIn("fast-tests", rules)

    def test_without_python_too(self):
        said, rules = self.configured("doctest", "Python3")
        self.assertEqual(said, ["The tests are not built: no doctest and Python 3 here (scripts/setup --tests)"])
        self.assertIn("\nbuild handlewatch: ", rules)

    def test_with_both_the_tests_are_built_and_nothing_is_said(self):
        said, rules = self.configured()
        self.assertEqual(said, [])
        self.assertIn("fast-tests", rules)


if __name__ == "__main__":
    harness.main()
