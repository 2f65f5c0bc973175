"""The tests' simulator, for the length of a with block."""
import json
import subprocess
import time
import urllib.request

from measure import CLEAN, Broken


def program(options):
    """It is built beside the program that is measured, if it is built at all."""
    return options.binary.parent / "tests/simulator/handlewatch-simulator"


class Simulator:
    def __init__(self, options, scenario, folder, log=None):
        self.ca, self.log = folder / "simulator-ca.pem", log
        self.command = [program(options), scenario, "--ca-out", self.ca, *(["--log", log] if log else [])]

    def __enter__(self):
        try:
            self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                            env=CLEAN)
        except OSError as missing:
            raise Broken(f"the simulator cannot be started: {missing}") from None
        said = self.process.stdout.readline()
        if not said.startswith("listening on "):
            self.__exit__()
            raise Broken("the simulator did not start")
        self.address = said.split()[-1]
        self.port = int(self.address.rsplit(":", 1)[1])
        # The time of day, in seconds, from which its log counts: by the question that was answered soonest. It is asked
        # at once, while it has little else to tell.
        self.began = min(self.ask_clock() for _ in range(10))[1]
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.communicate()

    def stats(self):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"http://{self.address}/_simulator/stats", timeout=10) as answer:
            return json.load(answer)

    def ask_clock(self):
        asked = time.time()
        told = self.stats()["scenario_ms"] / 1000
        answered = time.time()
        return answered - asked, (asked + answered) / 2 - told

    def requests(self):
        """(time of day, host, path) of each request so far."""
        with open(self.log, encoding="ascii") as log:
            fields = [line.split() for line in log]
        return [(self.began + int(at) / 1000, host, target) for at, host, _, target, _ in fields]
