"""What the web servers of these tests share: one listens on 127.0.0.1 for the length of a with block."""
import contextlib
import http.server
import socketserver
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    """Keeps connections, logs nothing, and does not mind whoever has read enough and goes away."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def handle(self):
        with contextlib.suppress(ConnectionError):
            super().handle()

    def reply(self, status, headers, body):
        """`headers` beside the length; bytes are sent as they are."""
        body = body if isinstance(body, bytes) else body.encode()
        lines = [f"HTTP/1.1 {status} Said".encode(), f"Content-Length: {len(body)}".encode()]
        for name, value in headers.items():
            lines.append(f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode()))
        self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)

    def log_message(self, *_):
        pass


class _Http(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 512


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True


class LocalServer:
    def __init__(self, handler):
        listens = _Http if issubclass(handler, http.server.BaseHTTPRequestHandler) else _Tcp
        self._server = listens(("127.0.0.1", 0), handler)
        self.port = self._server.server_address[1]
        self.host = f"127.0.0.1:{self.port}"
        self.base = f"http://{self.host}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
