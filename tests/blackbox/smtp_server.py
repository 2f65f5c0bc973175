"""A real SMTP server (aiosmtpd of Debian) on localhost that wants STARTTLS and AUTH, and keeps what it takes.

    /usr/bin/python3 smtp_server.py FOLDER CERTIFICATE KEY

FOLDER/replies.json, read for every command: {"RCPT": {address: [reply, …]}, "DATA": [reply, …]}; what is in front is said
once, then everything is taken. Prints its port. FOLDER/log.jsonl has a line for every RCPT and DATA; mails go to
FOLDER/N.eml as they arrived, with their envelopes in N.json."""
import asyncio
import json
import pathlib
import ssl
import sys

USER, PASSWORD = b"alerts", b"right password"


class Handler:
    def __init__(self, folder):
        self.folder = folder
        self.said = {}
        self.count = 0

    def scripted(self, verb, key):
        replies = json.loads((self.folder / "replies.json").read_text())[verb].get(key, [])
        at = self.said[verb, key] = self.said.get((verb, key), -1) + 1
        reply = replies[at] if at < len(replies) else "250 OK"
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as log:
            log.write(json.dumps({"verb": verb, "to": key, "reply": reply}) + "\n")
        return reply

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = self.scripted("RCPT", address)
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        reply = self.scripted("DATA", envelope.rcpt_tos[0])
        self.count += 1
        facts = {"from": envelope.mail_from, "to": envelope.rcpt_tos, "reply": reply, "tls": session.ssl is not None,
                 "user": session.auth_data.login.decode() if session.authenticated else None, "name": session.host_name}
        (self.folder / f"{self.count}.eml").write_bytes(envelope.original_content)
        (self.folder / f"{self.count}.json").write_text(json.dumps(facts))
        return reply


async def main(folder, certificate, key):
    from aiosmtpd.smtp import SMTP, AuthResult
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    def authenticator(server, session, envelope, mechanism, data):
        right = mechanism in ("PLAIN", "LOGIN") and (data.login, data.password) == (USER, PASSWORD)
        return AuthResult(success=right, handled=False, auth_data=data)
    handler = Handler(pathlib.Path(folder))
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(handler, hostname="localhost", tls_context=context, require_starttls=True, auth_required=True,
                     authenticator=authenticator), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
