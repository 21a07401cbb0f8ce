"""Jobs for a child process that sets letters, and what comes back."""

from importlib.resources import files
from pathlib import Path

import pypdfium2

from outreach.press.tasks import Job, SetJob
from outreach.workers.pool import Call, Died, Workers

NO_FILES = Path(__file__).with_name("no such folder")
"""For templates without files beside them."""
FONTS = Path(str(files("outreach") / "data" / "fonts" / "fonts.conf"))


def set_pieces(job: Job) -> SetJob:
    """Do `job`; runs in a child process."""
    from outreach.press import worker

    return worker.set_job(job)


def set_in_child(press: Workers, job: Job) -> SetJob:
    """Do `job` in the child process, which lives on."""
    outcome = press.run(Call(set_pieces, job, 60))
    assert not isinstance(outcome, Died)
    return outcome


def page_texts_of(result: SetJob) -> dict[int, list[str]]:
    """Return the text of each piece's pages, as a reader of the PDF can copy it."""
    documents = [pypdfium2.PdfDocument(section.pdf()) for section in result.sections]
    return {
        one.number: [
            documents[side.section][page].get_textpage().get_text_bounded() for side in one.sides for page in side.pages
        ]
        for one in result.pieces
    }
