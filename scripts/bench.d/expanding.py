"""A template of ten million handles, thrown away."""
from measure import Broken, in_turn, median, run

HANDLES = 10_000_000
TARGET = 5_000_000


def bench(options, folder, table):
    def worked(command):
        done = run(command, folder)
        if done.code != 0:
            raise Broken(f"{command[0]}: exit {done.code}: {done.stderr[-300:].strip()}")
        return done

    ours, seq = in_turn(options.pairs, lambda: worked([options.binary, "expand", "pn{0000000..9999999}"]),
                        lambda: worked(["seq", "-f", "pn%07.0f", "0", HANDLES - 1]))
    # Per second of CPU: on a machine with nothing else to do that is a second.
    rate = HANDLES / median(r.cpu for r in ours)
    reference = HANDLES / median(r.cpu for r in seq)
    table.row("expand: handles a second", f"{rate / 1e6:.1f} million", f"{reference / 1e6:.1f} million  seq", None,
              f">= {TARGET / 1e6:.0f} million", rate >= TARGET)
    table.row("expand: peak memory", f"{max(r.memory for r in ours):.1f} MiB")
