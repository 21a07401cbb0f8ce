"""``outreach phrases``: sentences by number, in every language, for a message to somebody whose language one lacks."""

import click

from outreach.cli import console
from outreach.errors import UsageError, instead
from outreach.l10n.languages import language_code, locale
from outreach.letters.phrases import phrase_book, phrases_fault, phrases_text
from outreach.tables import languages


@click.command()
@click.argument("numbers", nargs=-1, metavar="[NUMBER]...")
@click.option(
    "--language", "names", multiple=True, metavar="CODE", default=("en",), show_default=True,
    help="The language to show, as ru or Russian. May be given several times.",
)  # fmt: skip
def command(numbers: tuple[str, ...], names: tuple[str, ...]) -> None:
    """Show the phrase book, or the message that some of its numbers make.

    \b
    outreach phrases                                       every sentence in English
    outreach phrases --language ru --language en           in Russian and in English
    outreach phrases 1 11 21 41 51 --language ru           the message in Russian

    Write the numbers into the column phrases of a list: the message comes out in the language of each
    letter, and in yours on the proof sheets of outreach merge --proof. A semicolon begins a paragraph.
    """
    codes = [_known(name) for name in names]
    if numbers:
        _show_message(" ".join(numbers), codes)
    else:
        _show_book(codes)
        console.next_step("write numbers into the column phrases, as 1 11 21 51, and merge with --proof en")


def _known(name: str) -> str:
    code = language_code(name)
    if not phrase_book(code):
        known = [one for one in languages() if phrase_book(one)]
        raise UsageError(f"the phrase book has no `{name}`; {instead(name, known)}")
    return code


def _show_message(numbers: str, codes: list[str]) -> None:
    fault = phrases_fault(numbers, codes[0])
    if fault:
        raise UsageError(fault)
    for code in codes:
        if len(codes) > 1:
            console.strong(f"{locale(code).get_display_name('en')}")
        console.line(phrases_text(numbers, code))


def _show_book(codes: list[str]) -> None:
    group = ""
    for number, phrase in phrase_book(codes[0]).items():
        if phrase.group != group:
            group = phrase.group
            console.line()
            console.strong(group.replace("_", " ").capitalize())
        for place, code in enumerate(codes):
            console.line(f"{number if not place else '':>3}  {phrase_book(code)[number].text}")
