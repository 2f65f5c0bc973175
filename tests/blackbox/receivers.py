"""A receiver of webhooks that remembers what it was sent and answers as it is told."""
import base64
import contextlib
import dataclasses
import hashlib
import hmac
import http.server
import json
import socket
import sys
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
    def is_taken(self):
        return self.status != "cut" and 200 <= self.status < 300

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
    connection is closed after the whole request was read. `answers[path]` is what comes next there, then 204 for ever.
    A 429 asks for a second's patience. After refuse(), until listen(), connections are refused."""

    def __init__(self):
        self.answers = {}
        self.always = {}
        self._had = []
        self._lock = threading.Lock()
        self._server = None

    def __enter__(self):
        # Holds the port while nobody listens there.
        self._holder = socket.socket()
        self._holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._holder.bind(("127.0.0.1", 0))
        self.port = self._holder.getsockname()[1]
        self.listen()
        return self

    def __exit__(self, *_):
        self.refuse()
        self._holder.close()

    def listen(self):
        if self._server is None:
            self._server = _Server(self)
            threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def refuse(self):
        """What is being answered still is."""
        if self._server is not None:
            server, self._server = self._server, None
            server.shutdown()
            server.server_close()

    def url(self, path="/team"):
        return f"http://127.0.0.1:{self.port}{path}"

    def had(self, path=None, taken_only=False):
        """What arrived so far, in order; with a path only there; `taken_only`: what was answered with 2xx."""
        with self._lock:
            had = list(self._had)
        return [one for one in had if (path is None or one.path == path) and (not taken_only or one.is_taken)]

    def events(self, path=None):
        """The events of all that was taken."""
        return [event for delivery in self.had(path, taken_only=True) for event in delivery.events]

    def next_answer(self, path):
        """What is said to the request that was just read; under the lock."""
        waiting = self.answers.get(path, [])
        return waiting.pop(0) if waiting else self.always.get(path, 204)

    def take(self, handler):
        length = int(handler.headers["Content-Length"])
        body = handler.rfile.read(length)
        if len(body) < length or self._server is not handler.server:
            handler.close_connection = True
            return
        with self._lock:
            answer = self.next_answer(handler.path)
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
        if answer == 429:
            handler.send_header("Retry-After", "1")
        handler.send_header("Content-Length", str(len(words)))
        handler.end_headers()
        handler.wfile.write(words)


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, receiver):
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                receiver.take(self)

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", receiver.port), Handler)

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], ConnectionError):  # of one that was killed
            super().handle_error(request, client_address)
