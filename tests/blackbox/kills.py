"""A service that is killed again and again while it tells of claims, and receivers whose mood changes meanwhile.

A seed chooses the moments of the kills and the moods; what the service does in them is up to the machine. Each life of the
service posts to addresses of its own (…/N), so that a message that came twice is charged to the kill that ended the life in
which it was taken first."""
import collections
import contextlib
import dataclasses
import os
import random
import re
import tempfile
import threading
import time

import harness
import receivers
import service
import worlds

# Claimed one after the other, in turns on the one platform and the other; and five that nobody takes.
CLAIMS = [(("codeberg", "github")[number % 2], f"harbour{number:02}") for number in range(1, 41)]
TEMPLATE = "harbour{01..45}"
NAME = re.compile(r"harbour\d+")

MOODS = {"up": 40, "slow": 25, "down": 13, 429: 11, 500: 11}  # and how often each
AVERAGE_LIFE = 1.1  # seconds

# When its turn has come, a kill waits for one of these, and then lets so many seconds go by at most.
AWAITED = {"nothing": 0, "a request to a platform": 0.2, "a write into the ledger": 0.02, "the body of a message": 0.1,
           "the start": 0.15}  # of this life, without a turn
PATIENCE = 1.5  # for what does not happen


@dataclasses.dataclass(frozen=True)
class Moment:
    turn: float  # seconds from the beginning of all
    awaited: str
    then: float
    hurried: bool  # the next start finds all messages due; otherwise the ledger as the kill left it


def moments(seed, kills):
    choose = random.Random(f"{seed} moments")
    turns = sorted(choose.uniform(0, kills * AVERAGE_LIFE) for _ in range(kills))
    chosen = [(turn, choose.choice(list(AWAITED))) for turn in turns]
    return [Moment(turn, awaited, choose.uniform(0, AWAITED[awaited]), choose.random() < 0.5) for turn, awaited in chosen]


class Receiver(receivers.Receiver):
    """Its mood changes every second or so, until calm()."""

    def __init__(self, seed):
        super().__init__()
        self._random = random.Random(seed)
        self._mood = "up"
        self._calm = threading.Event()
        self._moods = threading.Thread(target=self._change, daemon=True)

    def __enter__(self):
        super().__enter__()
        self._moods.start()
        return self

    def __exit__(self, *_):
        self.calm()
        super().__exit__()

    def calm(self):
        """Up, from now on."""
        self._calm.set()
        self._moods.join()
        self.listen()
        self._mood = "up"

    def next_answer(self, path):
        if self._mood == "slow":
            return "slow", self._random.uniform(0.05, 1.5), 200
        return self._mood if isinstance(self._mood, int) else 200

    def _change(self):
        while not self._calm.wait(self._random.uniform(0.2, 1.5)):
            self._mood, = self._random.choices(list(MOODS), list(MOODS.values()))
            self.refuse() if self._mood == "down" else self.listen()


@dataclasses.dataclass(frozen=True)
class Taken:
    """A message that a receiver took: whole, and answered (or about to be, had the sender lived) with 2xx."""
    receiver: str
    life: int
    id: str
    events: tuple  # (id, handle) of each about a handle; Slack shows no more than one id

    @staticmethod
    def by_webhook(name, delivery):
        events = tuple((number, handle) for _, handle, number in delivery.events if handle)
        return Taken(name, _life(delivery), delivery.id, events)

    @staticmethod
    def by_slack(name, delivery):
        *_, foot = delivery.json["blocks"]
        number = re.search("`(.*)`", foot["elements"][0]["text"])[1]
        handles = sorted(set(NAME.findall(delivery.body.decode())))
        return Taken(name, _life(delivery), number, tuple((number, handle) for handle in handles))


def _life(delivery):
    return int(delivery.path.rsplit("/", 1)[1])


def told_to(taken):
    """The handles that each receiver was told of."""
    told = collections.defaultdict(set)
    for one in taken:
        told[one.receiver].update(handle for _, handle in one.events)
    return told


def duplicates(taken):
    """How many messages came again, by (receiver, kill); what no kill explains is charged to None."""
    lives = collections.defaultdict(list)
    for one in taken:
        lives[one.receiver, one.id].append(one.life)
    charged = collections.Counter()
    for (receiver, _), lived in lives.items():
        lived.sort()
        for first, again in zip(lived, lived[1:]):
            charged[receiver, first if first < again else None] += 1
    return charged


def under_two_ids(taken):
    """(receiver, handle) whose claim came as two events, or in two messages."""
    ids = collections.defaultdict(set)
    for one in taken:
        for number, handle in one.events:
            ids[one.receiver, handle].add((number, one.id))
    return {key: sorted(found) for key, found in ids.items() if len(found) > 1}


class Ordeal:
    """A with block; run() lives through all the kills and the last life, which ends in peace."""

    def __init__(self, seed, kills):
        self.kills = kills
        self.restarts = 0
        self._seed = seed
        self._moments = moments(seed, kills)

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._simulator = stack.enter_context(harness.Simulator(self._world()))
            self._receivers = {name: stack.enter_context(Receiver(f"{self._seed} {name}")) for name in ("webhook", "slack")}
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            self.service = stack.enter_context(service.Service(folder, self._simulator))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    def run(self):
        self._began = time.monotonic()
        for number, moment in enumerate(self._moments):
            self._live(number)
            self._wait_for(moment)
            self._kill(moment)
        for receiver in self._receivers.values():
            receiver.calm()
        self.service.hurry()
        self._live(self.kills)
        self._wait_until_all_is_told()
        self.seconds = time.monotonic() - self._began

    def had(self, name):
        return self._receivers[name].had()

    def taken(self):
        read = {"webhook": Taken.by_webhook, "slack": Taken.by_slack}
        return [read[name](name, one) for name in self._receivers for one in self._receivers[name].had(taken_only=True)]

    def _span(self):
        return AVERAGE_LIFE * self.kills

    def _world(self):
        accounts = collections.defaultdict(list)
        for number, (platform, handle) in enumerate(CLAIMS):
            at = 2 + round(number * self._span() / len(CLAIMS))
            accounts[platform].append(service.stranger(handle, 100 + number, **{"from": at}))
        return worlds.world(*(service.platform(name, *held) for name, held in accounts.items()))

    def _live(self, number):
        address = self.service.folder / "slack-url"
        address.touch(0o600)
        address.write_text(self._receivers["slack"].url(f"/slack/{number}"), encoding="utf-8")
        self.service.configure(
            [service.watch([TEMPLATE], platforms=["codeberg", "github"], every="1s")],
            {"webhook": service.webhook(self._receivers["webhook"], f"/webhook/{number}"),
             "slack": {"type": "slack", "url": {"file": str(address)}}})
        self.service.start(ready=False)
        self.restarts += number > 0

    def _wait_for(self, moment):
        """Any moment is as good as any other: what sleeps here waits for nothing to become true."""
        if moment.awaited != "the start":
            time.sleep(max(0, self._began + moment.turn - time.monotonic()))
        looks = {"a request to a platform": self._asked, "a write into the ledger": self._written,
                 "the body of a message": lambda: [len(one.had()) for one in self._receivers.values()]}
        if look := looks.get(moment.awaited):
            before = look()
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until and look() == before:
                time.sleep(0.002)
        time.sleep(moment.then)

    def _kill(self, moment):
        code = self.service.process.poll()
        if code is not None:
            raise AssertionError(f"the service ended by itself with {code}:\n{self.service.log()}")
        self.service.kill()
        if moment.hurried and any(one.had() for one in self._receivers.values()):
            self.service.hurry()

    def _asked(self):
        return [one["requests"] for one in self._simulator.stats()["platforms"].values()]

    def _written(self):
        with contextlib.suppress(FileNotFoundError):
            status = os.stat(f"{self.service.ledger}-wal")
            return status.st_size, status.st_mtime_ns
        return None

    def _wait_until_all_is_told(self):
        try:
            harness.wait_for(lambda: not self._untold() and not self._owed(), self._span() + 60, "all to be told")
        except AssertionError as late:
            raise AssertionError(f"{late}; not told: {self._untold()}; owed: {self._owed()}; the service said:\n"
                                 f"{self.service.log()}") from None

    def _untold(self):
        told = told_to(self.taken())
        return [(name, handle) for name in self._receivers for _, handle in CLAIMS if handle not in told[name]]

    def _owed(self):
        """What the service has not yet written down as delivered, by channel."""
        channels = self.service.ask("channels", "list", "--format", "jsonl").records()
        return {one["name"]: one["pending"] + one["waiting"] for one in channels if one["pending"] + one["waiting"]}


def figures(ordeal):
    """One line, as scripts/kills reads it."""
    told = min(map(len, told_to(ordeal.taken()).values()))
    repeated = sum(duplicates(ordeal.taken()).values())
    return (f"figures: {ordeal.kills} kills, {ordeal.restarts} restarts, {told} claims told to each receiver, "
            f"{repeated} duplicates, {round(ordeal.seconds)} seconds")
