"""The calls to a child of the press: merge the pieces of a job, set them, set proofs of them, or set a page."""

from dataclasses import replace

from outreach.model import Fault
from outreach.press.compose import compose
from outreach.press.proof_pages import Proofs
from outreach.press.tasks import Job, SetJob
from outreach.press.versions import known_weasyprint, tested


def merge_job(job: Job) -> tuple[Fault, ...]:
    """Merge the pieces of `job` and set none of them; return the faults that keep some from being merged."""
    return tuple(compose(job)[1])


def set_job(job: Job) -> SetJob:
    """Do one job; runs in a child process, which alone imports WeasyPrint."""
    with known_weasyprint():
        from outreach.press import worker  # noqa: PLC0415 — the parent never needs WeasyPrint

    result = worker.set_job(job)
    return replace(result, notes=(*tested(), *result.notes))


def set_proofs(sheets: Proofs) -> bytes:
    """Return proof sheets as a PDF; runs in a child process."""
    with known_weasyprint():
        from outreach.press import proof_setting  # noqa: PLC0415 — the parent never needs WeasyPrint

    return proof_setting.set_proofs(sheets)


def set_page(html: str) -> bytes:
    """Return the PDF of a page of the tool's own; runs in a child process."""
    with known_weasyprint():
        from outreach.press import whole_page  # noqa: PLC0415 — the parent never needs WeasyPrint

    return whole_page.set_page(html)
