"""What npm's own registry has and verdaccio has not, in front of a real verdaccio: the search qualifier `maintainer:NAME`.

Verdaccio takes `maintainer:NAME` for a piece of a package's name and finds nothing, whoever is meant. This front answers
such a search from what verdaccio itself tells of its packages, and hands every other GET on as it is.

    with MaintainerSearch(registry.base) as front:
        front.base, front.asked
"""
import http.client
import http.server
import json
import threading
import urllib.parse

SEARCH = "/-/v1/search"


class MaintainerSearch:
    def __init__(self, registry):
        self._registry = urllib.parse.urlsplit(registry).netloc
        self.asked, front = [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                front.asked.append(self.path)
                status, body = front._answer(self.path)
                self.send_response(status)
                self.send_header("Content-Type", "application/json; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

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
