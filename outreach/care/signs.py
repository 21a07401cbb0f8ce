"""What stands in a text beside its words: emoji, addresses on the internet, codes, telephone numbers, abbreviations.

Every function takes a text and yields the places that it finds, each with the words around it. Years, sizes,
names of machines and initials of writers are plain writing, and are let through.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from outreach import tables
from outreach.care.words import Passage, passage
from outreach.l10n import languages


def _all(pattern: re.Pattern[str], text: str) -> Iterator[Passage]:
    yield from (passage(text, *match.span()) for match in pattern.finditer(text))


_EMOJI = re.compile(
    "(?:[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u25a0-\u25ff\u2300-\u23ff]\ufe0f?\u200d?)+"
    r"|(?<!\w)[:;=]['’]?-?[()DPpРр|/\\*](?!\w)|<3|\^_\^"
)
_MAY_BE_EMOJI = re.compile("[:;=<^\U0001f000-\U0001faff\u2190-\u2bff]")
_SMILES = re.compile(r"\){2,}")


def emoji(text: str) -> Iterator[Passage]:
    """Yield pictures among letters and smileys put together from signs; ``№``, ``§`` and brackets in pairs are none."""
    after = 0
    for sign in _MAY_BE_EMOJI.finditer(text):
        if sign.start() >= after and (match := _EMOJI.match(text, sign.start())):
            after = match.end()
            yield passage(text, *match.span())
    for match in _SMILES.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1
        opened = text.count("(", line, match.start()) - text.count(")", line, match.start())
        if len(match[0]) > max(opened, 0):
            yield passage(text, *match.span())


_ENDINGS = (
    "aero|agency|am|app|at|az|be|berlin|biz|blog|by|ca|cc|center|ch|click|cloud|club|cn|co|com|cz|de|dev|dk|edu|ee|es|eu"
    "|fi|fr|fund|ge|gr|help|hr|hu|ie|il|in|info|int|io|ir|is|it|kg|kz|link|live|lt|lv|md|me|media|mobi|name|net|news|ngo|nl|no"
    "|nu|one|online|org|page|pl|press|pro|pt|ro|rs|ru|rus|se|shop|site|space|store|su|team|tech|tel|tj|today|top|tr|tv|ua|uk|us|uz"
    "|vip|web|wiki|world|xyz|рф|рус|бел|укр|онлайн|сайт|орг"
)
"""Endings of addresses on the internet that stand behind a word."""
_LINK = re.compile(
    r"https?\s?:\s?//\S+|(?<!\w)www\.\S+|[\w.+-]+\s?@\s?[\w-]+\.[\w.-]*\w|(?<!\w)[@#][^\W\d]\w+"
    rf"|(?<![\w.])[\w-]+(?:\.[\w-]+)*\.(?:{_ENDINGS})(?:/\S*)?(?![\w.]*\w)"
    r"|(?<![\w./])[a-z\d-]{2,}\.[a-z]{2,12}/\S+",
    re.IGNORECASE,
)
_MAY_BE_LINK = re.compile(r"[.#/][\w/]|@\s?\w|:\s?//")
_LATIN_LINK = re.compile(r"(?<![\w./])[a-zA-Z\d-]{2,}(?:\.[a-zA-Z\d-]{2,})+(?:/\S*)?(?!\w)")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)


def links(text: str) -> Iterator[Passage]:
    """Yield addresses on the internet, e-mail addresses, hashtags and names of accounts.

    In a text in Cyrillic letters, every two Latin words with a point between them are an address.
    """
    if not _MAY_BE_LINK.search(text):
        return
    yield from _all(_LINK, text)
    if _CYRILLIC.search(text):
        yield from (one for one in _all(_LATIN_LINK, text) if not _LINK.search(one.words))


_ANY_DIGIT = re.compile(r"\d")
_TELEPHONE = re.compile(
    r"(?<![\w/.,-])(?:\+|00)?(?:\d{1,4}[ \u00a0]?)?(?:\(\d{1,5}\)[ \u00a0]?)?\d[\d /\u00a0-]{4,}\d(?![\w-])"
)
LEAST_DIGITS, MOST_DIGITS = 7, 15
"""How many digits a telephone number has; 15 are the most by the international plan (ITU E.164)."""
_GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0]\d{3})+")
_YEARS = re.compile(r"(?:1\d|20)\d\d\s?[-–—/]\s?(?:(?:1\d|20)?\d\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[./-]\d\d?[./-]\d{2,4}")


def telephone_numbers(text: str) -> Iterator[Passage]:
    """Yield numbers in groups that one could call; thousands, years and dates are none."""
    for match in _TELEPHONE.finditer(text) if _ANY_DIGIT.search(text) else ():
        number = match[0]
        digits = sum(map(str.isdigit, number))
        called = number[0] in "+(" or re.search(r"\d[ ()/\u00a0-]+\d", number)
        plain = any(pattern.fullmatch(number) for pattern in (_GROUPED, _YEARS, _DATE))
        if called and LEAST_DIGITS <= digits <= MOST_DIGITS and not plain:
            yield passage(text, *match.span())


_CODE_WORDS = r"ref|reference|batch|id|az|aktenzeichen|nr|no|ticket|code|код|шифр|piece|piece-id|uid|n°|nº"
_CODE = re.compile(
    rf"(?<![\w@-])(?=\D{{0,24}}\d)(?:(?:{_CODE_WORDS})[.:#\s]*[-_/]?\d{{3,}}[\w/-]*"  # batch-0001, ref 2291
    r"|[^\W\d_]{1,6}[-_/]?0\d{2,}[\w/-]*"  # gfk-0012
    r"|[A-Z]{2,6}[-_/]?\d{4,}[\w/-]*"  # REF-2291; ВАЗ-2101 is a car
    r"|[^\W\d_]{1,6}[-_/]\d+[-_/]\d[\w/-]*"  # gfk-4711-3
    r"|(?=\w*[^\W\d_])(?=(?:\w*\d){3})\w*(?:\d[^\W\d_]|[^\W\d_]\d)\w*[^\W_-]"  # A1234BC, 7f3a9
    r"|\d[\d-]{5,}\d|\d{6,}"  # 4711-0815, 20261120
    r"|(?:[^\W\d_]{1,10}-)?#\s?\d{4,}|№\s?\d+[-/]\d+"
    r")(?![\w])",
    re.IGNORECASE,
)
_ROUND = re.compile(r"[1-9]\d{0,2}0{5,}")
_RANGE = re.compile(r"\d{1,3}-\d{1,3}(?:-\d{1,3})?")
_SIZE = re.compile(r"\d+[^\W\d_]{1,4}")
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{6}|[A-Z]{1,2}-\d{4,6}")
_MODEL = re.compile(r"[^\W\d_]{1,3}-?\d{1,4}[^\W\d_]?|[^\W\d_a-zа-яёіїєґў][^\W\d_]*-\d{1,4}")
"""A320, Ту-134, Боинг-737, COVID-19: how machines and the like are called."""
_FORMULA = re.compile(r"(?:[A-Z][a-z]?\d{0,2})+")


def codes(text: str, known: Iterable[str] = (), postcodes: Iterable[str] = ()) -> Iterator[Passage]:
    """Yield what identifies a piece or a person to somebody else, and the ids in `known`, wherever they stand.

    `postcodes` are numbers of addresses that may stand in the text, as may every postcode behind a place.
    """
    allowed = frozenset(postcodes)
    for match in _CODE.finditer(text) if _ANY_DIGIT.search(text) else ():
        if match[0] not in allowed and not _is_plain(text, match):
            yield passage(text, *match.span())
    for identity in known:
        pattern = re.compile(rf"(?<![\w-]){re.escape(identity)}(?![\w-])", re.IGNORECASE)
        yield from (one for one in _all(pattern, text) if not _CODE.search(one.words))


def _is_plain(text: str, match: re.Match[str]) -> bool:
    """Tell whether a number is one that people write: years, a size, a model, a formula, a round number, a postcode."""
    token = match[0]
    if token[0] == "0" and not _POSTCODE.fullmatch(token):
        return False
    if any(pattern.fullmatch(token) for pattern in (_YEARS, _DATE, _ROUND, _RANGE, _SIZE)):
        return True
    if not re.search(r"[-_/]0|[^\W\d_]0\d", token) and (_MODEL.fullmatch(token) or _FORMULA.fullmatch(token)):
        return not re.fullmatch(rf"(?:{_CODE_WORDS})\W*\d+", token, re.IGNORECASE) and not re.fullmatch(
            r"[A-Z]{2,}\W?\d{4,}", token
        )
    return bool(_POSTCODE.fullmatch(token)) and _beside_a_place(text, match)


def _beside_a_place(text: str, match: re.Match[str]) -> bool:
    """Tell whether a name with a capital stands right before or behind a number, as in an address."""
    before, after = text[: match.start()].rstrip(), text[match.end() :]
    return bool(re.search(r"[^\W\d_a-zа-яёіїєґў][^\W\d_]*,?$", before) or re.match(r",?\s[^\W\d_a-zа-яёіїєґў]", after))


_CAPITALS = re.compile(r"(?<![\w-])[^\W\d_a-zа-яёіїєґў]{2,6}(?![\w])")
_RUN_OF_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zа-яёіїєґў]+(?:[\s,-]+[^\W\d_a-zа-яёіїєґў]+)+(?!\w)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_INITIAL = re.compile(r"[^\W\d_a-zа-яёіїєґў]\.")
_NUMBER_BEFORE = re.compile(r"\d\s?$")
EMPHASIS = 7
"""A word of so many capitals is no abbreviation: the line is in capitals for joy."""


def abbreviations(text: str, language: str) -> Iterator[Passage]:
    """Yield ``т.к.``, ``г-н``, ``СИЗО`` and their like; ``2024 г.``, ``А. П. Чехов`` and ``США`` are no riddle to anybody."""
    known = _writing(language)
    for match in known.short.finditer(text) if known.short else ():
        if _INITIAL.fullmatch(match[0]):
            continue
        stands_after_number = _NUMBER_BEFORE.search(text, max(0, match.start() - 4), match.start())
        if not (stands_after_number and re.sub(r"\s", "", match[0]).casefold() in known.after_numbers):
            yield passage(text, *match.span())
    joyful = [match.span() for match in _RUN_OF_CAPITALS.finditer(text) if _is_emphasis(match[0])]
    frequent = tables.frequent_words().get(language, frozenset())
    for match in _CAPITALS.finditer(text):
        word = match[0]
        ordinary = (
            word in known.capitals or word.casefold() in frequent or _ROMAN.fullmatch(word) or word.upper() != word
        )
        digits = (
            text[match.end() : match.end() + 2].lstrip("-")[:1].isdigit()
            or text[match.start() - 1 : match.start()].isdigit()
        )
        caseless = word.lower() == word
        if not (ordinary or digits or caseless or any(start <= match.start() < end for start, end in joyful)):
            yield passage(text, *match.span())


def _is_emphasis(run: str) -> bool:
    """Tell whether some words in capitals are a greeting, and not several abbreviations."""
    words = re.findall(r"[^\W\d_]+", run)
    return len(words) > 2 or any(len(word) >= EMPHASIS for word in words)  # noqa: PLR2004 — two may be abbreviations


class _Writing:
    """What a language writes in short, and which capitals everybody knows."""

    def __init__(self, language: str) -> None:
        """Read the section `writing` of the language's word list."""
        data = tables.care_words(language).get("writing", {})
        self.capitals = frozenset(data.get("capitals", ()))
        self.after_numbers = frozenset(data.get("after_numbers", ()))
        short = sorted(data.get("abbreviations", ()), key=len, reverse=True)
        patterns = (re.escape(one).replace(r"\.", r"\.\s?").removesuffix(r"\s?") for one in short)
        self.short = (
            re.compile(rf"(?<![\w.-])(?=\w+\s?[./-])(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE) if short else None
        )


@cache
def _writing(language: str) -> _Writing:
    return _Writing(languages.chain(language)[-1])
