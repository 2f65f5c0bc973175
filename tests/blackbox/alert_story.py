"""A story in which every type of alert comes about, told to webhooks and to Slack. Four chapters, in each of which the
world is another; runs of `run --once` find it so, and between them time passes in the ledger alone: nothing waits for a clock
but the second looks after a second."""
import base64
import json
import os
import pathlib
import tempfile

import harness
import receivers
import worlds
from service import CONTROLS, Service, platform, stranger, watch, webhook
from worlds import account

OTHER_SECRET = "whsec_" + base64.b64encode(bytes(range(192, 256))).decode()  # of the longest that is allowed
SLACK = {"chat": "fr", "chat-en": "en", "late": "en"}
WEBHOOKS = {"team": receivers.SECRET, "siem": OTHER_SECRET}
CHANNELS = [*WEBHOOKS, *SLACK]

# All types but handle.events, which is several of them.
SCHEMA = pathlib.Path(os.environ.get("HANDLEWATCH_PATTERNS") or "patterns") / "messages/webhook.schema.json"
TYPES = set(json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]["single"]["properties"]["type"]["enum"])

TWO = [stranger("PNationale02", 102, display_name="R&D <!channel> `now` <https://evil.example|x> \u202e"),
       stranger("PNationale91", 191)]
MINUTE = 60
GROUP = account("gitlab-org", 9970, group=True)  # the other control of GitLab
DAY = 24 * 60 * MINUTE
# A stranger moves from 13 to 14, by way of having both; of ours 35 is gone for a while, 62 comes into other hands, 06 is
# suspended (what is lost of ours is believed at the third look after an hour); 67 is withheld. Of 71 nothing is to be seen from
# the second chapter on. GitLab says yes to everybody for a while; in the end nobody can be reached. After each run as much time passes.
WALLED = [{"kind": "empty200", "names": ["PNationale71"]}]
CHAPTERS = [
    ([platform("codeberg", *TWO, stranger("PNationale13", 113), account("PNationale35", 35), account("PNationale62", 62)),
      platform("mastodon", account("PNationale06", 6)), platform("gitlab", GROUP)],
     [2 * MINUTE] * 2),
    ([platform("codeberg", *TWO, stranger("PNationale13", 113), stranger("PNationale14", 113), stranger("PNationale62", 999),
               faults=WALLED),
      platform("mastodon", account("PNationale06", 6, suspended=True), account("PNationale67", 67, deactivated=True)),
      platform("gitlab", GROUP, faults=[{"kind": "lying_all"}])],
     [2 * MINUTE, 14 * MINUTE, 50 * MINUTE, 2 * MINUTE]),
    ([platform("codeberg", *TWO, stranger("PNationale14", 113), account("PNationale35", 35), stranger("PNationale62", 999),
               faults=WALLED),
      platform("mastodon", account("PNationale06", 6, suspended=True), account("PNationale67", 67, deactivated=True)),
      platform("gitlab", GROUP)],
     [2 * MINUTE, DAY, 2 * MINUTE]),
    ([platform(name, faults=[{"kind": "reset"}]) for name in CONTROLS], [2 * MINUTE]),
]


def told():
    """What each channel was sent, in order: name -> deliveries. Two do not take their first message: `siem` is busy, `late`
    is gone until the second chapter, where it is sent all in one."""
    with tempfile.TemporaryDirectory() as folder, receivers.Receiver() as receiver:
        receiver.always = {f"/{name}": 200 for name in SLACK}
        receiver.answers = {"/siem": [503], "/late": [410]}
        for platforms, pauses in CHAPTERS:
            with harness.Simulator(worlds.world(*platforms)) as simulator:
                teller = Teller(folder, simulator, receiver)
                for pause in pauses:
                    _ended(teller.once(), 1)
                    teller.let_pass(pause)
                    teller.hurry()
                if platforms is CHAPTERS[-1][0]:
                    for name in CHANNELS:
                        _ended(teller.ask("channels", "test", name), 0)
        story = {name: receiver.had(f"/{name}") for name in CHANNELS}
    missing = TYPES - {message.json["type"] for message in story["team"]}
    if missing:
        raise AssertionError(f"the story came out without {missing}")
    return story


class Teller(Service):
    """Each watch is a unit of its own, so that what happens in it is told alone."""

    def __init__(self, folder, simulator, receiver):
        super().__init__(folder, simulator)
        self._urls = {name: receiver.url(f"/{name}") for name in CHANNELS}
        channels = {name: webhook(receiver, f"/{name}") | {"secret": {"credential": name}} for name in WEBHOOKS}
        channels |= {name: {"type": "slack", "url": {"credential": name}, "language": SLACK[name]} for name in SLACK}
        self.configure([_watch("strangers", "PNationale{02,91}"), _watch("mover", "PNationale13"), _watch("moved", "PNationale14"),
                        _watch("lost", "PNationale35", owned=True), _watch("taken", "PNationale62", owned=True),
                        _watch("suspended", "PNationale06", "mastodon@mastodon.social", owned=True),
                        _watch("withheld", "PNationale67", "mastodon@mastodon.social"), _watch("hidden", "PNationale{70,71}"),
                        _watch("free", "PNationale44", "gitlab")], channels)

    def environment(self):
        secrets = WEBHOOKS | {name: self._urls[name] for name in SLACK}
        return super().environment() | {_variable(name): secret for name, secret in secrets.items()}


def _watch(name, expect, where="codeberg", owned=False):
    ours = [{"platform": where, "handle": expect}] if owned else []
    return watch([expect], name=name, platforms=[where], owned=ours, every="1m")  # at most a minute: due in each run


def _variable(credential):
    return "HANDLEWATCH_SECRET_" + credential.upper().replace("-", "_")


def _ended(result, code):
    if result.code != code:
        raise AssertionError(result)
