"""An object storage for the tests: moto's S3, in memory. Nothing leaves it.

Prints "ready PORT" once it listens on the loopback. It does two things that moto does not: it refuses bytes that do not fit the checksums of their
request, as S3 does, and it writes a line of JSON for each request to LOG, after the answer was made. Ends when its standard input does, that is
with the process that started it.
"""

import argparse
import base64
import hashlib
import io
import json
import logging
import os
import sys
import threading

from moto.server import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server

REFUSED = b"<?xml version='1.0'?><Error><Code>BadDigest</Code><Message>The checksum did not match.</Message></Error>"


class Watch:
    """Stands before the storage: compares checksums and writes the log."""

    def __init__(self, storage, log):
        self.storage = storage
        self.log = open(log, "a")
        self.lock = threading.Lock()

    def __call__(self, environ, start_response):
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        environ["wsgi.input"] = io.BytesIO(body)
        if not self.fits(environ, body):
            self.note(environ, body, "400")
            start_response("400 Bad Request", [("Content-Type", "application/xml"), ("Content-Length", str(len(REFUSED)))])
            return [REFUSED]

        def started(status, headers, exc_info=None):
            self.note(environ, body, status)
            return start_response(status, headers, exc_info)

        return self.storage(environ, started)

    def fits(self, environ, body):
        digest = hashlib.sha256(body).digest()
        signed = environ.get("HTTP_X_AMZ_CONTENT_SHA256", digest.hex())
        sent = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256", base64.b64encode(digest).decode())
        return signed in (digest.hex(), "UNSIGNED-PAYLOAD") and sent == base64.b64encode(digest).decode()

    def note(self, environ, body, status):
        checksum = environ.get("HTTP_X_AMZ_CHECKSUM_SHA256")
        line = {
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "query": environ.get("QUERY_STRING", ""),
            "size_bytes": len(body),
            "range": environ.get("HTTP_RANGE"),
            "sha256": base64.b64decode(checksum).hex() if checksum else None,
            "status": int(status.split()[0]),
        }
        with self.lock:
            self.log.write(json.dumps(line) + "\n")
            self.log.flush()


def end_with_standard_input():
    sys.stdin.buffer.read()
    os._exit(0)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", required=True)
    options = parser.parse_args()
    # moto asks for credentials of its own where it calls itself.
    os.environ.setdefault("AWS_ACCESS_KEY_ID", "nobody")
    os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "nothing")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    storage = Watch(DomainDispatcherApplication(create_backend_app), options.log)
    server = make_server("127.0.0.1", 0, storage, threaded=True)
    threading.Thread(target=end_with_standard_input, daemon=True).start()
    print(f"ready {server.server_port}", flush=True)
    server.serve_forever()


main()
