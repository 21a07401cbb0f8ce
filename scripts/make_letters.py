"""Write the letters with traps that the tests read, and those of the tutorial: ``python scripts/make_letters.py``.

Some are written as Word writes them, with python-docx, the others by LibreOffice out of flat texts, in its own format and
in Word's. Needs python-docx and LibreOffice Writer (``soffice``); the files are kept, so that the tests need neither.
"""

import base64
import subprocess
import tempfile
from collections.abc import Callable
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.shared import Mm
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "tests" / "data" / "letters"
TUTORIAL = ROOT / "docs" / "tutorial"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def picture() -> BytesIO:
    """Return a small picture that is told at once: a red disk on yellow."""
    image = Image.new("RGB", (300, 200), "#ffd75e")
    ImageDraw.Draw(image).ellipse((100, 50, 200, 150), fill="#c1272d")
    file = BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file


def xml(paragraph: Any, inner: str) -> None:
    """Put runs as XML behind those of a paragraph."""
    for element in parse_xml(f"<w:p {W}>{inner}</w:p>"):
        paragraph._p.append(element)  # noqa: SLF001 — python-docx has no public door to the XML


def run(text: str, properties: str = "") -> str:
    """Return a run as XML."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'


def field(instruction: str, shown: str, cut: int = 0) -> str:
    """Return a field whose instruction is cut into two runs at `cut`."""
    parts = (instruction[:cut], instruction[cut:]) if cut else (instruction,)
    told = "".join(f'<w:r><w:instrText xml:space="preserve">{part}</w:instrText></w:r>' for part in parts)
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return mark.format("begin") + told + mark.format("separate") + run(shown) + mark.format("end")


def merge_letter(document: Any) -> None:
    """Write a German mail merge: address block, date, subject in bold, fields cut over runs, a choice, a closing."""
    for line in ("Initiative Freie Worte", "Musterstraße 5", "10115 Berlin"):
        document.add_paragraph(line)
    document.add_paragraph()
    xml(document.add_paragraph(), field(" ADDRESSBLOCK \\f ", "«Adresse»"))
    document.add_paragraph()
    document.add_paragraph("Berlin, den 3. Mai 2026")
    document.add_paragraph().add_run("Politische Gefangene in Russland").bold = True
    xml(document.add_paragraph(), field(' GREETINGLINE \\f "Sehr geehrte" ', "Sehr geehrte Damen und Herren,"))
    line = document.add_paragraph("als Wähler aus ")
    xml(
        line,
        field(" MERGEFIELD  Ort  \\* MERGEFORMAT ", "«Ort»", cut=9)
        + run(" schreibe ich Ihnen, <<Vor")
        + run("name>>, ", "<w:b/>")
        + run("über {Nachname}."),
    )
    choice = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> IF </w:instrText></w:r>'
    )
    choice += field(" MERGEFIELD Geschlecht ", "f")
    choice += '<w:r><w:instrText xml:space="preserve"> = "f" "Sie als Abgeordnete" "Sie als Abgeordneter" </w:instrText></w:r>'
    choice += (
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("Sie") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    line = document.add_paragraph("Bitte sprechen ")
    xml(line, choice + run(" darüber im Parlament. {% if Partei == ‘SPD’ %}Ihre Partei weiß davon.{% endif %}"))
    document.add_paragraph("Mit freundlichen Grüßen")
    document.add_paragraph()
    document.add_paragraph("Rosa Beispiel")
    document.add_paragraph("Anlagen: ein Blatt")
    document.core_properties.author = "Rosa Geheim"


def marked_letter(document: Any) -> None:
    """Write tracked changes, comments, hidden text, header, footer, footnote marks, a text box."""
    document.sections[0].header.paragraphs[0].text = "Solidarity Group, Example Street 1"
    document.sections[0].footer.paragraphs[0].text = "Bank: DE00 0000"
    line = document.add_paragraph("Please speak ")
    author = 'w:id="7" w:author="Ann Other" w:date="2026-01-01T00:00:00Z"'
    xml(
        line,
        f"<w:ins {author}>{run('loudly ')}</w:ins><w:del {author}><w:r><w:delText>quietly </w:delText></w:r></w:del>",
    )
    xml(line, run("about it.") + run("This is a secret note.", "<w:vanish/>"))
    xml(line, f"<w:moveFrom {author}>{run('moved away')}</w:moveFrom>")
    second = document.add_paragraph("She is ")
    second.add_run("not").italic = True
    second.add_run(" guilty.")
    document.add_comment(second.runs[1], text="Check this with the lawyer", author="Ann Other")
    box = (
        '<w:r xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p>'
        f"{run('Stamp here')}</w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p>"
        f"{run('Stamp here')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    xml(document.add_paragraph("Before the box"), box)
    document.core_properties.author = "Rosa Secret"


def list_letter(document: Any) -> None:
    """Write lists in lists, numbers, and a list that goes on after a paragraph."""
    document.add_heading("What we ask", 2)
    for style, text in (
        ("List Bullet", "Speak in parliament"), ("List Bullet 2", "in a question"), ("List Bullet 2", "in a speech"),
        ("List Bullet", "Write to the minister"), ("List Number", "First"), ("List Number", "Second"),
    ):  # fmt: skip
        document.add_paragraph(text, style=style)
    document.add_paragraph("And after a pause:")
    document.add_paragraph("Third", style="List Number")
    document.add_paragraph("To the right").alignment = 2


def picture_letter(document: Any) -> None:
    """Write a picture, a table, a link, a break in a line, a title."""
    document.add_paragraph("Letters that were never answered", style="Title")
    document.add_paragraph("Dear Members of Parliament,")
    document.add_paragraph("This is the picture:")
    document.add_picture(picture(), width=Mm(60))
    table = document.add_table(rows=2, cols=2)
    for row, texts in zip(table.rows, (("Name", "Years"), ("Ivan Example", "7")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    line = document.add_paragraph("Read more at ")
    part = document.part.relate_to(
        "https://example.org/more",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    xml(
        line,
        f'<w:hyperlink r:id="{part}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">{run("our page")}</w:hyperlink>',
    )
    document.add_paragraph("One line").add_run().add_break()
    document.paragraphs[-1].add_run("and the next, H")
    document.paragraphs[-1].add_run("2").font.subscript = True
    document.paragraphs[-1].add_run("O")
    document.add_paragraph("Kind regards,\nRosa Example")


def style_letter(document: Any) -> None:
    """Write marks and hidden text that styles bring along, a subject, a greeting and a closing in styles of their own."""
    styles = document.styles
    styles.add_style("Betreff", WD_STYLE_TYPE.PARAGRAPH).font.bold = True
    loud = styles.add_style("Loud", WD_STYLE_TYPE.CHARACTER)
    loud.font.bold = loud.font.underline = True
    hidden = styles.add_style("Note to self", WD_STYLE_TYPE.CHARACTER)
    hidden.font.hidden = True
    styles.add_style("Salutation", WD_STYLE_TYPE.PARAGRAPH)
    document.add_paragraph("Eine Frage", style="Betreff")
    document.add_paragraph("Liebe Nachbarn,", style="Salutation")
    line = document.add_paragraph("Das ist ")
    line.add_run("sehr wichtig", style="Loud")
    line.add_run(" und", style="Note to self")
    line.add_run(", sagt {{ sender.name }}.")
    document.add_paragraph("Herzliche Grüße")
    document.add_paragraph("Rosa")


def simple_letter(document: Any) -> None:
    """Write simple fields, quotes of both kinds, a no-break space in a mark, a note that is no mark."""
    line = document.add_paragraph("Chère «Madame», à ")
    xml(line, f'<w:fldSimple w:instr=" MERGEFIELD City ">{run("«City»")}</w:fldSimple>')
    line.add_run(" on dit « bonjour » ; {{\u00a0recipient.family_name\u00a0}} le sait.")
    document.add_paragraph("{% if recipient.gender == “f” %}")
    document.add_paragraph("Elle")
    document.add_paragraph("{% else %}")
    document.add_paragraph("Lui")
    document.add_paragraph("{% endif %}")


WORD: dict[str, Callable[[Any], None]] = {
    "merge": merge_letter, "marked": marked_letter, "lists": list_letter, "picture": picture_letter,
    "styles": style_letter, "simple": simple_letter,
}  # fmt: skip

OFFICE = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.3"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><meta:initial-creator>Rosa Secret</meta:initial-creator></office:meta>
<office:styles>
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-weight="bold"/></style:style>
<text:list-style style:name="Dots"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/><text:list-level-style-bullet text:level="2" text:bullet-char="–"/></text:list-style>
<text:list-style style:name="Letters"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")" text:start-value="3"/></text:list-style>
</office:styles>
<office:automatic-styles>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid" style:text-underline-width="auto"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="R" style:family="paragraph" style:parent-style-name="Standard"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="F" style:family="graphic"/>
<style:style style:name="Hidden" style:family="section"><style:section-properties text:display="none"/></style:style>
<style:page-layout style:name="P"><style:header-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P">HEADER</style:master-page></office:master-styles>
<office:body><office:text>BODY</office:text></office:body></office:document>"""
DATA = '<text:database-display text:table-name="Blatt1" text:table-type="table" text:column-name="{0}" text:database-name="liste">&lt;{0}&gt;</text:database-display>'
FLAT = {
    # name: the format to save in, the header, the text
    "office-merge": ("odt", "", f"""
<text:p>Solidarity Group</text:p><text:p>Example Street 1</text:p><text:p>10115 Berlin</text:p><text:p/>
<text:p>{DATA.format("Vorname")} {DATA.format("Nachname")}</text:p><text:p>{DATA.format("Straße")}</text:p><text:p>{DATA.format("PLZ")} {DATA.format("Ort")}</text:p><text:p/>
<text:p text:style-name="R">Berlin, <text:date>3 May 2026</text:date></text:p><text:p/>
<text:p text:style-name="Title">A question from {DATA.format("Ort")}</text:p><text:p/>
<text:p>Dear {DATA.format("Vorname")},</text:p><text:p/>
<text:p>I live in {DATA.format("Ort")} and <text:span text:style-name="B">ask</text:span> you<text:span text:style-name="H"> secretly</text:span> to speak.</text:p>
<text:p>Yours sincerely</text:p><text:p/><text:p>Rosa Example</text:p>"""),
    "office-lists": ("odt", "", """
<text:p>Three things:</text:p>
<text:list text:style-name="Dots"><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inside</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p><text:p>more of two</text:p></text:list-item></text:list>
<text:list text:style-name="Letters"><text:list-item><text:p>third</text:p></text:list-item><text:list-item><text:p>fourth</text:p></text:list-item></text:list>
<text:h text:outline-level="2">A heading</text:h><text:p>Under it:<text:s text:c="3"/>wide<text:tab/>tab<text:line-break/>next line</text:p>"""),
    "office-marked": ("odt", "<style:header><text:p>Group of Letters</text:p></style:header><style:footer><text:p>Bank 123</text:p></style:footer>", """
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Ann Other</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>not </text:p></text:deletion></text:changed-region>
<text:changed-region text:id="c2"><text:insertion><office:change-info><dc:creator>Ann Other</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info></text:insertion></text:changed-region></text:tracked-changes>
<text:p>She is <text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>surely<text:change-end text:change-id="c2"/> innocent.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Says the court file.</text:p></text:note-body></text:note></text:p>
<text:p>A comment<office:annotation><dc:creator>Ann Other</dc:creator><text:p>Is that so?</text:p></office:annotation> stands here, by <text:author-name text:fixed="false">Rosa Secret</text:author-name>.</text:p>
<text:section text:name="S" text:style-name="Hidden" text:display="none"><text:p>Nobody may read this.</text:p></text:section>
<text:p><draw:frame text:anchor-type="paragraph" draw:style-name="F" svg:width="40mm" svg:height="10mm"><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>After the box.</text:p>"""),
    "office-table": ("odt", "", """
<text:p>A table:</text:p><table:table table:name="T"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>Name</text:p></table:table-cell><table:table-cell><text:p>Years</text:p></table:table-cell></table:table-row><table:table-row><table:table-cell><text:p>Ivan Example</text:p></table:table-cell><table:table-cell><text:p>7</text:p><text:p>and a half</text:p></table:table-cell></table:table-row></table:table>
<text:p>See <text:a xlink:type="simple" xlink:href="https://example.org/"><text:span text:style-name="U">our page</text:span></text:a> and <text:span text:style-name="I"><text:span text:style-name="B">both</text:span></text:span>.</text:p>
<text:p><draw:frame draw:style-name="F" text:anchor-type="as-char" svg:width="60mm" svg:height="40mm"><draw:image><office:binary-data>PICTURE</office:binary-data></draw:image></draw:frame></text:p>"""),
    "saved-as-word-merge": ("docx", "", f"""
<text:p>Ville de {DATA.format("Ville")}</text:p><text:p text:style-name="R">Paris, le 3 mai 2026</text:p><text:p/><text:p><text:span text:style-name="B">Objet : Prisonniers politiques</text:span></text:p>
<text:p>Madame, Monsieur,</text:p><text:p>J’habite à {DATA.format("Ville")} et je vous <text:span text:style-name="I">prie</text:span> de parler.</text:p><text:list text:style-name="Dots"><text:list-item><text:p>un</text:p></text:list-item><text:list-item><text:p>deux</text:p></text:list-item></text:list>
<text:p>Veuillez agréer, Madame, Monsieur, l’expression de mes sentiments distingués.</text:p><text:p/><text:p>Rose Exemple</text:p>"""),
    "saved-as-word-marked": ("docx", "<style:header><text:p>Group of Letters</text:p></style:header>", """
<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info><dc:creator>Ann Other</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info><text:p>not </text:p></text:deletion></text:changed-region></text:tracked-changes>
<text:p>She is <text:change text:change-id="c1"/>innocent.<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Says the court file.</text:p></text:note-body></text:note><text:span text:style-name="H"> hidden words</text:span></text:p>
<text:p>A comment<office:annotation><dc:creator>Ann Other</dc:creator><text:p>Is that so?</text:p></office:annotation> stands here.</text:p>
<text:p><draw:frame text:anchor-type="paragraph" draw:style-name="F" svg:width="40mm" svg:height="10mm"><draw:text-box><text:p>In a box</text:p></draw:text-box></draw:frame>After the box.</text:p>"""),
}  # fmt: skip


ENGLISH = (
    "Political prisoners in Russia", "", "Dear Member of Parliament,", "",
    "I live in {district}, and I write to you as my representative.", "",
    "Please speak in parliament about people who are in prison for what they said against the war.", "",
    "Yours sincerely,", "", "Rosa Example",
)  # fmt: skip
GERMAN = (
    "Politische Gefangene in Russland", "", "Sehr geehrte Damen und Herren,", "",
    "ich wohne in {district} und schreibe Ihnen als meiner Vertretung im Parlament.", "",
    "Bitte sprechen Sie dort über Menschen, die in Haft sind, weil sie etwas gegen den Krieg gesagt haben.", "",
    "Mit freundlichen Grüßen", "", "Rosa Beispiel",
)  # fmt: skip
"""The letters of the tutorial, a line each; the first is bold."""


def tutorial_letters() -> None:
    """Write the letters of the tutorial: the English one in LibreOffice, the German one in Word."""
    bold = f'<text:p><text:span text:style-name="B">{ENGLISH[0]}</text:span></text:p>'
    save_in_office("en", "odt", "", bold + "".join(f"<text:p>{line}</text:p>" for line in ENGLISH[1:]), TUTORIAL)
    document = Document()
    document.add_paragraph().add_run(GERMAN[0]).bold = True
    for line in GERMAN[1:]:
        document.add_paragraph(line)
    document.core_properties.author = ""
    document.save(str(TUTORIAL / "de.docx"))


def save_in_office(name: str, ending: str, header: str, body: str, folder: Path) -> None:
    """Have LibreOffice save a flat text in another format."""
    shown = base64.b64encode(picture().read()).decode()
    with tempfile.TemporaryDirectory() as scratch:
        flat = Path(scratch) / f"{name}.fodt"
        text = OFFICE.replace("HEADER", header).replace("BODY", body.replace("PICTURE", shown))
        if folder == TUTORIAL:
            text = text.replace("Rosa Secret", "")
        flat.write_text(text, "utf-8")
        subprocess.run(
            ["soffice", "--headless", "--convert-to", ending, "--outdir", str(folder), str(flat)], check=True
        )


def main() -> None:
    """Write all letters."""
    FOLDER.mkdir(exist_ok=True)
    for name, fill in WORD.items():
        document = Document()
        fill(document)
        document.save(str(FOLDER / f"{name}.docx"))
    for name, (ending, header, body) in FLAT.items():
        save_in_office(name, ending, header, body, FOLDER)
    tutorial_letters()


if __name__ == "__main__":
    main()
