"""Personal messages: to whom they go, from a cell or from a file ``messages/<id>.md``, whether they can be printed."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from outreach.campaign.safe_place import unsafe_to_read
from outreach.letters.markdown import message_faults
from outreach.letters.merge import TemplateText, used_names
from outreach.letters.phrases import phrases_fault, phrases_text
from outreach.model import Problem, Recipient
from outreach.people.recipients import localised_cell

FOLDER = "messages"
VARIABLE, PHRASES = "message", "phrases"


@dataclass(frozen=True, slots=True)
class Messages:
    """The messages of a campaign: those in files by the id in their name, in lower case.

    `placed` are the languages in which the template has a place for a message.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    placed: frozenset[str] = frozenset()
    unreadable: tuple[Problem, ...] = ()

    def text(self, recipient: Recipient, language: str) -> str:
        """Return the message to a recipient as Markdown, or ``""``: phrases by number, then the volunteer's own words."""
        own = localised_cell(recipient.fields, VARIABLE, language) or self.files.get(recipient.id.casefold(), "")
        phrases = localised_cell(recipient.fields, PHRASES, language)
        if phrases:
            phrases = phrases_text(phrases, language)
        return f"{phrases}\n\n{own}".strip()

    def fault(self, recipient: Recipient, language: str) -> str:
        """Return what keeps the message to a recipient from being printed, or ``""``."""
        numbers = localised_cell(recipient.fields, PHRASES, language)
        if numbers and (fault := phrases_fault(numbers, language)):
            return f"{PHRASES}: {fault}"
        text = self.text(recipient, language)
        if not text:
            return ""

        faults = [f"{message}; {remedy}" for message, remedy in message_faults(text)]
        if localised_cell(recipient.fields, VARIABLE, language) and recipient.id.casefold() in self.files:
            faults.append(f"there is one in the list and one in {FOLDER}/; delete one of them")
        if language not in self.placed:
            faults.append(f"the template has no place for it in {language}; write {{{{ message }}}} into its body")
        return f"message: {'; '.join(faults)}" if faults else ""


def read_messages(folder: Path, texts: Iterable[TemplateText]) -> Messages:
    """Read the messages of the campaign in `folder`, for a template with these `texts`."""
    files: dict[str, str] = {}
    problems = []
    for path in _paths(folder):
        if fault := unsafe_to_read(path, folder):
            problems.append(Problem(f"{FOLDER}/{path.name}", *fault))
            continue
        try:
            files[path.stem.casefold()] = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            problems.append(Problem(f"{FOLDER}/{path.name}", "is not UTF-8 text", "save it as UTF-8 in your editor"))
        except OSError as error:
            problems.append(Problem(f"{FOLDER}/{path.name}", f"cannot be read ({error.strerror})", "check its rights"))
    placed = frozenset(text.language for text in texts if _has_place(text))
    return Messages(files, placed, tuple(problems))


@lru_cache(maxsize=64)
def _has_place(text: TemplateText) -> bool:
    """Tell whether a text has a place for a message; cached while somebody works on another text."""
    return any(name == VARIABLE for name, *_ in used_names(text))


def _paths(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / FOLDER).glob("*.md") if not path.name.startswith("."))


def stray_messages(folder: Path, recipients: Iterable[Recipient], held: Collection[str] = ()) -> Iterator[Problem]:
    """Yield a problem for each message whose file name is nobody's id."""
    paths = _paths(folder)
    known = {recipient.id.casefold() for recipient in recipients if paths} | {one.casefold() for one in held}
    for path in paths:
        if path.stem.casefold() not in known:
            message = "nobody in the lists has this id"
            yield Problem(f"{FOLDER}/{path.name}", message, "name the file after the person's id, as p-01.md")
