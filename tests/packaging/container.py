"""A Debian that systemd has booted in a container, for the length of a with block: for tests of the installed service.

Its root file system is the one that scripts/setup --tests makes, and stays as it is: what is written goes into memory. Its
network is a loopback of its own, so everything in it works offline and nothing gets out. Only the container's first
process is ever told to end: systemd-nspawn alone would leave the others behind.
"""
import contextlib
import ctypes
import http.server
import os
import pathlib
import re
import shutil
import signal
import subprocess
import threading
import time

import harness

_CLONE_NEWNET = 0x40000000


def root_file_system():
    cache = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return pathlib.Path(cache, "handlewatch", "rootfs")


def missing():
    """Why no container can be booted here; '' when one can."""
    if os.geteuid() != 0:
        return "a container needs root"
    for tool in ("systemd-nspawn", "nsenter"):
        if shutil.which(tool) is None:
            return f"there is no {tool} here: scripts/setup --tests"
    if not (root_file_system() / ".handlewatch").exists():
        return f"no root file system in {root_file_system()}: scripts/setup --tests, as root"
    try:
        with Container():
            return ""
    except NotBooted as error:
        return f"no container boots on this machine: {error}"


class NotBooted(Exception):
    pass


class Container:
    def __enter__(self):
        self.pid = None
        self._log = []
        self._nspawn = subprocess.Popen(
            ["systemd-nspawn", "--quiet", f"--directory={root_file_system()}", "--boot", "--register=no", "--keep-unit",
             f"--machine=handlewatch-{os.getpid()}", "--private-network", "--volatile=overlay", "--console=read-only",
             "--link-journal=no"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            preexec_fn=_end_in_order_with(os.getpid()))
        self._reader = threading.Thread(target=lambda: self._log.extend(self._nspawn.stdout), daemon=True)
        self._reader.start()
        try:
            self._wait_until_booted()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.pid = self.pid or self._first_process()
        if self.pid is None:
            self._nspawn.terminate()
        else:
            _tell(self.pid, signal.SIGRTMIN + 4)  # power off
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._nspawn.wait(20)
        if self._nspawn.returncode is None:
            if self.pid is not None:
                _tell(self.pid, signal.SIGKILL)
            self._nspawn.wait(20)
        self._reader.join(5)
        self._nspawn.stdout.close()

    def path(self, inside):
        """A file of the container, as seen from here."""
        return pathlib.Path(f"/proc/{self.pid}/root") / str(inside).lstrip("/")

    def write(self, inside, text, mode=0o644):
        file = self.path(inside)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        file.chmod(mode)

    def run(self, *command, timeout=60):
        """(exit code, what was printed), run in the container as its root."""
        done = subprocess.run(["nsenter", f"--target={self.pid}", "--all", "--wd=/", *map(str, command)],
                              env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8",
                                   "DEBIAN_FRONTEND": "noninteractive"},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", timeout=timeout, check=False)
        return done.returncode, done.stdout

    def ask(self, *command, timeout=60):
        """What was printed by a command that must succeed."""
        code, said = self.run(*command, timeout=timeout)
        assert code == 0, f"{' '.join(map(str, command))}: exit {code}\n{said}"
        return said

    def show(self, unit, *properties):
        """The unit's properties by name."""
        said = self.ask("systemctl", "show", unit, *[f"--property={name}" for name in properties])
        return dict(line.split("=", 1) for line in said.splitlines())

    def start(self, *command):
        """Starts a program of this machine in the container's network; end it with harness.stop()."""
        return harness.spawn(["nsenter", f"--target={self.pid}", "--net", *map(str, command)], env=harness.environment(),
                             stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

    def _wait_until_booted(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self._nspawn.poll() is not None:
                self._reader.join(5)
                raise NotBooted(self._last_words())
            self.pid = self.pid or self._first_process()
            if self.pid is not None:
                _, state = self.run("systemctl", "is-system-running")
                if state.strip() in ("running", "degraded"):
                    return self._require_loopback()
            time.sleep(0.1)
        raise NotBooted(f"it was not up after a minute: {self._last_words()}")

    def _require_loopback(self):
        """In a container within a container nobody may bring it up."""
        is_up = 1  # IFF_UP of <net/if.h>
        if not int(self.ask("cat", "/sys/class/net/lo/flags"), 16) & is_up:
            raise NotBooted("the loopback of its network is down")

    def _last_words(self):
        lines = [re.sub(r"\x1b\[[0-9;]*m", "", line.decode(errors="replace")).strip() for line in self._log]
        return "; ".join([line for line in lines if line][-3:]) or "it said nothing"

    def _first_process(self):
        """The host's number of the container's process 1."""
        with contextlib.suppress(OSError):
            children = pathlib.Path(f"/proc/{self._nspawn.pid}/task/{self._nspawn.pid}/children").read_text()
            for child in map(int, children.split()):
                numbers = re.search(r"^NSpid:(.*)$", pathlib.Path(f"/proc/{child}/status").read_text(), re.M)[1].split()
                if len(numbers) > 1 and numbers[-1] == "1":
                    return child
        return None


class Receiver:
    """A web server in the container's network, which keeps what is posted to it: (headers, body) each."""

    def __init__(self, container, port):
        self.posts = []
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(container.pid, port), daemon=True)

    def __enter__(self):
        self._thread.start()
        assert self._ready.wait(10), "the receiver did not start"
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._thread.join(5)
        self._server.server_close()

    def _serve(self, pid, port):
        posts = self.posts

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                posts.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        # This thread alone goes into the container's network; a socket stays in that of its making.
        with open(f"/proc/{pid}/ns/net", "rb") as network:
            if ctypes.CDLL(None, use_errno=True).setns(network.fileno(), _CLONE_NEWNET) != 0:
                raise OSError(ctypes.get_errno(), "setns")
        self._server = http.server.HTTPServer(("127.0.0.1", port), Handler)
        self._ready.set()
        self._server.serve_forever(poll_interval=0.05)


def _tell(pid, what):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, what)


def _end_in_order_with(parent):
    """nspawn passes SIGTERM on as an orderly end; SIGKILL would leave its container running."""
    def prepare():
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)
    return prepare
