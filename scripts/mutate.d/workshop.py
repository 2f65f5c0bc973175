"""Makes test programs of mutants and runs them, beside a build tree that stays as it is. A mutant is compiled to an object of
its own, with what its file includes compiled once beforehand, and stands before the archives on the link line, so that the
linker never looks for the original."""
import contextlib
import json
import os
import pathlib
import re
import resource
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time

PATIENCE = 20  # seconds, and three times what the test program needs, until a mutant counts as one that never ends
MEMORY = 4 << 30  # of address space: a mutant may eat all there is
SLOW = 0.1  # seconds: test cases that take longer come last, since most mutants are noticed without them


class Broken(Exception):
    """The build tree is not what is needed: nothing is known of any mutant."""


class Workshop:
    """`source` and `build` are folders; the latter is configured for Ninja and built with its tests."""

    def __init__(self, source, build, folder):
        self.source, self.build, self.folder = source, build, folder
        self._lock = threading.Lock()
        self._prefixes, self._patience, self._turns = {}, {}, {}
        folder.chmod(0o755)
        self._commands, self._rooms = {}, {}
        for path, command in self._database():
            self._commands[path] = [word for word in shlex.split(command) if not word.endswith("ccache")]
            self._rooms[path] = re.search(r"CMakeFiles/([^/ ]+)\.dir/", command)[1]
        self._links = {program.name: self._link_command(program.name) for program in sorted((build / "tests").glob("*-tests"))}

    def programs(self, path, dependants):
        """The test programs for a file: its room's own, and with `dependants` then those that link its room, too."""
        if path not in self._commands:
            raise Broken(f"{path} is no source of {self.build}")
        own, archive = f"{self._rooms[path]}-tests", f"lib{self._rooms[path]}.a"
        linked = [name for name, link in self._links.items() if any(os.path.basename(word) == archive for word in link)]
        programs = [own] if own in linked else []
        if dependants:
            programs += [name for name in linked if name != own]
        if not programs:
            raise Broken(f"{path}: {self.build}/tests/{own} is not built")
        return programs

    def measure(self, program):
        """Runs a test program as it is: it must pass, and its times say how long a mutant may take and which cases are slow."""
        began = time.monotonic()
        with self._place() as folder, open(folder / "said", "w+", encoding="utf-8") as said:
            if self._ends_well([self.build / "tests" / program, "--duration=true"], folder, None, said) is not True:
                raise Broken(f"{program} fails without any mutation")
            said.seek(0)
            cases = re.findall(r"^([\d.]+) s: (.+)$", said.read(), flags=re.MULTILINE)
        self._patience[program] = PATIENCE + 3 * (time.monotonic() - began)
        slow = ",".join(re.sub(r"([\\,])", r"\\\1", name) for seconds, name in cases if float(seconds) > SLOW)
        self._turns[program] = [[f"--test-case-exclude={slow}"], [f"--test-case={slow}"]] if slow else [[]]

    def prepare(self, path):
        """Compiles what the file includes, for all its mutants."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        includes = re.findall(r"^#include.*$", (self.source / path).read_text(encoding="utf-8"), flags=re.MULTILINE)
        prefix = folder / "prefix.hpp"
        prefix.write_text("\n".join(includes) + "\n", encoding="utf-8")
        made = self._run([*self._compiler(path), "-x", "c++-header", prefix, "-o", f"{prefix}.gch"])
        if made.returncode != 0:
            raise Broken(f"{path}: its includes do not compile: {made.stderr[-500:]}")
        self._prefixes[path] = prefix

    def noticed(self, mutant, text, programs):
        """By which of the programs, or None; False when the mutant does not compile. `text` is the whole mutated file."""
        with self._place() as folder:
            written = folder / os.path.basename(mutant.path)
            written.write_text(text, encoding="utf-8")
            mutated = folder / "mutant.o"
            compiled = self._run([*self._compiler(mutant.path), "-include", self._prefixes[mutant.path], "-c", written, "-o", mutated])
            if compiled.returncode != 0:
                return False
            for name in programs:
                program = folder / name
                self._link(name, mutated, program)
                for cases in self._turns[name]:
                    if not self._ends_well([program, *cases], folder, self._patience[name]):
                        return name
                program.unlink()
        return None

    @contextlib.contextmanager
    def _place(self):
        """A folder for one mutant, which a test that becomes another user may enter."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            os.chmod(folder, 0o755)
            yield pathlib.Path(folder)

    def _database(self):
        database = self.build / "compile_commands.json"
        if not database.exists():
            raise Broken(f"{self.build}: no compile_commands.json; configure it with CMake for Ninja")
        for entry in json.loads(database.read_text(encoding="utf-8")):
            yield os.path.relpath(entry["file"], self.source), entry["command"]

    def _compiler(self, path):
        """The file's compile command without its files, and without warnings."""
        words, command = [], iter(self._commands[path])
        for word in command:
            if word in ("-o", "-MT", "-MF"):
                next(command)
            elif word not in ("-c", "-MD") and not word.endswith(".cpp") and not word.startswith("-W"):
                words.append(word)
        return [*words, "-w"]

    def _link_command(self, program):
        said = self._run(["ninja", "-t", "commands", f"tests/{program}"])
        links = [line for line in said.stdout.split("\n") if f" -o tests/{program} " in line]
        if not links:
            raise Broken(f"{self.build}: Ninja does not say how tests/{program} is linked")
        return shlex.split(links[-1].removeprefix(": && ").rsplit(" && :", 1)[0])

    def _link(self, name, mutated, program):
        words = list(self._links[name])
        at = words.index("-o")
        words[at:at + 2] = [mutated, "-o", program]
        if shutil.which("ld.lld"):
            words.insert(1, "-fuse-ld=lld")
        linked = self._run(words)
        if linked.returncode != 0:
            raise Broken(f"{name} does not link: {linked.stderr[-500:]}")

    def _ends_well(self, command, folder, patience, said=subprocess.DEVNULL):
        """Whether it passes; a crash and what never ends do not."""
        def bounded():
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        process = subprocess.Popen([*command, "--abort-after=1"], cwd=folder, env=os.environ | {"TMPDIR": str(folder)},
                                   stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.DEVNULL,
                                   start_new_session=True, preexec_fn=bounded)
        try:
            return process.wait(patience) == 0
        except subprocess.TimeoutExpired:
            return False
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()

    def _run(self, command):
        return subprocess.run([str(word) for word in command], cwd=self.build, capture_output=True, text=True, check=False)
