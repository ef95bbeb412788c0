"""DOCX for those who want to change a text, Markdown and plain text for those who want nothing around it."""
import datetime
import re
import tempfile
import textwrap
import zipfile

import words
from inline import plain, runs
from pages import COLORS


def write_docx(meta, body, path):
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    region = words.REGION[meta["language"]]
    accent_hex, tint_hex = (color.lstrip("#").upper() for color in COLORS[meta["section"]])
    accent, gray = RGBColor.from_string(accent_hex), RGBColor(0x5B, 0x6B, 0x69)
    doc = Document()
    s = doc.sections[0]
    s.page_width, s.page_height = Mm(210), Mm(297)
    s.left_margin = s.right_margin = Mm(25)
    s.top_margin = s.bottom_margin = Mm(24)
    for name, size, color in (("Normal", 11, None), ("Title", 22, accent), ("Heading 1", 15, accent), ("Heading 2", 12, accent)):
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

    def shade(properties, color):
        shading = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", color)):
            shading.set(qn(f"w:{name}"), value)
        properties.append(shading)

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

    def table_of(rows):
        table = doc.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
        for i, row in enumerate(rows):
            for cell, text in zip(table.add_row().cells, row):
                fill(cell.paragraphs[0], f"**{text}**" if i == 0 and text else text)
                if i == 0:
                    shade(cell._tc.get_or_add_tcPr(), tint_hex)
        doc.add_paragraph()

    small(meta["organization_name"])
    doc.add_paragraph(meta["title"], style="Title")
    small(f"{meta['author']} · {meta['date'][:4]}")
    for kind, c in body:
        if kind in ("h2", "h3"):
            doc.add_heading(c, 1 if kind == "h2" else 2)
        elif kind == "p":
            add(c)
        elif kind == "quote":
            add(c, "Quote")
        elif kind == "tip":
            shade(add(c)._p.get_or_add_pPr(), tint_hex)
        elif kind == "lines":
            for _ in range(c):
                add("_" * 60)
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
            table_of(c)
    small(meta["sample"])

    foot = s.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, code in zip(words.PAGE[meta["language"]], ("PAGE", "NUMPAGES")):
        r = foot.add_run(text)
        r.font.size, r.font.color.rgb = Pt(8.5), gray
        field(foot, code)

    day = datetime.datetime.fromisoformat(meta["date"])
    core = doc.core_properties
    core.title, core.author, core.language = meta["title"], meta["author"], region
    core.subject, core.comments, core.keywords = meta["organization_name"], meta["sample"], ""
    core.last_modified_by, core.created, core.modified, core.revision = meta["author"], day, day, 1
    with tempfile.NamedTemporaryFile(suffix=".docx") as spool:
        doc.save(spool.name)
        repack(spool.name, path)


def repack(made, path):
    """The same bytes each time: fixed dates in the archive, no thumbnail of the template."""
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/thumbnail.jpeg":
                continue
            if name == "_rels/.rels":
                data = re.sub(rb'<Relationship [^>]*thumbnail[^>]*/>', b"", data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            new.writestr(info, data)


def write_markdown(meta, body, path):
    out = [f"# {meta['title']}", f"{meta['organization_name']} · {meta['author']} · {meta['date'][:4]}"]
    for kind, c in body:
        if kind in ("h2", "h3"):
            out.append(("## " if kind == "h2" else "### ") + c)
        elif kind in ("quote", "tip"):
            out.append("> " + c)
        elif kind == "lines":
            out.append("\n\n".join(["________"] * c))
        elif kind == "table":
            rows = ["| " + " | ".join(row) + " |" for row in c]
            out.append("\n".join([rows[0], "|" + " --- |" * len(c[0]), *rows[1:]]))
        elif kind == "p":
            out.append(c)
        else:
            start, items = c if kind == "ol" else (1, c)
            marks = {"ul": "- ", "check": "- [ ] "}
            out.append("\n".join((marks.get(kind) or f"{start + n}. ") + x for n, x in enumerate(items)))
    path.write_text("\n\n".join([*out, f"*{meta['sample']}*"]) + "\n", encoding="utf-8")


def write_text(meta, body, path):
    wrap = lambda text, first="", rest="": textwrap.fill(plain(text), 78, initial_indent=first, subsequent_indent=rest or " " * len(first))
    out = [meta["title"].upper(), f"{meta['organization_name']}\n{meta['author']}, {meta['date'][:4]}"]
    for kind, c in body:
        if kind in ("h2", "h3"):
            out.append(plain(c) + "\n" + ("=" if kind == "h2" else "-") * len(plain(c)))
        elif kind in ("quote", "tip"):
            out.append(wrap(c, "    "))
        elif kind == "table":
            out.append("\n".join(" / ".join(map(plain, row)) for row in c))
        elif kind == "p":
            out.append(wrap(c))
        else:
            start, items = c if kind == "ol" else (1, c)
            marks = {"ul": "- ", "check": "[ ] "}
            out.append("\n".join(wrap(x, marks.get(kind) or f"{start + n}. ") for n, x in enumerate(items)))
    path.write_text("\n\n".join([*out, meta["sample"]]) + "\n", encoding="utf-8")
