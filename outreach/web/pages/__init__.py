"""The pages of the board, one module a subject; to add one, add its module and a line here."""

from outreach.web.pages import (
    arrived,
    everyday,
    lists,
    people,
    printing,
    record,
    report,
    sender,
    start,
    texts,
    today,
)
from outreach.web.visit import Page

PAGES: tuple[Page, ...] = (
    *everyday.PAGES,
    *start.PAGES,
    *today.PAGES,
    *arrived.PAGES,
    *people.PAGES,
    *printing.PAGES,
    *texts.PAGES,
    *lists.PAGES,
    *sender.PAGES,
    *report.PAGES,
    *record.PAGES,
)
