"""What goes into the press and what comes out: frozen values that travel between processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.care.facts import PieceFacts
from outreach.letters.merge import TemplateText
from outreach.model import Broken, Fault
from outreach.pdf.sections import Section
from outreach.pdf.set_pieces import SetPiece
from outreach.stationery import Stationery
from outreach.workers.pool import Limits


@dataclass(frozen=True, slots=True)
class PieceText:
    """What one piece is made from: values for the template, and ready parts as lines of text.

    `number` is the piece's place in its batch; `values` are what the template sees; `parts` maps
    ``address``, ``return-line``, ``letterhead`` and ``date`` to their lines, ``logo`` and ``signature``
    to the name of a picture. `care` holds the rules of the prison that it goes to, and the facts that they need.
    """

    number: int
    values: Mapping[str, object]
    parts: Mapping[str, tuple[str, ...]]
    care: PieceFacts | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Pieces that are set together: one template in one language on one stationery.

    `style` is the template's own CSS and `assets` the folder that its pictures come from; the
    pieces numbered in `proven` are set both by the express lane and by WeasyPrint, and compared. `pictures`
    are the senders' own, by the names under which the parts call them. The lane first learns from the `samples`,
    which are the same in all jobs of a batch that differ only in their pieces.
    """

    stationery: Stationery
    template: TemplateText
    style: str
    assets: Path
    pieces: tuple[PieceText, ...]
    limits: Limits
    proven: frozenset[int] = frozenset()
    pictures: tuple[tuple[str, Path], ...] = ()
    samples: tuple[PieceText, ...] = ()


@dataclass(frozen=True, slots=True)
class SetJob:
    """A job's result: its sections of pages, where each piece stands in them, and what could not be set.

    `notes` say why pieces did not take the express lane, for those who want to know (``-v``). `broken` are
    the rules of prisons that pieces break; those that a strict rule keeps back are not among `pieces`.
    """

    sections: tuple[Section, ...]
    pieces: tuple[SetPiece, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()
    broken: tuple[Broken, ...] = ()
