"""A WebFinger server after RFC 7033, for the length of a with block, with what Mastodon and Pixelfed have around theirs.

    with WebFinger(accounts=["PNationale44"], gone=["PNationale02"], api=403) as server:
        run("check", …, "--platform", f"mastodon@{server.base}", "--allow-private-addresses")
        server.asked

`GET /.well-known/webfinger?resource=acct:NAME@HOST`: 200 and a JRD for an account, its links narrowed by `rel` (4.3); 404
for a resource that it does not know, also of another host; 410 for `gone`, whose names are kept; 400 without a resource,
with two of them, or with one that is no URI (4.2). Names are the same in any case. The bodies of 404 and 410 are empty, as
Mastodon's; `not_found=(status, type, body)` says something else instead. Debian has no server of the fediverse to start.

`api`: the status and JSON with which Mastodon's look-up is closed. Pages: /NAME, as Pixelfed has them.
"""
import collections
import json
import re
import urllib.parse

from local_server import Handler, LocalServer

ACCT = re.compile(r"acct:([A-Za-z0-9_.-]+)@([A-Za-z0-9.-]+(?::\d+)?)")
JRD = "application/jrd+json; charset=utf-8"
PIXELFED = "<!DOCTYPE html><html><head><title>{title}</title></head><body><div id=\"content\"></div></body></html>"

Reply = collections.namedtuple("Reply", "status type body", defaults=("text/plain", ""))


class WebFinger(LocalServer):
    def __init__(self, accounts=(), gone=(), api=401, not_found=(404,)):
        self.accounts = {name.lower(): name for name in accounts}
        self.gone, self.api, self.not_found = {name.lower() for name in gone}, api, Reply(*not_found)
        self.asked, server = [], self

        class Finger(Handler):
            def do_GET(self):
                server.asked.append(self.path)
                reply = server._answer(urllib.parse.urlsplit(self.path))
                self.reply(reply.status, {"Content-Type": reply.type, "Access-Control-Allow-Origin": "*"}, reply.body)

        super().__init__(Finger)

    def _answer(self, url):
        if url.path == "/.well-known/webfinger":
            return self._webfinger(urllib.parse.parse_qs(url.query, keep_blank_values=True))
        if url.path == "/api/v1/accounts/lookup":
            return Reply(self.api, "application/json; charset=utf-8", '{"error": "This method requires an authenticated user"}')
        name = self.accounts.get(url.path[1:].lower())
        if name:
            return Reply(200, "text/html; charset=utf-8", PIXELFED.format(title=f"{name} (@{name}) on Pixelfed"))
        return Reply(404, "text/html; charset=utf-8", PIXELFED.format(title="Pixelfed"))

    def _webfinger(self, query):
        resources = query.get("resource", [])
        if len(resources) != 1 or not urllib.parse.urlsplit(resources[0]).scheme:
            return Reply(400)
        match = ACCT.fullmatch(resources[0])
        name, host = match.groups() if match else ("", "")
        if host.lower() not in (self.host, "127.0.0.1"):  # Mastodon's LOCAL_DOMAIN may have a port
            return self.not_found
        if name.lower() in self.gone:
            return Reply(410)
        name = self.accounts.get(name.lower())
        return Reply(200, JRD, json.dumps(self._jrd(name, host, query.get("rel", [])))) if name else self.not_found

    def _jrd(self, name, host, rels):
        links = [{"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": f"{self.base}/@{name}"},
                 {"rel": "self", "type": "application/activity+json", "href": f"{self.base}/users/{name}"},
                 {"rel": "http://ostatus.org/schema/1.0/subscribe", "template": f"{self.base}/authorize_interaction?uri={{uri}}"}]
        return {"subject": f"acct:{name}@{host}", "aliases": [f"{self.base}/@{name}", f"{self.base}/users/{name}"],
                "links": [link for link in links if not rels or link["rel"] in rels]}
