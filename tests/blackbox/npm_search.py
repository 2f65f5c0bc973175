"""What npm's own registry has and verdaccio has not, in front of a real verdaccio: the search qualifier `maintainer:NAME`.

Verdaccio takes `maintainer:NAME` for a piece of a package's name and finds nothing, whoever is meant. This front answers
such a search from what verdaccio itself tells of its packages, and hands every other GET on as it is.

    with MaintainerSearch(registry.base) as front:
        front.base, front.asked
"""
import http.client
import json
import urllib.parse

from local_server import Handler, LocalServer

SEARCH = "/-/v1/search"


class MaintainerSearch(LocalServer):
    def __init__(self, registry):
        self._registry = urllib.parse.urlsplit(registry).netloc
        self.asked, front = [], self

        class Front(Handler):
            def do_GET(self):
                front.asked.append(self.path)
                status, body = front._answer(self.path)
                self.reply(status, {"Content-Type": "application/json; charset=utf-8"}, body)

        super().__init__(Front)

    def _answer(self, target):
        path, _, query = target.partition("?")
        fields = urllib.parse.parse_qs(query)
        text = fields.get("text", [""])[0]
        if path != SEARCH or not text.startswith("maintainer:"):
            return self._get(target)
        status, body = self._get(f"{SEARCH}?text=&size=250")
        found = json.loads(body)
        wanted = text.partition(":")[2]
        theirs = [one for one in found["objects"] if wanted in (each["name"] for each in one["package"]["maintainers"])]
        size = int(fields.get("size", ["20"])[0])
        return status, json.dumps(found | {"objects": theirs[:size], "total": len(theirs)}).encode()

    def _get(self, target):
        connection = http.client.HTTPConnection(self._registry, timeout=30)
        try:
            connection.request("GET", target)
            reply = connection.getresponse()
            return reply.status, reply.read()
        finally:
            connection.close()
