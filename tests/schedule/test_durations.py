import click
import pytest

from outreach.campaign.settings import SECTIONS
from outreach.cli.forget import Age
from outreach.schedule.durations import days_of


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("60 days", 60), ("1 day", 1), ("90d", 90), ("2 weeks", 14), ("6W", 42), ("18 months", 540), ("18m", 540),
        ("2y", 730), (" 1 Year ", 365), ("100 years", 36_500),
    ],
)  # fmt: skip
def test_a_length_of_time_is_read_with_words_and_with_letters(text: str, days: int) -> None:
    assert days_of(text) == days


WRONG = (
    "2 decades", "3 moons", "1 dozen", "5 workdays", "4 weekends", "2 millennia", "2 dayz", "10 yards", "0 days",
    "101 years", "99999 years", "-3 days", "2", "days", "", "1.5 years", "2 days ago", "²y",
)  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_only_begins_like_a_unit_is_no_length_of_time(text: str) -> None:
    assert days_of(text) is None


@pytest.mark.parametrize("text", WRONG)
def test_settings_and_options_refuse_the_same_lengths_of_time(text: str) -> None:
    every = SECTIONS["mailing.NAME"].forms["every"]
    assert every.fault("every", text)
    with pytest.raises(click.BadParameter, match="is not a time"):
        Age().convert(text, None, None)
