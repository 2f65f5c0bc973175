"""The service with 100,000 targets none of which is due, beside the same service with one target.

Both wait through the same seconds. There is no other reference: a program that does nothing costs nothing, and one
that does the same work is not at hand."""
import time

from measure import Broken
from simulator import Simulator
from watched import Place, Service, account, opened, played, site, watch, write_scenario

TARGETS, STRANGERS = 100_000, 20
WINDOW = 40  # seconds
CPU_TARGET, MEMORY_TARGET = 0.5, 60
BYTES_TARGET = 150


def name(number):
    return f"pnationale{number:05}"


def swept(options, folder, expect, targets, world):
    """A place whose ledger knows all targets of its watch, as the program wrote it."""
    folder.mkdir()
    place = Place(options, folder)
    bulk = site("bulk", world.port, batch=50, rate="10000/1s", concurrency=8)
    place.configure(watch("names", expect, [bulk], every="30d"))
    done = place.once()
    with opened(place.ledger) as ledger:
        known = ledger.execute("SELECT count(*) FROM target").fetchone()[0]
    if known != targets:
        raise Broken(f"{known} targets in the ledger, not {targets}: {done.stderr[-300:].strip()}")
    return place, done


def bench(options, folder, table):
    strangers = [account(name(number * TARGETS // STRANGERS), 100 + number) for number in range(STRANGERS)]
    scenario = write_scenario(folder / "idle-world.json", [played("bulk", "batch", strangers)])
    with Simulator(options, scenario, folder) as world:
        many, filled = swept(options, folder / "many", "pnationale{00000..99999}", TARGETS, world)
        one, _ = swept(options, folder / "one", name(0), 1, world)
    table.row("idle: the sweep before it", f"{TARGETS / filled.cpu:,.0f} targets per second of CPU")
    size = many.ledger.stat().st_size / TARGETS
    table.row("idle: the ledger", f"{size:.0f} bytes a target", "", None, f"about {BYTES_TARGET}",
              size <= BYTES_TARGET * 1.1)

    with Service(many) as watched, Service(one) as alone:
        before = watched.cpu(), alone.cpu()
        time.sleep(WINDOW)
        used, least = (100 * (now.cpu() - was) / WINDOW for now, was in zip((watched, alone), before))
        peak, small = watched.memory("VmHWM"), alone.memory("VmHWM")
    table.row(f"idle: CPU, {TARGETS:,} targets", f"{used:.3f} % of a core", f"{least:.3f} %  one target", None,
              f"<= {CPU_TARGET} %", used <= CPU_TARGET)
    table.row("idle: peak memory", f"{peak:.1f} MiB", f"{small:.1f} MiB  one target", peak / small,
              f"<= {MEMORY_TARGET} MiB", peak <= MEMORY_TARGET)
