#!/usr/bin/env python3
"""The Debian package of the build: what is in it, what it asks for, and that what it unpacks to runs."""
import gzip
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest

import harness
import installed

# Beside the patterns, which must be those of the source tree. @units@: where this system has its units.
CONTENTS = """
/@units@/handlewatch-once.service
/@units@/handlewatch-once.timer
/@units@/handlewatch.service
/usr/bin/handlewatch
/usr/lib/systemd/catalog/handlewatch.catalog
/usr/lib/systemd/catalog/handlewatch.fr.catalog
/usr/lib/sysusers.d/handlewatch.conf
/usr/share/bash-completion/completions/handlewatch
/usr/share/doc/handlewatch/README.systemd.md
/usr/share/doc/handlewatch/changelog.Debian.gz
/usr/share/doc/handlewatch/changelog.gz
/usr/share/doc/handlewatch/copyright
/usr/share/doc/handlewatch/examples/handlewatch.service.d/credentials.conf
/usr/share/doc/handlewatch/examples/handlewatch.service.d/systemd-254.conf
/usr/share/man/man1/handlewatch.1.gz
/usr/share/man/man5/handlewatch-platforms.5.gz
/usr/share/man/man5/handlewatch.json.5.gz
/usr/share/zsh/vendor-completions/_handlewatch
"""
PATTERNS = installed.SYSTEMD.parent / "patterns"
# Of lintian's, what only a package of Debian's own archive can have: the number of the bug that asked for it.
ALLOWED = ["initial-upload-closes-no-bugs"]


class DebTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        missing = [tool for tool in ("dpkg-deb", "dpkg-shlibdeps", "file") if shutil.which(tool) is None]
        harness.require_or_skip("deb", not missing, f"no {', '.join(missing)} here: scripts/setup --tests")
        directory = pathlib.Path(cls.enterClassContext(tempfile.TemporaryDirectory()))
        umask = os.umask(0o077)  # a strict one must not get into the package
        try:
            cls.deb = installed.package(directory)
        finally:
            os.umask(umask)
        cls.root = directory / "root"
        installed.run("dpkg-deb", "-R", cls.deb, cls.root)
        cls.control = cls.root / "DEBIAN"
        # Debian 13 has that file of systemd's in a package of its own, which a build does not need.
        asked = "pkg-config --variable=systemdsystemunitdir systemd 2>/dev/null || true"
        cls.units = installed.run("sh", "-c", asked).strip() or "/usr/lib/systemd/system"

    def field(self, name):
        return installed.run("dpkg-deb", "-f", self.deb, name).strip()

    def unpacked(self):
        """Every file of the package, as an absolute path, and every directory with a slash at its end."""
        for path in sorted(self.root.rglob("*")):
            if self.control not in (path, path.parent):
                yield f"/{path.relative_to(self.root)}{'/' if path.is_dir() else ''}", path

    def test_it_holds_these_files_and_no_others(self):
        wanted = {line.replace("@units@", self.units.lstrip("/")) for line in CONTENTS.split()}
        for path in PATTERNS.rglob("*"):
            if path.suffix in (".json", ".csv", ".md", ".txt"):
                wanted.add(f"/usr/share/handlewatch/patterns/{path.relative_to(PATTERNS)}")
        self.assertEqual({name for name, _ in self.unpacked() if not name.endswith("/")}, wanted)
        self.assertIn("/etc/handlewatch/", [name for name, _ in self.unpacked()])

    def test_it_is_root_s_and_everybody_may_read_it(self):
        for line in installed.run("dpkg-deb", "-c", self.deb).splitlines():
            self.assertIn(" root/root ", line)
        for name, path in self.unpacked():
            with self.subTest(name):
                executable = name.endswith("/") or name.startswith("/usr/bin/")
                self.assertEqual(oct(stat.S_IMODE(path.lstat().st_mode)), oct(0o755 if executable else 0o644))

    def test_it_asks_for_the_libraries_and_what_its_scripts_use(self):
        self.assertEqual(self.field("Package"), "handlewatch")
        self.assertRegex(self.field("Version"), r"^\d+\.\d+\.\d+-1$")
        depends = self.field("Depends")
        for wanted in (r"libc6 \(>= ", r"libcurl\S* \(>= ", r"libre2-", r"libicu", r"libsoci-sqlite3", r"libsystemd0",
                       r"ca-certificates", r"procps", r"systemd \| "):
            self.assertRegex(depends, rf"(^|, ){wanted}")
        self.assertNotIn("-dev", depends)

    def test_its_scripts_are_shell_that_dash_takes(self):
        self.assertEqual({path.name for path in self.control.iterdir()},
                         {"control", "md5sums", "postinst", "postrm", "prerm"})
        for name in ("postinst", "postrm", "prerm"):
            installed.run("sh", "-n", self.control / name)
            if shutil.which("shellcheck"):
                installed.run("shellcheck", self.control / name)

    def test_what_it_unpacks_to_runs(self):
        program = self.root / "usr/bin/handlewatch"
        version = self.field("Version").partition("-")[0]
        self.assertEqual(installed.run(program, "--version", cwd="/").strip(), f"handlewatch {version}")
        # Its own patterns, not those of the source tree.
        listed = installed.run(program, "platforms", "list", "--format", "csv", cwd="/")
        shipped = {path.stem for path in (self.root / "usr/share/handlewatch/patterns/platforms").glob("*.json")}
        self.assertEqual({line.partition(",")[0] for line in listed.splitlines()[1:]}, shipped)
        shutil.rmtree(self.root / "usr/share/handlewatch/patterns/platforms")
        (self.root / "usr/share/handlewatch/patterns/platforms").mkdir()
        self.assertNotIn("bluesky", installed.run(program, "platforms", "list", "--format", "csv", cwd="/"))
        unit = (self.root / self.units.lstrip("/") / "handlewatch.service").read_text(encoding="utf-8")
        self.assertIn("\nExecStart=/usr/bin/handlewatch run ", unit)

    def test_dpkg_installs_and_purges_it_in_a_root_of_its_own(self):
        if os.geteuid() != 0:
            self.skipTest("dpkg --root needs root")
        root = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        for folder in ("etc", "var/lib/dpkg/info", "var/lib/dpkg/updates"):
            (root / folder).mkdir(parents=True)
        (root / "var/lib/dpkg/status").touch()
        dpkg = ("dpkg", f"--root={root}", "--force-depends", "--force-script-chrootless", "--log=/dev/null")
        said = installed.run(*dpkg, "--install", self.deb)
        self.assertRegex((root / "etc/passwd").read_text(), r"(?m)^handlewatch:")
        self.assertNotIn("error", said.lower())
        configuration = root / "etc/handlewatch/config.json"
        configuration.write_text("{}", encoding="utf-8")
        ledger = root / "var/lib/private/handlewatch/ledger.db"
        ledger.parent.mkdir(parents=True)
        ledger.touch()
        said = installed.run(*dpkg, "--purge", "handlewatch")
        self.assertTrue(configuration.exists() and ledger.exists(), "what a person wrote and evidence stay")
        self.assertIn(f"{ledger.parent} is kept", said)
        left = {str(path.relative_to(root)) for path in root.rglob("*handlewatch*")}
        self.assertEqual(left, {"etc/handlewatch", "var/lib/private/handlewatch"})

    def test_its_changelog_names_its_version(self):
        text = gzip.decompress((self.root / "usr/share/doc/handlewatch/changelog.Debian.gz").read_bytes()).decode()
        self.assertTrue(text.startswith(f"handlewatch ({self.field('Version')}) "), text)

    def test_lintian_finds_nothing(self):
        if shutil.which("lintian") is None:
            self.skipTest("there is no lintian here")
        done = subprocess.run(["lintian", "--allow-root", "--suppress-tags", ",".join(ALLOWED), self.deb],
                              capture_output=True, text=True, timeout=300, check=False)
        self.assertEqual(done.stdout + done.stderr, "")


if __name__ == "__main__":
    harness.main()
