"""Who the contract is tried as: people of the sample library, one for each role, and what their role lets them do."""

import json
import re
import time
import uuid
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

PASSWORD = "sample-library"

# The roles as the document names them in `x-roles`. The reviewer also manages an organization of his own.
PEOPLE = {
    "visitor": (None, set()),
    "uploader": ("orla@lantern-harbor.example", {"uploader"}),
    "reviewer": ("mathieu@reseau-tilleul.example", {"uploader", "manager", "reviewer"}),
    "admin": ("ingrid@commonshelf.example", {"reviewer", "admin"}),
}
MANAGER = "tom@lantern-harbor.example"
# Accounts that nobody is tried as: their passwords may be reset.
OTHERS = ["claire@reseau-tilleul.example", "rosa@red-puente.example", "samir@nahr-circle.example", "lina@nahr-circle.example"]

METADATA = {
    "title": "A page about circles",
    "summary": "What a circle is.",
    "section": "learn",
    "type": "guide",
    "language": "en",
    "license": "CC-BY-4.0",
    "rights": "ours",
    "people_shown": "none",
    "link_url": "https://example.org/circles",
}


def is_reachable(operation: dict, role: str) -> bool:
    """Whether the document promises the role an answer other than a refusal."""
    _, roles = PEOPLE[role]
    wanted = operation.get("x-roles", [])
    if operation["security"] and role == "visitor":
        return False
    return not wanted or bool(roles & set(wanted))


class Caller:
    """Somebody who calls the API, signed in or not."""

    def __init__(self, base: str, email: str | None):
        self.base, self.email, self.token, self.refresh_token = base, email, None, None
        if email:
            self.keep(self.call("POST", "/auth/login", {"email": email, "password": PASSWORD}))

    def keep(self, tokens: dict):
        self.token, self.refresh_token = tokens["access_token"], tokens["refresh_token"]

    def renew(self):
        """A token lasts fifteen minutes, and a run may last longer. Sign-ins are counted, this is not."""
        self.token = None
        self.keep(self.call("POST", "/auth/refresh", {"refresh_token": self.refresh_token}))

    def call(self, method: str, path: str, body=None, kind="application/json"):
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        request = Request(f"{self.base}/api/v1{path}", data, {"Content-Type": kind} if data else {}, method=method)
        if self.token:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urlopen(request, timeout=30) as answer:
                text = answer.read()
        except HTTPError as refusal:
            if refusal.code == 401 and self.token:
                self.renew()
                return self.call(method, path, body, kind)
            raise RuntimeError(f"{method} {path}: {refusal.code} {refusal.read().decode(errors='replace')}") from refusal
        return json.loads(text) if text else None

    def refused(self, method: str, path: str, body: dict) -> dict:
        """The problem document of what is to be refused."""
        request = Request(f"{self.base}/api/v1{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method)
        try:
            urlopen(request, timeout=30)
        except HTTPError as refusal:
            return json.loads(refusal.read())
        raise RuntimeError(f"{method} {path} was not refused")

    def draft(self, submit=False) -> dict:
        return self.call("POST", "/submissions" + ("?submit=true" if submit else ""), METADATA)

    def attach(self, draft: dict) -> dict:
        text = f"Words for a circle, {uuid.uuid4()}."
        part = f'Content-Disposition: form-data; name="file"; filename="words.txt"\r\n\r\n{text}\r\n'
        body = f"--parts\r\n{part}--parts--\r\n".encode()
        return self.call("POST", f"/submissions/{draft['id']}/files", body, "multipart/form-data; boundary=parts")

    def tried_import(self, table: str) -> dict:
        options = json.dumps({"state": "draft", "dry_run": True})
        parts = f'Content-Disposition: form-data; name="options"\r\n\r\n{options}\r\n--parts\r\n'
        parts += f'Content-Disposition: form-data; name="file"; filename="old.csv"\r\n\r\n{table}\r\n'
        return self.call("POST", "/imports", f"--parts\r\n{parts}--parts--\r\n".encode(), "multipart/form-data; boundary=parts")


def mailed(folder: Path, word: str, to: str) -> str:
    """The secret of the newest link of a kind that was mailed to an address. Mail is written by a job, so it takes a moment."""
    for _ in range(100):
        for letter in sorted((folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime, reverse=True):
            text = re.sub(r"=\r?\n", "", letter.read_text(errors="replace"))
            link = re.search(rf"/{word}/([\w-]+)", text)
            if re.search(rf"^To:.*{re.escape(to)}", text, re.MULTILINE) and link:
                return link.group(1)
        time.sleep(0.05)
    raise RuntimeError(f"no {word} link was mailed to {to}")
