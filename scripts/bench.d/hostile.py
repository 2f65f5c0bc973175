"""What answers cost that are as long as they may be: a list of 49,000 accounts for a batch of 990, beside Python's JSON
reader for the same bytes; and 128 platforms that send two MiB each at once."""
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tests/blackbox"))
from local_server import Handler, LocalServer  # noqa: E402
from measure import Broken, median, run  # noqa: E402

KNOWN, BATCH, ITEMS, SITES = "webmaster", 990, 49_000, 128
LONGEST = 2 << 20
COST_TARGET, MEMORY_TARGET = 50, 256


def definition(id, ask, **more):
    return {"id": id, "name": id.title(), "profile_url": "https://bench.example/{handle}", "rate": "100000/1s",
            "handle": {"pattern": "[a-z0-9]{1,40}", "fold": ["case"]}, "controls": {"claimed": [KNOWN]}, "ask": [ask], **more}


def accounts(names):
    """As many as are read of one answer (100,000 values of JSON), behind them those that were asked for."""
    listed = ",".join(f'{{"n":"filler{number:05}"}}' for number in range(ITEMS)) if len(names) > 3 else ""
    asked = [f'{{"n":"{name}"}}' for name in names if name == KNOWN or name.endswith("7")]
    return ("[" + ",".join([listed, *asked] if listed else asked) + "]").encode()


class Batches(Handler):
    long_ones = 0

    def do_GET(self):
        names = self.path.partition("=")[2].split(",")
        Batches.long_ones += len(names) > 3
        self.reply(200, {"Content-Type": "application/json"}, accounts(names))


def long_list(options, folder, table):
    names = [f"pnationale{number:04}" for number in range(BATCH - 2)]  # beside two controls
    body = accounts([KNOWN, *names])
    with LocalServer(Batches) as server:
        ask = {"name": "many", "get": f"{server.base}/?names={{handles}}", "max": BATCH, "item": "/n={handle}",
               "rules": [{"status": 200, "item": {"/n": {"exists": True}}, "then": "claimed"},
                         {"status": 200, "item": False, "then": "available"}]}
        file, lines = folder / "batches.json", folder / "names"
        file.write_text(json.dumps(definition("batches", ask)))

        def cost(listed):
            lines.write_text("\n".join(listed) + "\n")
            done = run([options.binary, "check", "--from", lines, "--platform-file", file, "--allow-private-addresses"],
                       folder)
            if done.code not in (0, 1):
                raise Broken(f"a list of {len(listed)}: exit {done.code}: {done.stderr[-300:].strip()}")
            return done.cpu

        ours, theirs = [], []
        for _ in range(options.pairs):
            few = cost(names[:1])
            Batches.long_ones = 0
            ours.append((cost(names) - few) * 1000 / Batches.long_ones)
            began = time.process_time()
            json.loads(body)
            theirs.append((time.process_time() - began) * 1000)
    cpu = median(ours)
    table.row(f"an answer of {len(body) / 2**20:.1f} MiB with {ITEMS} accounts for {BATCH}: CPU", f"{cpu:.1f} ms",
              f"{median(theirs):.1f} ms  Python's json", cpu / median(theirs), f"<= {COST_TARGET} ms", cpu <= COST_TARGET)


class Crowd:
    """Holds every answer back until all have been asked for."""

    def __init__(self):
        self.barrier = threading.Barrier(SITES)
        page = b"<!DOCTYPE html><title>x</title><p data-held>" + b"<b>1</b>\n" * (LONGEST // 8)
        crowd = self

        class Pages(Handler):
            def do_GET(self):
                if self.path.endswith("/held"):
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(page))
                    self.wfile.write(page[:LONGEST - 1000])
                    crowd.wait()  # all but its end has come of each
                    self.wfile.write(page[LONGEST - 1000:])
                elif self.path.endswith(KNOWN):
                    self.reply(200, {"Content-Type": "text/html"}, b"<!DOCTYPE html><p data-held>")
                else:
                    self.reply(404, {"Content-Type": "text/html"}, b"<!DOCTYPE html>nobody")

        self.handler = Pages

    def wait(self):
        try:
            self.barrier.wait(timeout=5)
        except threading.BrokenBarrierError:
            pass  # of a second look: by then they come one by one


def crowd(options, folder, table):
    state = Crowd()
    with LocalServer(state.handler) as server:
        words = ["check", "held", "--allow-private-addresses", "--timeout", "30s"]
        for site in range(SITES):
            ask = {"name": "page", "get": f"http://s{site}.bench.localhost:{server.port}/{site}/{{handle}}",
                   "rules": [{"status": 200, "body": "data-held", "then": "claimed"}, {"status": 404, "then": "available"}]}
            file = folder / f"site{site}.json"
            file.write_text(json.dumps(definition(f"site{site}", ask)))
            words += ["--platform-file", file]
        peaks = []
        for _ in range(options.pairs):
            state.barrier.reset()
            done = run([options.binary, *words], folder)
            if f"{SITES} targets" not in done.stderr:
                raise Broken(f"exit {done.code}: {done.stderr[-300:].strip()}")
            peaks.append(done.memory)
    peak = max(peaks)
    table.row(f"{SITES} answers of more than 2 MiB at once: peak memory", f"{peak:.0f} MiB", "", None,
              f"<= {MEMORY_TARGET} MiB", peak <= MEMORY_TARGET)


def bench(options, folder, table):
    long_list(options, folder, table)
    crowd(options, folder, table)
