"""Find a picture by the name that a text gives it: a file in the template's folder, or inside a document there."""

import zipfile
from pathlib import Path

LARGEST_PART = 100 * 1024**2
"""Bytes of a picture inside a document."""
DOCUMENTS = frozenset({".docx", ".odt"})


def bytes_of(folder: Path, name: str) -> bytes:
    """Return the file called `name` below `folder`; raise `PermissionError` for what lies elsewhere.

    ``de.docx/word/media/image1.png`` is a part of the document ``de.docx``. Raises `OSError` where there is none.
    """
    folder = folder.resolve()
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise PermissionError(name)
    document = next((one for one in path.parents if one.suffix.lower() in DOCUMENTS and one.is_file()), None)
    return _part(document, path.relative_to(document).as_posix()) if document else plain_bytes(path)


def plain_bytes(path: Path) -> bytes:
    """Return the content of a plain file; raise `FileNotFoundError` for a folder, and for pipes and devices, which never end."""
    if not path.is_file():
        raise FileNotFoundError(path.name)
    return path.read_bytes()


def _part(document: Path, part: str) -> bytes:
    try:
        with zipfile.ZipFile(document) as archive:
            entry = archive.getinfo(part)
            if entry.file_size > LARGEST_PART:
                raise PermissionError(part)
            return archive.read(entry)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FileNotFoundError(part) from error
