"""What stops the reading of a file."""

from outreach.model import Problem


class UnreadableError(Exception):
    """A file that cannot be read as a whole; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        """Carry the `problem`."""
        super().__init__(problem)
        self.problem = problem


def damaged(source: str) -> UnreadableError:
    """Return the error for a file that is not what it seems to be."""
    remedy = "open it in your spreadsheet program and save it again as .xlsx"
    return UnreadableError(Problem(source, "is damaged or not a spreadsheet", remedy))


def protected(source: str) -> UnreadableError:
    """Return the error for a file that only a password opens."""
    return UnreadableError(Problem(source, "is protected with a password", "save it without a password"))
