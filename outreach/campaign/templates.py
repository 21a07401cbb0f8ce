"""Read a template folder: its texts by language, its style and what kind of piece it makes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.l10n.languages import meant_by
from outreach.letters.merge import TemplateText
from outreach.model import Problem

LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
KINDS = ("letter", "postcard")


@dataclass(frozen=True, slots=True)
class Template:
    """A template folder in memory; `texts` by language code, `style` the text of its style.css."""

    folder: Path
    source: str
    kind: str
    texts: Mapping[str, TemplateText]
    style: str


def load_template(folder: Path, source: str) -> tuple[Template | None, list[Problem]]:
    """Read the template in `folder`, called `source` in messages; faults come back as values."""
    problems: list[Problem] = []
    kind = _kind(folder, source, problems)
    texts = {}
    for path in sorted(folder.glob("*.html")):
        place = f"{source}/{path.name}"
        text = _read(path, place, problems)
        meant = meant_by(path.stem)
        remedy = f"name it {meant}.html" if meant else "name it en.html, de.html or pt-BR.html"
        if not LANGUAGE.fullmatch(path.stem):
            problems.append(Problem(place, "is not named after a language", remedy))
        elif meant != path.stem:
            problems.append(Problem(place, f"there is no language `{path.stem}`", remedy))
        elif text is not None:
            texts[path.stem] = TemplateText(place, path.stem, text)
    if not texts and not problems:
        message = "there is no text in this template folder"
        problems.append(Problem(source, message, "write one file a language, for example en.html"))
    style = folder / "style.css"
    css = _read(style, f"{source}/style.css", problems) if style.is_file() else ""
    if problems:
        return None, problems
    return Template(folder, source, kind, texts, css or ""), []


def _read(path: Path, source: str, problems: list[Problem]) -> str | None:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problems.append(Problem(source, "is not UTF-8 text", "save it as UTF-8 in your editor"))
    except OSError as error:
        problems.append(Problem(source, f"cannot be read ({error.strerror})", "check its rights"))
    return None


def _kind(folder: Path, source: str, problems: list[Problem]) -> str:
    """Return what template.toml says; without the file it is a letter."""
    path = folder / "template.toml"
    if not path.is_file():
        return "letter"
    try:
        kind = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("kind", "letter")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.append(Problem(f"{source}/template.toml", f"not valid: {error}", "compare it with the sample's"))
        return "letter"
    if kind not in KINDS:
        problems.append(
            Problem(f"{source}/template.toml", f"kind `{kind}` does not exist", f"write one of: {', '.join(KINDS)}")
        )
    return str(kind)
