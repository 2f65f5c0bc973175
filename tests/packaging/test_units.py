#!/usr/bin/env python3
"""The units as they are installed: systemd has nothing to say about them, they are hardened as promised, and they start
the program that was installed."""
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import harness
import installed

EXPOSURE = 1.2  # of 10; what prometheus has in Debian is 4.0


class UnitsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        present = shutil.which("systemd-analyze") is not None
        harness.require_or_skip("systemd", present, "there is no systemd-analyze here: scripts/setup --tests")
        cls.prefix = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        installed.install(cls.prefix)
        cls.units = cls.prefix / "lib/systemd/system"
        cls.version = int(re.search(r"\d+", installed.run("systemd-analyze", "--version"))[0])

    def verified(self, *names, folder=None):
        """All that systemd says about the units. Its exit code is 0 for a misspelt key too, so it counts for nothing."""
        files = [(folder or self.units) / name for name in names]
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, timeout=60,
                              check=False)
        return done.stdout + done.stderr

    def with_drop_in(self, text):
        """A folder with the service and this drop-in."""
        folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        shutil.copy(self.units / "handlewatch.service", folder)
        drop_ins = folder / "handlewatch.service.d"
        drop_ins.mkdir()
        (drop_ins / "drop-in.conf").write_text(text, encoding="utf-8")
        return folder

    def test_systemd_has_nothing_to_say_about_the_units(self):
        for name in ("handlewatch.service", "handlewatch-once.service", "handlewatch-once.timer"):
            with self.subTest(name):
                self.assertEqual(self.verified(name), "")

    def test_systemd_has_nothing_to_say_about_the_drop_ins_it_is_new_enough_for(self):
        examples = sorted((self.prefix / "share/doc/handlewatch/examples/handlewatch.service.d").iterdir())
        self.assertEqual([example.name for example in examples], ["credentials.conf", "systemd-254.conf"])
        for example in examples:
            wanted = re.fullmatch(r"systemd-(\d+)\.conf", example.name)
            if wanted and self.version < int(wanted[1]):
                continue
            with self.subTest(example.name):
                self.assertEqual(self.verified("handlewatch.service", folder=self.with_drop_in(example.read_text())), "")

    def test_a_misspelt_key_would_be_noticed(self):
        self.assertIn("ProtectSystm", self.verified("handlewatch.service",
                                                    folder=self.with_drop_in("[Service]\nProtectSystm=strict\n")))

    def test_the_services_are_exposed_no_more_than_promised(self):
        for name in ("handlewatch.service", "handlewatch-once.service"):
            with self.subTest(name):
                told = installed.run("systemd-analyze", "security", "--offline=true", "--no-pager",
                                     f"--threshold={EXPOSURE * 10:.0f}", self.units / name)
                self.assertLessEqual(float(re.search(r"exposure level for \S+: ([0-9.]+)", told)[1]), EXPOSURE)

    def test_the_services_start_what_was_installed(self):
        program = self.prefix / "bin/handlewatch"
        self.assertTrue(installed.run(program, "--version", cwd="/").startswith("handlewatch "))
        for name in ("handlewatch.service", "handlewatch-once.service"):
            with self.subTest(name):
                text = (self.units / name).read_text(encoding="utf-8")
                self.assertEqual(re.search(r"^ExecStart=(\S+) run ", text, re.M)[1], str(program))
                self.assertNotRegex(text, r"@\w+@")

    def test_the_user_and_the_group_come_from_sysusers(self):
        if shutil.which("systemd-sysusers") is None:
            self.skipTest("there is no systemd-sysusers here")
        root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        (root / "etc").mkdir()
        installed.run("systemd-sysusers", f"--root={root}", self.prefix / "lib/sysusers.d/handlewatch.conf")
        self.assertRegex((root / "etc/passwd").read_text(), r"(?m)^handlewatch:x:\d+:\d+:.*:/usr/sbin/nologin$")
        self.assertRegex((root / "etc/group").read_text(), r"(?m)^handlewatch:x:\d+:$")


if __name__ == "__main__":
    harness.main()
