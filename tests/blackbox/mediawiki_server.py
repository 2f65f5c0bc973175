"""A real MediaWiki for the length of a with block: Debian's package on SQLite, served by php -S.

    with MediaWiki(users=["PNationale44"], blocked=["PNationale02"]) as wiki:
        run("check", …, "--platform", f"mediawiki@{wiki.base}", "--allow-private-addresses")
        wiki.api_requests()

All that it writes is in a temporary directory; the installed package stays as it was. Up in about three seconds.
"""
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import tempfile

import harness

PACKAGE = pathlib.Path("/usr/share/mediawiki")
EXTENSIONS = ("sqlite3", "mbstring", "xml", "intl")


def missing():
    """Why no MediaWiki can be started here; empty when one can."""
    if not (PACKAGE / "maintenance/install.php").exists():
        return "Debian's package mediawiki is not installed (scripts/setup --tests)"
    if not shutil.which("php"):
        return "php is not installed (scripts/setup --tests)"
    loaded = subprocess.run(["php", "-m"], capture_output=True, text=True, check=False).stdout.split()
    absent = [name for name in EXTENSIONS if name not in loaded]
    return f"php lacks {', '.join(absent)} (scripts/setup --tests)" if absent else ""


class MediaWiki:
    """`base` is the URL that api.php lies under. Blocked users exist, and are blocked for good."""

    def __init__(self, users=(), blocked=()):
        self._users = [*users, *blocked]
        self._blocked = list(blocked)
        self._server = None

    def __enter__(self):
        self._directory = pathlib.Path(tempfile.mkdtemp(prefix="handlewatch-mediawiki-"))
        try:
            self._install()
            for user in self._users:
                self._maintenance("createAndPromote.php", user, secrets.token_hex(16))
            if self._blocked:
                self._maintenance("blockUsers.php", "--reason", "spam", given="\n".join(self._blocked))
            self._serve()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._server:
            harness.stop(self._server)
        shutil.rmtree(self._directory, ignore_errors=True)

    def ask(self, **parameters):
        """The answer of api.php, asked directly. Not among api_requests()."""
        query = "&".join(f"{key}={value}" for key, value in {"format": "json", "formatversion": 2, **parameters}.items())
        before = self.api_requests()
        answer = json.loads(harness.get(f"{self.base}/api.php", query))
        self._own_requests += self.api_requests() - before
        return answer

    def api_requests(self):
        """How many requests for api.php the server's access log holds, without those of ask()."""
        log = (self._directory / "access.log").read_text(encoding="utf-8", errors="replace")
        return len(re.findall(r"\[\d{3}\]: [A-Z]+ \S*/api\.php", log)) - self._own_requests

    def _install(self):
        self._port = harness.free_port()
        self.base = f"http://127.0.0.1:{self._port}/w"
        for name in ("data", "cache", "images", "root"):
            (self._directory / name).mkdir()
        (self._directory / "root/w").symlink_to(PACKAGE)
        self._maintenance(
            "install.php", "--confpath", self._directory, "--dbtype", "sqlite", "--dbpath", self._directory / "data",
            "--dbname", "wiki", "--server", f"http://127.0.0.1:{self._port}", "--scriptpath", "/w", "--lang", "en",
            "--pass", secrets.token_hex(16), "Test wiki", "Keeper", configured=False)
        with open(self._settings(), "a", encoding="utf-8") as settings:
            settings.write(f"\n$wgCacheDirectory = '{self._directory}/cache';\n"
                           f"$wgUploadDirectory = '{self._directory}/images';\n"
                           "$wgJobRunRate = 0;\n")  # no work of its own in the middle of an answer

    def _serve(self):
        self._own_requests = 0
        with open(self._directory / "access.log", "wb") as log:
            self._server = harness.spawn(
                ["php", "-S", f"127.0.0.1:{self._port}", "-t", self._directory / "root"], env=self._environment(),
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        # The first answers build the wiki's caches.
        harness.wait_for(self._answers, 60, "MediaWiki's first answer")
        self._own_requests = self.api_requests()

    def _answers(self):
        if self._server.poll() is not None:
            raise AssertionError(f"php -S ended: {(self._directory / 'access.log').read_text()}")
        return "Test wiki" in harness.get(f"{self.base}/api.php?action=query&meta=siteinfo&format=json")

    def _maintenance(self, script, *args, given="", configured=True):
        done = subprocess.run(["php", PACKAGE / "maintenance" / script, *args], input=given, text=True,
                              env=self._environment(configured), capture_output=True, timeout=120, check=False)
        if done.returncode != 0:
            raise AssertionError(f"MediaWiki's {script} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def _environment(self, configured=True):
        return harness.environment({"MW_CONFIG_FILE": str(self._settings())} if configured else {})

    def _settings(self):
        return self._directory / "LocalSettings.php"
