"""Find people's names in files of any kind: in the bytes, inside workbooks, in the text of PDFs.

Runs in a child process. In a table the parts of a name may be in separate cells.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

SHORTEST = 3
"""Letters; a shorter word stands in every file by chance."""


@dataclass(frozen=True, slots=True)
class Search:
    """Which names to look for in which files."""

    names: tuple[str, ...]
    paths: tuple[Path, ...]


def found_in(search: Search) -> list[Path]:
    """Return the files that hold one of the names."""
    names = [name for name in search.names if len(name) >= SHORTEST]
    return [path for path in search.paths if path.is_file() and _holds(path.read_bytes(), names)]


def _holds(data: bytes, names: Sequence[str]) -> bool:
    if any(_stands_in(data, name) for name in names):
        return True
    if data.startswith(b"%PDF"):
        return _in_pdf(data, names)
    members = b"\n".join(_members(data)) if data.startswith(b"PK") else data
    return any(all(_stands_in(members, part) for part in _parts(name)) for name in names)


def _parts(name: str) -> list[str]:
    """Return the words of a name that are long enough to mean something, or the name itself."""
    return [part for part in name.split() if len(part) >= SHORTEST] or [name]


def _stands_in(data: bytes, text: str) -> bool:
    return any(coding in data for coding in _codings(text))


def _codings(text: str) -> Iterator[bytes]:
    """Yield the bytes as which a text may stand in a file: plain, escaped for XML or JSON, in UTF-16."""
    for form in dict.fromkeys((text, escape(text), ascii(text)[1:-1])):
        yield form.encode()
        yield form.encode("utf-16-le")


def _members(data: bytes) -> Iterator[bytes]:
    """Yield the files packed inside a workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield archive.read(name)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):
        return


def _in_pdf(data: bytes, names: Sequence[str]) -> bool:
    """Tell whether a page shows one of the names, wherever a line breaks it."""
    import pypdfium2  # noqa: PLC0415 — loaded where there is a PDF

    wanted = ["".join(name.split()) for name in names]
    try:
        with pypdfium2.PdfDocument(data) as pdf:
            texts = ("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
            return any(name in text for text in texts for name in wanted)
    except pypdfium2.PdfiumError:
        return False
