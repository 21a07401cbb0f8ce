"""The rules that apply to a campaign's letters to prisons: those of the tool, its settings, its own files."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tomllib import TOMLDecodeError

from outreach.campaign.campaign import Campaign
from outreach.campaign.safe_place import unsafe_to_read
from outreach.campaign.settings import FILE_NAME
from outreach.campaign.toml import parsed
from outreach.care.addressee import addressee
from outreach.care.rule_books import Prison, Rule, RuleBook, Rules, Scope, books_for, rules_of
from outreach.care.rule_files import book_problems, rule_book, shipped_books
from outreach.model import Kind, Problem, Recipient

FOLDER = "prison_rules"
PLACES = ("region", "city", "postal_code", "facility_region", "facility_city", "facility_postal_code")
"""Columns that say where inside its country a prison is."""


@dataclass(frozen=True, slots=True)
class PrisonRules:
    """All rule books of a campaign, the more general first, and what is wrong with its own files."""

    books: tuple[RuleBook, ...] = ()
    problems: tuple[Problem, ...] = ()

    def of(self, recipient: Recipient) -> Rules:
        """Return the rules of the prison that a recipient is in; other recipients have none."""
        return rules_of(self.books_of(recipient))

    def addressee(self, recipient: Recipient) -> tuple[str, ...]:
        """Return the lines of the address that name a prisoner, as the prison wants them."""
        return addressee(self.of(recipient), recipient.fields, recipient.name, recipient.country)

    def books_of(self, recipient: Recipient) -> list[RuleBook]:
        """Return the books that apply to a recipient, the more general first; none for people who are not prisoners."""
        return books_for(self.books, prison_of(recipient)) if recipient.kind is Kind.PRISONER else []


def prison_of(recipient: Recipient) -> Prison:
    """Return where a prisoner is, from the columns of the list and the facility's own."""
    cells = recipient.fields
    names = tuple(cells.get(column, "") for column in ("facility", "facility_name"))
    lines = tuple(text for column in PLACES if (text := cells.get(column, "")))
    return Prison(recipient.country, names, (*recipient.address, *lines, *names))


def read_rules(campaign: Campaign) -> PrisonRules:
    """Return the rules for `campaign`; files of its own that have a fault are problems, and do not count."""
    books, problems = [*shipped_books(), *_settings(campaign)], []
    for path in sorted((campaign.folder / FOLDER).glob("*.toml")):
        source = campaign.relative(path)
        data, faults = _read(path, source, campaign.folder)
        problems += faults
        if not faults:
            books.append(rule_book(data))
    return PrisonRules(tuple(books), tuple(problems))


def _settings(campaign: Campaign) -> list[RuleBook]:
    """Return what the section ``[care]`` says as a rule book."""
    care = campaign.care
    usual = next(book.rules["address_age"] for book in shipped_books() if "address_age" in book.rules)
    days = care.address_days or usual.number("days")
    rule = Rule("address_age", care.stale_addresses, {"days": days}, "this campaign", f"{FILE_NAME}, [care]", "")
    return [RuleBook(Scope.EVERYWHERE, "", {rule.name: rule})]


def _read(path: Path, source: str, folder: Path) -> tuple[Mapping[str, object], list[Problem]]:
    if fault := unsafe_to_read(path, folder):
        return {}, [Problem(source, *fault)]
    try:
        data = parsed(path.read_text(encoding="utf-8-sig"))
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [Problem(source, f"not valid: {error}", "compare it with docs/how-to/write-with-care.md")]
    except OSError as error:
        return {}, [Problem(source, f"cannot be read ({error.strerror})", "check its rights")]
    return data, book_problems(source, data)
