"""A web server whose answers a test makes up byte by byte, for what the simulator's platforms never say."""
import contextlib
import http.server
import threading


class PageServer:
    """Serves `pages`, path -> (status, headers, body), for the length of a with block; anything else is a plain 404.

    `seen` holds the (path, headers) of each request; `free` may stand for a path's last part: any other name there.
    """

    def __init__(self, pages):
        self.pages, self.seen, server = pages, [], self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                server.seen.append((self.path, list(self.headers.items())))
                folder, _, _ = self.path.rpartition("/")
                status, headers, body = server.pages.get(self.path) or server.pages.get(f"{folder}/free") or (404, {}, b"nothing")
                body = body if isinstance(body, bytes) else body.encode()
                lines = [f"HTTP/1.1 {status} Said".encode(), f"Content-Length: {len(body)}".encode()]
                for name, value in ({"Content-Type": "text/html; charset=utf-8"} | headers).items():
                    lines.append(f"{name}: ".encode() + (value if isinstance(value, bytes) else value.encode()))
                self.wfile.write(b"\r\n".join(lines) + b"\r\n\r\n" + body)

            def handle(self):
                with contextlib.suppress(ConnectionError):  # who has read enough goes away
                    super().handle()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

        self._server = Server(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
