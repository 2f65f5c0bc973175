"""25 kinds of web site as the world has them, for `platforms learn`: each tells who has an account in a way of its own,
five of them tell nobody.

    with Sites() as sites:
        sites.url("soft-404")                        # http://127.0.0.1:PORT/u/{handle}
        sites.url("soft-404", known("soft-404")[0])  # the same for the one account that learn is told of
        sites.asked("soft-404")                      # [(name, status), …] so far

`known(kind)`: three accounts that anybody may name, the first is what learn gets. `existing(kind)` and `free(kind)`: ten
names each to verify a definition with, which learn is never told. `truth(kind, name)` is `claimed` or `available`, also
where the site does not show it (`KINDS[kind].tellable` is False); there the right definition is none. Any other name of
[A-Za-z0-9_.-]{1,40} is free, so random ones are. Names differ in case only by spelling, on all of them.

Every site has a port of its own, so that `/` is its home as in the world. The last two names of existing() are accounts
with hostile content, of whom the one's biography and the other's display name is what the site says when nobody is there.
Nothing here knows how learn works, and learn is not to be tuned to it.
"""
import dataclasses
import random
import re
import selectors
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import learn_answers
from learn_answers import Account, Asked

NAME = re.compile(r"[A-Za-z0-9_.-]{1,40}")
FIRST = ("amelie bastien camille damien elodie fabien gaelle hugo ines jules karim lucie maxime nadia octave pauline quentin "
         "romane simon thais ugo valentin wassila xavier yasmine zelie").split()
LAST = ("arnaud besson carre dumas esteve faure garnier hamon imbert joly kern lacroix mallet noel olivier picard renaud "
        "sabatier tessier vidal").split()
TRADES = ["Baker", "Bookbinder", "Cartographer", "Gardener", "Potter", "Printer", "Sailor", "Teacher", "Violinist", "Weaver"]


@dataclasses.dataclass(frozen=True)
class Kind:
    description: str
    answer: object         # (site, Asked) -> learn_answers.Answer
    tellable: bool = True
    path: str = "/u/{handle}"
    spelling: str = "lower"  # "camel": the site has an own spelling of a name, which it shows
    nobody: str = "Page not found"  # what the site says when nobody is there; hostile accounts say it too


def _kinds():
    a = learn_answers
    return {
        "status": Kind("200 and a profile; 404 and a page", a.status),
        "soft-404": Kind("200 for both; another title and text when nobody is there", a.soft_404),
        "redirect-home": Kind("200; 302 to / when nobody is there", a.redirect_home),
        "canonical-case": Kind("301 to the account's own spelling, there 200; 404", a.canonical_case, spelling="camel"),
        "json-field": Kind("JSON at 200 for both; data.user is an object or null", a.json_field, path="/api/v2/users/{handle}"),
        "json-empty-list": Kind("JSON at 200 for both; a list with one item or none", a.json_list, nobody='"items": []',
                                path="/api/people?login={handle}"),
        "json-404": Kind("a JSON object; 404 with a JSON error that repeats the name", a.json_404, path="/api/users/{handle}",
                         nobody='{"error": {"code": "user_not_found"}}'),
        "error-text": Kind("200 and one title for both; a sentence instead of the profile", a.error_text,
                           nobody="We looked everywhere, but there is no such member."),
        "reflected": Kind("200; title, heading, links and og tags repeat the asked name in both; the text differs", a.reflected,
                          nobody="This notebook has not been opened yet."),
        "noisy": Kind("200; advertisements, tokens, clocks, counters, shuffled lists and cookies in every answer", a.noisy,
                      nobody="No member answers to this name."),
        "suggestions": Kind("200; when nobody is there, cards of accounts with similar names", a.suggestions,
                            nobody="Nobody goes by that name. Did you mean one of these?"),
        "quoted-not-found": Kind("200 for both; the very account that learn is told of writes 'not found' in its biography",
                                 a.soft_404),
        "gzip": Kind("200 for both; packed for whoever accepts it, each time to other bytes", a.packed),
        "gone-410": Kind("200; 410 when nobody is there", a.gone),
        "og-title": Kind("one shell at 200 for both; only meta tags of the head differ", a.og_title, nobody="Vitrine"),
        "at-redirect": Kind("302 to /@Name/, there 200; 404", a.at_redirect, spelling="camel"),
        "any-case": Kind("200 for any spelling, shows the account's own; the site's plain title at 200 else", a.any_case,
                         spelling="camel", nobody="Atelier"),
        "rate-limited": Kind("200; 404; 429 with Retry-After: 1 after four answers within a second", a.rate_limited),
        "large": Kind("1 MiB a page, random in its middle, 200 for both; the title differs, and the state at its end", a.large,
                      nobody="Nothing to see here"),
        "two-layouts": Kind("200; each answer in one of two layouts by chance; JSON-LD for a profile, noindex for none",
                            a.two_layouts, nobody="This page is empty."),
        # Those that show nothing to anybody.
        "spa-shell": Kind("one script shell for every name, to the byte", a.spa_shell, tellable=False),
        "challenge": Kind("a browser challenge for every name, 403 with cf-mitigated", a.challenge, tellable=False),
        "login-redirect": Kind("302 to /login?next=… for every name", a.login_redirect, tellable=False),
        "at-random": Kind("200 or 404 whoever is meant: half of the servers behind it are broken", a.at_random, tellable=False),
        "reflects-only": Kind("200 for every name, which is all that differs, beside tokens and clocks", a.reflects_only,
                              tellable=False),
    }


KINDS = _kinds()


def _roster(kind):
    """The kind's own people: the same at every run, other ones on every site."""
    chance = random.Random(f"people of {kind}")
    pairs = chance.sample([(first, last) for first in FIRST for last in LAST], 24)
    camel, nobody = KINDS[kind].spelling == "camel", KINDS[kind].nobody
    accounts, free = [], []
    for at, (first, last) in enumerate(pairs[:13]):
        name = f"{first.title()}{last.title()}" if camel else f"{first}{chance.choice(['', '_', ''])}{last}"
        if at % 5 == 3:
            name += str(chance.randint(2, 97))
        trade = chance.choice(TRADES)
        bio = f"{trade} in {chance.choice(['Nantes', 'Colmar', 'Pau', 'Arles'])}." if at == 0 or chance.random() < 0.7 else ""
        accounts.append(Account(name=name, id=chance.randint(10**6, 10**8), display=f"{first.title()} {last.title()}", bio=bio,
                                posts=chance.randint(1, 900), verified=at in (2, 5)))
    accounts[-2] = dataclasses.replace(accounts[-2], bio=f"{nobody} Page not found. 404. This account does not exist.")
    accounts[-1] = dataclasses.replace(accounts[-1], display=nobody)
    if kind == "quoted-not-found":
        accounts[0] = dataclasses.replace(accounts[0], bio="Page not found? I live there: 404 poems on what is not found.")
    taken = {account.name.lower() for account in accounts}
    for at, (first, last) in enumerate(pairs[13:21]):
        free.append(f"{first}{last}" if at % 2 else f"{first}_{last}{chance.randint(2, 97)}")
    free += [accounts[0].name.lower() + "2", accounts[3].name.lower()[:-1]]  # near to those that exist
    assert not taken & {name.lower() for name in free}
    return accounts, free


_ROSTERS = {kind: _roster(kind) for kind in KINDS}


def accounts(kind):
    return _ROSTERS[kind][0]


def known(kind):
    """Three accounts as people type them; the first is given to learn."""
    return [account.name.lower() for account in accounts(kind)[:3]]


def existing(kind):
    """Ten accounts that learn is never told of, every other one in the site's own spelling; the last two are hostile."""
    return [account.name if at % 2 else account.name.lower() for at, account in enumerate(accounts(kind)[3:])]


def free(kind):
    """Ten names that nobody has."""
    return list(_ROSTERS[kind][1])


def find(kind, name):
    return next((account for account in accounts(kind) if account.name.lower() == name.lower()), None)


def truth(kind, name):
    return "claimed" if find(kind, name) else "available"


class Site:
    """One running site: its people, its chance, and whom it was asked for."""

    def __init__(self, kind, seed):
        self.kind, self.accounts = kind, accounts(kind)
        self.chance = random.Random(f"{seed} {kind}")
        self.lock = threading.Lock()
        self.seen, self.memory = [], {}  # memory: what an answer keeps from one request to the next

    def find(self, name):
        return find(self.kind, name)

    @property
    def nobody(self):
        return KINDS[self.kind].nobody

    def answer(self, target, headers):
        """The answer to a GET of this target, and the name that it asks for (None: the home page and the like)."""
        path, _, query = target.partition("?")
        name = self._name(path, query)
        with self.lock:  # one chance and one memory for all threads
            said = KINDS[self.kind].answer(self, Asked(name, path, query, headers))
            if name is not None:
                self.seen.append((name, said.status))
        return said

    def _name(self, path, query):
        own_path, _, own_query = KINDS[self.kind].path.partition("?")
        if own_query:
            name = urllib.parse.parse_qs(query).get(own_query.partition("=")[0], [""])[0] if path == own_path else ""
        else:
            before = own_path.partition("{")[0]
            name = urllib.parse.unquote(path[len(before):]).rstrip("/") if path.startswith(before) else ""
            if not name and self.kind == "at-redirect" and path.startswith("/@"):
                name = path[2:].rstrip("/")
        return name if NAME.fullmatch(name) else None


class Sites:
    """The sites of these kinds (all, unless told), for the length of a with block. `seed` moves what is left to chance."""

    def __init__(self, kinds=None, seed=1):
        self._sites = {kind: Site(kind, seed) for kind in (kinds or KINDS)}
        self._doors = {}
        self._end = threading.Event()

    def __enter__(self):
        self._selector = selectors.DefaultSelector()
        for kind, site in self._sites.items():
            self._doors[kind] = door = _Door(("127.0.0.1", 0), _handler(site))
            self._selector.register(door, selectors.EVENT_READ, door)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._end.set()
        self._thread.join()
        self._selector.close()
        for door in self._doors.values():
            door.server_close()

    def base(self, kind):
        return f"http://127.0.0.1:{self._doors[kind].server_port}"

    def url(self, kind, name="{handle}"):
        return self.base(kind) + KINDS[kind].path.replace("{handle}", name)

    def asked(self, kind):
        """(name, status) of each request for a name, in order; a redirect and what it leads to are two."""
        with self._sites[kind].lock:
            return list(self._sites[kind].seen)

    def _serve(self):
        while not self._end.is_set():
            for key, _ in self._selector.select(0.05):
                key.data.handle_request()


class _Door(ThreadingHTTPServer):
    daemon_threads, request_queue_size, timeout = True, 128, 0


def _handler(site):
    class Handler(BaseHTTPRequestHandler):
        protocol_version, timeout, disable_nagle_algorithm = "HTTP/1.1", 30, True

        def do_GET(self, with_body=True):
            said = site.answer(self.path, self.headers)
            self.send_response_only(said.status)
            headers = {"Date": self.date_time_string(), "Server": "nginx", **dict(said.headers)}
            for name, value in (headers | {"Content-Length": str(len(said.body))}).items():
                self.send_header(name, value)
            self.end_headers()
            if with_body:
                self.wfile.write(said.body)

        def do_HEAD(self):
            self.do_GET(with_body=False)

        def handle(self):
            try:
                super().handle()
            except ConnectionError:
                pass  # who has read enough goes away

        def log_message(self, *_):
            pass

    return Handler
