"""What the black-box tests share: running the built handlewatch, the simulator, waiting, skipping.

ctest tells by the environment where things are:

    HANDLEWATCH             the program
    HANDLEWATCH_PATTERNS    the definitions and datasets, given as --patterns
    HANDLEWATCH_SIMULATOR   the platform simulator
    HANDLEWATCH_REQUIRE     what must not be missing (mediawiki,npm,…): such a skip is a failure

A test file ends with harness.main(); 77 is its exit code when every test was skipped. Only the standard
library is used. A process that is started here ends with the test, by its id, whatever happens.
"""
import contextlib
import ctypes
import dataclasses
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.request

SKIPPED = 77
# All that a program started here inherits: no proxy, no colours, no credentials of whoever runs the tests.
INHERITED = ("PATH", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "LLVM_PROFILE_FILE")

_home = tempfile.TemporaryDirectory(prefix="handlewatch-home-")
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclasses.dataclass(frozen=True)
class Result:
    """How a run ended; a negative code is the signal that ended it. The texts are UTF-8, with bytes that
    are none kept as surrogates, so that a test can look for them."""
    code: int
    stdout: str
    stderr: str

    def records(self):
        return jsonl(self.stdout)

    def __str__(self):
        return f"exit {self.code}\n--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"


def program():
    """The path of handlewatch."""
    return _from_environment("HANDLEWATCH")


def environment(extra=None):
    """The environment of a program under test: scrubbed, its home a temporary directory."""
    result = {name: os.environ[name] for name in INHERITED if name in os.environ}
    result.update({"HOME": _home.name, "XDG_CACHE_HOME": f"{_home.name}/.cache", "LANG": "C.UTF-8", "TZ": "UTC"})
    result.update(extra or {})
    return result


def command(*args):
    """The command line of handlewatch with these arguments and the patterns under test."""
    patterns = None if "--patterns" in args else os.environ.get("HANDLEWATCH_PATTERNS")
    return [program(), *(["--patterns", patterns] if patterns else []), *map(str, args)]


def run(*args, input=None, env=None, timeout=60, cwd=None):
    """Runs handlewatch to its end. `input` is its standard input, text or bytes; `env` is added."""
    given = input.encode() if isinstance(input, str) else input
    done = subprocess.run(command(*args), input=given if given is not None else b"", env=environment(env), timeout=timeout,
                          cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False, preexec_fn=usual_signals)
    return Result(done.returncode, _text(done.stdout), _text(done.stderr))


def start(*args, env=None, **popen):
    """Starts handlewatch in a process group of its own; end it with stop()."""
    popen = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | popen
    return spawn(command(*args), env=environment(env), **popen)


def jsonl(text):
    """The records of text that is one JSON object a line."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def usual_signals():
    """For a process that is about to become another program: the signals as a terminal gives them. What
    nohup, or a shell that starts this in the background, left ignored would be ignored by its children too."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGPIPE, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def spawn(arguments, ignoring=(), **popen):
    """Starts a process that leads a group of its own and does not outlive this one. It inherits the signals
    `ignoring` as ignored, and no others."""
    parent = os.getpid()

    def with_parent():
        usual_signals()
        for number in ignoring:
            signal.signal(number, signal.SIG_IGN)
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)

    return subprocess.Popen(arguments, start_new_session=True, preexec_fn=with_parent, **popen)


def stop(process, seconds=5):
    """Ends a process of spawn() with its whole group: asks, waits, then kills. Returns its exit code. What it
    printed and nobody read is lost: process.communicate() comes first, where that matters."""
    _end_group(process, seconds)
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe:
            pipe.close()
    return process.returncode


def heard(process, word):
    """What it has said on stderr up to the line with the word, which must come before its end."""
    said = ""
    while word not in said:
        line = process.stderr.readline().decode()
        assert line, f"it ended without '{word}', and had said: {said}"
        said += line
    return said


def free_port():
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds=10, what="the condition"):
    """Asks until the condition gives something true, and returns it. Exceptions of the network count as no."""
    deadline = time.monotonic() + seconds
    pause = 0.005
    while True:
        try:
            answer = condition()
        except OSError:
            answer = None
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(pause)
        pause = min(pause * 2, 0.1)


def get(url, data=None, timeout=30):
    """The body of a URL, asked directly; with data (text) by POST."""
    with _direct.open(url, data.encode() if data is not None else None, timeout) as reply:
        return reply.read().decode()


class Simulator:
    """The platform simulator with a scenario, for the length of a with block.

        with Simulator({...}) as simulator:
            run("check", …, "--ca-file", simulator.ca, env=simulator.proxy_env())
    """

    def __init__(self, scenario):
        self._scenario = scenario
        self._lines = []

    def __enter__(self):
        self._directory = tempfile.mkdtemp(prefix="handlewatch-simulator-")
        scenario = pathlib.Path(self._directory, "scenario.json")
        scenario.write_text(json.dumps(self._scenario), encoding="utf-8")
        self.ca = os.path.join(self._directory, "ca.pem")
        self._process = spawn(
            [_from_environment("HANDLEWATCH_SIMULATOR"), str(scenario), "--ca-out", self.ca], env=environment(),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        # A thread reads to the end, so that a simulator that says much never stands still on a full pipe.
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True)
        self._reader.start()
        try:
            self.port = wait_for(self._announced_port, 30, "the simulator's port")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        _end_group(self._process, 5)
        self._reader.join(5)
        self._process.stdout.close()
        shutil.rmtree(self._directory, ignore_errors=True)

    def proxy_env(self):
        """The environment that sends every request, http and https, to the simulator."""
        proxy = f"http://127.0.0.1:{self.port}"
        return {"HTTPS_PROXY": proxy, "HTTP_PROXY": proxy, "https_proxy": proxy, "http_proxy": proxy}

    def stats(self):
        """What the simulator counted so far."""
        return json.loads(get(f"http://127.0.0.1:{self.port}/_simulator/stats"))

    def output(self):
        """What the simulator printed so far."""
        return "".join(self._lines)

    def _read(self, pipe):
        for line in pipe:
            self._lines.append(_text(line))

    def _announced_port(self):
        for line in self._lines:
            if line.startswith("listening on 127.0.0.1:"):
                return int(line.rsplit(":", 1)[1])
        if self._process.poll() is not None:
            self._reader.join(5)
            raise AssertionError(f"the simulator ended with {self._process.returncode}:\n{self.output()}")
        return None


def require_or_skip(name, present, why):
    """Skips the test when what it needs is not present; fails it when HANDLEWATCH_REQUIRE names it."""
    if present:
        return
    required = {part.strip() for part in os.environ.get("HANDLEWATCH_REQUIRE", "").split(",")}
    if name in required:
        raise AssertionError(f"HANDLEWATCH_REQUIRE names {name}, but: {why}")
    raise unittest.SkipTest(f"{name}: {why}")


def main():
    """Runs the tests of the calling file. Exits 0, 1, or 77 when every one of them was skipped."""
    program_of_tests = unittest.main(module="__main__", exit=False, verbosity=2)
    result = program_of_tests.result
    for test, reason in result.skipped:
        print(f"skipped: {reason} ({test})")
    sys.stdout.flush()
    # A class that is skipped as a whole counts as one skip and no test.
    ran = result.testsRun - sum(isinstance(test, unittest.TestCase) for test, _ in result.skipped)
    if not result.wasSuccessful():
        sys.exit(1)
    if ran == 0 and not result.skipped:
        print("no test was found")
        sys.exit(1)
    sys.exit(SKIPPED if ran == 0 else 0)


def _end_group(process, seconds):
    for what in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, what)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            break
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)  # members that outlived their leader


def _from_environment(name):
    path = os.environ.get(name)
    if not path or not os.access(path, os.X_OK):
        raise AssertionError(f"${name} must be the path of a program; ctest sets it")
    return path


def _text(data):
    return data.decode("utf-8", errors="surrogateescape")
