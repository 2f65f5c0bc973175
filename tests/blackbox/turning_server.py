"""A web server that changes its mind: a site with accounts that tells the truth until it is told otherwise."""
import threading

from local_server import Handler, LocalServer

PROFILE = (200, {}, '<title>{handle}</title><p class="handle">@{handle}</p>')
NOBODY = (404, {}, "<title>nobody of that name</title>")


class TurningServer(LocalServer):
    """Serves /u/HANDLE for the length of a with block. `accounts` exist; `answer(handle, number, honest)` says what the request
    with this number (from 1) gets: `honest`, or another (status, headers, body) with {handle} in it. `asked` holds the handles.
    """

    def __init__(self, accounts, answer):
        self.asked, server = [], self
        lock = threading.Lock()

        class Turning(Handler):
            def do_GET(self):
                handle = self.path.rpartition("/")[2]
                with lock:
                    server.asked.append(handle)
                    honest = PROFILE if handle in accounts else NOBODY
                    status, headers, body = answer(handle, len(server.asked), honest)
                self.reply(status, {"Content-Type": "text/html; charset=utf-8"} | headers, body.replace("{handle}", handle))

        super().__init__(Turning)
