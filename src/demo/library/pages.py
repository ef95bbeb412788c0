"""HTML for screens, and PDF for paper, in one calm look: an accent for each section, and a layout for each kind of document."""
import functools
import html
import re

import words
from inline import runs

# The accent of a section and a tint of it.
COLORS = {"learn": ("#1f4e79", "#eaf1f7"), "promote": ("#9c3d22", "#fbf0eb"), "take_action": ("#1f5c4a", "#eaf3ef")}
GOLD = "#c9a66b"
# A book of so many blocks begins each chapter on a page of its own.
LONG_BLOCKS = 100
SANS = '"Noto Sans", sans-serif'
# Punctuation comes from the face of the script as well: a line in two faces is a line in pieces to those who read text out of a PDF.
FACES = {"ar": '"Noto Naskh Arabic", "Noto Sans", sans-serif', "hi": '"Noto Sans Devanagari", "Noto Sans", sans-serif'}


def inline(text):
    out = ""
    for piece, bold, italic in runs(text):
        tag = "strong" if bold else "em" if italic else ""
        piece = html.escape(piece, quote=False)
        out += f"<{tag}>{piece}</{tag}>" if tag else piece
    return out


def block(kind, c, number):
    if kind == "h2":
        return f'<h2 id="s{number}">{inline(c)}</h2>'
    if kind in ("h3", "p"):
        return f"<{kind}>{inline(c)}</{kind}>"
    if kind == "quote":
        return f"<blockquote><p>{inline(c)}</p></blockquote>"
    if kind == "tip":
        return f'<aside class="tip"><p>{inline(c)}</p></aside>'
    if kind == "lines":
        return '<div class="line"></div>' * c
    if kind == "table":
        head = "".join(f'<th scope="col">{inline(x)}</th>' for x in c[0])
        rows = "\n".join("<tr>" + "".join(f"<td>{inline(x)}</td>" for x in r) + "</tr>" for r in c[1:])
        is_form = any(not "".join(r[1:]) for r in c[1:])
        return f'<table{" class=form" if is_form else ""}>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>'
    start, items = c if kind == "ol" else (1, c)
    tag = {"ol": "ol", "ul": "ul", "check": 'ul class="check"'}[kind]
    tag += f' start="{start}"' if start != 1 else ""
    items = "\n".join(f"<li>{inline(x)}</li>" for x in items)
    return f"<{tag}>\n{items}\n</{tag[:2]}>"


def to_html(meta, body, css, layout=""):
    lang, e = meta["language"], html.escape
    numbered = [block(kind, c, n) for n, (kind, c) in enumerate(body)]
    parts = "\n".join(numbered)
    contents = ""
    if layout == "cover":
        heads = "\n".join(f'<li><a href="#s{n}">{inline(c)}</a></li>' for n, (kind, c) in enumerate(body) if kind == "h2")
        contents = f'<nav><p class="contents">{words.CONTENTS[lang]}</p>\n<ol>\n{heads}\n</ol></nav>'
    if layout == "leaflet":  # a panel for each heading, so that a column never tears one
        panels, open_panel = [], []
        for (kind, _), part in zip(body, numbered):
            if kind == "h2" and open_panel:
                panels.append(open_panel)
                open_panel = []
            open_panel.append(part)
        parts = "\n".join('<section class="panel">' + "\n".join(p) + "</section>" for p in [*panels, open_panel])
    kind_of_page = "cover chapters" if layout == "cover" and len(body) > LONG_BLOCKS else layout or "plain"
    lead = f'<p class="lead">{e(meta["summary"])}</p>' if layout == "cover" else ""
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{'rtl' if lang in words.RTL else 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{e(meta['title'])}</title>
<meta name="author" content="{e(meta['author'])}">
<meta name="description" content="{e(meta['sample'])}">
<meta name="dcterms.created" content="{meta['date']}">
<meta name="dcterms.modified" content="{meta['date']}">
<style>
{css.strip()}
</style>
</head>
<body class="{kind_of_page}">
<header>
<p class="organization">{e(meta['organization_name'])}</p>
<h1>{e(meta['title'])}</h1>
{lead}
<p class="by">{e(meta['author'])} · <time datetime="{meta['date']}">{meta['date'][:4]}</time></p>
</header>
{contents}
<main>
{parts}
</main>
<footer>
<p class="sample">{e(meta['sample'])}</p>
</footer>
</body>
</html>
"""


def shared_css(meta):
    accent, tint = COLORS[meta["section"]]
    return f"""
h1, h2, h3 {{ line-height: 1.25; color: {accent}; text-wrap: balance; break-after: avoid; }}
.organization {{ margin: 0; color: #5b6b69; letter-spacing: .02em; }}
.by {{ margin: 0; color: #5b6b69; }}
blockquote {{ margin: 1em 0; padding-inline-start: 1em; border-inline-start: 3px solid {GOLD}; font-style: italic; }}
blockquote p, .tip p {{ margin: 0; }}
.tip {{ margin: 1em 0; padding: .7em 1em; background: {tint}; border-radius: 4px; break-inside: avoid; }}
table {{ border-collapse: collapse; width: 100%; margin: 1em 0; }}
tr {{ break-inside: avoid; }}
th, td {{ border-bottom: 1px solid #cfd8d6; padding: .4em .6em; text-align: start; vertical-align: top; }}
th {{ color: {accent}; border-bottom: 2px solid {accent}; background: {tint}; }}
table.form td {{ height: 2.4em; }}
ul.check {{ list-style: none; padding-inline-start: .2em; }}
.line {{ border-bottom: 1px solid #9aa8a5; height: 2em; }}
.sample {{ margin-top: 2.2em; padding-top: .7em; border-top: 1px solid #cfd8d6; font-size: .85em; color: #5b6b69; }}
"""


def write_html(meta, body, path):
    css = """
body { margin: 0 auto; padding: 2rem 1.2rem; max-width: 42rem; font: 1.05rem/1.6 "Noto Sans", "Noto Naskh Arabic", system-ui, sans-serif; color: #222; background: #fff; }
header { border-bottom: 3px solid #c9a66b; padding-bottom: 1rem; margin-bottom: 1.5rem; }
li { margin: .3em 0; }
ul.check li::before { content: "\\2610"; margin-inline-end: .6em; }
"""
    path.write_text(to_html(meta, body, css + shared_css(meta)), encoding="utf-8")


# --- PDF ------------------------------------------------------------------------------------------------------


def print_css(meta, layout):
    lang, (accent, tint) = meta["language"], COLORS[meta["section"]]
    sans = FACES.get(lang, SANS)
    page, of = words.PAGE[lang]
    size = {"ar": "11.5pt/1.6", "hi": "11pt/1.65"}.get(lang, "10.5pt/1.48")
    return f"""
@page {{
  size: A4; margin: 20mm 24mm 21mm 24mm;
  @bottom-center {{ content: "{page}" counter(page) "{of}" counter(pages); font: 8.5pt {sans}; color: #5b6b69;
    direction: {'rtl' if lang in words.RTL else 'ltr'}; }}
}}
html {{ font: {size} {sans}; color: #222; }}
body {{ margin: 0; }}
header {{ border-bottom: 2.5pt solid {GOLD}; padding-bottom: 5mm; margin-bottom: 7mm; }}
.organization, .by {{ font-size: .9em; }}
h1 {{ font-size: 21pt; margin: 3mm 0 3mm; line-height: 1.3; }}
h2 {{ font-size: 14pt; margin: 1.4em 0 .45em; }}
h3 {{ font-size: 11.5pt; margin: 1.2em 0 .3em; }}
p {{ margin: 0 0 .75em; orphans: 3; widows: 3; }}
ul, ol {{ margin: 0 0 .9em; padding-inline-start: 1.5em; }}
li {{ margin: 0 0 .3em; break-inside: avoid; }}
li::marker {{ color: {accent}; }}
table {{ font-size: .93em; line-height: 1.4; break-inside: avoid; hyphens: none; }}
ul.check li {{ padding-inline-start: 1.7em; position: relative; }}
ul.check li::before {{ content: ""; position: absolute; inset-inline-start: 0; left: 0; top: .38em; width: .75em; height: .75em;
  border: 1pt solid {accent}; border-radius: 1.5pt; }}
main > ul:last-child {{ break-inside: avoid; }}
footer {{ break-inside: avoid; break-before: avoid; }}
""" + shared_css(meta) + LAYOUTS.get(layout, "").replace("ACCENT", accent).replace("TINT", tint).replace("GOLD", GOLD).replace("SANS", sans)


LAYOUTS = {
    # A first page in color, a list of contents and, in a long one, a new page for each chapter.
    "cover": """
@page :first { margin: 0; background: ACCENT; @bottom-center { content: none; } }
header { color: #fff; height: 297mm; padding: 62mm 26mm 0; margin: 0; border: 0; break-after: page; box-sizing: border-box; position: relative; }
header h1 { color: #fff; font-size: 32pt; line-height: 1.18; margin: 6mm 0 9mm; padding-top: 9mm; border-top: 3pt solid GOLD; }
header .organization, header .by { color: #fff; font-size: 12pt; }
header .lead { font-size: 13pt; line-height: 1.5; margin: 0 0 24mm; }
nav { break-after: page; }
nav .contents { font-size: 18pt; color: ACCENT; margin: 0 0 6mm; font-weight: 600; }
nav ol { padding-inline-start: 1.4em; }
nav li { margin: 0 0 .55em; }
nav a { color: #222; text-decoration: none; }
nav a::after { content: leader(". ") target-counter(attr(href), page); color: #5b6b69; }
main h2 { font-size: 17pt; padding-bottom: 2mm; border-bottom: 1.5pt solid GOLD; }
.chapters main h2 { break-before: page; font-size: 19pt; margin-top: 0; }
main h2:first-child { break-before: avoid; margin-top: 0; }
""",
    # A report: a wide title over two columns in a face with serifs. Not justified: a word that is divided at the end of a line isn't found.
    "columns": """
@page { margin: 18mm 19mm 20mm; }
main { columns: 2; column-gap: 9mm; font: 9.8pt/1.5 "Noto Serif", serif; }
main h2 { font: 600 12.5pt/1.3 SANS; text-align: start; margin-top: 1.2em; }
main h2:first-child { margin-top: 0; }
main h3 { font: 600 10.5pt/1.3 SANS; text-align: start; }
main table { font: 8.6pt/1.35 SANS; text-align: start; }
main .tip { font: 9pt/1.45 SANS; text-align: start; }
main li { text-align: start; }
""",
    # Three panels side by side on a sheet that is folded.
    "leaflet": """
@page { size: A4 landscape; margin: 0 13mm 13mm; @bottom-center { content: none; } }
html { font-size: 9.8pt; }
header { background: ACCENT; margin: 0 -13mm 7mm; padding: 11mm 13mm 7mm; border-bottom: 3pt solid GOLD; }
header h1 { color: #fff; font-size: 22pt; margin: 2mm 0; }
header .organization, header .by { color: #fff; }
main { columns: 3; column-gap: 10mm; }
.panel { break-inside: avoid; margin-bottom: 1.1em; }
.panel h2 { font-size: 12.5pt; margin: 0 0 .4em; }
footer .sample { margin-top: .5em; }
""",
    # One sheet for a door or a waiting room.
    "poster": """
@page { size: A4; margin: 0; background: TINT; @bottom-center { content: none; } }
header { background: ACCENT; color: #fff; border-bottom: 5pt solid GOLD; margin: 0; padding: 24mm 20mm 16mm; }
header h1 { color: #fff; font-size: 42pt; line-height: 1.15; margin: 5mm 0 0; }
header .organization { color: #fff; font-size: 13pt; }
header .by { display: none; }
main { padding: 14mm 20mm 0; font-size: 17pt; line-height: 1.45; }
main h2 { font-size: 22pt; margin: .8em 0 .3em; }
footer { position: absolute; bottom: 8mm; left: 20mm; right: 20mm; }
""",
}


@functools.cache
def say_what_is_drawn():
    """Has each line of Devanagari carry its text: glyphs there are parts of syllables in another order, and reading them back gives no words."""
    from weasyprint.draw import text as drawing
    draw = drawing.draw_first_line

    def draw_with_text(stream, textbox, *rest):
        if not re.search("[\u0900-\u097f]", textbox.text):
            return draw(stream, textbox, *rest)
        actual = ("\ufeff" + textbox.text).encode("utf-16-be").hex()
        stream.stream.append(f"/Span <</ActualText <{actual}>>> BDC".encode())
        drawn = draw(stream, textbox, *rest)
        stream.stream.append(b"EMC")
        return drawn

    drawing.draw_first_line = draw_with_text


def write_pdf(meta, body, path):
    from weasyprint import HTML
    say_what_is_drawn()
    # no outside resources: a fetcher that refuses everything
    def refuse(url, *_args, **_kwargs):
        raise ValueError(f"outside resource: {url}")
    layout = meta.get("layout", "")
    page = HTML(string=to_html(meta, body, print_css(meta, layout), layout), url_fetcher=refuse)
    if meta["language"] in words.RTL:
        # Readers of text put what stands from right to left in order by its place on the page. Where there are tags they trust those, and some
        # then read every line backwards.
        page.write_pdf(str(path))
    else:
        page.write_pdf(str(path), pdf_tags=True, pdf_variant="pdf/ua-1")
