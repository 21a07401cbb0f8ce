"""What a person asks of a batch, and who makes it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from outreach.batch.volumes import Volumes
from outreach.care.verdict import Override
from outreach.ledger.claims import Action
from outreach.pdf.printer_offset import Shift
from outreach.workers.pool import Workers


@dataclass(frozen=True, slots=True)
class Order:
    """How a batch is made: in whose name and on which day, in which volumes, for which printer.

    With `strict` nothing is made when a piece has a fault. `proof` is the language of the proof sheets, or empty;
    `sorted_by` is the order that was asked for, or empty for the usual one. `language` is that of the packing list,
    or empty for the campaign's own.
    """

    action: Action
    volumes: Volumes = field(default_factory=Volumes)
    strict: bool = False
    override: Override = field(default_factory=Override)
    proof: str = ""
    shift: Shift | None = None
    sorted_by: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who sets and measures the pages, and who is informed of the progress.

    `setters` are `workers` or a cluster; `progress` is told how many more pieces are done, `note` gets remarks.
    """

    workers: Workers
    setters: Workers
    progress: Callable[[int], None] = lambda _done: None
    note: Callable[[str], None] = lambda _note: None
