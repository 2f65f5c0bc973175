"""101 names on 8 platforms that think for 200 ms: what counts is that they are asked side by side."""
import asyncio
import json
import pathlib
import threading

import simulator
from measure import Broken, median, run

PLATFORMS, NAMES = 8, [f"pnationale{number:03}" for number in range(101)]
THINK = 0.2
KNOWN = "webmaster"
TARGET = 2.0


async def answer(reader, writer):
    """HTTP/1.1 with keep-alive, as little of it as libcurl needs."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await asyncio.sleep(THINK)
            held = head.split(b" ", 2)[1].endswith(KNOWN.encode())
            body = b"<!DOCTYPE html><title>held</title>" if held else b"<!DOCTYPE html><title>nobody</title>"
            writer.write(b"HTTP/1.1 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" %
                         (b"200 OK" if held else b"404 Not Found", len(body), body))
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


class Thinker:
    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        listening = asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        self.server = self.loop.run_until_complete(listening)
        self.port = self.server.sockets[0].getsockname()[1]
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


# Eight real platforms, reached as a proxy.
SCENARIO = pathlib.Path(__file__).resolve().parents[2] / "tests/simulator/scenarios/eight-platforms.json"
REAL = ("bluesky", "mastodon@mastodon.social", "mediawiki@https://en.wikipedia.org/w", "github", "gitlab", "codeberg",
        "npm-package", "domain-fr")


def seconds(options, folder, arguments, verdicts, environment=None):
    """Median wall time of a check that must end with these verdicts."""
    def once():
        done = run([options.binary, "check", "--concurrency", "16", "--rate", "100000/1s", *arguments], folder,
                   environment)
        if verdicts not in done.stderr:
            raise Broken(f"wrong verdicts (exit {done.code}): {done.stderr[-300:].strip()}")
        return done.wall
    return median(once() for _ in range(options.pairs))


def bench(options, folder, table):
    sites, names = folder / "slow.json", folder / "slow-names"
    names.write_text("\n".join(NAMES) + "\n")
    with Thinker() as thinker:
        listed = [{"name": f"Slow {n}", "uri_check": f"http://p{n}.bench.localhost:{thinker.port}/{{account}}",
                   "e_code": 200, "e_string": "held", "m_code": 404, "m_string": "nobody", "known": [KNOWN],
                   "cat": "social"} for n in range(PLATFORMS)]
        sites.write_text(json.dumps({"license": [], "authors": [], "categories": ["social"], "sites": listed}))
        wall = seconds(options, folder, ["--from", names, "--platform-file", sites, "--allow-private-addresses"],
                       f" {PLATFORMS * len(NAMES)} available")
    # 16 at once, and the controls before all else.
    least = THINK * (1 + -(-len(NAMES) // 16))
    table.row(f"{len(NAMES)} names x {PLATFORMS} platforms, 200 ms each", f"{wall:.2f} s",
              f"{least:.2f} s  the least possible", wall / least, f"<= {TARGET:.0f} s", wall <= TARGET)

    if not simulator.program(options).exists():
        return
    with simulator.Simulator(options, SCENARIO, folder) as world:
        chosen = [word for platform in REAL for word in ("--platform", platform)]
        wall = seconds(options, folder, ["PNationale{fr-departments}", *chosen, "--ca-file", world.ca],
                       "808 targets", {"HTTPS_PROXY": f"http://{world.address}"})
        table.row("the same on real definitions, GitLab asking thrice", f"{wall:.2f} s")
