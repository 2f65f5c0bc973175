"""A watch over sites that the simulator plays, and the service itself: started, told ready, looked at, ended."""
import contextlib
import json
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

from measure import CLEAN, Broken, run

TREE = pathlib.Path(__file__).resolve().parents[2]
KNOWN = "webmaster"
PATIENCE = 60  # seconds until READY, or until an end


def site(name, port, batch=1, rate="1000/1s", concurrency=4):
    """The definition of a site of the simulator: one handle a request, or a batch of them."""
    base = f"http://{name}.bench.localhost:{port}"
    if batch > 1:
        ask = {"name": "batch", "get": f"{base}/batch?names={{handles}}", "max": batch, "item": "/users/name={handle}",
               "rules": [{"status": 200, "item": {"/id": {"exists": True}}, "then": "claimed"},
                         {"status": 200, "json": {"/users": {"exists": True}}, "item": False, "then": "available"}],
               "profile": {"account_id": "/id"}}
    else:
        ask = {"name": "user", "get": f"{base}/u/{{handle}}",
               "rules": [{"status": 200, "json": {"/user/name": "{handle}"}, "then": "claimed"},
                         {"status": 404, "json": {"/error": "not_found"}, "then": "available"}],
               "profile": {"account_id": "/user/id"}}
    return {"id": name, "name": name, "profile_url": f"{base}/u/{{handle}}",
            "handle": {"pattern": "[a-z0-9]{1,40}", "fold": ["case"]}, "controls": {"claimed": [KNOWN]}, "rate": rate,
            "concurrency": concurrency, "ask": [ask]}


def account(handle, number, since=0):
    return {"handle": handle, "id": str(number), "from": since}


def played(name, shape, accounts=()):
    """The same site as the simulator has it."""
    return {"name": name, "kind": "site", "shape": shape, "hosts": [f"{name}.bench.localhost"],
            "accounts": [account(KNOWN, 1), *accounts]}


def write_scenario(file, sites):
    file.write_text(json.dumps({"clock": {"start": "now", "speed": 1}, "platforms": sites}))
    return file


def watch(name, expect, definitions, every, confirm="1s"):
    return {"name": name, "expect": [expect], "platforms": definitions, "every": every, "confirm": confirm}


def opened(ledger):
    return contextlib.closing(sqlite3.connect(ledger))


class Place:
    """A folder with definitions, a configuration and a ledger, in which the service works."""

    def __init__(self, options, folder, ledger=None):
        self.binary, self.folder = options.binary, folder
        self.ledger = ledger or folder / "ledger.db"
        self.config, self.patterns = folder / "config.json", folder / "patterns"
        (self.patterns / "platforms").mkdir(parents=True)
        for shared in ("datasets", "messages"):
            (self.patterns / shared).symlink_to(TREE / "patterns" / shared)

    def configure(self, *watches):
        definitions = [one for watch in watches for one in watch["platforms"]]
        for definition in definitions:
            (self.patterns / "platforms" / f"{definition['id']}.json").write_text(json.dumps(definition))
        self.config.write_text(json.dumps({
            "ledger": f"sqlite:{self.ledger}", "operator": {"name": "bench", "contact": "mailto:bench@example.org"},
            "network": {"allow_private_addresses": True},
            "watches": [watch | {"platforms": [one["id"] for one in watch["platforms"]]} for watch in watches]}))

    def command(self, *more):
        return [self.binary, "--patterns", self.patterns, "run", "--config", self.config, *more]

    def once(self):
        done = run(self.command("--once"), self.folder)
        if done.code not in (0, 1):
            raise Broken(f"run --once: exit {done.code}: {done.stderr[-300:].strip()}")
        return done


class Service:
    """`handlewatch run`, from its start to READY=1 and from there to the end of the with block."""

    def __init__(self, place, environment=None):
        self.command, self.environment = list(map(str, place.command())), environment or {}
        self.said = place.folder / "service.log"

    def __enter__(self):
        with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.bind(f"{folder}/notify")
            told.settimeout(PATIENCE)
            began = time.monotonic()
            with open(self.said, "wb") as said:
                self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL,
                                                stdout=said, stderr=said,
                                                env={**CLEAN, **self.environment, "NOTIFY_SOCKET": f"{folder}/notify"})
            try:
                while b"READY=1" not in told.recv(4096).split(b"\n"):
                    pass
            except OSError:
                self.__exit__()
                raise Broken(f"not ready: {self.words()}") from None
            self.ready = time.monotonic() - began
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE)
        finally:
            self.process.kill()

    def words(self):
        return self.said.read_text(errors="replace")[-300:].strip()

    def alive(self):
        if self.process.poll() is not None:
            raise Broken(f"the service ended with {self.process.returncode}: {self.words()}")

    def cpu(self):
        """Seconds of its processor time so far; the kernel counts nanoseconds here, hundredths in `stat`."""
        self.alive()
        threads = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9

    def memory(self, what):
        """VmRSS: now, VmHWM: at the peak; MiB."""
        self.alive()
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{what}:\s+(\d+) kB", status)[1]) / 1024
