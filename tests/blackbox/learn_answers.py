"""What each kind of learn_sites.py answers: pages and JSON as real sites make them.

One function a kind, (site, asked) -> Answer. They are called one at a time, in the order of the requests; what they leave
to chance comes from site.chance. All that people wrote is escaped, as any site does that is worth watching.
"""
import dataclasses
import datetime
import difflib
import gzip
import html
import json
import time
import urllib.parse

MIB = 1 << 20
RATE, PERIOD = 4, 1.0  # rate-limited: so many answers in any second


@dataclasses.dataclass(frozen=True)
class Account:
    name: str
    id: int
    display: str
    bio: str
    posts: int
    verified: bool


@dataclasses.dataclass(frozen=True)
class Asked:
    name: object  # None: no name was asked for
    path: str
    query: str
    headers: object


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    body: bytes
    headers: list


def page(status, title, body, head="", headers=()):
    text = (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n{head}</head>\n'
            f"<body>\n{body}\n</body></html>\n")
    return Answer(status, text.encode(), [("Content-Type", "text/html; charset=utf-8"), *headers])


def data(status, value):
    return Answer(status, json.dumps(value).encode(), [("Content-Type", "application/json")])


def redirect(status, target):
    return dataclasses.replace(page(status, "Moved", f'<a href="{html.escape(target)}">Moved</a>'),
                               headers=[("Location", target), ("Content-Type", "text/html; charset=utf-8")])


def e(text):
    return html.escape(text)


def card(account):
    """A profile: what is optional is missing where somebody has none."""
    bio = f'<p class="bio">{e(account.bio)}</p>' if account.bio else ""
    badge = '<span class="badge" title="Verified">✓</span>' if account.verified else ""
    return (f'<section class="profile" data-id="{account.id}"><h1>{e(account.display)}{badge}</h1>\n'
            f'<p class="login">@{e(account.name)}</p>{bio}<p class="posts">{account.posts} posts</p></section>')


def public(account):
    return {"id": account.id, "login": account.name, "name": account.display, "bio": account.bio or None,
            "posts": account.posts, "verified": account.verified}


def home(name="Plume"):
    return page(200, name, f'<main class="home"><h1>{name}</h1><p>Write, and be read.</p><a href="/login">Log in</a></main>')


def other(asked):
    """The home page, or a plain 404 for what is no page of this site."""
    return home() if asked.path == "/" else page(404, "Page not found", "<h1>Page not found</h1>")


def profile_page(account, status=200):
    return page(status, f"{e(account.display)} (@{e(account.name)}) · Plume", card(account))


def token(site):
    return f"{site.chance.getrandbits(128):032x}"


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat()


# ---- Told by status or redirect

def status(site, asked, missing=404):
    account = asked.name and site.find(asked.name)
    return profile_page(account) if account else other(asked) if asked.name is None else page(
        missing, "Page not found · Plume", "<h1>Page not found</h1><p>The link may be broken.</p>")


def gone(site, asked):
    return status(site, asked, 410)


def redirect_home(site, asked):
    account = asked.name and site.find(asked.name)
    return profile_page(account) if account else other(asked) if asked.name is None else redirect(302, "/")


def canonical_case(site, asked):
    account = asked.name and site.find(asked.name)
    return redirect(301, f"/u/{account.name}") if account and account.name != asked.name else status(site, asked)


def at_redirect(site, asked):
    account = asked.name and site.find(asked.name)
    return redirect(302, f"/@{account.name}/") if account and asked.path != f"/@{account.name}/" else status(site, asked)


def rate_limited(site, asked):
    times = site.memory.setdefault("times", [])
    times[:] = [at for at in times if time.monotonic() - at < PERIOD]
    if len(times) >= RATE:
        return page(429, "Too many requests", "<h1>Slow down</h1>", headers=[("Retry-After", "1")])
    times.append(time.monotonic())
    return status(site, asked)


# ---- Told by what the page says, at 200

def soft_404(site, asked):
    return other(asked) if asked.name is None else status(site, asked, 200)


def error_text(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    inside = card(account) if account else f'<p class="notice">{site.nobody}</p>'
    return page(200, "Clairière, where gardeners talk", '<nav><a href="/">Home</a> <a href="/forums">Forums</a></nav>\n'
                f"<main>{inside}</main>\n<footer>© Clairière</footer>")


def reflected(site, asked):
    if asked.name is None:
        return other(asked)
    account, name = site.find(asked.name), e(asked.name)
    if account:
        entries = "".join(f"<li>Entry {n}</li>" for n in range(min(account.posts, 5)))
        inside = f'<ol class="entries">{entries}</ol><p>{e(account.bio)}</p><p class="by">{e(account.display)}</p>'
    else:
        inside = f'<p class="empty">{site.nobody}</p>'
    return page(200, f"{name} - Carnet", f"<h1>@{name}</h1>{inside}<a href=\"/u/{name}/feed\">Feed of {name}</a>",
                f'<link rel="canonical" href="/u/{name}"><meta property="og:title" content="{name} - Carnet">\n')


HEADLINES = ["Lost cat found in Arles", "Page not found: how a bookshop was lost", "Ten posts about bread", "Who has this name?",
             "Verified: it rains in Brest", "The member who does not exist", "An account of the sea", "Profile of a mountain"]


def noisy(site, asked):
    if asked.name is None:
        return other(asked)
    account, chance = site.find(asked.name), site.chance
    headlines = "".join(f"<a>{text}</a>" for text in chance.sample(HEADLINES, chance.randint(3, 6)))
    online = "".join(f"<li>@{one.name}</li>" for one in chance.sample(site.accounts, 3))
    goods = chance.choice(["tea", "shoes", "pens"])
    blocks = [f'<aside class="trends">{headlines}</aside>', f'<ul class="online">{online}</ul>',
              f'<div class="ad" id="ad-{token(site)[:8]}"><img src="/ad/{chance.randint(1, 9999)}.png" alt="Buy {goods}"></div>']
    chance.shuffle(blocks)
    inside = (f'<main data-page="member">{card(account)}</main>' if account else
              f'<main data-page="nobody"><p>{site.nobody}</p></main>')
    blocks.insert(chance.randint(0, 3), inside)
    end = (f"\n<!-- {now()} web{chance.randint(1, 12)} {chance.random():.4f} s -->"
           f"<p>{chance.randint(10**4, 10**7)} views</p>")
    return page(200, f"({chance.randint(1, 99)}) Place du Marché", "\n".join(blocks) + end,
                f'<meta name="csrf-token" content="{token(site)}">\n',
                [("Set-Cookie", f"session={token(site)}; HttpOnly"), ("X-Request-Id", token(site)),
                 ("ETag", f'W/"{token(site)[:12]}"')])


def suggestions(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    if account:
        return profile_page(account)
    near = sorted(site.accounts, key=lambda one: -difflib.SequenceMatcher(None, one.name, asked.name.lower()).ratio())[:3]
    cards = "\n".join(map(card, near))
    return page(200, f"{e(asked.name)} · Plume", f'<h1>{site.nobody}</h1><div class="similar">{cards}</div>')


def packed(site, asked):
    said = soft_404(site, asked)
    if "gzip" not in (asked.headers.get("Accept-Encoding") or ""):
        return said
    body = said.body.replace(b"</body>", f"<!-- {token(site)} -->\n</body>".encode())  # as sites do against BREACH
    headers = [*said.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding")]
    return dataclasses.replace(said, body=gzip.compress(body), headers=headers)


def og_title(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    kind, title = ("profile", f"{account.display} (@{account.name}) on Vitrine") if account else ("website", "Vitrine")
    text = account.bio if account else "Show what you make."
    return page(200, "Vitrine", '<div id="root"></div><script src="/app.js" defer></script>',
                f'<meta property="og:type" content="{kind}"><meta property="og:title" content="{e(title)}">\n'
                f'<meta property="og:description" content="{e(text)}">\n')


def any_case(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    return page(200, f"{account.name} | Atelier", card(account)) if account else page(
        200, "Atelier", '<main class="home"><h1>Atelier</h1><p>Find somebody who makes it.</p></main>')


def large(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    state = {"page": {"kind": "Profile", "owner": public(account)} if account else {"kind": "NotAvailable", "owner": None}}
    title = f"{e(account.display)} | Grand Place" if account else site.nobody
    tail = f'<script type="application/json" id="state">{json.dumps(state).replace("<", chr(92) + "u003c")}</script>'
    bare = page(200, title, '<div id="app"></div><script></script>' + tail)
    room = MIB - len(bare.body)
    half = b"0123456789abcdef" * (room // 32)
    filler = (half + site.chance.randbytes(64).hex().encode() + half)[:room]
    return dataclasses.replace(bare, body=bare.body.replace(b"<script></script>", b"<script>%s</script>" % filler))


def two_layouts(site, asked):
    if asked.name is None:
        return other(asked)
    account = site.find(asked.name)
    if account:
        facts = {"@context": "https://schema.org", "@type": "ProfilePage",
                 "mainEntity": {"@type": "Person", "alternateName": account.name}}
        head = f'<script type="application/ld+json">{json.dumps(facts)}</script>\n'
        title, inside = f"{e(account.display)}", f"<p>{e(account.bio)}</p><p>{account.posts} posts</p>"
    else:
        head, title, inside = '<meta name="robots" content="noindex">\n', "Théâtre", f"<p>{site.nobody}</p>"
    if site.chance.random() < 0.5:
        return page(200, title, f'<div class="wrap"><header>Théâtre</header><article>{inside}</article></div>', head)
    inside = f'<main class="stage2 grid"><nav>Théâtre (new)</nav><section>{inside}</section></main>'
    return page(200, f"Théâtre: {title}", inside, head)


# ---- Told by JSON

def json_field(site, asked):
    if asked.name is None:
        return data(404, {"ok": False, "error": "no such method"})
    account = site.find(asked.name)
    return data(200, {"ok": True, "data": {"user": account and public(account)},
                      "meta": {"request_id": token(site), "time": now(), "took_ms": site.chance.randint(1, 90)}})


def json_list(site, asked):
    if asked.name is None:
        return data(400, {"message": "login is missing"})
    account = site.find(asked.name)
    return data(200, {"total": int(bool(account)), "items": [public(account)] if account else []})


def json_404(site, asked):
    if asked.name is None:
        return data(404, {"error": {"code": "no_route"}})
    account = site.find(asked.name)
    return data(200, public(account)) if account else data(
        404, {"error": {"code": "user_not_found", "message": f"No user named {asked.name}", "request_id": token(site)}})


# ---- Told to nobody

def spa_shell(site, asked):
    return page(200, "Loading…", '<div id="root"></div><script type="module" src="/assets/index-4f1c2a.js"></script>')


def challenge(site, asked):
    ray = token(site)[:16]
    please = '<span id="challenge-error-text">Enable JavaScript and cookies to continue</span>'
    return page(403, "Just a moment...", f"<noscript>{please}</noscript>\n"
                f"<script>window._cf_chl_opt = {{cvId: '3', cRay: '{ray}', cH: '{token(site)}'}};</script>\n"
                f'<script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray={ray}"></script>',
                '<meta name="robots" content="noindex,nofollow"><meta http-equiv="refresh" content="360">\n',
                [("Server", "cloudflare"), ("cf-mitigated", "challenge"), ("CF-RAY", f"{ray}-CDG")])


def login_redirect(site, asked):
    if asked.path == "/login":
        return page(200, "Log in", '<form method="post" action="/login"><input name="user"><input type="password"></form>')
    return redirect(302, "/login?next=" + urllib.parse.quote(asked.path, safe=""))


def at_random(site, asked):
    """By fours, of which two are 200, in any order: no client is misled by luck that asks five times in a row."""
    if asked.name is None:
        return other(asked)
    left = site.memory.setdefault("left", [])
    if not left:
        left += site.chance.sample([200, 200, 404, 404], 4)
    if left.pop() == 200:
        return page(200, f"{e(asked.name)} · Plume", f'<section class="profile"><h1>{e(asked.name)}</h1></section>')
    return page(404, "Page not found · Plume", "<h1>Page not found</h1>")


def reflects_only(site, asked):
    if asked.name is None:
        return other(asked)
    name = e(asked.name)
    return page(200, f"{name} | Kiosque", f'<h1>{name}</h1><p>Follow {name} on Kiosque.</p><a href="/join?to={name}">Join</a>\n'
                f"<!-- {now()} -->", f'<link rel="canonical" href="/u/{name}"><meta name="csrf-token" content="{token(site)}">\n')
