"""The mutations: small changes to a source of a kind that people make by mistake. Each operator is a function from a
Source to (start, end, replacement); OPERATORS names them. An operator may propose what does not compile."""
import dataclasses
import random
import re

from source import BLANK


@dataclasses.dataclass(frozen=True)
class Mutant:
    path: str
    operator: str
    line: int
    start: int
    end: int
    new: str
    was: str  # the line, or lines, and what becomes of them; without the indent
    becomes: str

    def change(self):
        return f"{self.was} ==> {self.becomes or '(nothing)'}"

    def __str__(self):
        return f"{self.path}: {self.change()}"


def mutants_of(source, enums):
    """All of them, in the order of the file, each change once."""
    found = {}
    for name, operator in OPERATORS.items():
        for start, end, new in operator(source, enums):
            found.setdefault((start, end, new), Mutant(source.path, name, source.line(start), start, end, new,
                                                       *source.lines_with(start, end, new)))
    return [found[key] for key in sorted(found)]


def sampled(mutants, functions, most, seed):
    """At most so many, fairly shared: every function has some, a larger one more (by the root of its size), of as many
    operators and places as there are. The same for the same seed."""
    if most is None or len(mutants) <= most:
        return list(mutants)
    order = random.Random(f"{seed}:{mutants[0].path}")
    waiting = {}
    for mutant in mutants:
        waiting.setdefault(functions[mutant.line - 1], []).append(mutant)
    for group in waiting.values():
        order.shuffle(group)
    sizes = {name: len(group) for name, group in waiting.items()}
    given = dict.fromkeys(waiting, 0)
    picked, operators, places = [], {}, set()
    while len(picked) < most:
        name = min((name for name in waiting if waiting[name]), key=lambda name: ((given[name] + 1) / sizes[name] ** 0.5, name))
        group = waiting[name]
        group.sort(key=lambda mutant: ((mutant.start, mutant.end) in places, operators.get(mutant.operator, 0)))
        mutant = group.pop(0)
        given[name] += 1
        operators[mutant.operator] = operators.get(mutant.operator, 0) + 1
        places.add((mutant.start, mutant.end))
        picked.append(mutant)
    return sorted(picked, key=lambda mutant: (mutant.start, mutant.end, mutant.new))


# ---- conditions ----

FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def comparison(source, _):
    for found in re.finditer(r" (<=|>=|==|!=|<|>) ", source.code):
        if "template" not in source.before_on_line(found.start()):
            yield found.start(1), found.end(1), FLIPPED[found.group(1)]


def and_or(source, _):
    for found in re.finditer(r"(?<=[ \n])(&&|\|\|)(?=\s)", source.code):
        yield found.start(), found.end(), "||" if found.group() == "&&" else "&&"


def negate(source, _):
    """The condition of an if, a while or a ?:, and what is returned of comparisons."""
    spans = []
    for found in re.finditer(r"\b(?:if|while) \(", source.code):
        begin, end = found.end(), source.closing(found.end() - 1)
        declares = re.match(r"\s*(const )?[\w:<>,*& ]+ [*&]?\w+ = ", source.code[begin:end])
        if ";" in source.code[begin:end]:  # if (declaration; condition)
            begin += source.code[begin:end].rfind(";") + 1
        elif declares:
            continue
        spans.append((begin, end))
    for found in re.finditer(r"(?:return|[^=<>!]=) ([^;?{}]+?)\s+\? ", source.code):
        if found.group(1).count("(") == found.group(1).count(")"):
            spans.append(found.span(1))
    for found in re.finditer(r"return ([^;?{}]+(?:&&|\|\||==|!=|<=|>=| < | > )[^;?{}]*);", source.code):
        spans.append(found.span(1))
    for begin, end in spans:
        inner = source.text[begin:end]
        lead = inner[:len(inner) - len(inner.lstrip())]
        yield begin, end, f"{lead}!({inner.strip()})"


def drop_not(source, _):
    for found in re.finditer(r"(?<![\w)\]=])!(?=[\w(*])", source.code):
        yield found.start(), found.end(), ""


def true_false(source, _):
    for found in re.finditer(r"\b(true|false)\b", source.code):
        yield found.start(), found.end(), "false" if found.group() == "true" else "true"


# ---- values ----

def constant(source, _):
    """One more and one less; but not of a variable that a query fills in before it is read."""
    for found in re.finditer(rf"(?<![\w.{BLANK}'])(0x[0-9A-Fa-f]+|\d[\d']*)(?=[uUlLzZ]*(?![\w.{BLANK}']))", source.code):
        declared = re.search(r"^ *(?:long long|int) .*?(\w+) = $", source.before_on_line(found.start()))
        if declared and re.search(rf"\binto\((row\.)?{declared.group(1)}\b", source.code):
            continue
        digits = found.group(1).replace("'", "")
        base = 16 if digits.startswith("0x") else 8 if re.fullmatch("0[0-7]+", digits) else 10
        for value in (int(digits, base) + 1, int(digits, base) - 1):
            if value >= 0:
                yield found.start(1), found.end(1), hex(value) if base == 16 else str(value)


def min_max(source, _):
    for found in re.finditer(r"\bstd::(min|max)\b", source.code):
        yield found.start(1), found.end(1), "max" if found.group(1) == "min" else "min"


def plus_minus(source, _):
    for found in re.finditer(r" (\+|-)(=?) ", source.code):
        texts = source.code[found.start() - 1] == '"' or source.code[found.end()] in "\"'"
        if found.group(2) or not texts:
            yield found.start(1), found.end(1), "-" if found.group(1) == "+" else "+"


def enum(source, enums):
    """The neighbours of a word of an enum, but not in a case or a using."""
    for found in re.finditer(r"\b([A-Z]\w*)::(\w+)\b(?!\s*[(:])", source.code):
        if re.search(r"\bcase\s+(\w+::)*$|\busing\b", source.before_on_line(found.start())):
            continue
        for words in sorted(enums.get(found.group(1), ())):
            if found.group(2) in words:
                at = words.index(found.group(2))
                for other in {words[(at + 1) % len(words)], words[at - 1]}:
                    yield found.start(2), found.end(2), other
                break


# ---- statements ----

STAYS = re.compile(r"(return|using|case|default|constexpr|const|static|throw|co_return|struct|class|assert|goto)\b")
ACTS = re.compile(r"(\+\+|--)?[\w.\->:\[\]*()]+(\s(=|\+=|-=|\|=|&=|\^=)\s.+|\(.*\))?;$")
JOINS = (",", "(", "=", "&&", "||", "?", "<<", "+", "-", '"', ":")


def remove_statement(source, _):
    """A statement of one line: an assignment, a call, or an `if` with what it guards."""
    for found in re.finditer(r"^( +)(\S.*;) *$", source.code, flags=re.MULTILINE):
        statement, (start, end) = found.group(2), found.span(2)
        if statement.startswith("if ("):
            guarded = source.code[source.closing(start + 3) + 1:end].strip()
            if guarded and not guarded.startswith(";"):
                yield start, end, ""
        elif re.match(r"for \(", statement) and source.closing(start + 4) < end:
            yield start, end, ""
        elif re.match(r"(break|continue);", statement):
            yield start, end, ""
        elif not STAYS.match(statement) and ACTS.match(statement) and re.search(r"[=(+]|--", statement) and _balanced(statement):
            before = source.code[:found.start()].rstrip()
            if before.endswith(JOINS):
                continue
            yield start, end, "{}" if before.endswith(")") else ""


def _balanced(statement):
    return statement.count("(") == statement.count(")") and statement.count("{") == statement.count("}")


# ---- languages within strings ----

SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE|WHERE|FROM|ORDER BY|AND)\b|:\w+\b")
SQL_CHANGES = ((r" IS NULL", " IS NOT NULL"), (r" IS NOT NULL", " IS NULL"), (r" <> ", " = "), (r" < ", " <= "), (r" > ", " >= "),
               (r" DESC\b", " ASC"), (r"\bmin\(", "max("), (r"\bmax\(", "min("), (r" \+ 1\b", " + 0"), (r"OR REPLACE", "OR IGNORE"),
               (r"DISTINCT ", ""), (r"(?<=WHERE )(\w+) = (?=:)", r"\1 <> "), (r"(?<=AND )(\w+) = (?=:)", r"\1 <> "),
               (r"coalesce\((\w+), (:\w+)\)", r"coalesce(\2, \1)"), (r"(\w+) = NULL, ", ""), (r", (\w+) = NULL(?= WHERE|,|$)", ""))


def sql(source, _):
    for begin, end in source.strings:
        text = source.text[begin:end]
        if not SQL.search(text):
            continue
        for pattern, new in SQL_CHANGES:
            for found in re.finditer(pattern, text):
                yield begin + found.start(), begin + found.end(), found.expand(new)


def alternative(source, _):
    """An alternative of words in a regular expression, left out."""
    for begin, end in source.strings:
        parts = source.text[begin:end].split("|")
        at = begin
        for number, part in enumerate(parts):
            if 0 < number < len(parts) - 1 and re.fullmatch(r"[\w\\. /-]+", part):
                yield at, at + len(part) + 1, ""
            at += len(part) + 1


OPERATORS = {"comparison": comparison, "and-or": and_or, "negate": negate, "drop-not": drop_not, "true-false": true_false,
             "constant": constant, "min-max": min_max, "plus-minus": plus_minus, "enum": enum,
             "remove-statement": remove_statement, "sql": sql, "alternative": alternative}
