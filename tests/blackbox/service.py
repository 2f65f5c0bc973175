"""handlewatch run as a test drives it: a folder with configuration, ledger and socket, and the process in it."""
import json
import os
import pathlib
import signal
import sqlite3
import tempfile
import time
import unittest

import harness
import receivers
import worlds

CONTROLS = {"codeberg": ["codeberg.org", "forgejo", "forgejo"], "github": ["api.github.com", "github", "github"],
            "gitlab": ["gitlab.com", "gitlab", "sytses"], "mastodon": ["mastodon.social", "mastodon", "Gargron"]}


# Where the ledger keeps moments (daemon/ledger/schema.cpp), and which numbers are some: not 0 (never), not the last of all (at
# the next sweep).
INSTANTS = {"unit": ["swept_at", "doubted_at", "blind_since", "in_vain_at", "found_at", "summed_at"],
            "target": ["since", "asked_at", "gap_at", "confirm_at"], "history": ["at", "until"],
            "incident": ["opened_at", "changed_at", "snoozed_until"], "decision": ["at"], "event": ["at"],
            "message": ["created_at", "first_at", "next_at", "ended_at"], "channel": ["closed_at"], "spending": ["at"],
            "pace": ["paused_until", "at"], "second_look": ["at"], "lie": ["at"], "control": ["since", "sweep_at"]}
AN_INSTANT = (10 ** 12, 10 ** 14)  # milliseconds: 2001, and far away


def _older(value, by):
    """A JSON value of the ledger with every moment in it so much earlier."""
    if isinstance(value, dict):
        return {key: _older(member, by) for key, member in value.items()}
    if isinstance(value, list):
        return [_older(member, by) for member in value]
    is_moment = isinstance(value, int) and AN_INSTANT[0] <= value <= AN_INSTANT[1]
    return value - by if is_moment else value


def platform(name, *accounts, **more):
    """One of CONTROLS for a scenario, with its control and these accounts."""
    host, kind, control = CONTROLS[name]
    return {"name": name, "kind": kind, "hosts": [host], "accounts": [worlds.account(control), *accounts], **more}


def watch(expect, **more):
    return {"name": "names", "expect": expect, "platforms": ["codeberg"], "every": "2s", "confirm": "1s", **more}


def webhook(receiver, path="/team"):
    return {"type": "webhook", "url": receiver.url(path), "secret": {"credential": "signing"}}


class Service:
    """In `folder`; asks the world of the simulator. Ends with the with block."""

    def __init__(self, folder, simulator):
        self.folder = pathlib.Path(folder)
        self.config = self.folder / "config.json"
        self.ledger = self.folder / "ledger.db"
        self._simulator = simulator
        self.process = None
        self._runs = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()

    def environment(self):
        # http goes directly: the receivers are on this machine.
        return {"HTTPS_PROXY": f"http://127.0.0.1:{self._simulator.port}", "RUNTIME_DIRECTORY": str(self.folder),
                "HANDLEWATCH_SOCKET": str(self.folder / "api.sock"), "HANDLEWATCH_SECRET_SIGNING": receivers.SECRET,
                "HANDLEWATCH_SECRET_MAIL": "right password"}

    def configuration(self, watches, channels, **more):
        rates = {name: {"rate": "1000/1s"} for name in CONTROLS}
        return {"ledger": f"sqlite:{self.ledger}", "operator": {"name": "tests", "contact": "mailto:soc@example.org"},
                "network": {"ca_file": self._simulator.ca}, "platforms": rates, "watches": watches, "channels": channels, **more}

    def configure(self, watches, channels, **more):
        self.config.write_text(json.dumps(self.configuration(watches, channels, **more)), encoding="utf-8")

    def start(self, ready=True):
        self._runs += 1
        with open(self._log(), "wb") as log:
            self.process = harness.start("run", "--config", self.config, env=self.environment(), stdout=log, stderr=log)
        if ready:
            harness.wait_for(self.answers, 30, "the service to answer")
        return self

    def answers(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the service ended with {self.process.returncode}:\n{self.log()}")
        return (self.folder / "api.sock").exists() and self.ask("status", "--quiet").code in (0, 1)

    def ask(self, *arguments):
        """A command, which goes to the service while it runs."""
        return harness.run(*arguments, "--config", self.config, env=self.environment())

    def once(self):
        return harness.run("run", "--once", "--config", self.config, env=self.environment(), timeout=120)

    def stop(self, how=signal.SIGTERM):
        """Asks it to end: its exit code as a shell would say it, and how long it took."""
        begin = time.monotonic()
        self.process.send_signal(how)
        code = self.process.wait(30)
        return (code if code >= 0 else 128 - code), time.monotonic() - begin

    def kill(self):
        """At once, in the middle of whatever it does."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)

    def reload(self):
        self.process.send_signal(signal.SIGHUP)

    def log(self):
        """What this run said so far."""
        return self._log().read_text(encoding="utf-8")

    def hurry(self):
        """Makes whatever waits for a later attempt due now, as if that time had passed; between two runs."""
        with sqlite3.connect(self.ledger) as ledger:
            ledger.execute("UPDATE message SET next_at = 0 WHERE state = 0")
        ledger.close()

    def let_pass(self, seconds):
        """Makes the ledger so much older, as if nobody had run in that time; between two runs."""
        by = int(seconds * 1000)
        with sqlite3.connect(self.ledger) as ledger:
            for table, columns in INSTANTS.items():
                for column in columns:
                    ledger.execute(f"UPDATE {table} SET {column} = {column} - ? WHERE {column} BETWEEN ? AND ?", (by, *AN_INSTANT))
            for column in ("rare", "doubt"):
                rows = ledger.execute(f"SELECT unit, handle, {column} FROM target WHERE {column} IS NOT NULL").fetchall()
                changed = [(json.dumps(_older(json.loads(text), by)), unit, handle) for unit, handle, text in rows]
                ledger.executemany(f"UPDATE target SET {column} = ? WHERE unit = ? AND handle = ?", changed)
            # Moments and numbers, in turn.
            taken = ledger.execute("SELECT taken, platform, server, ask FROM pace").fetchall()
            changed = [(" ".join(str(_older(int(word), by)) for word in text.split()), *key) for text, *key in taken]
            ledger.executemany("UPDATE pace SET taken = ? WHERE platform = ? AND server = ? AND ask = ?", changed)
        ledger.close()

    def _log(self):
        return self.folder / f"log-{self._runs}"


def incidents(service, *arguments):
    return service.ask("incidents", "list", *arguments, "--format", "jsonl").records()


def uid():
    return f"(uid {os.getuid()})"


def stranger(name, number, **more):
    return worlds.account(name, number, **more)


class Case(unittest.TestCase):
    """A test with a folder, a receiver and a world of its own."""
    scenario = worlds.world(platform("codeberg", stranger("PNationale02", 102)))

    def setUp(self):
        self.simulator = self.enterContext(harness.Simulator(self.scenario))
        self.receiver = self.enterContext(receivers.Receiver())
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.service = self.enterContext(Service(self.folder, self.simulator))

    def configure(self, watches=None, **more):
        channels = more.pop("channels", {"team": webhook(self.receiver)})
        self.service.configure(watches or [watch(["PNationale02", "PNationale03"])], channels, **more)

    def asked(self):
        """How many requests the platform had so far."""
        return self.simulator.stats()["platforms"]["codeberg"]["requests"]

    def wait_for_event(self, event, handle, path="/team", seconds=40):
        return harness.wait_for(lambda: [one for one in self.receiver.events(path) if one[:2] == (event, handle)], seconds,
                                f"{event} of {handle}; had {self.receiver.events()}; the service said:\n{self.service.log()}")

    def wait_for_log(self, words, seconds=10):
        harness.wait_for(lambda: words in self.service.log(), seconds, f"the service to say '{words}'")
