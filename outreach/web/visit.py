"""One question of the browser, with what a page needs to answer it."""

import datetime as dt
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response

from outreach.batch.overview import Overview
from outreach.errors import OutreachError, UsageError
from outreach.l10n.speech import SPOKEN, Speech
from outreach.web.board import Board, Notice
from outreach.web.rendering import ENVIRONMENT


@dataclass(slots=True)
class Visit:
    """A question: what was asked for, what was filled in, and in which language the answer is to be.

    `trouble` is what kept a form from being done; the page then says it where it happened.
    """

    board: Board
    request: Request
    speech: Speech
    form: FormData = field(default_factory=FormData)
    trouble: OutreachError | None = None

    def asked(self, name: str) -> str:
        """Return a part of the address: of its path, or after the question mark."""
        return str(self.request.path_params.get(name) or self.request.query_params.get(name, ""))

    def filled(self, name: str) -> str:
        """Return what was filled in, without spaces around it."""
        value = self.form.get(name, "")
        return value.strip() if isinstance(value, str) else ""

    def chosen(self, name: str) -> list[str]:
        """Return everything that was ticked under a name."""
        return [one for one in self.form.getlist(name) if isinstance(one, str)]

    def file(self, name: str) -> UploadFile | None:
        """Return a file that was sent, if one was."""
        value = self.form.get(name)
        return value if isinstance(value, UploadFile) and value.filename else None

    def day(self, name: str = "day") -> dt.date:
        """Return the day that was filled in, today if none was; raise `UsageError` for one that has not come."""
        text = self.filled(name)
        try:
            day = dt.date.fromisoformat(text) if text else self.board.today()
        except ValueError:
            raise UsageError(f"`{text}` is not a date; write it as 2026-11-20") from None
        if day > self.board.today():
            raise UsageError(f"{day} has not come yet; write the day on which it happened")
        return day

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """Return a page made of a template."""
        text = ENVIRONMENT.get_template(template).render(
            visit=self, _=self.speech.text, n_=self.speech.count, speech=self.speech, here=self.request.url.path,
            notice=self.board.notice(self.asked("said")), said=self.asked("said"), form_mark=self.board.keys.form,
            once=lambda: secrets.token_urlsafe(12), today=self.board.today(), cause=self.cause, spoken=SPOKEN,
            own_name=lambda code: Speech(code).tongue(code), **values,
        )  # fmt: skip
        return HTMLResponse(text, 422 if self.trouble and status == 200 else status)  # noqa: PLR2004 — all is well

    def cause(self) -> str:
        """Return the name of the campaign, if it can be read now."""
        try:
            return self.board.campaign().name
        except OutreachError:
            return ""

    def overview(self, *, wait: bool = False) -> tuple[Overview | None, bool]:
        """Return where everybody stands, and whether that is of this moment."""
        return self.board.watcher.overview(wait=wait)

    def to(self, path: str, text: str = "", undo: str = "", **query: str) -> Response:
        """Lead the browser on, with a remark about what was done."""
        if text:
            query["said"] = self.board.say(Notice(text, undo))
        return RedirectResponse(f"{path}?{urlencode(query)}" if query else path, 303)

    def send_file(self, path: Path, kind: str, name: str, *, keep: bool = False) -> Response:
        """Return a file of the campaign folder: to look at, or with `keep` to save."""
        where = "attachment" if keep else "inline"
        return FileResponse(path, media_type=kind, filename=name, content_disposition_type=where)


Answer = Callable[[Visit], Response]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the board: its path, what shows it, and what is done when its form is sent."""

    path: str
    show: Answer
    change: Answer | None = None
