"""The survivors that stay, each with its reason: tests/mutants-accepted. An entry is a line as scripts/mutate prints it, and
below it, indented, why no test need notice it:

    daemon/net/transfer.cpp: constexpr long send_buffer = 16L << 10U; ==> constexpr long send_buffer = 17L << 10U;
      The size of a buffer: nothing but speed depends on it.

`==> *` accepts every mutant of the line. A line is found by its text, wherever it stands. An entry is stale when its line is in
no file any more, or when its mutant was noticed after all."""
import re


class Malformed(Exception):
    pass


class Accepted:
    def __init__(self, path):
        self._entries = {}  # "FILE: LINE ==> CHANGED" -> where it stands
        self._noticed, self._survived = set(), set()
        self.path = path
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        waiting = None
        for number, line in enumerate(text.split("\n"), 1):
            if not line.strip() or line.startswith("#"):
                continue
            if line.startswith(" "):
                waiting = None
                continue
            if waiting or not re.fullmatch(r"\S+: .+ ==> .+", line):
                raise Malformed(f"{path}:{waiting or number}: 'FILE: LINE ==> CHANGED' and an indented reason are needed")
            self._entries[line], waiting = number, number
        if waiting:
            raise Malformed(f"{path}:{waiting}: it has no reason")

    def takes(self, mutant):
        """Whether a survivor is one of these."""
        entry = self._entry(mutant)
        self._survived.add(entry)
        return entry is not None

    def was_noticed(self, mutant):
        entry = self._entry(mutant)
        if entry and not entry.endswith(" ==> *"):
            self._noticed.add(entry)

    def stale(self, sources):
        """(line number, entry) of those that are good for nothing; `sources` gives the text of a file, its
        blanks one each; of one that is gone, nothing."""
        for entry, number in self._entries.items():
            file, rest = entry.split(": ", 1)
            # A line may stand in a file twice, and be noticed in one place alone.
            is_needless = entry in self._noticed - self._survived
            if is_needless or rest.split(" ==> ")[0] not in sources(file):
                yield number, entry

    def _entry(self, mutant):
        for entry in (str(mutant), f"{mutant.path}: {mutant.was} ==> *"):
            if entry in self._entries:
                return entry
        return None
