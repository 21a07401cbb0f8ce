"""What `outreach forget` has begun: written down before anything is removed, and deleted when all of it is gone.

While the file exists, every other command says so (`outreach.campaign.at_work`), and the next `outreach forget`
continues.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from outreach.campaign.at_work import FORGETTING
from outreach.campaign.campaign import Campaign
from outreach.errors import LedgerError
from outreach.ledger.events import Action
from outreach.ledger.stories import Person
from outreach.storage import files


@dataclass(frozen=True)
class Intention:
    """The people to forget, the words of the request, and what the last step must know about the first.

    `new` are the ids that replace the people's old ids, by the old ones; `changed` are the batches that lose a file;
    `after` is the ledger's last event before; `copies` tells whether there were copies of the ledger.
    """

    asked: str
    people: tuple[Person, ...]
    new: Mapping[str, str]
    action: Action
    changed: tuple[int, ...]
    after: int
    copies: bool

    @cached_property
    def everybody(self) -> tuple[Person, ...]:
        """The people under their old ids and under the new ones, which they have once the ledger has forgotten them."""
        again = (Person(self.new[one.recipient], "", one.name, one.country) for one in self.people)
        return tuple({one.recipient: one for one in (*self.people, *again)}.values())


def write(campaign: Campaign, intention: Intention) -> None:
    """Write down what has begun."""
    text = json.dumps(asdict(intention), ensure_ascii=False, default=dt.date.isoformat)
    files.private_folder(_path(campaign).parent.parent)
    files.replace_file(files.private_folder(_path(campaign).parent) / FORGETTING.name, text.encode())


def read(campaign: Campaign) -> Intention | None:
    """Return what was begun but not finished; raise `LedgerError` if that cannot be read."""
    path = _path(campaign)
    if not path.exists():
        return None
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        people = tuple(Person(**one) for one in values["people"])
        action = Action(**{**values["action"], "date": dt.date.fromisoformat(values["action"]["date"])})
        known = {**values, "people": people, "action": action, "changed": tuple(values["changed"])}
        return Intention(**known)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        message = f"{campaign.relative(path)} cannot be read; remove it, and give outreach forget again with the name"
        raise LedgerError(message) from error


def remove(campaign: Campaign) -> None:
    """Note that everything is done: nothing names the people any more."""
    path = _path(campaign)
    for one in (path, *_halves(path)):
        one.unlink(missing_ok=True)
    if path.parent.is_dir():
        files.sync_folder(path.parent)


def _halves(path: Path) -> Sequence[Path]:
    """Return what is left of files that were being written when the power failed."""
    return [*path.parent.glob(f".{path.name}.*.partial")]


def _path(campaign: Campaign) -> Path:
    return campaign.folder / FORGETTING
