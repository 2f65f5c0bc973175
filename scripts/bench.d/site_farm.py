"""200 virtual sites as one nginx on loopback, http and https, with pages of 32 KiB and a CA of its own.

Everything is in one folder; nginx runs as whoever runs this, as one process, and is ended by its id."""
import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

from measure import Broken

NAMES = [f"pnationale{number:02}" for number in range(1, 21)]
HELD = NAMES[::2]
KNOWN = "webmaster"
PAGE_BYTES = 32 << 10
MARK_HELD = 'class="profile-name"'
MARK_MISSING = "This page does not exist"
SYSTEM_BUNDLE = pathlib.Path("/etc/ssl/certs/ca-certificates.crt")

CONFIG = """
daemon off; master_process off; error_log stderr error; pid {folder}/nginx.pid;
events {{ worker_connections 2048; }}
http {{
  access_log off; sendfile on; keepalive_requests 100000; server_tokens off;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  types {{ }} default_type "text/html; charset=utf-8";
  server {{ listen 127.0.0.1:{status}; location / {{ stub_status; }} }}
  server {{
    listen 127.0.0.1:{http}; listen 127.0.0.1:{https} ssl; server_name *.bench.localhost;
    ssl_certificate {folder}/site.pem; ssl_certificate_key {folder}/site.key; ssl_protocols TLSv1.2 TLSv1.3;
    root {folder}/pages; error_page 404 /missing;
  }}
}}
"""


def page(title, mark):
    """A profile page as servers send it: mostly markup, a byte or two in a hundred beyond ASCII, the mark in the middle,
    filled up with blanks."""
    head = ['<!DOCTYPE html>', '<html lang="fr">', "<head>", '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            *(f'<link rel="stylesheet" href="/assets/{sheet}-3f9c2a71.css" integrity="sha384-oqVuAfXRKap7fdgcC">'
              for sheet in ("base", "layout", "theme", "print")),
            f'<meta property="og:title" content="{title}">', f"<title>{title}</title>", "</head>", "<body>",
            '<nav class="bar"><a href="/" rel="home">Accueil</a> <a href="/explore">Découvrir</a></nav>']
    page = "\n".join(head).encode()
    marked = (f"<h1 {mark}>{title}</h1>" if "=" in mark else f"<h1>{mark}</h1>").encode()
    for number in range(1, 1000):
        if len(page) > PAGE_BYTES - 1000:
            break
        if len(page) > PAGE_BYTES // 2 and marked not in page:
            page += b"\n" + marked
        day = number % 28 + 1
        page += (f'\n<article id="post-{number}" class="post card card--wide" data-author="{number * 7919}">'
                 f'<header><a class="post__date" href="/posts/{number}"><time datetime="2014-01-{day:02}T08:00:00Z">'
                 f'{day} janvier</time></a><img class="avatar" width="48" height="48" loading="lazy" alt="" '
                 f'src="/media/{number * 7919:08x}-48.webp" srcset="/media/{number * 7919:08x}-96.webp 2x"></header>'
                 f'<p class="post__text">Les agents ont contrôlé {number * 3} voitures sur la route nationale ; '
                 f'personne n’a été blessé.</p><footer><button type="button" class="icon icon--like" '
                 f'aria-pressed="false"><svg viewBox="0 0 24 24" width="18" height="18"><path d="M12 21.3l-1.5-1.3C5.4 '
                 f'15.4 2 12.3 2 8.5 2 5.4 4.4 3 7.5 3c1.7 0 3.4.8 4.5 2.1C13.1 3.8 14.8 3 16.5 3 19.6 3 22 5.4 22 8.5z"/>'
                 f'</svg><span class="post__likes">{number * 7}</span></button></footer></article>').encode()
    return (page + b"\n</body>\n</html>\n").ljust(PAGE_BYTES)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


def openssl(*words):
    done = subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True)
    if done.returncode != 0:
        raise Broken(f"openssl {words[0]}: {done.stderr.strip()[-300:]}")


class Farm:
    def __init__(self, folder):
        self.folder = folder
        self.trust = folder / "trust.pem"
        self.ports = {"http": free_port(), "https": free_port(), "status": free_port()}
        self.nginx = None

    def __enter__(self):
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/sbin:/usr/local/sbin")
        missing = [tool for tool in ("curl", "openssl") if not shutil.which(tool)] + ([] if program else ["nginx"])
        if missing or not SYSTEM_BUNDLE.exists():
            raise Broken(f"not here: {', '.join(missing or [str(SYSTEM_BUNDLE)])}")
        self.write_certificates()
        self.write_pages()
        config = self.folder / "nginx.conf"
        config.write_text(CONFIG.format(folder=self.folder, **self.ports))
        self.nginx = subprocess.Popen([program, "-e", "stderr", "-p", self.folder, "-c", config],
                                      stdin=subprocess.DEVNULL, stderr=open(self.folder / "nginx.log", "wb"))
        try:
            self.wait_until_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.nginx.terminate()
        self.nginx.wait()

    def wait_until_up(self):
        for _ in range(200):
            if self.nginx.poll() is not None:
                break
            try:
                self.counters()
                return
            except OSError:
                time.sleep(0.02)
        raise Broken("nginx did not start: " + (self.folder / "nginx.log").read_text()[-300:].strip())

    def counters(self):
        """Connections accepted and requests received so far, without those that ask for it."""
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                f"http://127.0.0.1:{self.ports['status']}/", timeout=5) as answer:
            accepted, _, asked = map(int, answer.read().decode().splitlines()[2].split())
        self.own = getattr(self, "own", 0) + 1
        return accepted - self.own, asked - self.own

    def write_certificates(self):
        ca, key, site = self.folder / "ca.pem", self.folder / "ca.key", self.folder / "site"
        curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
        openssl("req", "-x509", *curve, "-keyout", key, "-out", ca, "-subj", "/CN=bench CA")
        openssl("req", *curve[:-2], "-keyout", f"{site}.key", "-out", f"{site}.csr", "-subj", "/CN=bench")
        (self.folder / "san").write_text("subjectAltName=DNS:*.bench.localhost\n")
        openssl("x509", "-req", "-in", f"{site}.csr", "-CA", ca, "-CAkey", key, "-CAcreateserial", "-days", "30",
                "-extfile", self.folder / "san", "-out", f"{site}.pem")
        self.trust.write_bytes(SYSTEM_BUNDLE.read_bytes() + b"\n" + ca.read_bytes())

    def write_pages(self):
        users = self.folder / "pages" / "u"
        users.mkdir(parents=True)
        for name in [KNOWN, *HELD]:
            (users / name).write_bytes(page(f"{name} — Le Bocage", MARK_HELD))
        (users.parent / "missing").write_bytes(page("Page introuvable — Le Bocage", MARK_MISSING))
