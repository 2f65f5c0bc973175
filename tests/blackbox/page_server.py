"""A web server whose answers a test makes up byte by byte, for what the simulator's platforms never say."""
from local_server import Handler, LocalServer


class PageServer(LocalServer):
    """Serves `pages`, path -> (status, headers, body), for the length of a with block; anything else is a plain 404.

    `seen` holds the (path, headers) of each request; `free` may stand for a path's last part: any other name there.
    """

    def __init__(self, pages):
        self.pages, self.seen, server = pages, [], self

        class Pages(Handler):
            def do_GET(self):
                server.seen.append((self.path, list(self.headers.items())))
                folder, _, _ = self.path.rpartition("/")
                status, headers, body = server.pages.get(self.path) or server.pages.get(f"{folder}/free") or (404, {}, b"nothing")
                self.reply(status, {"Content-Type": "text/html; charset=utf-8"} | headers, body)

        super().__init__(Pages)
