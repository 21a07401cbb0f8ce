"""The documentation says what the tool does: nothing is missing, nothing is wrong, every example runs."""

import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from outreach import errors, tables
from outreach.campaign import campaign as config
from outreach.campaign.settings import SECTIONS
from outreach.cli import main as outreach_command
from outreach.ledger.marks import ARROWS
from outreach.letters import merge
from outreach.model import State
from outreach.people import recipients
from outreach.stationery import STATIONERY
from outreach.texts import TextFile, draft_of
from outreach.texts.draft import Paragraph

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
TUTORIAL = DOCS / "tutorial" / "first-letters.md"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
SHOWN = [ROOT / "README.md", TUTORIAL, *sorted((DOCS / "how-to").glob("*.md"))]
MAKE_DOCS: dict[str, Any] = runpy.run_path(str(ROOT / "scripts" / "make_docs.py"))
FENCE = re.compile(r"^ *```(.*)\n((?:.*\n)*?) *```$", re.MULTILINE)


def commands(group: click.Group = outreach_command, before: str = "") -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def sections(path: Path) -> dict[str, str]:
    """Return the text below each heading of a page."""
    parts = re.split(r"^#+ (.*)$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def cells(text: str) -> list[list[str]]:
    """Return the rows of the tables in a text, without headers and without back-ticks."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rows = [[cell.strip().replace("`", "") for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    rules = [i for i, row in enumerate(rows) if all(set(cell) <= {"-", ":"} and cell for cell in row)]
    heads = {i - 1 for i in rules} | set(rules)
    return [row for i, row in enumerate(rows) if i not in heads]


def shown_commands(path: Path) -> list[str]:
    lines = [line for _, body in FENCE.findall(path.read_text(encoding="utf-8")) for line in body.splitlines()]
    return [line.strip() for line in lines if line.strip().startswith("outreach ")]


def slug(heading: str) -> str:
    """Return the anchor that a heading gets."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


# The command line


@pytest.mark.parametrize(("name", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_every_command_and_every_option_is_in_the_reference(name: str, command: click.Command) -> None:
    text = sections(REFERENCE / "cli.md")[f"outreach {name}"]
    names = {part.strip() for row in cells(text) for part in row[0].split(",")}
    documented = {name.split()[0] for name in names}
    options = {option for param in command.params if isinstance(param, click.Option) for option in param.opts}
    assert options | {"-h", "--help"} == documented


def test_generated_pages_are_as_the_script_makes_them() -> None:
    made: dict[Path, str] = MAKE_DOCS["made_pages"]()
    assert {"cli.md", "stationery.md", "spreadsheets.md"} <= {path.name for path in made}
    stale = [path.name for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    assert not stale, f"run: make docs ({', '.join(stale)})"


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_every_command_line_that_is_shown_parses(path: Path) -> None:
    lines = shown_commands(path)
    assert lines
    for line in lines:
        parse(shlex.split(line, comments=True)[1:], line)


def parse(arguments: list[str], line: str) -> None:
    """Parse a command line as click does, without running it."""
    try:
        with outreach_command.make_context("outreach", list(arguments)) as context:
            rest = [*context._protected_args, *context.args]
            name, command, remaining = outreach_command.resolve_command(context, rest)
            assert command is not None
            inner = command.make_context(name, remaining, parent=context)
            if isinstance(command, click.Group) and (rest := [*inner._protected_args, *inner.args]):
                name, below, remaining = command.resolve_command(inner, rest)
                assert below is not None
                below.make_context(name, remaining, parent=inner)
    except click.exceptions.Exit:
        return
    except click.ClickException as error:
        pytest.fail(f"{line}: {error.format_message()}")


@pytest.mark.parametrize(
    "line", ["outreach mrege", "outreach merge --nosuch", "outreach mark lost batch-1", "outreach ledger burn"]
)
def test_a_command_line_that_does_not_exist_is_found(line: str) -> None:
    with pytest.raises(pytest.fail.Exception):
        parse(shlex.split(line)[1:], line)


def test_the_how_tos_and_the_tutorial_show_every_command() -> None:
    words = [shlex.split(line, comments=True)[1:] for path in SHOWN for line in shown_commands(path)]
    shown = {" ".join(line[:count]) for line in words for count in (1, 2)}
    assert {name for name, _ in commands()} <= shown


# Tables of facts


SETTINGS = {f"[{name}]": section.forms for name, section in SECTIONS.items()}


@pytest.mark.parametrize("heading", SETTINGS)
def test_every_setting_is_documented_with_its_type(heading: str) -> None:
    documented = {row[0]: row[1] for row in cells(sections(REFERENCE / "campaign-toml.md")[heading])}
    assert documented == {key: form.word for key, form in SETTINGS[heading].items()}


def test_settings_said_to_be_required_are_required(tmp_path: Path) -> None:
    text = "[campaign]\n[sender]\n[limits]\n[mailing.NAME]\n[mailing.NAME.join]\n"
    (tmp_path / "campaign.toml").write_text(text, encoding="utf-8")
    with pytest.raises(errors.InputError) as caught:
        config.load_campaign(tmp_path)
    missing = {
        (p.column, match[1]) for p in caught.value.problems if (match := re.match(r"`(\w+)` is missing", p.message))
    }
    said = {
        (heading, row[0])
        for heading in SETTINGS
        for row in cells(sections(REFERENCE / "campaign-toml.md")[heading])
        if row[2] == "required"
    }
    assert {(column.strip("[]"), key) for column, key in missing} == {(column.strip("[]"), key) for column, key in said}


def test_the_arrows_between_states_are_those_of_the_ledger() -> None:
    rows = cells(sections(REFERENCE / "states.md")["The arrows"])
    documented = {row[1]: set(row[0].split(", ")) for row in rows}
    assert documented == {state.value: {s.value for s in sources} for state, sources in ARROWS.items()}


def test_the_floors_are_those_of_the_import_contract() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    floors = [{name.strip() for name in re.split("[|:]", floor)} for floor in contract["layers"]]
    rows = cells(sections(DOCS / "explanation" / "architecture.md")["Rooms and floors"])
    assert [set(row[1].split(", ")) for row in rows] == floors


def test_every_room_says_what_lies_in_it() -> None:
    for room in sorted((ROOT / "outreach").glob("*/__init__.py")):
        assert room.read_text(encoding="utf-8").startswith('"""'), room


def test_every_state_is_explained() -> None:
    documented = {row[0] for row in cells(sections(REFERENCE / "states.md")["The states"])}
    assert documented == {state.value for state in State}


def test_every_exit_code_is_explained() -> None:
    documented = {int(row[0]) for row in cells((REFERENCE / "exit-codes.md").read_text(encoding="utf-8"))}
    assert documented == {int(code) for code in errors.ExitCode}


def test_every_kind_of_error_has_its_remedy() -> None:
    rows = cells(sections(DOCS / "how-to" / "when-something-goes-wrong.md")["By kind"])
    assert {int(row[0]) for row in rows} == {int(code) for code in errors.ExitCode if code}
    assert all(row[-1] for row in rows)


def test_every_stationery_is_in_its_table() -> None:
    documented = {row[0] for row in cells((REFERENCE / "stationery.md").read_text(encoding="utf-8"))}
    assert documented >= set(STATIONERY)


def test_every_filter_and_test_of_templates_is_named() -> None:
    found = sections(REFERENCE / "templates.md")
    filters = {name.strip() for row in cells(found["Filters"]) for name in row[0].split(",")}
    tests = {name.strip() for row in cells(found["Tests"]) for name in row[0].split(",")}
    assert filters == merge.ALLOWED_FILTERS
    assert tests == merge.ALLOWED_TESTS


def test_every_block_is_named_and_no_other() -> None:
    frames = [frame.parts for paper in STATIONERY.values() for side in paper.sides for frame in side.frames]
    flows = [side.flow.parts for paper in STATIONERY.values() for side in paper.sides if side.flow]
    made_by_the_tool = {"address", "date", "letterhead", "logo", "return-line"}
    blocks = {part for parts in (*frames, *flows) for part in parts} - made_by_the_tool
    documented = {row[0] for row in cells(sections(REFERENCE / "templates.md")["Blocks"])}
    assert documented == blocks


def test_every_column_that_a_template_always_has_is_named() -> None:
    text = sections(REFERENCE / "templates.md")["Variables"]
    always = text.partition("always have")[2].partition("A column")[0]
    assert set(re.findall(r"`(\w{2,})`", always)) == recipients.ADDED


def test_every_generated_table_stands_in_a_page() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in REFERENCE.glob("*.md"))
    assert set(re.findall(r"<!-- made: (\w+) -->", text)) == set(MAKE_DOCS["PARTS"])


def test_every_language_with_greetings_is_named() -> None:
    documented = {row[0] for row in cells(sections(REFERENCE / "templates.md")["Greetings"])}
    assert documented == set(tables.languages())


# Links and pictures


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(path: Path) -> None:
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file).resolve() if file else path
        assert place.exists(), f"{path.name}: {target}"
        if anchor:
            assert anchor in {slug(heading) for heading in sections(place)}, f"{path.name}: {target}"


def test_every_page_can_be_reached_from_the_index() -> None:
    index = (DOCS / "README.md").read_text(encoding="utf-8")
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in re.findall(r"\]\(([^)\s]+)\)", index)}
    assert set(DOCS.rglob("*.md")) - {DOCS / "README.md"} <= linked


def test_pictures_are_small() -> None:
    pictures = list((DOCS / "images").glob("*.png"))
    assert pictures
    assert all(picture.stat().st_size < 150_000 for picture in pictures)


# The tutorial


def without_days(text: str) -> list[str]:
    return [re.sub(r"\d{4}-\d\d-\d\d", "DAY", " ".join(line.split())) for line in text.splitlines() if line.strip()]


def test_the_tutorial_can_be_followed_to_its_end(tmp_path: Path) -> None:
    folder, output = tmp_path, ""
    ran = 0
    for info, body in FENCE.findall(TUTORIAL.read_text(encoding="utf-8")):
        language, _, name = info.partition(" ")
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if language == "letter":
            written = TUTORIAL.with_name(Path(name).name)
            assert words_in(written) == body.split()
            shutil.copyfile(written, folder / name)
        elif name:
            (folder / name).write_text(body, encoding="utf-8")
        elif language == "text":
            assert set(without_days(body)) <= set(without_days(output))
        elif language == "sh":
            output = ""
            for line in body.splitlines():
                command, *arguments = shlex.split(line)
                if command == "cd":
                    folder = folder / arguments[0]
                    continue
                assert command == "outreach", line
                output += run(folder, arguments)
                ran += 1
    assert ran > 10


def words_in(letter: Path) -> list[str]:
    """Return the words of a letter from a word processor, fields as they were typed."""
    draft = draft_of(TextFile(letter, letter.name, ""))
    text = " ".join(block.text for block in draft.blocks if isinstance(block, Paragraph))
    return re.sub(r"\{\{ recipient\.(\w+) \}\}", r"{\1}", text).split()


def run(folder: Path, arguments: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "outreach", *arguments],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"outreach {' '.join(arguments)}: {done.stdout}{done.stderr}"
    return done.stdout


def test_every_file_of_the_project_that_the_docs_name_exists() -> None:
    named = re.compile(r"`((?:outreach|tests|scripts|benchmarks)/[\w/.-]+)`")
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md"), ROOT / "benchmarks" / "RESULTS.md"]
    missing = [
        (page.name, path)
        for page in pages
        for path in named.findall(page.read_text(encoding="utf-8"))
        if "xx.toml" not in path and not (ROOT / path).exists()
    ]
    assert missing == []
