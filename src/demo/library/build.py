#!/usr/bin/env python3
"""Turn the sources of the demonstration library into what the program carries: files/ and library.json.

    python3 build.py            build both, then check
    python3 build.py --check    only check what is there

A source is sources/<key>.md: a head that describes one resource, and a body in a subset of Markdown.

    The head      title, author, organization and by (keys of members.json), language, date, section, type, topics, audiences,
                  countries, license, summary; format: pdf, docx, html, md, txt, several with commas, or none (then files: or link:)
    May be there  layout: cover, columns, leaflet or poster (pages.py draws them) · on_paper: the organization's name in the text
                  · title.xx and summary.xx · relations: translation_of <key>, … · inside: some words that only this text has
                  · state: one of the queue's, with days_ago, reason and note · decided_by · withdrawn and withdrawal_note
    The body      ## and ### headings, paragraphs, "- " and "1. " lists, "- [ ] " check lists, "> " quotations, "! " tips, tables
                  with |, a line of underscores for lines to write on, **bold** and *italic*

What it needs
    Python 3.11 or newer with venv and, on Debian:
        apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core poppler-utils
    It makes a virtual environment of its own in a temporary folder (pip, the versions below) and removes it at the end.

Reproducible: dates come from the sources, versions are pinned; the same fonts and libraries give the same bytes.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import checks
import words

HERE = Path(__file__).resolve().parent
FILES = HERE / "files"
PACKAGES = """brotli==1.2.1 cffi==2.1.1 cssselect2==0.10.1 fonttools==4.68.0 lxml==6.1.3 pillow==13.0.0
pycparser==3.12 pydyf==0.13.0 pyphen==0.18.1 python-docx==1.2.0 tinycss2==1.5.1 tinyhtml5==2.1.0
typing_extensions==4.16.0 weasyprint==70.0 webencodings==0.6.1 zopfli==0.4.3""".split()


def read(path):
    """A source: its head, with what the makers need added, and its body as blocks of (kind, content)."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in head.strip().splitlines())
    meta["key"] = path.stem
    meta["formats"] = [f for f in listed(meta["format"]) if f != "none"]
    meta["sample"] = words.SAMPLE[meta["language"]]
    organization = MEMBERS["organizations"][meta["organization"]]
    meta["organization_name"] = meta.get("on_paper", organization["name"])
    return meta, blocks(body)


def listed(text):
    return [part.strip() for part in re.split("[,،，]", text) if part.strip()]


def blocks(body):
    found = []
    for chunk in re.split(r"\n\s*\n", body.strip()) if body.strip() else []:
        lines = chunk.strip().splitlines()
        first = lines[0]
        if first.startswith("### "):
            found.append(("h3", first[4:]))
        elif first.startswith("## "):
            found.append(("h2", first[3:]))
        elif first.startswith("- [ ] "):
            found.append(("check", [line[6:] for line in lines]))
        elif first.startswith("- "):
            found.append(("ul", [line[2:] for line in lines]))
        elif re.match(r"\d+\. ", first):
            found.append(("ol", (int(first.split(".")[0]), [re.sub(r"^\d+\. ", "", line) for line in lines])))
        elif first.startswith("> "):
            found.append(("quote", " ".join(line.lstrip("> ") for line in lines)))
        elif first.startswith("! "):
            found.append(("tip", " ".join(line.lstrip("! ") for line in lines)))
        elif first.startswith("| "):
            rows = [[c.strip() for c in line.strip().removeprefix("|").removesuffix("|").split("|")] for line in lines]
            found.append(("table", [rows[0], *rows[2:]]))
        elif set(chunk) <= {"_", "\n"}:
            found.append(("lines", len(lines)))
        else:
            found.append(("p", " ".join(lines)))
    return found


def members():
    raw = json.loads((HERE / "members.json").read_text(encoding="utf-8"))
    return {name: {row["key"]: row for row in rows} for name, rows in raw.items()}


MEMBERS = members()


# --- library.json ---------------------------------------------------------------------------------------------


def item(meta):
    """One resource or submission as the program reads it."""
    rights = meta.get("rights", "ours")
    metadata = {
        "title": meta["title"], "summary": meta["summary"], "section": meta["section"], "type": meta["type"],
        "language": meta["language"], "topics": listed(meta["topics"]), "audiences": listed(meta["audiences"]),
        "authors": listed(meta["author"]), "year": int(meta["date"][:4]), "countries": listed(meta["countries"]),
        "license": meta["license"], "rights": rights, "people_shown": meta.get("people_shown", "none"), "terms_version": "2026-11",
    }
    if rights == "ours":
        metadata["author_organization"] = MEMBERS["organizations"][meta["organization"]]["name"]
    if "link" in meta:
        metadata["link_url"] = meta["link"]
    tags = [name.split(".")[1] for name in meta if name.startswith("title.")]
    if tags:
        metadata["translations"] = {tag: {"title": meta[f"title.{tag}"], "summary": meta[f"summary.{tag}"]} for tag in tags}
    state = meta.get("state", "published")
    made = {
        "key": meta["key"], "organization": meta["organization"], "submitted_by": meta["by"], "state": state,
        "date": f"{meta['date']}T10:00:00Z", "files": listed(meta.get("files", "")) or [f"{meta['key']}.{f}" for f in meta["formats"]],
        "metadata": metadata,
    }
    if "relations" in meta:
        made["relations"] = [dict(zip(("kind", "key"), relation.split())) for relation in listed(meta["relations"])]
    if "days_ago" in meta:
        made["days_ago"] = int(meta["days_ago"])
    if "inside" in meta:
        made["inside"] = meta["inside"]
    verdict = checks.STATES[state]
    if verdict:
        by = meta.get("decided_by") or ("mathieu" if meta["organization"] != "tilleul" else "kateryna")
        made["decision"] = {"by": by, "verdict": verdict, "reason": meta.get("reason"), "note": meta.get("note")}
    if "withdrawn" in meta:
        made["withdrawal"] = {"by": "ingrid", "reason": meta["withdrawn"], "note": meta["withdrawal_note"]}
    return made


def library(sources):
    """All of it, each item after those that it is related to."""
    waiting = sorted((item(meta) for meta, _ in sources), key=lambda i: (i["date"], i["key"]))
    placed = {}
    while waiting:
        ready = [i for i in waiting if all(r["key"] in placed for r in i.get("relations", []))]
        if not ready:
            raise SystemExit(f"relations lead nowhere or in a circle: {[i['key'] for i in waiting]}")
        placed[ready[0]["key"]] = ready[0]
        waiting.remove(ready[0])
    return {"organizations": list(MEMBERS["organizations"].values()), "people": list(MEMBERS["people"].values()), "items": list(placed.values())}


def sources():
    return [read(path) for path in sorted((HERE / "sources").glob("*.md"))]


# --- the way through ------------------------------------------------------------------------------------------


def build(only=()):
    import documents
    import pages
    makers = {"pdf": pages.write_pdf, "html": pages.write_html, "docx": documents.write_docx, "md": documents.write_markdown, "txt": documents.write_text}
    FILES.mkdir(exist_ok=True)
    made = set()
    for meta, body in sources():
        for form in meta["formats"]:
            out = FILES / f"{meta['key']}.{form}"
            made.add(out)
            if not only or meta["key"] in only:
                makers[form](meta, body, out)
    for old in set(FILES.iterdir()) - made:
        old.unlink()


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--inside"]:
        return build(arguments[1:])
    if arguments != ["--check"]:
        with tempfile.TemporaryDirectory() as folder:
            python = Path(folder) / "bin" / "python"
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
            env = {**os.environ, "SOURCE_DATE_EPOCH": "1735689600", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}
            subprocess.run([python, __file__, "--inside"], check=True, env=env)
    made = library(sources())
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    if arguments != ["--check"]:
        (HERE / "library.json").write_text(text, encoding="utf-8")
    faults = checks.faults(made, sources(), FILES)
    if (HERE / "library.json").read_text(encoding="utf-8") != text:
        faults.append("library.json: not what the sources say; build again")
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise SystemExit(1)
    print(checks.summary(made, FILES))


sys.dont_write_bytecode = True
if __name__ == "__main__":
    main()
