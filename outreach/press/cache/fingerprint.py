"""Hash what pieces are made from: equal hashes mean equal pages, on this machine and with these versions."""

import hashlib
import marshal
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from outreach.letters.merge import Fields
from outreach.press.cache.engine import engine
from outreach.press.cache.shelf import KEY
from outreach.press.tasks import Job, PieceText
from outreach.storage.file_stamps import content_hash
from outreach.storage.files import files_below

PLAIN = 2
"""The version of marshal that writes equal values as equal bytes: later ones tell apart who else holds them."""
EXACT = (str, int, float, bool, bytes, type(None))
"""What marshal writes as it is."""
NAMING = ("src", "href", "data", "url", "import")
"""A text or a style with none of these, in small or large letters, names no picture by itself."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What pieces made together have in common: a hash of it, and the hashes of the senders' pictures by name.

    `touched` is the time of the last change or move of its files, in ns: a file may be changed and changed back.
    """

    digest: str
    pictures: Mapping[str, str]
    touched: tuple[tuple[int, ...], ...] = ()


def recipe_of(job: Job, purpose: str) -> Recipe | None:
    """Return what shapes every piece of `job`, made for `purpose`; None where something cannot be found out.

    The hash covers a template's whole folder except the texts: each of them shapes only letters in its language.
    """
    made_by = engine()
    if made_by is None:
        return None
    signed, shown = list(_digests(job.pictures)), list(_digests(_assets(job.assets)))
    pictures, assets = {one.name: one.digest for one in signed}, tuple((one.name, one.digest) for one in shown)
    words = (job.template.text + job.style).lower()
    naming = any(word in words for word in NAMING)
    template = (job.template.language, job.template.text, job.style)
    named = tuple(pictures.items()) if naming else ()
    digest = _hashed_once(purpose, made_by, job.stationery, template, job.limits, assets, named)
    return Recipe(digest, pictures, tuple(one.touched for one in (*signed, *shown)))


@lru_cache(maxsize=64)
def _hashed_once(*made_from: object) -> str:
    """Return the hash of what all jobs of a language share, since there may be hundreds of them."""
    return _hashed(made_from).hex()


def keys_of(job: Job, recipe: Recipe) -> dict[int, bytes]:
    """Return the hash of what each piece is made from, by its number."""
    salt = recipe.digest.encode()
    return {piece.number: _hashed(_made_from(piece, recipe.pictures), salt) for piece in job.pieces}


def _made_from(piece: PieceText, pictures: Mapping[str, str]) -> tuple[object, ...]:
    values = {name: value.cells if type(value) is Fields else value for name, value in piece.values.items()}
    named = [pictures[line] for lines in piece.parts.values() for line in lines if line in pictures] if pictures else []
    return values, piece.parts, named, piece.care


def _assets(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files that a template can name, with their names."""
    for path in files_below(folder):
        if path.parent != folder or path.suffix != ".html":
            yield str(path.relative_to(folder)), path


class _File(NamedTuple):
    name: str
    digest: str
    touched: tuple[int, ...]


def _digests(paths: Iterable[tuple[str, Path]]) -> Iterator[_File]:
    for name, path in sorted(paths):
        try:
            found = path.stat()
            yield _File(name, content_hash(path), (found.st_mtime_ns, found.st_ctime_ns))
        except OSError:  # a missing file is a fault, and faults are not kept
            yield _File(name, "", ())


def _hashed(value: Any, salt: bytes = b"") -> bytes:
    """Return the hash of a value: quickly if it is made of plain ones."""
    try:
        data = marshal.dumps(value, PLAIN)
    except ValueError:
        data = marshal.dumps(_plain(value), PLAIN)
    return hashlib.sha256(salt + data).digest()[:KEY]


def _plain(value: object) -> Any:
    """Return a value as tuples of texts and numbers, with the names of the kinds that it had."""
    kind = type(value)
    if kind in EXACT:
        return value
    if isinstance(value, Mapping):
        return ("mapping", *((_plain(key), _plain(one)) for key, one in value.items()))
    if isinstance(value, AbstractSet):
        return ("set", *sorted(map(repr, map(_plain, value))))
    if isinstance(value, (tuple, list)):
        return ("list", *map(_plain, value))
    if is_dataclass(value):
        return (kind.__name__, *(_plain(getattr(value, field.name)) for field in fields(value)))
    return (kind.__name__, repr(value))
