"""A receiver of webhooks that remembers what it was sent and answers as it is told."""
import base64
import contextlib
import dataclasses
import hashlib
import hmac
import http.server
import json
import threading
import time

SECRET_BYTES = b"twenty-four bytes of test"
SECRET = "whsec_" + base64.b64encode(SECRET_BYTES).decode()


@dataclasses.dataclass(frozen=True)
class Delivery:
    """One POST as it arrived, and what it was answered."""
    path: str
    headers: dict
    body: bytes
    at: float
    answer: object

    @property
    def id(self):
        return self.headers["webhook-id"]

    @property
    def status(self):
        return self.answer[2] if isinstance(self.answer, tuple) else self.answer

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def events(self):
        """Its events as (event, handle, id), whether it brings one or many."""
        data = self.json["data"]
        found = data.get("events", [data])
        return [(one["event"], one.get("handle") or (one.get("target") or {}).get("handle"), one["id"]) for one in found]

    def is_signed(self, secret=SECRET_BYTES):
        """Whether a signature of the header is right (Standard Webhooks 1.0.0)."""
        signed = b".".join([self.id.encode(), self.headers["webhook-timestamp"].encode(), self.body])
        right = "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(right, given) for given in self.headers["webhook-signature"].split(" "))


class Receiver:
    """Listens on 127.0.0.1 for the length of a with block. An answer is a status, ("slow", seconds, status) or "cut": the
    connection is closed after the whole request was read. `answers[path]` is what comes next there, then 204 for ever."""

    def __init__(self):
        self.answers = {}
        self.always = {}
        self._had = []
        self._lock = threading.Lock()

    def __enter__(self):
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver._take(self)

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def url(self, path="/team"):
        return f"http://127.0.0.1:{self.port}{path}"

    def had(self, path=None, taken_only=False):
        """What arrived so far, in order; with a path only there; `taken_only`: what was answered with 2xx."""
        with self._lock:
            had = list(self._had)
        return [one for one in had if (path is None or one.path == path) and (not taken_only or one.status == 204)]

    def events(self, path=None):
        """The events of all that was taken."""
        return [event for delivery in self.had(path, taken_only=True) for event in delivery.events]

    def _take(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        with self._lock:
            waiting = self.answers.get(handler.path, [])
            answer = waiting.pop(0) if waiting else self.always.get(handler.path, 204)
            headers = {name.lower(): value for name, value in handler.headers.items()}
            self._had.append(Delivery(handler.path, headers, body, time.monotonic(), answer))
        if isinstance(answer, tuple):
            time.sleep(answer[1])
            answer = answer[2]
        if answer == "cut":
            handler.close_connection = True
            return
        with contextlib.suppress(ConnectionError):  # one that was killed does not hear it
            self._answer(handler, answer)

    @staticmethod
    def _answer(handler, answer):
        words = b"ok" if answer == 200 else b""  # what Slack says
        handler.send_response(answer)
        handler.send_header("Content-Length", str(len(words)))
        handler.end_headers()
        handler.wfile.write(words)
