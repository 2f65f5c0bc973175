"""The service with a million targets: how soon it is ready, and what it holds.

The ledger is that of one target, written by the program, and its rows copied. The reference opens the same file with
SQLite alone and counts the same targets, which the service does too before it is ready. The ledger alone is to be open
in less than two seconds, which READY in less than two shows."""
import time

from measure import Broken, median
from simulator import Simulator
from watched import Place, Service, opened, played, site, watch, write_scenario

TARGETS = 1_000_000
READY_TARGET, MEMORY_TARGET, BYTES_TARGET = 3.0, 200, 150
SETTLED = 3  # seconds: by then it has done all that it does at its start
LONGEST_SWEEP = 300  # seconds


def copy_row(ledger, table):
    """The first row of a table for every other handle of the roster."""
    columns = [row[1] for row in ledger.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    values = ("printf('pnationale%07d', n)" if column == "handle" else column for column in columns)
    ledger.execute(f"WITH RECURSIVE rest (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM rest WHERE n < {TARGETS - 1}) "
                   f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM rest, "
                   f"(SELECT * FROM {table} LIMIT 1)")


def count(file):
    """How many targets SQLite finds, and in how many seconds it has opened the file and counted them."""
    began = time.monotonic()
    with opened(file) as ledger:
        found = ledger.execute("SELECT count(*) FROM target WHERE unit = 1").fetchone()[0]
    return found, time.monotonic() - began


def grown(options, folder, world):
    folder.mkdir()
    place = Place(options, folder)
    bulk = site("bulk", world.port, batch=50, rate="100000/1s", concurrency=8)
    place.configure(watch("names", "pnationale0000000", [bulk], every="30d"))
    place.once()
    with opened(place.ledger) as ledger, ledger:
        for table in ("target", "history"):
            copy_row(ledger, table)
    place.configure(watch("names", "pnationale{0000000..0999999}", [bulk], every="30d"))
    if count(place.ledger)[0] != TARGETS:
        raise Broken("the ledger could not be filled")
    return place


def start(place):
    with Service(place) as service:
        time.sleep(SETTLED)
        return service.ready, service.memory("VmHWM")


def sweep(place):
    """Peak memory over a sweep of the million, from its first request to its last."""
    with opened(place.ledger) as ledger, ledger:
        ledger.execute("UPDATE unit SET swept_at = NULL")
    with Service(place) as service, opened(place.ledger) as ledger:
        deadline = time.monotonic() + LONGEST_SWEEP
        while ledger.execute("SELECT swept_at FROM unit").fetchone()[0] is None:
            if time.monotonic() > deadline:
                raise Broken(f"no sweep in {LONGEST_SWEEP} s")
            time.sleep(0.5)
        return service.memory("VmHWM")


def bench(options, folder, table):
    scenario = write_scenario(folder / "million-world.json", [played("bulk", "batch")])
    with Simulator(options, scenario, folder) as world:
        place = grown(options, folder / "million", world)
        size = place.ledger.stat().st_size / TARGETS
        table.row("million: the ledger", f"{size:.0f} bytes a target", "", None, f"about {BYTES_TARGET}",
                  size <= BYTES_TARGET * 1.1)
        runs = [(*start(place), count(place.ledger)[1]) for _ in range(options.pairs)]
        ready, least = median(run[0] for run in runs), median(run[2] for run in runs)
        table.row("million: start to READY", f"{ready:.2f} s", f"{least:.2f} s  SQLite counts them", ready / least,
                  f"<= {READY_TARGET:.0f} s", ready <= READY_TARGET)
        for what, peak in (("at rest", max(run[1] for run in runs)), ("over a sweep", sweep(place))):
            table.row(f"million: peak memory {what}", f"{peak:.1f} MiB", "", None, f"<= {MEMORY_TARGET} MiB",
                      peak <= MEMORY_TARGET)
