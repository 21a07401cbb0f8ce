"""Dates as people write them."""

import pytest

from outreach.l10n.dates import is_date, iso_date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("1970-03-15", "1970-03-15"), ("15.03.1970", "1970-03-15"), ("5.3.1970", "1970-03-05"),
        ("15/03/1970", "1970-03-15"), ("03/15/1970", "1970-03-15"), ("15-03-1970", "1970-03-15"),
        ("04/04/1980", "1980-04-04"), ("1970", "1970"), ("1970.0", "1970"), ("1970-03", "1970-03"), ("", ""),
    ],
)  # fmt: skip
def test_a_date_is_read_as_it_was_meant(text: str, date: str) -> None:
    assert iso_date(text) == date
    assert is_date(date)


@pytest.mark.parametrize("text", ["03/04/1980", "31.02.1980", "soon", "1980-13-01", "19800101"])
def test_what_may_be_two_dates_or_none_stays_as_it_is_and_is_told(text: str) -> None:
    assert iso_date(text) == text
    assert not is_date(text)
