"""What scripts/kills and scripts/years share: a test of build/release run many times, side by side, each time with seeds of
its own; the figures that it prints, added up; and of a failure, what it takes to see it again."""
import collections
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shlex
import subprocess
import sys

TREE = pathlib.Path(__file__).resolve().parent.parent
BUILD = TREE / "build/release"


@dataclasses.dataclass(frozen=True)
class Round:
    command: list
    environment: dict  # beside that of the caller; it holds the seed

    def __str__(self):
        """For a shell."""
        return " ".join([f"{name}={value}" for name, value in self.environment.items()] + [shlex.join(self.command)])

    def run(self):
        """Its exit code and all that it printed."""
        done = subprocess.run(self.command, env=os.environ | self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
        return done.returncode, done.stdout


def needed(*programs):
    """Ends with 2 where one of them was not built."""
    for program in programs:
        if not os.access(program, os.X_OK):
            print(f"{program}: no such program; cmake --preset release && cmake --build --preset release", file=sys.stderr)
            sys.exit(2)


def figures(line):
    """The numbers of 'what: 50 kills, 12 duplicates', by their names."""
    return collections.Counter({name: int(number) for number, name in re.findall(r"(\d+) ([a-z -]+?)(?:,|$)", line)})


def shown(figures):
    return ", ".join(f"{number} {name}" for name, number in figures.items())


def run_all(rounds):
    """Yields each with its exit code and output, in their order; as many at once as there are processors."""
    pool = concurrent.futures.ThreadPoolExecutor(os.cpu_count())
    try:
        for one, (code, output) in zip(rounds, pool.map(Round.run, rounds)):
            yield one, code, output
    finally:
        pool.shutdown(cancel_futures=True)
