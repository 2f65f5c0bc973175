"""A real npm registry for the length of a with block: verdaccio, as scripts/setup --tests installs it.

    with NpmRegistry(packages=["pnationale44"], users=["keeper"], owned={"owner": ["tool"]}) as registry:
        run("check", …, "--platform", f"npm-package@{registry.base}", "--allow-private-addresses")
        registry.asked()

It knows no other registry: what was not published here does not exist. Anybody may publish and sign up. All that it
writes is in a temporary directory. Up in about two seconds.
"""
import base64
import http.client
import json
import pathlib
import secrets
import shutil
import subprocess
import tempfile

import harness
import npm_packages

PROGRAM = npm_packages.MODULES / "verdaccio/bin/verdaccio"

CONFIGURATION = {
    "storage": "./storage",
    "auth": {"htpasswd": {"file": "./htpasswd"}},
    "uplinks": {},
    "packages": {"**": {"access": "$all", "publish": "$all", "unpublish": "$all"}},
    "web": {"enable": False},
    "log": {"type": "stdout", "format": "json", "level": "http"},
}


class NpmRegistry:
    """`base` is its URL. Before the block begins `packages` are published by nobody in particular, `users` are signed up,
    and those of `owned` are signed up and publish their packages themselves, as their maintainer."""

    def __init__(self, packages=(), users=(), owned=None):
        self._packages, self._users, self._owned = packages, users, owned or {}
        self._agent = f"tests-{secrets.token_hex(4)}"  # tells our own requests from those of handlewatch in the log
        self._marks = 0
        self._server = None

    def __enter__(self):
        self._directory = pathlib.Path(tempfile.mkdtemp(prefix="handlewatch-npm-"))
        try:
            self._serve()
            for package in self._packages:
                self._publish(package)
            for user in self._users:
                self._sign_up(user)
            for user, packages in self._owned.items():
                token = self._sign_up(user)
                for package in packages:
                    self._publish(package, user, token)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._server:
            harness.stop(self._server)
        shutil.rmtree(self._directory, ignore_errors=True)

    def ask(self, path, method="GET", body=None, token=None):
        """Status and JSON of an answer, asked directly. Not among asked()."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            headers = {"User-Agent": self._agent, "Content-Type": "application/json"}
            headers |= {"Authorization": f"Bearer {token}"} if token else {}
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            reply = connection.getresponse()
            return reply.status, json.loads(reply.read())
        finally:
            connection.close()

    def asked(self):
        """The paths that others than ask() asked for, in order, by the registry's log."""
        self._marks += 1
        mark = f"/-/ping?mark={self._marks}"
        self.ask(mark)  # once this is in the log, all before it is too
        requests = harness.wait_for(lambda: self._logged_until(mark), 10, "the registry's log")
        return [request["url"] for request in requests if request["headers"].get("user-agent") != self._agent]

    def _serve(self):
        self._port = harness.free_port()
        self.base = f"http://127.0.0.1:{self._port}"
        configuration = self._directory / "config.yaml"
        configuration.write_text(json.dumps(CONFIGURATION), encoding="utf-8")  # JSON is YAML
        with open(self._directory / "log", "wb") as log:
            self._server = harness.spawn(
                ["node", PROGRAM, "--config", configuration, "--listen", f"127.0.0.1:{self._port}"], cwd=self._directory,
                env=harness.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
        harness.wait_for(self._answers, 60, "verdaccio's first answer")

    def _answers(self):
        if self._server.poll() is not None:
            raise AssertionError(f"verdaccio ended with {self._server.returncode}:\n{self._log()}")
        return self.ask("/-/ping") == (200, {})

    def _sign_up(self, user):
        """Signs up and returns the token that the user may publish with."""
        return self._created(f"/-/user/org.couchdb.user:{user}", {"name": user, "password": secrets.token_hex(16)})["token"]

    def _publish(self, name, user=None, token=None):
        version, tarball = "1.0.0", f"{name}-1.0.0.tgz"
        content = b"nothing to install"
        theirs = {"maintainers": [{"name": user, "email": f"{user}@example.org"}]} if user else {}
        self._created(f"/{name}", {
            "_id": name, "name": name, "dist-tags": {"latest": version}, **theirs,
            "versions": {version: {"name": name, "version": version, **theirs,
                                   "dist": {"tarball": f"{self.base}/{name}/-/{tarball}"}}},
            "_attachments": {tarball: {"content_type": "application/octet-stream", "length": len(content),
                                       "data": base64.b64encode(content).decode()}}}, token)

    def _created(self, path, body, token=None):
        status, answer = self.ask(path, "PUT", body, token)
        if status != 201:
            raise AssertionError(f"PUT {path}: {status} {answer}\n{self._log()}")
        return answer

    def _logged_until(self, mark):
        # A line without its end is still being written; what Node.js itself warns of is no JSON.
        whole = [line for line in self._log().splitlines(keepends=True) if line.endswith("\n") and line.startswith("{")]
        requests = [entry["req"] for entry in map(json.loads, whole) if "req" in entry]
        return requests if any(request["url"] == mark for request in requests) else None

    def _log(self):
        return (self._directory / "log").read_text(encoding="utf-8", errors="replace")
