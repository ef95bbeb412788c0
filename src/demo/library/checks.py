"""Every fault of the demonstration library that a reader would stumble over: a value that no vocabulary has, a file without text."""
import html
import re
import subprocess
import zipfile
from collections import Counter

from inline import plain

MAX_TOTAL = 6_000_000
MIN_WORDS = 300
# What is short by its nature.
MIN_WORDS_SHORT = 60
SHORT = {"brochure", "poster", "worksheet", "statement", "news", "template"}

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
RELATIONS = {"translation_of", "adaptation_of", "replaces", "supported_by", "part_of"}

is_lang = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$").match
is_country = re.compile(r"([A-Z]{2}|001)$").match
is_link = re.compile(r"https://[a-z0-9.-]+\.example(/[\w./-]*)?$").match
is_email = re.compile(r"[a-z.]+@[a-z0-9.-]+\.example$").match


class Faults(list):
    def must(self, ok, what):
        if not ok:
            self.append(what)


def faults(lib, sources, files):
    found = Faults()
    bodies = {meta["key"]: text_of_blocks(body) for meta, body in sources}
    said = {i["key"]: str(i["metadata"]) for i in lib["items"]}
    check_members(lib, found.must)
    for i in lib["items"]:
        check_item(i, lib, found.must)
        check_words_inside(i, bodies, said, found.must)
    check_whole(lib, found.must)
    check_files(lib, files, found.must)
    return found


def check_members(lib, must):
    orgs = {o["key"]: o for o in lib["organizations"]}
    for name in ("organizations", "people", "items"):
        must(len({r["key"] for r in lib[name]}) == len(lib[name]), f"{name}: a key stands twice")
    for o in lib["organizations"]:
        w = "organization " + o["key"]
        must(set(o) == {"key", "name", "summary", "country", "website", "languages", "topics", "contact_name", "contact_email", "status"}, f"{w}: fields")
        must(o["status"] in ("active", "applied"), f"{w}: status")
        must(is_country(o["country"]) and is_link(o["website"]) and is_email(o["contact_email"]), f"{w}: country, website or address")
        must(all(map(is_lang, o["languages"])) and set(o["topics"]) <= TOPICS, f"{w}: languages or topics")
    for p in lib["people"]:
        w = "person " + p["key"]
        must(set(p) == {"key", "name", "email", "role", "language", "memberships"}, f"{w}: fields")
        must(p["role"] in ("user", "reviewer", "admin") and is_email(p["email"]) and is_lang(p["language"]), f"{w}: role, address or language")
        for m in p["memberships"]:
            must(m["role"] in ("uploader", "manager") and orgs.get(m["organization"], {}).get("status") == "active", f"{w}: membership")
        must(p["role"] != "admin" or not p["memberships"], f"{w}: the admin belongs to none")


def check_item(i, lib, must):
    w, m = "item " + i["key"], i["metadata"]
    people = {p["key"]: p for p in lib["people"]}
    members = {(x["organization"], p["key"]) for p in lib["people"] for x in p["memberships"]}
    must((i["organization"], i["submitted_by"]) in members, f"{w}: submitted by someone from elsewhere")
    d = i.get("decision")
    if d:
        must(people.get(d["by"], {}).get("role") in ("reviewer", "admin"), f"{w}: decided by someone who may not")
        must((i["organization"], d["by"]) not in members, f"{w}: decided on their own organization's submission")
        must(d["reason"] is None if d["verdict"] == "approve" else d["reason"] in REASONS and d["note"], f"{w}: reason")
    must(("withdrawal" in i) == (i["state"] == "withdrawn"), f"{w}: withdrawal")
    must(m["section"] in SECTIONS and m["type"] in TYPES and m["license"] in LICENSES, f"{w}: section, type or license")
    must(1 <= len(m["topics"]) <= 5 and set(m["topics"]) <= TOPICS, f"{w}: topics {set(m['topics']) - TOPICS}")
    must(m["audiences"] and set(m["audiences"]) <= AUDIENCES, f"{w}: audiences {set(m['audiences']) - AUDIENCES}")
    must(all(map(is_country, m["countries"])) and 2023 <= m["year"] <= 2026 and is_lang(m["language"]), f"{w}: countries, year or language")
    must(m["rights"] in ("ours", "permission", "link_only") and m["people_shown"] in ("none", "all_agreed", "guardians_agreed"), f"{w}: rights")
    must(not m.get("link_url") or is_link(m["link_url"]), f"{w}: link")
    must(bool(i["files"]) != (m["rights"] == "link_only"), f"{w}: link_only has no files")
    must(i["files"] or m.get("link_url"), f"{w}: a file or a link")
    must(m["license"] != "LicenseRef-not-stated" or not i["files"], f"{w}: LicenseRef-not-stated is for links only")
    for tag, t in m.get("translations", {}).items():
        must(is_lang(tag) and tag != m["language"] and set(t) == {"title", "summary"}, f"{w}: translation {tag}")
    for text in [m["summary"], *(t["summary"] for t in m.get("translations", {}).values())]:
        must(2 <= len(re.findall(r"[.!?؟।](?:\s|$)|[。？！]", text)) <= 4, f"{w}: a summary has 2 to 4 sentences")
    states = {x["key"]: x["state"] for x in lib["items"]}
    for r in i.get("relations", []):
        must(r["kind"] in RELATIONS and states.get(r["key"]) in ("published", "withdrawn"), f"{w}: relation {r}")


def check_words_inside(i, bodies, said, must):
    """What is public can be found by words that stand in it and nowhere else."""
    w, phrase = "item " + i["key"], i.get("inside")
    if i["state"] != "published" or not i["files"]:
        return
    if not phrase:
        return must(False, f"{w}: inside: some words that only this text has")
    must(phrase in bodies[i["key"]], f"{w}: «{phrase}» does not stand in it")
    elsewhere = [key for key, text in bodies.items() if key != i["key"] and phrase.lower() in text.lower()]
    elsewhere += [f"what is said of {key}" for key, text in said.items() if phrase.lower() in text.lower()]
    must(not elsewhere, f"{w}: «{phrase}» stands in {elsewhere} too")


def check_whole(lib, must):
    items = lib["items"]
    published = [i for i in items if i["state"] == "published"]
    metadata = [i["metadata"] for i in published]
    sections, languages = Counter(m["section"] for m in metadata), {m["language"] for m in metadata}
    active = {o["key"] for o in lib["organizations"] if o["status"] == "active"}
    must(len(published) >= 44, f"items: {len(published)} published")
    for section, least in (("learn", 12), ("promote", 12), ("take_action", 16)):
        must(sections[section] >= least, f"items: {sections[section]} published in {section}")
    must(len(languages) >= 6, f"items: languages {languages}")
    must(len(active) >= 10 and {i["organization"] for i in published} == active, "items: published ones from all of ten organizations")
    must(sum(len(i.get("relations", [])) for i in published) >= 12, "items: at least 12 relations")
    must({r["kind"] for i in published for r in i.get("relations", [])} == RELATIONS, "items: a relation of each kind")
    must({i["state"] for i in items} == set(STATES), "items: the states of the queue")


# --- files ----------------------------------------------------------------------------------------------------


def text_of_blocks(body):
    parts = []
    for kind, c in body:
        rows = {"table": lambda: [x for row in c for x in row], "ol": lambda: c[1], "lines": lambda: []}.get(kind, lambda: c if isinstance(c, list) else [c])()
        parts += map(plain, rows)
    return "\n".join(parts)


def text_of(path):
    if path.suffix == ".pdf":
        return subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True, text=True).stdout
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as z:
            xml = z.read("word/document.xml").decode()
        return html.unescape(re.sub(r"<[^>]+>", "", re.sub(r"</w:p>", "\n", xml)))
    text = path.read_text(encoding="utf-8")
    return html.unescape(re.sub(r"<[^>]+>", " ", text.split("<body", 1)[1].split(">", 1)[1])) if path.suffix == ".html" else text


def count_words(text):
    """Words, or what they would be worth where none are set apart by spaces."""
    return len(text.split()) + len(re.findall(r"[\u4e00-\u9fff]", text)) // 2


def check_files(lib, files, must):
    used = {f: i["metadata"]["type"] for i in lib["items"] for f in i["files"]}
    there = {p.name for p in files.iterdir()}
    must(there == set(used), f"files: not in library.json or not built: {sorted(there ^ set(used))}")
    must(sum(p.stat().st_size for p in files.iterdir()) < MAX_TOTAL, "files: too big in all")
    for p in sorted(files.iterdir()):
        text = text_of(p)
        least = MIN_WORDS_SHORT if used.get(p.name) in SHORT else MIN_WORDS
        must(count_words(text) >= least, f"{p.name}: {count_words(text)} words")
        must("Commonshelf" in text, f"{p.name}: not marked as sample")
        must(not re.search(rb"/(tmp|work|root|home)/", p.read_bytes()), f"{p.name}: a path of this machine")


def summary(lib, files):
    published = [i for i in lib["items"] if i["state"] == "published"]
    counts = lambda field: ", ".join(f"{k} {n}" for k, n in sorted(Counter(i["metadata"][field] for i in published).items()))
    lines = [f"{p.stat().st_size:>8}  {count_words(text_of(p)):>5} words  {p.name}" for p in sorted(files.iterdir())]
    lines.append(f"{sum(p.stat().st_size for p in files.iterdir()):>8}  bytes in {len(lines)} files")
    lines.append(f"{len(published)} published; {counts('section')}; {counts('language')}; {sum(len(i.get('relations', [])) for i in published)} relations")
    return "\n".join(lines)
