"""Print a mailing: claim its pieces, set and bind them, put the batch in its place, record it."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from outreach.batch import packing_list, proof_sheets, volume_pages
from outreach.batch.folder import ADDRESSES, Addressee, addresses_text, record_batch, write_manifest
from outreach.batch.inspection import measure, sample
from outreach.batch.plan import MailingPlan
from outreach.batch.press_jobs import jobs_for, ready_lines, set_jobs
from outreach.batch.volumes import Portioning, Whole, portion_out
from outreach.campaign.campaign import FILE_NAMES, Campaign
from outreach.care import verdict
from outreach.errors import LedgerError, tell_of_disk
from outreach.ledger import claims
from outreach.ledger.database import Ledger, survives_cuts, transaction
from outreach.model import Broken, Earlier, Fault, Plan, Problem, Skipped, batch_name
from outreach.pdf.binder import Binder, BoundPiece, BoundPieces, Part, blank_page, write_parts
from outreach.pdf.preflight import Expected, Flight
from outreach.pdf.printer_offset import Shift, shift_pages
from outreach.pdf.sections import SectionReader
from outreach.press.cache import keeper
from outreach.press.tasks import Job, SetJob
from outreach.storage import files
from outreach.storage.on_demand import chosen
from outreach.workers.pool import Workers

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """What a merge made: the folder, the number of pieces and pages, the rows left out."""

    folder: Path
    pieces: int
    pages: int
    skipped: tuple[Skipped, ...]
    faults: tuple[Problem, ...] = ()
    volumes: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()
    stamps: tuple[tuple[str, int], ...] = ()
    """How many pieces go to each country, by its code."""
    sheets: int = 0
    """How many sheets of paper the pieces take."""


@dataclass(frozen=True, slots=True)
class Run:
    """One command's work on one mailing: what to print, with which helpers, in whose name."""

    campaign: Campaign
    plan: MailingPlan
    workers: Workers
    action: claims.Action
    portioning: Portioning = field(default_factory=Portioning)
    progress: Progress = lambda _done: None
    note: Callable[[str], None] = lambda _note: None
    strict: bool = False
    override: verdict.Override = field(default_factory=verdict.Override)
    setters: Workers | None = None
    """Who sets the letters, if it is not `workers`: a cluster."""
    proof: str = ""
    shift: Shift | None = None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A batch that is being made: its number, its working folder, its pieces in print order."""

    number: int
    folder: Path
    uids: Sequence[str]
    plans: Sequence[Plan]

    def plans_of(self, bound: Iterable[BoundPiece]) -> Sequence[Plan]:
        """Return the plans of the pieces in `bound`, in their order."""
        return chosen(self.plans, (piece.place for piece in bound))


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the claimed pieces: those in the PDF, the rows left out and why, what to look at.

    `measured` is what to look at in the finished PDF; `overridden` is what the ledger notes, by the piece's
    number in the claim.
    """

    bound: Sequence[BoundPiece]
    skipped: tuple[Skipped, ...]
    faults: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    measured: tuple[Problem, ...]
    overridden: Mapping[int, str]


def print_mailing(run: Run, ledger: Ledger) -> Batch:
    """Make one batch, whole or not at all; without pieces nothing was written, and `faults` say why."""
    campaign = run.campaign
    number = 0
    with ExitStack() as stack:
        try:
            claimed = _claim(ledger, campaign, run.plan, stack)
            number, folder, final = claimed.number, claimed.folder, campaign.batch_folder(claimed.number)
            batch = _make(run, claimed)
            if batch.pieces:
                files.publish_folder(folder, final)
                record_batch(ledger, number, final)
        except OSError as error:
            tell_of_disk(error, campaign.prints)
        finally:
            if number and not campaign.batch_folder(number).exists():
                claims.release(ledger, number)
    return batch


@survives_cuts
def _claim(ledger: Ledger, campaign: Campaign, plan: MailingPlan, stack: ExitStack) -> Claimed:
    """Reserve the pieces that nobody else has claimed since the plan was made, and the folder to make them in."""
    number, uids, stationery = 0, claims.Uids(0), plan.material.mailing.stationery.name
    with ExitStack() as guard:
        try:
            with transaction(ledger):
                plans = _free(ledger, plan)
                number, uids = claims.claim(ledger, plans, stationery, above=_highest(campaign))
                folder = guard.enter_context(_guarded(campaign.working_folder(number)))
        except BaseException:  # Ctrl-C may come when the claim is made and nobody knows of it yet
            if claims.stands(ledger, uids):
                claims.release(ledger, number)
            raise
        stack.push(guard.pop_all())
    return Claimed(number, folder, uids, plans)


def _free(ledger: Ledger, plan: MailingPlan) -> Sequence[Plan]:
    mailing = plan.material.mailing.name
    taken = claims.earlier_pieces(ledger, mailing)
    free = plan.plans
    if taken:
        due = (n for n, one in enumerate(plan.plans) if _still_due(one, taken.get(one.recipient.id)))
        free = chosen(plan.plans, due)
    if not free:
        raise LedgerError(f"somebody else has just merged all letters of {mailing}; see: outreach status")
    return free


def _highest(campaign: Campaign) -> int:
    """Return the highest number of a batch that lies in the folder, whether or not the ledger knows it."""
    folders = campaign.prints.glob("batch-[0-9]*")
    return max((int(folder.name[6:]) for folder in folders if folder.name[6:].isdigit()), default=0)


@contextmanager
def _guarded(folder: Path) -> Iterator[Path]:
    """Guard the working folder, with messages for what can be wrong with the disk."""
    try:
        with files.guarded_folder(folder):
            yield folder
    except files.InUseError as error:
        raise LedgerError("another command is just finishing this batch; run it again") from error
    except OSError as error:
        tell_of_disk(error, folder.parent)


def _still_due(plan: Plan, earlier: Earlier | None) -> bool:
    return earlier is None or earlier.round < plan.round


def _make(run: Run, claimed: Claimed) -> Batch:
    """Set, bind and write everything that belongs to the batch into its working folder."""
    path = claimed.folder / FILE_NAMES[run.plan.material.mailing.stationery.kind]
    listed = _start_packing_list(run, claimed, claimed.plans)
    made = _set_and_inspect(run, claimed, path)
    if not made.bound or (made.faults and run.strict):
        return Batch(claimed.folder, 0, 0, made.skipped, made.faults, warnings=made.warnings)
    if len(made.bound) < len(claimed.plans):
        listed = _start_packing_list(run, claimed, claimed.plans_of(made.bound))
    packing_list.write(listed, claimed.folder / "packing-list.pdf", run.workers)
    volumes = _write_companions(run, claimed, path, made)
    return _counted(run, claimed, made, volumes, _write_records(run, claimed, made))


def _set_and_inspect(run: Run, claimed: Claimed, path: Path) -> Made:
    """Write the PDF of all pieces that can be posted; return what became of each."""
    bound, failed, care = _set_and_bind(run, claimed, path)
    bound, unfit, measured = _inspect(run, claimed, path, bound) if bound else (bound, [], ())
    failed += unfit
    skipped = (Skipped(claimed.plans[f.number - 1].recipient.row, verdict.reason_of(f.problem)) for f in failed)
    faults = sorted((*failed, *care.stopped), key=lambda fault: fault.number)
    return Made(
        bound,
        (*run.plan.skipped, *skipped, *care.skipped(claimed.plans)),
        tuple(verdict.told(claimed.plans, faults)),
        tuple(verdict.told(claimed.plans, care.warned)),
        measured,
        care.overridden,
    )


def _write_companions(run: Run, claimed: Claimed, path: Path, made: Made) -> list[str]:
    """Write what lies beside the PDF, and move its pages for the printer; return the names of the volumes."""
    if made.skipped:
        from outreach.writers import skipped_rows  # noqa: PLC0415 — openpyxl is loaded when a row was skipped

        files.write_private(claimed.folder / "skipped.xlsx", skipped_rows.workbook(made.skipped))
    if run.proof:
        _write_proofs(run, claimed, claimed.plans_of(made.bound))
    if run.shift:
        shift_pages(path, run.shift)
    return _portion_out(run, claimed, path, made.bound)


def _write_records(run: Run, claimed: Claimed, made: Made) -> Counter[str]:
    """Write whom the pieces go to, and last of all what the ledger is to record; return the stamps by country."""
    stamps = Counter[str]()

    def addressees() -> Iterator[Addressee]:
        for number, plan in enumerate(claimed.plans_of(made.bound), 1):
            stamps[plan.recipient.country] += 1
            yield _addressee(number, plan)

    files.write_private(claimed.folder / ADDRESSES, addresses_text(addressees()))
    pieces = (
        claims.RecordedPiece(
            claimed.uids[piece.place],
            number,
            piece.first_page,
            piece.last_page,
            made.overridden.get(piece.number, ""),
        )
        for number, piece in enumerate(made.bound, 1)
    )
    write_manifest(claimed.folder, pieces, run.action)
    return stamps


def _counted(run: Run, claimed: Claimed, made: Made, volumes: Sequence[str], stamps: Counter[str]) -> Batch:
    """Return what was made, with the pages, stamps and sheets that it takes."""
    pages = [piece.last_page - piece.first_page + 1 for piece in made.bound]
    return Batch(
        run.campaign.batch_folder(claimed.number),
        len(made.bound),
        sum(pages),
        made.skipped,
        made.faults + made.measured,
        tuple(volumes),
        made.warnings,
        tuple(sorted(stamps.items())),
        volume_pages.sheets(pages, duplex=_both_sides(run)),
    )


def _both_sides(run: Run) -> bool:
    """Tell whether a sheet carries two pages of a piece."""
    how = run.portioning
    return how.duplex or how.manual_duplex or len(run.plan.material.mailing.stationery.sides) > 1


def _write_proofs(run: Run, claimed: Claimed, plans: Sequence[Plan]) -> None:
    """Write the proof sheets of what is printed."""
    material = run.plan.material
    pdf = proof_sheets.proofs_pdf(
        run.campaign, material, plans, claimed.number, run.proof, run.action.date, run.workers
    )
    files.write_private(claimed.folder / "proofs.pdf", pdf)


Inspected = tuple[Sequence[BoundPiece], list[Fault], tuple[Problem, ...]]
"""The pieces that can be posted, the others with their faults, and what should be looked at."""


def _inspect(run: Run, claimed: Claimed, path: Path, bound: Sequence[BoundPiece]) -> Inspected:
    """Measure some pieces of the finished PDF; if one of them fails, measure all and leave out those that do."""
    plans = claimed.plans_of(bound)
    source = f"{batch_name(claimed.number)}/{path.name}"
    paper = run.plan.material.mailing.stationery
    flight = Flight(str(path), source, paper, (), bound[-1].last_page, run.campaign.edge)
    with path.open("rb") as file:
        pdf = SectionReader(file)
        report = measure(run.workers, flight, _expected(plans, bound, sample(plans)), pdf)
        if not report.faults:
            return bound, [], report.warnings
        report = measure(run.workers, flight, _expected(plans, bound, range(len(bound))), pdf)
    unfit = [Fault(number, problem) for number, problem in report.unfit.items()]
    kept = [piece for piece in bound if piece.number not in report.unfit]
    return (_without_the_rest(path, kept, duplex=run.portioning.duplex) if kept else ()), unfit, report.warnings


def _expected(plans: Sequence[Plan], bound: Sequence[BoundPiece], indexes: Iterable[int]) -> Iterator[Expected]:
    """Yield how the pieces at `indexes` should be."""
    for index in indexes:
        yield Expected(*bound[index], ready_lines(plans[index])["address"])


def _without_the_rest(path: Path, kept: Sequence[BoundPiece], *, duplex: bool) -> Sequence[BoundPiece]:
    """Write the PDF again with the pieces in `kept` alone; return where they stand now."""
    pages: list[int | None] = []
    moved = BoundPieces()
    for piece in kept:
        first = len(pages) + 1
        pages += range(piece.first_page, piece.last_page + 1)
        moved.add(BoundPiece(piece.number, first, len(pages)))
        pages += [None] if duplex and len(pages) % 2 else []
    shorter = path.with_name(f".{path.name}")
    write_parts(path, [Part(shorter, pages)])
    shorter.replace(path)
    return moved


def _addressee(number: int, plan: Plan) -> Addressee:
    lines = ready_lines(plan)
    return Addressee(number, lines["address"], lines["letterhead"], plan.recipient.country)


def _set_and_bind(run: Run, claimed: Claimed, path: Path) -> tuple[Sequence[BoundPiece], list[Fault], verdict.Care]:
    """Set the pieces in the children and bind them in print order; what failed, and what prisons do not let in."""
    start = time.perf_counter()
    faults: list[Fault] = []
    broken: list[Broken] = []
    notes: dict[str, None] = {}
    jobs = jobs_for(run.campaign, run.plan.material, claimed.plans, run.action.date, run.override.rules)
    with files.open_private(path) as file:
        paper = run.plan.material.mailing.stationery
        binder = Binder(file, blank_page(paper.width, paper.height) if run.portioning.duplex else None)
        for result in _set(run, jobs):
            binder.add(result.sections, result.pieces)
            notes |= dict.fromkeys(result.notes)
            faults += result.faults
            broken += result.broken
            run.progress(len(result.pieces) + len(result.faults))
        bound = binder.bind()
    for note in (*notes, f"set and bound in {time.perf_counter() - start:.2f} s"):
        run.note(note)
    return bound, sorted(faults, key=lambda fault: fault.number), verdict.care_of(claimed.plans, broken, run.override)


def _set(run: Run, jobs: Iterable[Job]) -> Iterator[SetJob]:
    """Set the pieces, but for those that are kept from before; other machines may set otherwise, so they keep nothing."""
    if run.setters in (None, run.workers):
        return keeper.set_jobs(jobs, run.workers, keeper.shelf_of(run.campaign), run.note)
    return set_jobs(jobs, run.setters)


def _start_packing_list(run: Run, claimed: Claimed, plans: Sequence[Plan]) -> packing_list.Started:
    """Have the packing list set while the letters are; it is set again if some of them fail."""
    mailing = run.plan.material.mailing
    facts = f"{run.campaign.name} · {mailing.name} · {run.action.date.isoformat()} · {len(plans)} × {mailing.stationery.name}"
    return packing_list.start(f"Packing list · {batch_name(claimed.number)}", facts, plans, run.workers)


def _portion_out(run: Run, claimed: Claimed, path: Path, bound: Sequence[BoundPiece]) -> list[str]:
    """Write the volumes and other files that the person asked for."""
    if not run.portioning.writes:
        return []
    plans = claimed.plans_of(bound)
    pages = [(piece.first_page, piece.last_page) for piece in bound]
    mailing = run.plan.material.mailing
    facts = f"{run.campaign.name} · {mailing.name} · {run.action.date.isoformat()}"
    whole = Whole(path, batch_name(claimed.number), facts, mailing.stationery, plans, pages)
    return portion_out(whole, run.portioning, run.workers)
