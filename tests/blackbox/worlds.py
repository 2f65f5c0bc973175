"""Scenarios for the simulator, and definitions for its `site` platforms, written from the definition language alone."""
import json
import pathlib

SCENARIOS = pathlib.Path(__file__).resolve().parent.parent / "simulator/scenarios"

MISSING = "User not found|Sorry, this user does not exist"
PROFILE = {"account_id": "/id", "display_name": "/display_name", "bio": "/bio", "created_at": "/created_at"}

# One list of rules a kind: what a held and a missing handle look like on the shape of that name (`text` on `message`).
RULES = {
    "status": [{"status": 200, "then": "claimed"}, {"status": 404, "then": "available"}],
    "message": [{"status": 200, "body": 'class="handle">@{handle}<', "then": "claimed"},
                {"status": 200, "body": f"<title>({MISSING})</title>", "then": "available"}],
    # The texts alone, whatever the status.
    "text": [{"body": 'class="handle">@{handle}<', "then": "claimed"}, {"body": f"<title>({MISSING})</title>", "then": "available"}],
    # Any 302 is a miss: the careless form, which has only the common walls and its controls to protect it.
    "redirect": [{"status": 200, "then": "claimed"}, {"status": 302, "then": "available"}],
    "json": [{"status": 200, "json": {"/user/name": "{handle}"}, "then": "claimed"},
             {"status": 404, "json": {"/error": "not_found"}, "then": "available"},
             {"status": 403, "json": {"/error": "suspended"}, "then": "suspended"}],
    "batch": [{"status": 200, "item": {"/id": {"exists": True}}, "then": "claimed"},
              {"status": 200, "json": {"/users": {"exists": True}}, "item": False, "then": "available"}],
}

# The same for a WhatsMyName list: e_code, e_string, m_code, m_string.
WHATSMYNAME = {
    "status": (200, "", 404, ""),
    "message": (200, 'class="handle"', 200, "Sorry, this user does not exist"),
    "redirect": (200, 'class="handle"', 302, ""),
    "json": (200, '"user":', 404, '"not_found"'),
}

# For Sherlock's: errorType and errorMsg. Its errorCode only adds codes.
SHERLOCK = {
    "status": ("status_code", None),
    "message": ("message", "Sorry, this user does not exist"),
    "redirect": ("response_url", None),
    "json": ("message", ['"not_found"', "no such thing"]),
    "all": (["status_code", "message", "response_url"], "Sorry, this user does not exist"),
}

# For Maigret's: checkType, presenseStrs, absenceStrs.
MAIGRET = {
    "status": ("status_code", None, None),
    "message": ("message", ['class="handle"'], ["Sorry, this user does not exist", "no such thing"]),
    "redirect": ("response_url", ['class="handle"'], None),
    "json": ("message", ['"user":'], ['"not_found"']),
}


def world(*platforms, start="now", speed=1):
    return {"clock": {"start": start, "speed": speed}, "platforms": list(platforms)}


def account(handle, number=1, **more):
    return {"handle": handle, "id": str(number), "display_name": handle.title(), "created_at": "2013-05-01T12:34:56Z", **more}


def site(name, shape, accounts, **more):
    """A `site` platform, reached by the proxy as http://NAME.test or https://NAME.test."""
    return {"name": name, "kind": "site", "shape": shape, "hosts": [f"{name}.test"],
            "accounts": [account(held, 1000 + at) if isinstance(held, str) else held for at, held in enumerate(accounts)],
            **more}


def definition(id, kind, base, control, two_sided=True, **more):
    """The definition of a site under the base URL; `control` is claimed there."""
    batch = kind == "batch"
    ask = {"name": "ask", "get": f"{base}/batch?names={{handles}}" if batch else f"{base}/u/{{handle}}",
           "rules": [rule for rule in RULES[kind] if two_sided or rule["then"] == "claimed"], **more.pop("ask", {})}
    if batch:
        ask |= {"max": 10, "item": "/users/name={handle}", "profile": PROFILE}
    if kind == "json":
        ask |= {"profile": {key: "/user" + value for key, value in PROFILE.items()}}
    return {"id": id, "name": id.title(), "profile_url": f"{base}/u/{{handle}}",
            "handle": {"pattern": "[a-z0-9-]{1,40}", "fold": ["case"]}, "controls": {"claimed": [control]}, "ask": [ask], **more}


def whatsmyname(sites):
    """A WhatsMyName list of (name, kind, base URL, claimed control)."""
    def entry(name, kind, base, control):
        e_code, e_string, m_code, m_string = WHATSMYNAME[kind]
        return {"name": name, "uri_check": f"{base}/u/{{account}}", "e_code": e_code, "e_string": e_string, "m_code": m_code,
                "m_string": m_string, "known": [control], "cat": "social"}
    return {"license": ["none"], "authors": ["tests"], "categories": ["social"], "sites": [entry(*one) for one in sites]}


def without_nulls(entry):
    return {key: value for key, value in entry.items() if value is not None}


def sherlock(sites):
    """A list of Sherlock's with the same sites."""
    return {"$schema": "none"} | {name: without_nulls({
        "errorType": SHERLOCK[kind][0], "errorMsg": SHERLOCK[kind][1], "errorUrl": base, "url": f"{base}/u/{{}}", "urlMain": base,
        "username_claimed": control}) for name, kind, base, control in sites}


def maigret(sites):
    """A list of Maigret's with the same sites; every second one has its tests from an engine."""
    engines = {kind: {"name": kind, "site": without_nulls({"checkType": type, "presenseStrs": present, "absenceStrs": absent,
                                                           "url": "{urlMain}/u/{username}"})}
               for kind, (type, present, absent) in MAIGRET.items()}
    return {"tags": [], "engines": engines, "sites": {
        name: {"urlMain": base, "usernameClaimed": control, "usernameUnclaimed": "noonewouldeverusethis7"}
              | ({"engine": kind} if at % 2 else engines[kind]["site"]) for at, (name, kind, base, control) in enumerate(sites)}}


# The lists by the word that stands for them in the tests, each with its kinds.
LISTS = {"list": (whatsmyname, WHATSMYNAME), "sherlock": (sherlock, SHERLOCK), "maigret": (maigret, MAIGRET)}


def shipped(name):
    """A scenario of the simulator's own."""
    return json.loads((SCENARIOS / f"{name}.json").read_text(encoding="utf-8"))


class Files:
    """Writes definitions and lists into a directory, and gives the --platform-file arguments."""

    def __init__(self, directory):
        self._directory = pathlib.Path(directory)
        self.arguments = []

    def path(self, name):
        """For a file of another kind beside them."""
        return self._directory / name

    def add(self, content, name=None):
        path = self._directory / f"{name or content['id']}.json"
        path.write_text(json.dumps(content), encoding="utf-8")
        self.arguments += ["--platform-file", str(path)]
        return self
