"""Have jobs set in child processes; a piece that kills its process or takes too long is an ordinary fault."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from outreach.model import Fault, Problem
from outreach.press.calls import merge_job, set_job
from outreach.press.tasks import Job, SetJob
from outreach.workers.pool import Call, Died, Workers, too_much

SECONDS_A_PIECE = 0.2
"""What a piece adds to a job's time limit; setting one takes about a tenth of that."""
HOPELESS = 3
"""So many pieces that kill their process, and none that does not: the template is to blame."""


def call_for(job: Job) -> Call[Job, SetJob]:
    """Return the call that does `job` under its time limit."""
    return Call(set_job, job, _seconds(job))


def _seconds(job: Job) -> float:
    return job.limits.seconds + SECONDS_A_PIECE * len(job.pieces)


def unmerged(jobs: Iterable[Job], workers: Workers) -> list[Fault]:
    """Return what keeps pieces from being merged, such as an empty cell that the text needs; nothing is set.

    If merging some of them does not end, only the first of those is reported.
    """
    calls = (Call(merge_job, job, _seconds(job)) for job in jobs)
    faults: list[Fault] = []
    for found in workers.map(calls):
        faults += [Fault(found.task.pieces[0].number, too_long(found.task))] if isinstance(found, Died) else found
    return faults


def set_jobs(jobs: Iterable[Job], workers: Workers) -> Iterator[SetJob]:
    """Do `jobs` in order; a piece that kills its process or takes too long is an ordinary fault."""
    for result in workers.map(call_for(job) for job in jobs):
        if isinstance(result, Died):
            yield from set_alone(result.task, workers)
        else:
            yield result


def set_alone(job: Job, workers: Workers) -> Iterator[SetJob]:
    """Set the pieces of `job` one by one, to find those that kill the process.

    When the first few all do, the template is to blame, and the others are not tried.
    """
    died = lived = 0
    for piece in job.pieces:
        result: SetJob | Died[Job] | None = None
        if lived or died < HOPELESS:
            result = workers.run(call_for(replace(job, pieces=(piece,))))
        if isinstance(result, SetJob):
            lived += 1
            yield result
        else:
            died += 1
            yield SetJob((), (), (Fault(piece.number, too_long(job)),))


def too_long(job: Job) -> Problem:
    """Return the problem of a piece that killed its process."""
    return Problem(
        job.template.source,
        f"this letter {too_much('to set', job.limits.seconds)}",
        "look for an endless loop or a very large picture in the template",
    )
