#!/usr/bin/env python3
"""Turn the sources of the demonstration library into the files it offers.

    python3 build.py            check library.json, build files/, check the files
    python3 build.py --check    only check: library.json and the files already there

What it does
    Every sources/*.md has a small head (title, author, organization, language, date, format) and a body in
    a subset of Markdown: ## and ### headings, paragraphs, "- " and "1. " lists, "- [ ] " check lists,
    "> " quotations, tables with |, **bold** and *italic*. `format` says what becomes of it: pdf, docx, html
    or several with commas. The results are written to files/ under the name of the source.
    Then library.json is checked against the vocabularies, the files and the rules of the house.

What it needs
    Python 3.11 or newer with venv and, on Debian:
        apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu fonts-noto-core poppler-utils
    It makes a virtual environment of its own in a temporary folder (pip: weasyprint, python-docx, in the
    versions below) and removes it at the end.

Reproducible: dates come from the sources, versions are pinned; the same fonts and libraries give the same bytes.
"""
import html
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES, FILES = HERE / "sources", HERE / "files"
PACKAGES = """brotli==1.2.1 cffi==2.1.1 cssselect2==0.10.1 fonttools==4.68.0 lxml==6.1.3 pillow==13.0.0
pycparser==3.12 pydyf==0.13.0 pyphen==0.18.1 python-docx==1.2.0 tinycss2==1.5.1 tinyhtml5==2.1.0
typing_extensions==4.16.0 weasyprint==70.0 webencodings==0.6.1 zopfli==0.4.3""".split()
MAX_TOTAL = 1_500_000
MIN_WORDS = 300

# --- words in the languages of the library --------------------------------------------------------------------

SAMPLE = {
    "en": "Sample content, written for the Commonshelf demonstration library.",
    "es": "Contenido de muestra, escrito para la biblioteca de demostración de Commonshelf.",
    "fr": "Contenu d'exemple, rédigé pour la bibliothèque de démonstration de Commonshelf.",
    "ar": "محتوى تجريبي كتب لمكتبة Commonshelf التوضيحية.",
}
PAGE = {"en": ("Page ", " of "), "es": ("Página ", " de "), "fr": ("Page ", " sur "), "ar": ("صفحة ", " من ")}
RTL = {"ar"}

# --- the vocabularies (values only) ---------------------------------------------------------------------------

SECTIONS = {"learn", "promote", "take_action"}
TYPES = set("""research_article evidence_review report policy_brief thesis dataset research_summary case_example
fact_sheet story faq news brochure statement standard template poster guide toolkit activity worksheet course
presentation questionnaire website resource_list""".split())
AUDIENCES = set("""people_seeking_support families_and_friends peer_supporters group_facilitators trainers
program_managers health_and_social_care decision_makers employers_and_schools researchers general_public""".split())
TOPICS = set("""planning recruiting_members meeting_formats funding
facilitation group_agreements confidentiality_and_ethics safety_and_crisis conflict endings
self_help psychoeducation skills_development cognitive_behavioral interpersonal_process mentoring_and_befriending
online telephone selection training continuing_education certification supervision pay wellbeing
outcome_measures process_evaluation cost_effectiveness awareness stigma policy media
young_people families older_people women lgbtq migrants indigenous veterans prisoners rural
mental_health trauma_ptsd grief suicide_prevention substance_use chronic_pain diabetes cancer hiv heart disability
community primary_care hospital school workplace prison""".split())
LICENSES = set("""CC0-1.0 CC-BY-4.0 CC-BY-SA-4.0 CC-BY-NC-4.0 CC-BY-NC-SA-4.0 CC-BY-ND-4.0 CC-BY-NC-ND-4.0
CC-BY-NC-SA-3.0-IGO LicenseRef-permission LicenseRef-all-rights-reserved LicenseRef-public-domain
LicenseRef-not-stated""".split())
STATES = {"published": "approve", "withdrawn": "approve", "changes_requested": "request_changes",
          "rejected": "reject", "draft": None, "submitted": None, "canceled": None}
REASONS = {"unclear_rights", "wrong_language", "not_peer_support", "people_identifiable", "incomplete"}

# --- reading a source -----------------------------------------------------------------------------------------


def read(path):
    """The head of a source as a dict, and its body as blocks: (kind, content)."""
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    meta = dict(line.split(": ", 1) for line in head.strip().splitlines())
    meta["formats"] = [f.strip() for f in meta["format"].split(",")]
    blocks = []
    for chunk in re.split(r"\n\s*\n", body.strip()):
        lines = chunk.strip().splitlines()
        first = lines[0]
        if first.startswith("### "):
            blocks.append(("h3", first[4:]))
        elif first.startswith("## "):
            blocks.append(("h2", first[3:]))
        elif first.startswith("- [ ] "):
            blocks.append(("check", [line[6:] for line in lines]))
        elif first.startswith("- "):
            blocks.append(("ul", [line[2:] for line in lines]))
        elif re.match(r"\d+\. ", first):
            number = int(first.split(".")[0])
            blocks.append(("ol", (number, [re.sub(r"^\d+\. ", "", line) for line in lines])))
        elif first.startswith("> "):
            blocks.append(("quote", " ".join(line.lstrip("> ") for line in lines)))
        elif first.startswith("| "):
            rows = [[c.strip() for c in line.strip("| ").split("|")] for line in lines]
            blocks.append(("table", [rows[0], *rows[2:]]))
        else:
            blocks.append(("p", " ".join(lines)))
    kind, text = blocks.pop()
    if (kind, text) != ("p", f"*{SAMPLE[meta['language']]}*"):
        raise SystemExit(f"{path.name}: the last line must be the sample note")
    return meta, blocks


def runs(text):
    """Pieces of a line: (text, bold, italic)."""
    for piece in re.split(r"(\*\*.+?\*\*|\*.+?\*)", text):
        if piece.startswith("**"):
            yield piece[2:-2], True, False
        elif piece.startswith("*") and len(piece) > 1:
            yield piece[1:-1], False, True
        elif piece:
            yield piece, False, False


# --- HTML and PDF ---------------------------------------------------------------------------------------------


def inline(text):
    out = ""
    for piece, bold, italic in runs(text):
        tag = "strong" if bold else "em" if italic else ""
        piece = html.escape(piece, quote=False)
        out += f"<{tag}>{piece}</{tag}>" if tag else piece
    return out


def to_html(meta, blocks, css):
    lang = meta["language"]
    out = []
    for kind, c in blocks:
        if kind in ("h2", "h3", "p"):
            out.append(f"<{kind}>{inline(c)}</{kind}>")
        elif kind == "quote":
            out.append(f"<blockquote><p>{inline(c)}</p></blockquote>")
        elif kind == "table":
            head = "".join(f'<th scope="col">{inline(x)}</th>' for x in c[0])
            rows = "\n".join("<tr>" + "".join(f"<td>{inline(x)}</td>" for x in r) + "</tr>" for r in c[1:])
            out.append(f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>")
        else:
            start, items = c if kind == "ol" else (1, c)
            tag = {"ol": "ol", "ul": "ul", "check": 'ul class="check"'}[kind]
            tag += f' start="{start}"' if start != 1 else ""
            items = "\n".join(f"<li>{inline(x)}</li>" for x in items)
            out.append(f"<{tag}>\n{items}\n</{tag[:2]}>")
    body = "\n".join(out)
    e = html.escape
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{'rtl' if lang in RTL else 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{e(meta['title'])}</title>
<meta name="author" content="{e(meta['author'])}">
<meta name="description" content="{e(SAMPLE[lang])}">
<meta name="dcterms.created" content="{meta['date']}">
<meta name="dcterms.modified" content="{meta['date']}">
<style>
{css.strip()}
</style>
</head>
<body>
<header>
<p class="organization">{e(meta['organization'])}</p>
<h1>{e(meta['title'])}</h1>
<p class="by">{e(meta['author'])} · <time datetime="{meta['date']}">{meta['date'][:4]}</time></p>
</header>
<main>
{body}
</main>
<footer>
<p class="sample">{e(SAMPLE[lang])}</p>
</footer>
</body>
</html>
"""


SHARED_CSS = """
h1, h2, h3 { line-height: 1.25; color: #1f4e4a; text-wrap: balance; break-after: avoid; }
.organization { margin: 0; color: #5b6b69; }
.by { margin: 0; color: #5b6b69; }
blockquote { margin: .9em 0; padding-inline-start: 1em; border-inline-start: 3px solid #c9a66b; font-style: italic; }
blockquote p { margin: 0; }
table { border-collapse: collapse; width: 100%; margin: 1em 0; break-inside: avoid; }
th, td { border-bottom: 1px solid #cfd8d6; padding: .4em .6em; text-align: start; vertical-align: top; }
th { color: #1f4e4a; border-bottom: 2px solid #1f4e4a; }
ul.check { list-style: none; padding-inline-start: .2em; }
.sample { margin-top: 2.2em; padding-top: .7em; border-top: 1px solid #cfd8d6; font-size: .85em; color: #5b6b69; }
"""

WEB_CSS = """
body { margin: 0 auto; padding: 2rem 1.2rem; max-width: 42rem; font: 1.05rem/1.6 "Noto Sans", "Noto Naskh Arabic", system-ui, sans-serif; color: #222; background: #fff; }
header { border-bottom: 3px solid #c9a66b; padding-bottom: 1rem; margin-bottom: 1.5rem; }
li { margin: .3em 0; }
ul.check li::before { content: "\\2610"; margin-inline-end: .6em; }
""" + SHARED_CSS


def print_css(lang):
    page, of = PAGE[lang]
    sans = '"Noto Naskh Arabic", "Noto Sans", "DejaVu Sans", sans-serif' if lang in RTL else '"Noto Sans", "DejaVu Sans", sans-serif'
    size = "11.5pt/1.6" if lang in RTL else "10.5pt/1.48"
    return f"""
@page {{
  size: A4; margin: 20mm 24mm 21mm 24mm;
  @bottom-center {{ content: "{page}" counter(page) "{of}" counter(pages); font: 8.5pt {sans}; color: #5b6b69;
    direction: {'rtl' if lang in RTL else 'ltr'}; }}
}}
html {{ font: {size} {sans}; color: #222; }}
body {{ margin: 0; }}
header {{ border-bottom: 2.5pt solid #c9a66b; padding-bottom: 5mm; margin-bottom: 7mm; }}
.organization, .by {{ font-size: .9em; }}
h1 {{ font-size: 21pt; margin: 3mm 0 3mm; line-height: 1.3; }}
h2 {{ font-size: 14pt; margin: 1.4em 0 .45em; }}
h3 {{ font-size: 11.5pt; margin: 1.2em 0 .3em; }}
p {{ margin: 0 0 .75em; orphans: 3; widows: 3; }}
ul, ol {{ margin: 0 0 .9em; padding-inline-start: 1.5em; }}
li {{ margin: 0 0 .3em; break-inside: avoid; }}
li::marker {{ color: #1f4e4a; }}
table {{ font-size: .93em; line-height: 1.4; }}
ul.check li {{ padding-inline-start: 1.7em; position: relative; }}
ul.check li::before {{ content: ""; position: absolute; inset-inline-start: 0; left: 0; top: .38em; width: .75em; height: .75em;
  border: 1pt solid #1f4e4a; border-radius: 1.5pt; }}
main > ul:last-child {{ break-inside: avoid; }}
footer {{ break-inside: avoid; break-before: avoid; }}
""" + SHARED_CSS


def write_pdf(meta, blocks, path):
    from weasyprint import HTML
    # no outside resources: a fetcher that refuses everything
    def refuse(url, *_args, **_kwargs):
        raise ValueError(f"outside resource: {url}")
    page = HTML(string=to_html(meta, blocks, print_css(meta["language"])), url_fetcher=refuse)
    page.write_pdf(str(path), pdf_tags=True, pdf_variant="pdf/ua-1")


# --- DOCX -----------------------------------------------------------------------------------------------------


def write_docx(meta, blocks, path):
    import datetime
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    lang = meta["language"]
    region = {"en": "en-US", "es": "es-MX", "fr": "fr-CA"}[lang]
    green, gray = RGBColor(0x1F, 0x4E, 0x4A), RGBColor(0x5B, 0x6B, 0x69)
    doc = Document()
    s = doc.sections[0]
    s.page_width, s.page_height = Mm(210), Mm(297)
    s.left_margin = s.right_margin = Mm(25)
    s.top_margin = s.bottom_margin = Mm(24)
    for name, size, color in (("Normal", 11, None), ("Title", 22, green), ("Heading 1", 15, green), ("Heading 2", 12, green)):
        font = doc.styles[name].font
        font.name, font.size = "Calibri", Pt(size)
        fonts = doc.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for slot in list(fonts.attrib):
            if "Theme" in slot:
                del fonts.attrib[slot]
        fonts.set(qn("w:hAnsi"), "Calibri")
        if color is not None:
            font.color.rgb = color
    doc.styles["Normal"].paragraph_format.space_after = Pt(7)
    doc.styles["Normal"].paragraph_format.line_spacing = 1.2
    for tag in doc.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), region)

    def add(text, style=None):
        p = doc.add_paragraph(style=style)
        fill(p, text)
        return p

    def fill(p, text):
        for piece, bold, italic in runs(text):
            r = p.add_run(piece)
            r.bold, r.italic = bold or None, italic or None

    def small(text):
        p = doc.add_paragraph()
        r = p.add_run(text)
        r.font.size, r.font.color.rgb = Pt(9.5), gray
        return p

    def field(p, code):
        for kind in ("begin", code, "end"):
            r = p.add_run()
            r.font.size, r.font.color.rgb = Pt(8.5), gray
            if kind == code:
                el = OxmlElement("w:instrText")
                el.set(qn("xml:space"), "preserve")
                el.text = f" {code} "
            else:
                el = OxmlElement("w:fldChar")
                el.set(qn("w:fldCharType"), kind)
            r._r.append(el)

    def numbering_from(number):
        """A numbered list of its own, which starts at `number`."""
        numbering = doc.part.numbering_part.element
        style_num = doc.styles["List Number"].element.pPr.numPr.numId.val
        abstract = next(n for n in numbering.num_lst if n.numId == style_num).abstractNumId.val
        num = numbering.add_num(abstract)
        num.add_lvlOverride(ilvl=0).add_startOverride(number)
        return num.numId

    small(meta["organization"])
    doc.add_paragraph(meta["title"], style="Title")
    small(f"{meta['author']} · {meta['date'][:4]}")
    for kind, c in blocks:
        if kind == "h2":
            doc.add_heading(c, 1)
        elif kind == "h3":
            doc.add_heading(c, 2)
        elif kind == "p":
            add(c)
        elif kind == "quote":
            add(c, "Quote")
        elif kind == "ul":
            for item in c:
                add(item, "List Bullet")
        elif kind == "check":
            for item in c:
                add("☐  " + item)
        elif kind == "ol":
            num = numbering_from(c[0])
            for item in c[1]:
                num_pr = add(item, "List Number")._p.get_or_add_pPr().get_or_add_numPr()
                num_pr.get_or_add_ilvl().val = 0
                num_pr.get_or_add_numId().val = num
        else:
            table = doc.add_table(rows=0, cols=len(c[0]), style="Table Grid")
            for i, row in enumerate(c):
                for cell, text in zip(table.add_row().cells, row):
                    fill(cell.paragraphs[0], f"**{text}**" if i == 0 else text)
            doc.add_paragraph()
    small(SAMPLE[lang])

    foot = s.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in zip(PAGE[lang], ("PAGE", "NUMPAGES")):
        r = foot.add_run(text)
        r.font.size, r.font.color.rgb = Pt(8.5), gray
        field(foot, code)

    day = datetime.datetime.fromisoformat(meta["date"])
    core = doc.core_properties
    core.title, core.author, core.language = meta["title"], meta["author"], region
    core.subject, core.comments, core.keywords = meta["organization"], SAMPLE[lang], ""
    core.last_modified_by, core.created, core.modified, core.revision = meta["author"], day, day, 1
    with tempfile.NamedTemporaryFile(suffix=".docx") as spool:
        doc.save(spool.name)
        # the same bytes each time: fixed dates in the archive, no thumbnail of the template
        with zipfile.ZipFile(spool.name) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                data = old.read(name)
                if name == "docProps/thumbnail.jpeg":
                    continue
                if name == "_rels/.rels":
                    data = re.sub(rb'<Relationship [^>]*thumbnail[^>]*/>', b"", data)
                info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
                new.writestr(info, data)


# --- checks ---------------------------------------------------------------------------------------------------


def text_of(path):
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as z:
            xml = z.read("word/document.xml").decode()
        return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml)))
    body = path.read_text(encoding="utf-8").split("<body>")[1]
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def check():
    """Every fault of library.json and of files/, as a list of lines."""
    faults = []

    def must(ok, what):
        if not ok:
            faults.append(what)

    lib = json.loads((HERE / "library.json").read_text(encoding="utf-8"))
    sources = {p.stem: read(p)[0] for p in SOURCES.glob("*.md")}
    orgs = {o["key"]: o for o in lib["organizations"]}
    people = {p["key"]: p for p in lib["people"]}
    for name, rows in (("organizations", lib["organizations"]), ("people", lib["people"]), ("items", lib["items"])):
        must(len({r["key"] for r in rows}) == len(rows), f"{name}: a key stands twice")

    is_lang = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$").match
    is_country = re.compile(r"([A-Z]{2}|001)$").match
    is_link = re.compile(r"https://[a-z0-9.-]+\.example(/[\w./-]*)?$").match
    is_email = re.compile(r"[a-z.]+@[a-z0-9.-]+\.example$").match

    for o in lib["organizations"]:
        w = "organization " + o["key"]
        must(set(o) == {"key", "name", "summary", "country", "website", "languages", "topics", "contact_name", "contact_email", "status"}, f"{w}: fields")
        must(o["status"] in ("active", "applied"), f"{w}: status")
        must(re.fullmatch("[A-Z]{2}", o["country"]) and is_link(o["website"]) and is_email(o["contact_email"]), f"{w}: country, website or address")
        must(all(map(is_lang, o["languages"])) and set(o["topics"]) <= TOPICS, f"{w}: languages or topics")
    states = [o["status"] for o in lib["organizations"]]
    must(states.count("active") == 4 and states.count("applied") == 1, "organizations: four active, one applied")

    for p in lib["people"]:
        w = "person " + p["key"]
        must(set(p) == {"key", "name", "email", "role", "language", "memberships"}, f"{w}: fields")
        must(p["role"] in ("user", "reviewer", "admin") and is_email(p["email"]) and is_lang(p["language"]), f"{w}: role, address or language")
        for m in p["memberships"]:
            must(m["role"] in ("uploader", "manager") and orgs.get(m["organization"], {}).get("status") == "active", f"{w}: membership")
        must(p["role"] != "admin" or not p["memberships"], f"{w}: the admin belongs to none")
    members = {(m["organization"], p["key"]) for p in lib["people"] for m in p["memberships"]}
    must("ana" in people, "people: Ana")
    must({o for o, _ in members} == {o for o in orgs if orgs[o]["status"] == "active"}, "people: someone for each active organization")

    required = {"title", "summary", "section", "type", "language", "topics", "audiences", "authors", "year", "countries", "license",
                "rights", "people_shown", "terms_version"}
    optional = {"author_organization", "link_url", "translations"}
    used = set()
    for i in lib["items"]:
        w, m = "item " + i["key"], i["metadata"]
        must(set(i) >= {"key", "organization", "submitted_by", "state", "files", "metadata"}, f"{w}: fields")
        must(set(i) <= {"key", "organization", "submitted_by", "state", "files", "metadata", "decision", "withdrawal"}, f"{w}: unknown field")
        must((i["organization"], i["submitted_by"]) in members, f"{w}: submitted by someone from elsewhere")
        must(i["state"] in STATES, f"{w}: state")
        verdict, d = STATES.get(i["state"]), i.get("decision")
        must((d or {}).get("verdict") == verdict, f"{w}: decision")
        if d:
            by = people.get(d["by"], {"role": "nobody"})
            must(set(d) == {"by", "verdict", "reason", "note"}, f"{w}: decision fields")
            must(by["role"] in ("reviewer", "admin"), f"{w}: decided by someone who may not")
            must((i["organization"], d["by"]) not in members, f"{w}: decided on their own organization's submission")
            must(d["reason"] is None if verdict == "approve" else d["reason"] in REASONS and d["note"], f"{w}: reason")
        must(("withdrawal" in i) == (i["state"] == "withdrawn"), f"{w}: withdrawal")
        if "withdrawal" in i:
            must(people.get(i["withdrawal"]["by"], {}).get("role") == "admin", f"{w}: withdrawn by someone who may not")
        must(required <= set(m) <= required | optional, f"{w}: metadata fields {set(m) ^ required - optional}")
        must(m["section"] in SECTIONS and m["type"] in TYPES and m["license"] in LICENSES, f"{w}: section, type or license")
        must(1 <= len(m["topics"]) <= 5 and set(m["topics"]) <= TOPICS, f"{w}: topics")
        must(m["audiences"] and set(m["audiences"]) <= AUDIENCES, f"{w}: audiences")
        must(all(map(is_country, m["countries"])) and 2023 <= m["year"] <= 2026 and is_lang(m["language"]), f"{w}: countries, year or language")
        must(m["rights"] in ("ours", "permission", "link_only") and m["people_shown"] in ("none", "all_agreed", "guardians_agreed"), f"{w}: rights")
        must(m["terms_version"] == "2026-11", f"{w}: terms")
        must(not m.get("link_url") or is_link(m["link_url"]), f"{w}: link")
        must(i["files"] or m.get("link_url"), f"{w}: a file or a link")
        must(bool(i["files"]) != (m["rights"] == "link_only"), f"{w}: link_only has no files")
        must(m["license"] != "LicenseRef-not-stated" or not i["files"], f"{w}: LicenseRef-not-stated is for links only")
        for tag, t in m.get("translations", {}).items():
            must(is_lang(tag) and tag != m["language"] and set(t) == {"title", "summary"}, f"{w}: translation {tag}")
        for text in [m["summary"], *(t["summary"] for t in m.get("translations", {}).values())]:
            must(2 <= len(re.findall(r"[.!?؟](?:\s|$)", text)) <= 4, f"{w}: a summary has 2 to 4 sentences")
        for f in i["files"]:
            used.add(f)
            s = sources.get(f.rsplit(".", 1)[0])
            must(s and (s["title"], s["language"], s["date"][:4]) == (m["title"], m["language"], str(m["year"])), f"{w}: {f} has another title, language or year")
            must(s and re.split("[,،] ", s["author"]) == m["authors"], f"{w}: {f} has other authors")
    published = [i for i in lib["items"] if i["state"] == "published"]
    count = lambda state: sum(i["state"] == state for i in lib["items"])
    must(len(published) >= 12, "items: at least 12 published")
    for section in SECTIONS:
        must(sum(i["metadata"]["section"] == section for i in published) >= 3, f"items: at least 3 published in {section}")
    must({i["organization"] for i in published} == {k for k, o in orgs.items() if o["status"] == "active"}, "items: published ones from all organizations")
    must(any(not i["files"] for i in published), "items: one link without files")
    must([count(s) for s in ("withdrawn", "draft", "submitted", "changes_requested", "rejected", "canceled")] == [1, 1, 3, 1, 1, 1], "items: the states of the queue")

    there = {p.name for p in FILES.iterdir()}
    must(there == used, f"files: not in library.json or not built: {sorted(there ^ used)}")
    must(sum(p.stat().st_size for p in FILES.iterdir()) < MAX_TOTAL, "files: too big in all")
    for p in sorted(FILES.iterdir()):
        text = text_of(p)
        must(len(text.split()) >= MIN_WORDS, f"{p.name}: {len(text.split())} words")
        must("Commonshelf" in text, f"{p.name}: not marked as sample")
        must(not re.search(rb"/(tmp|work|root|home)/", p.read_bytes()), f"{p.name}: a path of this machine")
    return faults


# --- the way through ------------------------------------------------------------------------------------------


def build():
    FILES.mkdir(exist_ok=True)
    for old in FILES.iterdir():
        old.unlink()
    for path in sorted(SOURCES.glob("*.md")):
        meta, blocks = read(path)
        for form in meta["formats"]:
            out = FILES / f"{path.stem}.{form}"
            if form == "pdf":
                write_pdf(meta, blocks, out)
            elif form == "docx":
                write_docx(meta, blocks, out)
            else:
                out.write_text(to_html(meta, blocks, WEB_CSS), encoding="utf-8")


def main():
    if sys.argv[1:] == ["--inside"]:
        return build()
    if sys.argv[1:] != ["--check"]:
        with tempfile.TemporaryDirectory() as folder:
            python = Path(folder) / "bin" / "python"
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES], check=True)
            env = {**os.environ, "SOURCE_DATE_EPOCH": "1735689600", "TZ": "UTC", "PYTHONDONTWRITEBYTECODE": "1"}
            subprocess.run([python, __file__, "--inside"], check=True, env=env)
    faults = check()
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults:
        raise SystemExit(1)
    for p in sorted(FILES.iterdir()):
        print(f"{p.stat().st_size:>8}  {len(text_of(p).split()):>5} words  {p.name}")
    print(f"{sum(p.stat().st_size for p in FILES.iterdir()):>8}  bytes in all; library.json is sound")


main()
