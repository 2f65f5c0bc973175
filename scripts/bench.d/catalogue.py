"""186 handles on five platforms at their documented limits, each call 200 ms, in virtual time: no 429 ever, and hardly
longer than it must take. Whatever the machine does, the figures are the same."""
import json
import pathlib
import subprocess

from measure import CLEAN, Broken

DEFINITIONS = pathlib.Path(__file__).resolve().parents[2] / "patterns/platforms"
TARGET = 1.05


def bench(options, _folder, table):
    program = options.binary.parent / "tests/bench/catalogue-bench"
    try:
        done = subprocess.run([program, DEFINITIONS], capture_output=True, text=True, env=CLEAN, check=False)
    except OSError as missing:
        raise Broken(f"it cannot be started: {missing}; build catalogue-bench") from None
    if done.returncode != 0:
        raise Broken(done.stderr.strip())
    for line in done.stdout.splitlines():
        one = json.loads(line)
        if one["failed"] or set(one["told"]) - {"claimed", "available", "ambiguous"}:
            raise Broken(f"{one['platform']}: {one['failed']} calls failed, told {one['told']}")
        ratio = one["taken"] / one["shortest"]
        passes = "a pass" if one["passes"] == 1 else f"{one['passes']} passes on end"
        table.row(f"{one['platform']}, {passes}: {one['calls']} calls, {one['limited']} 429s", f"{one['taken']:.1f} s",
                  f"{one['shortest']:.1f} s  the shortest", ratio, f"<= {TARGET}, no 429",
                  ratio <= TARGET and not one["limited"])
