"""Write the generated parts of the documentation again: ``python scripts/make_docs.py``.

The command line reference is made from the commands themselves; tables between two marks in other
pages are made from the tables of the code. With ``--pictures`` the pictures in ``docs/images`` are
made too, from the sample campaign.
"""

import inspect
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import click
from PIL import Image, ImageOps

from outreach import tables
from outreach.campaign.samples import start_campaign
from outreach.care.rule_books import SETTINGS, Advice, Rule, RuleBook
from outreach.care.rule_files import shipped_books
from outreach.care.word_lists import NOT_TOPICS
from outreach.cli import main as outreach_command
from outreach.cli.stationery import drawn, papers
from outreach.l10n.languages import script
from outreach.letters.salutation import salutation
from outreach.pdf.binder import pictures
from outreach.stationery import CARD_SHEETS, ENVELOPES, LABELS, STATIONERY, Box, Grid, Stationery
from outreach.stationery.print_services import SERVICES

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
IMAGES = ROOT / "docs" / "images"
LETTER_DAY = "2026-11-20"
"""The date on the letters in the pictures, so that making them again gives the same ones."""
INTRODUCTION = """\
Type a command in the campaign folder or in a folder below it. Every command has its own help too,
for example `outreach merge --help`. What stands in square brackets may be left out; `...` means that
several may be given."""
NOTE = "<!-- Made by scripts/make_docs.py; change the code, then run: make docs -->"


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def cli_page() -> str:
    """Return the page about the command line, made from the commands."""
    parts = [
        NOTE,
        "# Commands",
        INTRODUCTION,
        *_command_parts(outreach_command, _context(), "## outreach"),
    ]
    for name, command, context in commands():
        parts += _command_parts(command, context, f"## outreach {name}")
    return "\n\n".join(parts) + "\n"


def _context() -> click.Context:
    return click.Context(outreach_command, info_name="outreach", **outreach_command.context_settings)


def commands(
    group: click.Group = outreach_command, parent: click.Context | None = None, before: str = ""
) -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command with its name and a context to ask it for its help; a group's own follow it."""
    parent = parent or _context()
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None:
            continue
        context = click.Context(command, parent=parent, info_name=name)
        yield f"{before}{name}", command, context
        if isinstance(command, click.Group):
            yield from commands(command, context, f"{before}{name} ")


def _command_parts(command: click.Command, context: click.Context, heading: str) -> Iterator[str]:
    yield heading
    yield f"```text\n{context.command_path} {' '.join(command.collect_usage_pieces(context))}\n```"
    yield from _help_parts(command.help or "")
    options = [param for param in command.get_params(context) if isinstance(param, click.Option)]
    records = [record for option in options if (record := option.get_help_record(context))]
    yield table(("option", "what it does"), [(f"`{option}`", " ".join(text.split())) for option, text in records])


def _help_parts(text: str) -> Iterator[str]:
    """Yield the paragraphs of a help text; one that click keeps as it is becomes a code block."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        first, _, rest = paragraph.partition("\n")
        if first.strip() not in ("\b", r"\b"):
            yield " ".join(paragraph.split())
            continue
        title, *lines = rest.splitlines()
        if not title.startswith(" "):
            yield title
        else:
            lines = [title, *lines]
        yield "```text\n" + inspect.cleandoc("\n" + "\n".join(lines)) + "\n```"


def _millimetres(*lengths: float) -> str:
    return " × ".join(f"{length:g}" for length in lengths) + " mm"


def _box(box: Box | None) -> str:
    if box is None:
        return "none"
    return f"{_millimetres(box.width, box.height)}, {box.x:g} mm from the left, {box.y:g} mm from the top"


def _stationery_row(paper: Stationery) -> tuple[str, ...]:
    folds = " and ".join(f"{fold:g} mm" for fold in paper.folds) or "none"
    return f"`{paper.name}`", paper.kind, _millimetres(paper.width, paper.height), _box(paper.window), folds


def stationery_table() -> str:
    """Return what papers there are, where the window and the folds lie, and where the numbers come from."""
    facts = table(
        ("name", "for a", "sheet", "window", "folds, from the top"), [_stationery_row(p) for p in STATIONERY.values()]
    )
    sources = table(
        ("name", "what it is", "source"), [(f"`{p.name}`", p.description, p.source) for p in STATIONERY.values()]
    )
    return f"{facts}\n\n{sources}"


def drawings_list() -> str:
    """Return the drawing of every paper, below its name."""
    return "\n\n".join(
        f"### {name}\n\n{paper.description}.\n\n![{name}](../images/stationery/{name}.svg)"
        for name, paper in papers().items()
    )


def _grid_rows(grids: Mapping[str, Grid]) -> list[tuple[str, ...]]:
    return [
        (
            f"`{name}`", _millimetres(g.width, g.height), _millimetres(g.piece_width, g.piece_height),
            f"{g.left:g} and {g.top:g} mm", f"{g.pitch_x:g} and {g.pitch_y:g} mm", f"{g.columns} × {g.rows}", g.source,
        )
        for name, g in grids.items()
    ]  # fmt: skip


def _grids_table(grids: Mapping[str, Grid]) -> str:
    heads = ("name", "sheet", "each", "first one, from left and top", "pitch", "columns × rows", "source")
    return table(heads, _grid_rows(grids))


def services_table() -> str:
    """Return what print-and-post services check."""
    rows = [
        (
            f"`{name}`", _millimetres(*s.sheet), _box(s.address), f"{s.lines}",
            "; ".join(_box(zone) for zone in s.empty) or "none", " / ".join(f"{edge:g}" for edge in s.edges), s.source,
        )
        for name, s in SERVICES.items()
    ]  # fmt: skip
    heads = ("name", "sheet", "address inside", "lines", "empty", "edges: left / top / right / foot", "source")
    return table(heads, rows)


def envelopes_table() -> str:
    """Return the sizes of envelopes and where the address stands on them."""
    rows = [
        (f"`{name}`", _millimetres(p.width, p.height), _box(p.sides[0].frames[1].box), p.source)
        for name, p in ENVELOPES.items()
    ]
    return table(("size", "envelope", "address", "source"), rows)


def columns_table() -> str:
    """Return the column names and the spellings of each."""
    rows = [(f"`{name}`", ", ".join(f"`{word}`" for word in words)) for name, words in _words("synonyms")]
    return table(("column", "headers that mean it"), rows)


def gender_table() -> str:
    """Return the words for the genders that the greetings know."""
    rows = [(f"`{name}`", ", ".join(words)) for name, words in tables.columns()["values"]["gender"].items()]
    return table(("gender", "words that mean it"), rows)


def held_table() -> str:
    """Return the words in the status column that hold a row back."""
    return table(("the row is held back as", "words that mean it"), [(n, ", ".join(w)) for n, w in _words("held")])


def datasets_table() -> str:
    """Return the public data sets that are recognised."""
    rows = [
        (facts["title"], ", ".join(f"`{column}`" for column in facts["recognised_by"]), facts["source"])
        for facts in tables.datasets().values()
    ]
    return table(("data set", "recognised by these columns standing together", "where it comes from"), rows)


def languages_table() -> str:
    """Return the languages, with the greetings of an invented member of parliament and of a prisoner."""
    rows = []
    for code in tables.languages():
        cyrillic = script(code) == "Cyrl"
        given, patronymic, family = ("Анна", "Ивановна", "Зорич") if cyrillic else ("Anna", "", "Zorich")
        cells = {"given_name": given, "patronymic": patronymic, "family_name": family, "gender": "f"}
        greetings = [
            salutation(kind, cells | {"office": office}, f"{given} {family}", code)
            for kind, office in (("politician", "member"), ("politician", ""), ("prisoner", ""))
        ]
        rows.append((f"`{code}`", *greetings))
    return table(("language", "member of parliament", "politician", "prisoner"), rows)


RULE_KINDS = {
    "abbreviations": "no abbreviations; `2024 г.` is none",
    "address_age": "the address was confirmed within so many `days`",
    "birth_year": "the year of birth stands in the address",
    "characters": "so many characters `at_most`",
    "cipher": "no word that hides: spaced letters, signs or digits for letters, unseen signs, letters drawn out",
    "codes": "nothing that identifies a piece or a person to somebody else; years, sizes and names of machines are free",
    "colours": "text, background and pictures in no other colours than those `allowed`: `black` (grey too), `blue`; white is free, and so is the picture side of a card",
    "contact": "no telephone number, account or other way to reach somebody but the printed return address",
    "emoji": "no emoji and no smileys",
    "enclosures": "what may not (`refused`) be in the envelope, by the mailing's setting `enclosures`; `wanted` is for people to read",
    "foreign_words": "no words in another script; names of the sender and Roman numerals are let through",
    "kinds": "only pieces of the `allowed` kinds: `letter`, `postcard`",
    "language": "written in one of the languages `allowed` (any, if left out; `official`: one of the country's own), and every sentence is in it",
    "links": "no addresses on the internet, e-mail addresses, hashtags",
    "mixed_letters": "no word with letters of two scripts, as a Latin `o` in a Russian word",
    "name": "given and family name in the address, in the `script` of the country; `case`: `dative` takes the column `name_dative`",
    "name_fits": "patronymic, dative, given name and year of birth can be true",
    "name_on_every_sheet": "tells when a letter has more than one page: name and number must be written on each",
    "pages": "so many pages `at_most`, counted after setting",
    "patronymic": "the patronymic is known",
    "pictures": "no pictures in the text",
    "prisoner_number": "the prisoner's number stands in the address, and has one of the `forms` (patterns), as in the `example`; `wanted`: `welcome` does not miss it",
    "profanity": "no swear words",
    "return_address": "a return address is `wanted`: `needed` or `unwanted`",
    "returned": "the last letter did not come back, or the address was corrected or confirmed since",
    "sender_name": "the sender's full name stands on the piece",
    "topics": "no words and phrases of the topics to `avoid`; those of the topics for `caution` are told only; `lists` names languages whose lists are looked at too",
    "words": "no words from the list to `avoid`, written as in the word lists, with `*` for any ending",
}
"""What each rule of prisons asks for."""


def rule_kinds_table() -> str:
    """Return every rule of prisons with its settings."""
    rows = [
        (f"`{name}`", ", ".join(f"`{key}`" for key in settings), RULE_KINDS[name])
        for name, settings in SETTINGS.items()
    ]
    return table(("rule", "settings", "what it asks for"), rows)


def prison_rules_table() -> str:
    """Return the rules that come with the tool, each with its source and date."""
    return table(
        ("place", "rule", "severity", "setting", "source", "read on"),
        [
            (rule.place, f"`{rule.name}`", rule.severity, _settings(rule), _source(rule), rule.date)
            for book in _in_order()
            for rule in book.rules.values()
        ],
    )


def _in_order() -> list[RuleBook]:
    return sorted(shipped_books(), key=lambda book: (book.key, book.follows))


def _settings(rule: Rule) -> str:
    return "; ".join(
        f"{key}: {', '.join(map(str, value)) if isinstance(value, list) else value}"
        for key, value in rule.values.items()
    )


def _source(rule: Rule | Advice) -> str:
    return f"[{rule.source}]({rule.address})" if rule.address else rule.source


def advice_table() -> str:
    """Return what no rule can judge, place by place, each with its source and date."""
    rows = [(one.place, one.text, _source(one), one.date) for book in _in_order() for one in book.advice]
    return table(("place", "what to know", "source", "read on"), rows)


def care_words_table() -> str:
    """Return the lists of words: language, topics with the number of entries, who wrote it, when, from which source."""
    rows = []
    for code in sorted(path.name.removesuffix(".toml") for path in (tables.DATA / "care_words").iterdir()):
        data = tables.care_words(code)
        counts = {topic: sum(map(len, data[topic].values())) for topic in data if topic not in NOT_TOPICS}
        topics = ", ".join(f"{topic} {count}" for topic, count in sorted(counts.items()))
        rows.append((f"`{code}`", topics, data["about"]["by"], str(data["about"]["date"]), data["about"]["source"]))
    return table(("language", "topics and entries", "written by", "on", "from"), rows)


def _words(section: str) -> list[tuple[str, list[str]]]:
    return list(tables.columns()[section].items())


PARTS: Mapping[str, Callable[[], str]] = {
    "stationery": stationery_table,
    "drawings": drawings_list,
    "envelopes": envelopes_table,
    "services": services_table,
    "labels": lambda: _grids_table(LABELS),
    "cards": lambda: _grids_table(CARD_SHEETS),
    "columns": columns_table,
    "gender": gender_table,
    "held": held_table,
    "datasets": datasets_table,
    "languages": languages_table,
    "rule_kinds": rule_kinds_table,
    "prison_rules": prison_rules_table,
    "prison_advice": advice_table,
    "care_words": care_words_table,
}
"""The generated tables, by the name that stands in their marks."""
_MARKED = re.compile(r"(<!-- made: (\w+) -->).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """Return a page with the tables between its marks made anew."""
    return _MARKED.sub(lambda match: f"{match[1]}\n\n{PARTS[match[2]]()}\n\n{match[3]}", text)


def made_pages() -> dict[Path, str]:
    """Return every page that is wholly or partly generated, with its text as it should be."""
    pages = {REFERENCE / "cli.md": cli_page()}
    for path in sorted((ROOT / "docs").rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        if _MARKED.search(text):
            pages[path] = filled(text)
    return pages | {IMAGES / "stationery" / f"{name}.svg": drawn(paper) for name, paper in papers().items()}


def make_pictures() -> None:
    """Merge the sample campaign in a temporary folder, and make the pictures of what comes out."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "campaign"
        start_campaign(folder)
        line = [sys.executable, "-m", "outreach", "-C", str(folder), "merge", "parliament", "solidarity"]
        subprocess.run([*line, "--yes", "--date", LETTER_DAY], check=True, stdout=subprocess.DEVNULL)
        letters, cards = folder / "prints" / "batch-0001", folder / "prints" / "batch-0002"
        (letter, *_) = _pages(letters / "letters.pdf", 80)
        (picture, address, *_) = _pages(cards / "postcards.pdf", 80)
        (packing, *_) = _pages(letters / "packing-list.pdf", 80)
        languages = _contact_sheet([_beginning(folder, code) for code in tables.languages()])
    IMAGES.mkdir(parents=True, exist_ok=True)
    _save(letter, "letter-german.png", colours=16)
    _save(picture, "postcard-picture.png", colours=64)
    _save(address, "postcard-address.png", colours=16)
    _save(packing.crop((0, 0, packing.width, packing.height * 45 // 100)), "packing-list.png", colours=16)
    _save(languages, "languages.png", colours=6)


def _beginning(folder: Path, language: str) -> Image.Image:
    """Return how the sample letter begins in a language: subject, greeting and the first lines."""
    line = [sys.executable, "-m", "outreach", "-C", str(folder), "preview", "parliament", "--language", language]
    path = folder / "preview.pdf"
    subprocess.run([*line, "-o", str(path)], check=True, stdout=subprocess.DEVNULL)
    (page, *_) = _pages(path, 56)
    left, top, right, bottom = (edge * 56 / 25.4 for edge in (21, 97, 194, 160))
    return page.crop((left, top, right, bottom))


def _contact_sheet(beginnings: Sequence[Image.Image], columns: int = 3) -> Image.Image:
    """Return pictures of one size side by side, with lines between them."""
    width, height = (edge + 1 for edge in beginnings[0].size)
    sheet = Image.new("RGB", (columns * width, -(-len(beginnings) // columns) * height), "#999999")
    for i, beginning in enumerate(beginnings):
        sheet.paste(beginning, (i % columns * width, i // columns * height))
    return sheet


def _pages(path: Path, dots_per_inch: int) -> list[Image.Image]:
    return [Image.open(BytesIO(page)) for page in pictures(path.read_bytes(), dots_per_inch)]


def _save(picture: Image.Image, name: str, *, colours: int) -> None:
    """Save a picture with a thin frame, so that white paper shows on a white page."""
    framed = ImageOps.expand(picture.convert("RGB"), border=1, fill="#999999")
    framed.quantize(colours).save(IMAGES / name, optimize=True)


def main() -> None:
    """Write the generated pages, and the pictures if they are asked for."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for path, text in made_pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    if "--pictures" in sys.argv[1:]:
        make_pictures()
        print(IMAGES.relative_to(ROOT))


if __name__ == "__main__":
    main()
