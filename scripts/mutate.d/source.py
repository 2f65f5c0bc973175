"""A C++ file as the mutations see it: its text, and a copy of the same length in which what is no code is blank."""
import bisect
import functools
import pathlib
import re

BLANK = "\x01"  # a character within quotes
PAIRS = {"(": ")", "{": "}", "[": "]"}


class Source:
    """Offsets count in `text` and in `code` alike."""

    def __init__(self, path, text):
        self.path, self.text = path, text
        self.code, self.strings = _masked(text)
        self._line_starts = [0] + [at + 1 for at, letter in enumerate(text) if letter == "\n"]

    def line(self, at):
        """From 1."""
        return bisect.bisect_right(self._line_starts, at)

    def lines_with(self, start, end, new):
        """The whole lines around a span, as they are and with the span replaced; blanks are one each."""
        begin = self.text.rfind("\n", 0, start) + 1
        stop = _found(self.text, "\n", end)
        changed = self.text[begin:start] + new + self.text[end:stop]
        return " ".join(self.text[begin:stop].split()), " ".join(changed.split())

    def before_on_line(self, at):
        return self.code[self.code.rfind("\n", 0, at) + 1:at]

    def closing(self, at):
        """Where the bracket that opens at `at` closes; -1 when it does not."""
        opening, depth = self.code[at], 0
        for place in range(at, len(self.code)):
            if self.code[place] == opening:
                depth += 1
            elif self.code[place] == PAIRS[opening]:
                depth -= 1
                if depth == 0:
                    return place
        return -1

    @functools.cached_property
    def functions(self):
        """For each line, the function or constant it belongs to: by clang-format's indents."""
        names, now = [], ""
        for line in self.text.split("\n"):
            head = re.match(r"(?:  )?(?! )(?!namespace|using|class|struct|enum|#|//|public|private|return|if|for|while|switch|case"
                            r"|constexpr (?!std))[\w:<>,*&\[\] ~]+?[ *&:~]?(\w+)\(", line)
            if head and not line.rstrip().endswith(";") and (not line.startswith("  ") or line.endswith(("{", "}", ","))):
                now = head.group(1)
            elif line.startswith(("constexpr", "static const")) and "=" in line:
                now = line.split("=")[0].split()[-1]
            names.append(now)
        return names


def enums(folder):
    """The words of each `enum class` under a folder, in order; one name may have several."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*.?pp")):
        code = _masked(path.read_text(encoding="utf-8"))[0]
        for name, body in re.findall(r"enum class (\w+)[^{;]*\{([^}]*)\}", code):
            words = tuple(word.split("=")[0].strip() for word in body.split(","))
            found.setdefault(name, set()).add(tuple(word for word in words if word))
    return found


def _masked(text):
    """(code, strings): comments and directives blank, quoted text BLANK; the spans of what stands between double quotes."""
    out, strings, at = list(text), [], 0

    def blank(end):
        out[at:end] = [letter if letter == "\n" else " " for letter in text[at:end]]
        return end

    def quoted(quote):
        end = at + 1
        while text[end] != quote:
            end += 2 if text[end] == "\\" else 1
        out[at + 1:end] = BLANK * (end - at - 1)
        return end

    while at < len(text):
        raw = re.compile(r'R"([^(\s]*)\(').match(text, at)
        if text.startswith("//", at):
            at = blank(_found(text, "\n", at))
        elif text.startswith("/*", at):
            at = blank(_found(text, "*/", at) + 2)
        elif raw and not (at and text[at - 1].isalnum()):
            close = ")" + raw.group(1) + '"'
            end = _found(text, close, raw.end())
            out[raw.end():end] = BLANK * (end - raw.end())
            at = end + len(close)
        elif text[at] == '"':
            end = quoted('"')
            strings.append((at + 1, end))
            at = end + 1
        elif text[at] == "'" and not (at and text[at - 1].isalnum() and text[at - 1] not in "uUL"):
            at = quoted("'") + 1
        else:
            at += 1
    code = re.sub(r"^#.*$", lambda directive: " " * len(directive.group()), "".join(out), flags=re.MULTILINE)
    return code, strings


def _found(text, what, at):
    place = text.find(what, at)
    return place if place >= 0 else len(text)
