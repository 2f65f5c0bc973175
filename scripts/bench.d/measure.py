"""Runs a program and says what it used; and the table in which the figures end."""
import dataclasses
import os
import statistics
import subprocess
import sys

# Nothing of the caller's may steer a measured program: neither a proxy nor a configuration.
CLEAN = {name: value for name, value in os.environ.items()
         if "proxy" not in name.lower() and not name.startswith(("HANDLEWATCH_", "SSL_CERT_", "CURL_"))}


class Broken(Exception):
    """Something did not work, so there is no figure."""


@dataclasses.dataclass
class Run:
    code: int
    cpu: float  # seconds of user and system time
    wall: float
    memory: float  # MiB at the peak
    stderr: str


# A process's peak counts what it was before exec: so a small one starts the program and looks at what it used.
STARTER = """
import os, sys, time
began = time.monotonic()
child = os.fork()
if child == 0:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.execvp(sys.argv[1], sys.argv[1:])
_, status, used = os.wait4(child, 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss)
"""


def run(command, folder, environment=None):
    """Standard output goes to /dev/null."""
    words = folder / "stderr"
    with open(words, "wb") as stderr:
        said = subprocess.run([sys.executable, "-I", "-S", "-c", STARTER, *map(str, command)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=stderr, env={**CLEAN, **(environment or {})}, text=True)
    code, cpu, wall, memory = said.stdout.split()
    return Run(int(code), float(cpu), float(wall), int(memory) / 1024, words.read_text(errors="replace"))


def in_turn(pairs, first, second):
    """Both once without counting, then first, second, first, second and so on."""
    first(), second()
    runs = [(first(), second()) for _ in range(pairs)]
    return [a for a, _ in runs], [b for _, b in runs]


def median(values):
    return statistics.median(list(values))


class Table:
    HEADS = ("", "handlewatch", "reference", "ratio", "target", "")

    def __init__(self):
        self.rows = []
        self.anything_broken = False

    def row(self, what, ours, theirs="", ratio=None, target="", met=None):
        shown = "" if ratio is None else f"{ratio:.2f}"
        self.add(what, ours, theirs, shown, target, {None: "", True: "met", False: "MISSED"}[met])

    def broken(self, what, why):
        self.anything_broken = True
        self.add(what, f"did not work: {why}")

    def add(self, *cells):
        self.rows.append(tuple(cells) + ("",) * (len(self.HEADS) - len(cells)))

    def show(self):
        rows = [row for row in self.rows if not row[1].startswith("did not work")]
        widths = [max(len(row[i]) for row in [self.HEADS, *rows]) for i in range(len(self.HEADS))]
        for row in [self.HEADS, *self.rows]:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
