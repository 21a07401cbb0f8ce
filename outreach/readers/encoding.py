"""Find out in which encoding a text file was written, and say so."""

import codecs
import re
from collections.abc import Iterable
from itertools import pairwise

from outreach.model import Problem
from outreach.readers.errors import UnreadableError

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ALPHABETS = (
    # The letters beyond a to z of each language, by the encodings that its spreadsheet programs write.
    # Source: Unicode CLDR exemplar characters. The first encoding wins where two explain a file equally well.
    ("cp1252", ("äöüß", "àâæçéèêëîïôœùûüÿ", "áéíñóúüºª", "àáâãçéêíóôõúüºª", "àèéìîòóù", "àçèéíïòóúü", "æøåéèô", "åäöé", "áéëïóöü", "áéíóúýþæöð", "’")),
    ("cp1250", ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "čšž", "äöüß", "’")),
    ("iso8859-2", ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "čšž", "äöüß")),
    ("cp1251", ("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "абвгдђежзијклљмнњопрстћуфхцчџш", "абвгдеёжзійклмнопрстуўфхцчшыьэюя", "’")),
)  # fmt: skip
NAMES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252", "cp1250": "Windows-1250", "iso8859-2": "ISO-8859-2", "cp1251": "Windows-1251",
}  # fmt: skip
"""What people call the encodings."""
SAMPLE = 200_000
"""Bytes with letters beyond a to z that are looked at."""
MOSTLY = 20
"""Of so many parts of a file one may be broken, and it is still taken for what the others say."""
_HIGH_WORD = re.compile(rb"[A-Za-z\x80-\xff]*[\x80-\xff][A-Za-z\x80-\xff]*")


def decode(data: bytes, source: str, wanted: str = "") -> tuple[str, str]:
    """Return `data` as text, and a note on the encoding: the `wanted` one, else the one found out.

    What cannot be read becomes U+FFFD, which is a fault of its row.
    """
    if wanted:
        return _as_wanted(data, source, wanted)
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), NAMES[encoding]
    if b"\0" in data:
        encoding = _without_mark(data, source)
        return data.decode(encoding, errors="replace"), NAMES[encoding]
    if _is_utf8(data):
        return data.decode("utf-8", errors="replace"), NAMES["utf-8"]
    encoding = guess(data)
    return data.decode(encoding, errors="replace"), f"{NAMES[encoding]} (a guess)"


def _as_wanted(data: bytes, source: str, wanted: str) -> tuple[str, str]:
    name = re.sub(r"(?i)^windows[-_ ]?", "cp", wanted.strip())
    name = "utf-8-sig" if name.lower().replace("-", "") == "utf8" else name
    try:
        codec = codecs.lookup(name)
        return data.decode(codec.name, errors="replace"), wanted
    except (LookupError, UnicodeError) as error:
        remedy = "write one such as utf-8, utf-16, windows-1252, windows-1251, windows-1250, iso-8859-2"
        message = f"nobody knows the encoding `{wanted}`, or the file is not in it"
        raise UnreadableError(Problem(source, message, remedy)) from error


def _without_mark(data: bytes, source: str) -> str:
    """Tell UTF-16 without its mark by the zero bytes beside Latin letters, digits and separators."""
    head = data[:20_000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    for encoding, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros > len(head) / MOSTLY and zeros > MOSTLY * others and _decodes(data, encoding):
            return encoding
    raise UnreadableError(Problem(source, "is not a text file", "save the list again as .csv or .xlsx"))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeError:
        return False


def _is_utf8(data: bytes) -> bool:
    """Tell whether a file is in UTF-8; a few broken characters do not make it another encoding."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data[:SAMPLE].decode("utf-8", errors="replace")
        broken = text.count("\ufffd")
        return sum(1 for character in text if character > "\x7f") - broken > MOSTLY * broken
    return True


def guess(data: bytes) -> str:
    """Return the encoding in which most words of `data` are words of one of its languages."""
    words = list(dict.fromkeys(_HIGH_WORD.findall(data[: 10 * SAMPLE])))[:2000]
    scores = {encoding: _score(words, encoding, alphabets) for encoding, alphabets in ALPHABETS}
    scores["cp1251"] += _mostly_high(data[:SAMPLE])
    return max(scores, key=scores.__getitem__)  # the first of the best ones


def _mostly_high(data: bytes) -> bool:
    """Tell whether most letters are beyond a to z, as in a list that is not in Latin letters."""
    latin = sum(1 for byte in data if 65 <= byte & 0xDF <= 90)  # noqa: PLR2004 — A to Z, small or capital
    return 2 * sum(1 for byte in data if byte > 0x7F) > latin  # noqa: PLR2004


def _score(words: Iterable[bytes], encoding: str, alphabets: Iterable[str]) -> int:
    alphabet_sets = [frozenset(alphabet) for alphabet in alphabets]
    return sum(_explains(word.decode(encoding, errors="replace"), alphabet_sets) for word in words)


def _explains(word: str, alphabets: Iterable[frozenset[str]]) -> int:
    """Return 2 where `word` can be one of a language, 1 where it hardly can, 0 where it cannot.

    A word rarely goes from a small letter to a capital, and the Latin alphabets mix with a to z, of
    which a word of several letters has at least one.
    """
    high = [letter for letter in word if letter > "\x7f"]
    letters = [letter for letter in high if letter.isalpha()]
    if not letters:
        return int(all(symbol in "’‘“”„«»–—…€§°´®©\u00a0№·" for symbol in high))
    latin = any(letter < "\x80" for letter in word)
    cyrillic = any("\u0400" <= letter <= "\u04ff" for letter in letters)
    if cyrillic and latin:
        return 0
    if not (cyrillic or latin) and len(letters) > 1:
        return 0
    small = {symbol.lower() for symbol in high} - set("’“”„«»–")
    if not any(small <= alphabet for alphabet in alphabets):
        return 0
    return 1 if any(a.islower() and b.isupper() for a, b in pairwise(word)) else 2
