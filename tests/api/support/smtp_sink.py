"""A mail server for the tests: stores what it is sent, or refuses it as told. Not a relay; nothing leaves it.

Prints "ready PORT" once it listens on the loopback. Each message is kept in FOLDER as <n>.eml and <n>.json (its envelope), the latter
written last and renamed into place, so that whoever sees it can read both. Ends when its standard input does, that is with the process
that started it.
"""

import argparse
import asyncio
import json
import logging
import os
import shutil
import ssl
import subprocess
import sys
import threading

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


class Sink:
    def __init__(self, options):
        self.options = options
        self.deferrals = options.defer
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address.lower() in self.options.refuse:
            return "550 5.1.1 No such mailbox"
        if address.lower() in self.options.put_off:
            return "451 4.2.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.deferrals > 0:
            self.deferrals -= 1
            self.note("deferred", message_id(envelope))
            return "451 4.3.0 Try again later"
        self.count += 1
        path = os.path.join(self.options.folder, f"{self.count:06}")
        with open(path + ".eml", "wb") as file:
            file.write(envelope.original_content or envelope.content)
        facts = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "encrypted": session.ssl is not None,
            "authenticated": bool(session.authenticated),
        }
        with open(path + ".tmp", "w") as file:
            json.dump(facts, file)
        os.rename(path + ".tmp", path + ".json")
        return "250 2.0.0 OK"

    def note(self, name, line):
        with open(os.path.join(self.options.folder, name), "a") as file:
            file.write(line + "\n")


def message_id(envelope):
    lines = (envelope.original_content or envelope.content).decode(errors="replace").splitlines()
    return next((line.split(" ", 1)[1] for line in lines if line.startswith("Message-ID: ")), "none")


def certificate(folder):
    """An authority of the moment and a certificate of its for localhost: clients refuse a leaf that is its own authority."""

    def openssl(*arguments):
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    with open(os.path.join(folder, "leaf.cnf"), "w") as file:
        file.write("basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n")
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=Tests", "-addext", "keyUsage=keyCertSign")
    openssl("req", *key, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", "/CN=localhost")
    issue = ["-req", "-in", "leaf.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-set_serial", "1", "-days", "2"]
    openssl("x509", *issue, "-extfile", "leaf.cnf", "-out", "leaf.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(os.path.join(folder, "leaf.pem"), os.path.join(folder, "leaf.key"))
    return context


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", required=True)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--login", help="user:password, asked for after STARTTLS, which is then required")
    parser.add_argument("--defer", type=int, default=0, help="answer 451 to so many messages first")
    parser.add_argument("--put-off", action="append", default=[], help="answer 451 to this recipient")
    parser.add_argument("--refuse", action="append", default=[], help="answer 550 to this recipient")
    options = parser.parse_args()
    options.refuse = {address.lower() for address in options.refuse}
    options.put_off = {address.lower() for address in options.put_off}
    return options


def end_with_the_parent(folder):
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)  # its maker may have had no time to
    os._exit(0)


async def main(options):
    logging.getLogger("mail").setLevel(logging.ERROR)  # it warns of its own deprecations
    settings = {}
    if options.login:
        user, password = (part.encode() for part in options.login.split(":", 1))

        def authenticate(server, session, envelope, mechanism, data):
            good = isinstance(data, LoginPassword) and (data.login, data.password) == (user, password)
            return AuthResult(success=good, handled=False)

        settings = {
            "tls_context": certificate(options.folder),
            "require_starttls": True,
            "auth_required": True,
            "authenticator": authenticate,
        }
    handler = Sink(options)
    # The name is given, since looking up the machine's own takes seconds where there is no name server.
    make = lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True, **settings)
    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", options.port)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


arguments = parse()
threading.Thread(target=end_with_the_parent, args=[arguments.folder], daemon=True).start()
try:
    asyncio.run(main(arguments))
finally:
    shutil.rmtree(arguments.folder, ignore_errors=True)
