"""Read a template folder: its texts by language, its style and what kind of piece it makes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tomllib import TOMLDecodeError
from urllib.parse import quote

from outreach.campaign.round_texts import for_every_round
from outreach.campaign.safe_place import unsafe_to_read
from outreach.campaign.toml import parsed
from outreach.errors import instead
from outreach.l10n.languages import meant_by
from outreach.letters.merge import TemplateText
from outreach.letters.tags import repaired, with_paragraphs
from outreach.model import Problem
from outreach.stationery.cards import BLEED
from outreach.storage.file_stamps import content_hash
from outreach.texts import OTHERS, READERS, TextFile, TextRead, is_template, read_seconds, read_text
from outreach.workers.pool import Call, Died, Workers, too_much

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
KINDS = ("letter", "postcard")
SETTINGS = "template.toml"
FOCUS = re.compile(r"(100|\d{1,2})% (100|\d{1,2})%")
WIDEST_FRAME = 40
"""mm of white around the picture of a card; a card is 105 mm high."""
_NOTES = frozenset({".md", ".txt"})
"""Endings of texts that may lie in the folder without being a letter: a README, a licence."""
REMEMBERED = 64
"""So many texts are remembered as they were read, while somebody writes at one of them."""


@dataclass(frozen=True, slots=True)
class Template:
    """A template folder in memory; `texts` by language code, `style` the text of its style.css.

    `notes` say what was left out of texts from word processors, each with the file's name. `rounds` are the texts of each
    round, where a mailing has several; `texts` then chooses among them.
    """

    folder: Path
    source: str
    kind: str
    texts: Mapping[str, TemplateText]
    style: str
    notes: tuple[str, ...] = ()
    rounds: tuple[Mapping[str, TemplateText], ...] = ()


def load_template(
    folder: Path, source: str, workers: Workers, rounds: Sequence[str] = ()
) -> tuple[Template | None, list[Problem]]:
    """Read the template in `folder`, called `source` in messages; faults come back as values.

    Texts that people wrote elsewhere are read in child processes. `rounds` are the folders inside it with the texts of each
    round; without them there is one text for all.
    """
    problems: list[Problem] = []
    settings = _settings(folder, source, problems)
    kind = str(settings.get("kind", "letter"))
    read = [_texts_in(folder, name, source, kind, workers, problems) for name in rounds or ("",)]
    style = folder / "style.css"
    css = _read(style, f"{source}/style.css", problems) if _there(style) else ""
    if problems:
        return None, problems
    by_round = [{one.text.language: one.text for one in texts} for texts in read]
    notes = tuple(f"{one.text.source}: {note}" for texts in read for one in texts for note in one.notes)
    texts = for_every_round(by_round) if rounds else by_round[0]
    style_text = (css or "") + _picture_style(settings)
    return Template(folder, source, kind, texts, style_text, notes, tuple(by_round) if rounds else ()), []


def _texts_in(
    folder: Path, name: str, source: str, kind: str, workers: Workers, problems: list[Problem]
) -> list[TextRead]:
    """Read the texts in a template's folder, or in the folder of a round inside it."""
    place = f"{source}/{name}" if name else source
    if not (folder / name).is_dir():
        problems.append(Problem(place, "this folder is not there", "make it, or correct `texts` in campaign.toml"))
        return []
    known = len(problems)
    files = list(_text_files(folder / name, place, kind, problems))
    read = _read_texts(files, workers, problems)
    if not files and len(problems) == known:
        message = f"there is no text in this {'folder' if name else 'template folder'}"
        remedy = "write one file a language, for example en.docx, en.odt, en.html, en.md or en.txt"
        problems.append(Problem(place, message, remedy))
    return [_from_folder(one, name) for one in read] if name else read


def _from_folder(read: TextRead, name: str) -> TextRead:
    """Return a text with pictures inside its document, which is in the template's folder."""
    document = quote(read.text.source.rpartition("/")[2])
    inside = read.text.text.replace(f'<img src="{document}/', f'<img src="{quote(name)}/{document}/')
    return replace(read, text=replace(read.text, text=inside))


def _text_files(folder: Path, source: str, kind: str, problems: list[Problem]) -> Iterator[TextFile]:
    """Yield the texts in a folder, each with its language; what cannot be one of them becomes a problem."""
    there: dict[str, str] = {}
    for path in sorted(folder.iterdir()):
        place, ending = f"{source}/{path.name}", path.suffix.lower()
        if path.name.startswith((".", "~")) or ending not in {*READERS, *OTHERS}:
            continue
        if fault := unsafe_to_read(path):
            problems.append(Problem(place, *fault))
            continue
        meant = meant_by(path.stem)
        named = LANGUAGE.fullmatch(path.stem)
        if ending in OTHERS or (ending in _NOTES and not named and not meant):
            if named and meant == path.stem:
                problems.append(Problem(place, OTHERS[ending], "save it as .docx or .odt in your word processor"))
        elif not named or meant != path.stem:
            message = f"there is no language `{path.stem}`" if named else "is not named after a language"
            remedy = f"name it {meant}{ending}" if meant else f"name it en{ending}, de{ending} or pt-BR{ending}"
            problems.append(Problem(place, message, remedy))
        elif other := there.get(path.stem):
            message = f"there is another text in the same language, {other}"
            problems.append(Problem(place, message, "keep one of them here, and move the other one away"))
        else:
            there[path.stem] = path.name
            yield TextFile(path, place, path.stem, kind == "postcard")


_known: dict[tuple[TextFile, str], TextRead | Problem] = {}


def _read_texts(files: Sequence[TextFile], workers: Workers, problems: list[Problem]) -> list[TextRead]:
    """Read the texts; templates in HTML are ready, all others are read in child processes, each content once."""
    try:
        ready = {file: _template_in(file, problems) for file in files if is_template(file.path)}
        hashes = {file: content_hash(file.path) for file in files if file not in ready}
    except OSError as error:
        problems.append(Problem(str(error.filename), f"cannot be read ({error.strerror})", "check its rights"))
        return []
    new = [file for file in hashes if (file, hashes[file]) not in _known]
    calls: Iterator[Call[TextFile, TextRead | Problem]] = (
        Call(read_text, file, read_seconds(file.path)) for file in new
    )
    results = [_as_read(result) for result in workers.map(calls)]
    _known.update(zip(((file, hashes[file]) for file in new), results, strict=True))
    read = [ready[file] if file in ready else _known[file, hashes[file]] for file in files]
    while len(_known) > REMEMBERED:
        _known.pop(next(iter(_known)))
    problems += (one for one in read if isinstance(one, Problem))
    return [one for one in read if isinstance(one, TextRead)]


def _as_read(result: TextRead | Problem | Died[TextFile]) -> TextRead | Problem:
    if not isinstance(result, Died):
        return result
    return Problem(result.task.source, too_much("to read"), "copy the text into a new document and save that")


def _template_in(file: TextFile, problems: list[Problem]) -> TextRead:
    """Return a text in HTML that names its blocks itself."""
    text = _read(file.path, file.source, problems) or ""
    return TextRead(TemplateText(file.source, file.language, with_paragraphs(repaired(text))))


def _there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _read(path: Path, source: str, problems: list[Problem]) -> str | None:
    if fault := unsafe_to_read(path):
        problems.append(Problem(source, *fault))
        return None
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(source, "is not UTF-8 text", "save it as UTF-8 in your editor"))
    except OSError as error:
        problems.append(Problem(source, f"cannot be read ({error.strerror})", "check its rights"))
    return None


def _settings(folder: Path, source: str, problems: list[Problem]) -> Mapping[str, object]:
    """Return the valid part of template.toml; without the file, or without a kind, the piece is a letter."""
    path, place = folder / SETTINGS, f"{source}/{SETTINGS}"
    text = _read(path, place, problems) if _there(path) else None
    if text is None:
        return {}
    try:
        settings = parsed(text)
    except TOMLDecodeError as error:
        problems.append(Problem(place, f"not valid: {error}", "compare it with the sample's"))
        return {}
    for key, value in settings.items():
        if key not in KNOWN:
            problems.append(Problem(place, f"`{key}` is not a known setting", instead(key, KNOWN)))
        elif fault := KNOWN[key](value):
            problems.append(Problem(place, *fault))
    return settings


def _kind_fault(value: object) -> tuple[str, str] | None:
    return None if value in KINDS else (f"kind `{value}` does not exist", f"write one of: {', '.join(KINDS)}")


def _frame_fault(value: object) -> tuple[str, str] | None:
    right = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= WIDEST_FRAME
    return None if right else (f"`frame = {value}` is no width from 0 to {WIDEST_FRAME} mm", "write frame = 5")


def _focus_fault(value: object) -> tuple[str, str] | None:
    right = isinstance(value, str) and FOCUS.fullmatch(value.strip())
    remedy = 'write how far the middle of the picture lies from the left and from the top: focus = "40% 20%"'
    return None if right else (f"`focus = {value}` is no place in a picture", remedy)


def _text_fault(value: object) -> tuple[str, str] | None:
    return None if isinstance(value, str) else (f"`{value}` is no text", "write it in quotation marks")


KNOWN: Mapping[str, Callable[[object], tuple[str, str] | None]] = {
    "kind": _kind_fault, "name": _text_fault, "description": _text_fault, "frame": _frame_fault, "focus": _focus_fault,
}  # fmt: skip
"""The settings of a template, each with what looks for a fault in its value."""


def _picture_style(settings: Mapping[str, object]) -> str:
    """Return the style of a card's picture: its white frame in mm, and the place that stays when it is cropped."""
    style = ""
    if isinstance(frame := settings.get("frame"), int | float) and frame:
        border = (
            f"{frame + BLEED:g}mm solid #fff"  # a border, since WeasyPrint does not crop a picture at its own padding
        )
        style += f"\n.frame.picture {{ box-sizing: border-box; border: {border}; overflow: hidden }}\n"
    if focus := settings.get("focus"):
        style += f"\n.frame.picture img {{ object-position: {focus} }}\n"
    return style
