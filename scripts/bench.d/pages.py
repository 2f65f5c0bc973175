"""One pass over 200 sites by `handlewatch check`, and curl for the same URLs."""
import json
import pathlib
import re
import subprocess

from measure import Broken, in_turn, median, run
from site_farm import HELD, KNOWN, MARK_HELD, MARK_MISSING, NAMES, Farm

SITES = 200
CPU_TARGET, MEMORY_TARGET = 1.2, 48
ABSENT = "q7x2m9k4w1z8v"  # stands for the random free control, which every site is asked for


def host(site):
    # libcurl itself leads every name under .localhost to loopback: no resolver on either side.
    return f"s{site:03}.bench.localhost"


def write_list(file, base):
    sites = [{"name": f"Site {site:03}", "uri_check": f"{base.format(host=host(site))}/u/{{account}}",
              "e_code": 200, "e_string": MARK_HELD, "m_code": 404, "m_string": MARK_MISSING,
              "known": [KNOWN], "cat": "social"} for site in range(SITES)]
    file.write_text(json.dumps({"license": [], "authors": [], "categories": ["social"], "sites": sites}))


def write_urls(file, base):
    """For curl; a name on every site, then the next name: the order in which it re-uses most connections."""
    names = [KNOWN, ABSENT, *NAMES]
    urls = [f"{base.format(host=host(site))}/u/{name}" for name in names for site in range(SITES)]
    file.write_text("".join(f'url = "{url}"\noutput = "/dev/null"\n' for url in urls))
    return len(urls)


def sweep(options, folder, farm, scheme):
    base = f"{scheme}://{{host}}:{farm.ports[scheme]}"
    sites, urls, names = folder / f"{scheme}.json", folder / f"{scheme}.urls", folder / "names"
    write_list(sites, base)
    names.write_text("\n".join(NAMES) + "\n")
    count = write_urls(urls, base)
    connections = {"ours": [], "curl": []}

    def counted(who, command):
        before = farm.counters()
        done = run(command, folder)
        accepted, asked = (after - was for after, was in zip(farm.counters(), before))
        if asked != count:
            raise Broken(f"{who} sent {asked} requests, not {count}: {done.stderr[-300:].strip()}")
        connections[who].append(accepted)
        return done

    def ours():
        done = counted("ours", [options.binary, "check", "--from", names, "--platform-file", sites, "--rate",
                                "100000/1s", "--allow-private-addresses", "--ca-file", farm.trust])
        said = re.search(r"([\d,]+) targets, ([\d,]+) requests: ([\d,]+) claimed.*?, ([\d,]+) available", done.stderr)
        half = SITES * len(HELD)
        if not said or [int(n.replace(",", "")) for n in said.groups()] != [SITES * len(NAMES), count, half, half]:
            raise Broken(f"wrong verdicts (exit {done.code}): {done.stderr[-300:].strip()}")
        return done

    def curl():
        done = counted("curl", ["curl", "-q", "--no-progress-meter", "--parallel", "--parallel-max", "64",
                                "--cacert", farm.trust, "--config", urls])
        if done.code != 0:
            raise Broken(f"curl, exit {done.code}: {done.stderr[-300:].strip()}")
        return done

    return (*in_turn(options.pairs, ours, curl), count, connections)


def bench(options, folder, table):
    version = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[1]
    with Farm(pathlib.Path(folder)) as farm:
        for scheme in ("http", "https"):
            ours, curls, count, connections = sweep(options, folder, farm, scheme)
            per = 1000 / count
            ratio = median(a.cpu / b.cpu for a, b in zip(ours, curls))
            table.row(f"{scheme}: CPU per 1,000 requests", f"{median(r.cpu for r in ours) * per:.3f} s",
                      f"{median(r.cpu for r in curls) * per:.3f} s  curl {version}", ratio,
                      f"<= {CPU_TARGET}", ratio <= CPU_TARGET)
            table.row(f"{scheme}: connections for {count} requests", f"{median(connections['ours']):.0f}",
                      f"{median(connections['curl']):.0f}")
            peak = max(r.memory for r in ours)
            table.row(f"{scheme}: peak memory", f"{peak:.1f} MiB", f"{max(r.memory for r in curls):.1f} MiB", None,
                      f"<= {MEMORY_TARGET} MiB", peak <= MEMORY_TARGET)
