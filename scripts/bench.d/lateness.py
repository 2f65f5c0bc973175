"""How late probes are that no rate holds: 100 platforms x 100 names, each swept every ten seconds, 16 requests at once,
and a stranger a second who takes one of the names, so that the ledger has something to write and there are second
looks. Meanwhile a million names are swept on one more platform, whose rate holds them to a thousand a second; one in
5,000 is a stranger's.

Every request of a look counts, from when the look was due to when the platform saw the request. A sweep is due at its
unit's slot (daemon/watching/schedule.cpp), a second look `confirm` after the answer that made it necessary. Beside it,
through the same time, a thread that does nothing but sleep until each slot: what this machine makes of a timer.

On tmpfs, on a disk, and on one that stalls: there one sync a second takes 300 ms longer."""
import bisect
import collections
import pathlib
import statistics
import subprocess
import tempfile
import threading
import time

from measure import Broken
from simulator import Simulator
from watched import Place, Service, account, played, site, watch, write_scenario

WATCH = "names"
SITES = [f"s{number:03}" for number in range(100)]
NAMES = [f"pnationale{number:02}" for number in range(100)]
EVERY, CONFIRM, WINDOW = 10, 2, 60  # seconds
BULK, BULK_NAMES = "bulk", "pnationale{0000000..0999999}"
FIRST_LOOKS = 5  # seconds from READY: every unit has been swept once
CLOCKS = 0.01  # seconds by which the simulator's clock and ours may differ
QUIET = 0.5  # seconds without a request between two looks at a platform
TARGET = 50  # ms
SHIM = pathlib.Path(__file__).with_name("stalling_disk.c")


BITS = (1 << 64) - 1


def hash_of(name):
    value = 14695981039346656037
    for byte in f"{WATCH}\n{name}\n".encode():
        value = (value ^ byte) * 1099511628211 & BITS
    value ^= value >> 32
    return (value * 0x9E3779B97F4A7C15 & BITS) >> 16


def scattered(value):
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & BITS
    value = (value ^ value >> 27) * 0x94D049BB133111EB & BITS
    return value ^ value >> 31


def slots(name, begin, end):
    """When the unit's sweeps are due, in seconds: its place in each period, and that slot's jitter."""
    unit, every = hash_of(name), EVERY * 1000
    numbers = range(int(begin // EVERY) - 2, int(end // EVERY) + 1)
    all_of_them = [(unit % every + number * every + scattered(unit + number & BITS) % (every // 16)) / 1000 for number in numbers]
    return [slot for slot in all_of_them if begin <= slot <= end]


def looks(requests):
    """A platform's requests, (time, name) in their order, in groups."""
    groups = []
    for request in requests:
        if not groups or request[0] - groups[-1][-1][0] > QUIET:
            groups.append([])
        groups[-1].append(request)
    return groups


def late_sweeps(groups, due):
    """By request, for each slot that was due; a sweep that never came is a whole period late."""
    late = []
    begins = [group[0][0] for group in groups]
    for slot in due:
        at = bisect.bisect_left(begins, slot - CLOCKS)
        came = at < len(groups) and begins[at] < slot + EVERY
        late += [when - slot for when, _ in groups[at]] if came else [EVERY]
    return late


def late_confirmations(groups, begin, end):
    """By request, for each look at some of the names only: the last of them that had been asked before says when."""
    late = []
    for before, group in zip(groups, groups[1:]):
        doubted = {name for _, name in group} & set(NAMES)
        if len(doubted) == len(NAMES) or not begin <= group[0][0] <= end:
            continue
        asked = [when for when, name in before if name in doubted]
        if not asked:
            raise Broken("a look fell apart: nobody can say when its second look was due")
        late += [when - CONFIRM - max(asked) for when, _ in group]
    return late


class Sleeper(threading.Thread):
    def __init__(self, due):
        super().__init__(daemon=True)
        self.due, self.late = sorted(due), []

    def run(self):
        for moment in self.due:
            time.sleep(max(0, moment - time.time()))
            self.late.append(time.time() - moment)


def measure(options, folder, ledger, environment=None):
    """How late each request was, and each awakening of the sleeper; seconds."""
    strangers = collections.defaultdict(list)
    for second in range(EVERY, WINDOW + EVERY):
        strangers[SITES[second * 37 % len(SITES)]].append(account(NAMES[second], 100 + second, second))
    crowd = [account(f"pnationale{number:07}", number) for number in range(0, 100_000, 5_000)]
    scenario = write_scenario(folder / "world.json", [played(BULK, "batch", crowd)] +
                              [played(name, "json", strangers[name]) for name in SITES])
    with Simulator(options, scenario, folder, folder / "log") as world:
        place = Place(options, folder, ledger)
        bulk = site(BULK, world.port, batch=50, rate="20/1s")
        sites = [site(name, world.port, concurrency=16) for name in SITES]
        place.configure(watch(WATCH, "pnationale{00..99}", sites, f"{EVERY}s", f"{CONFIRM}s"),
                        watch("crowd", BULK_NAMES, [bulk], "30d", f"{CONFIRM}s"))
        with Service(place, environment) as service:
            begin = time.time() + FIRST_LOOKS
            end = begin + WINDOW
            due = {name: slots(name, begin, end) for name in SITES}
            sleeper = Sleeper(slot for each in due.values() for slot in each)
            sleeper.start()
            time.sleep(FIRST_LOOKS + WINDOW + 2 * CONFIRM)
            service.alive()
        requests = collections.defaultdict(list)
        for when, host, path in world.requests():
            requests[host.split(".")[0]].append((when, path.rsplit("/", 1)[-1]))
    late = []
    for name in SITES:
        groups = looks(requests[name])
        late += late_sweeps(groups, due[name]) + late_confirmations(groups, begin, end)
    return late, sleeper.late


def p99(values):
    return statistics.quantiles(values, n=100)[-1]


def on(options, folder, table, place, where, target=None, environment=None):
    folder.mkdir()
    with tempfile.TemporaryDirectory(prefix="handlewatch-bench-", dir=where) as kept:
        late, slept = measure(options, folder, pathlib.Path(kept) / "ledger.db", environment)
    ours, theirs = (f"{p99(each) * 1000:.1f} ms (worst {max(each) * 1000:.0f})" for each in (late, slept))
    table.row(f"lateness of {len(late):,} probes, ledger on {place}: p99", ours, f"{theirs}  a sleeper", None,
              f"<= {target} ms" if target else "", p99(late) * 1000 <= target if target else None)


def bench(options, folder, table):
    memory = pathlib.Path("/dev/shm")
    if not memory.is_dir():
        raise Broken(f"{memory} is not here")
    on(options, folder / "late-memory", table, "tmpfs", memory, TARGET)
    on(options, folder / "late-disk", table, "disk", options.binary.parent)  # /tmp may be a tmpfs
    on(options, folder / "late-stalls", table, "a disk that stalls for 300 ms", memory, TARGET, stalling(folder))


def stalling(folder):
    """The environment of a program whose disk stalls once a second, in a sync."""
    library = folder / "stalling_disk.so"
    built = subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], capture_output=True, text=True)
    if built.returncode != 0:
        raise Broken(f"{SHIM.name} cannot be built: {built.stderr[-300:].strip()}")
    return {"LD_PRELOAD": str(library)}
