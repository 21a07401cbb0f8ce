"""The settings of a campaign are looked at before they are used: each fault has its place and its remedy."""

import tomllib

import pytest
from babel import Locale

from outreach.campaign.settings import country_of, settings_problems
from outreach.l10n.countries import COUNTRIES

RIGHT = """
[campaign]
name = "Letters"
[sender]
name = "Group"
address = ["Example Street 1", "10115 Berlin"]
country = "DE"
[mailing.letters]
to = "list.xlsx"
template = "letter"
stationery = "din5008b"
"""


def told(text: str) -> list[str]:
    return [str(problem) for problem in settings_problems(tomllib.loads(text))]


def test_right_settings_have_no_problem() -> None:
    assert told(RIGHT) == []


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("[paper]\nedge = true", "campaign.toml, [paper]: `edge` has the wrong form; write edge = 4"),
        ("[paper]\nedge = -1.5", "campaign.toml, [paper]: `edge = -1.5` is not between 0 and 50; write edge = 4"),
        (
            "[limits]\nseconds_per_letter = false",
            "campaign.toml, [limits]: `seconds_per_letter` has the wrong form; write seconds_per_letter = 10",
        ),
        (
            "[limits]\nseconds_per_letter = 0",
            "campaign.toml, [limits]: `seconds_per_letter = 0` is not between 0.1 and 3600; write seconds_per_letter = 10",
        ),
        (
            "[limits]\nseconds_per_letter = nan",
            "campaign.toml, [limits]: `seconds_per_letter = nan` is not between 0.1 and 3600; write seconds_per_letter = 10",
        ),
        (
            "[care]\naddress_days = -30",
            "campaign.toml, [care]: `address_days = -30` is not between 1 and 36500; write address_days = 365",
        ),
        (
            "[care]\naddress_days = 30.5",
            "campaign.toml, [care]: `address_days` has the wrong form; write address_days = 365",
        ),
        (
            '[reading."a.csv"]\nheader_row = true',
            'campaign.toml, [reading."a.csv"]: `header_row` has the wrong form; write header_row = 3',
        ),
        (
            '[reading."a.csv"]\nheader_row = -3',
            'campaign.toml, [reading."a.csv"]: `header_row` counts from 1; write header_row = 3',
        ),
    ],
)
def test_a_number_that_cannot_be_is_told_with_one_that_can(settings: str, problem: str) -> None:
    assert told(RIGHT + settings) == [problem]


@pytest.mark.parametrize(
    ("codes", "told_of"),
    [
        ('"en", "gr"', "there is no language `gr`; write `el` there"),
        ('"gr", "en", "Deutsch"', "there is no language `gr`, `Deutsch`; write `el`, `de` there"),
        ('"Deutsch"', "there is no language `Deutsch`; write `de` there"),
        ('"pt_br"', "there is no language `pt_br`; write `pt-BR` there"),
        ('"pt-br"', "there is no language `pt-br`; write `pt-BR` there"),
        ('"klingon"', 'there is no language `klingon`; write its code: "en", "de", "pt-BR"'),
        ('"en", "fi", "sr-Latn"', ""),
    ],
)
def test_a_language_is_known_by_its_code_and_named_where_another_one_was_meant(codes: str, told_of: str) -> None:
    settings = RIGHT.replace("[campaign]", f"[campaign]\nlanguages = [{codes}]", 1)
    assert told(settings) == ([f"campaign.toml, [campaign]: `languages`: {told_of}"] if told_of else [])


@pytest.mark.parametrize("settings", ["[paper]\nedge = 0", "[paper]\nedge = 6.35", "[care]\naddress_days = 36500"])
def test_a_number_that_can_be_is_taken(settings: str) -> None:
    assert told(RIGHT + settings) == []


@pytest.mark.parametrize("country", ["ZZ", "zz", "EU", "Nowhere"])
def test_a_country_that_nobody_knows_is_told_whether_it_is_a_code_or_a_name(country: str) -> None:
    fault = f"nobody knows the country `{country}`; write a two-letter code such as DE"

    assert told(RIGHT.replace('"DE"', f'"{country}"')) == [f"campaign.toml, [sender]: {fault}"]
    assert told(f'{RIGHT}country = "{country}"') == [f"campaign.toml, [mailing.letters]: {fault}"]


@pytest.mark.parametrize(
    ("written", "code"), [("DE", "DE"), ("de", "DE"), ("uk", "GB"), ("UK", "GB"), ("Deutschland", "DE"), ("XK", "XK")]
)
def test_a_country_is_known_by_its_code_and_by_its_name(written: str, code: str) -> None:
    assert country_of(written) == code


def test_the_codes_of_countries_are_those_of_unicode() -> None:
    others = {"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"}
    assert {code for code in map(str, Locale.parse("en").territories) if code.isalpha()} - others == COUNTRIES


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ("campaign = 3", "campaign.toml: `campaign` must be a section; write it as [campaign]"),
        ("[[mailing]]", "campaign.toml: `mailing` must be a section; write it as [mailing.NAME]"),
        (
            RIGHT.replace("[mailing.letters]", "[mailing]\nsecond = 1\n[mailing.letters]"),
            "campaign.toml: `second` must be a section; write it as [mailing.second]",
        ),
        (f"{RIGHT}[labels]\njam = 1", "campaign.toml: `jam` must be a section; write it as [labels.jam]"),
        (
            f'{RIGHT}[mailing.letters.join]\nfile = "offices.csv"\nchoose = "nearest"',
            "campaign.toml, [mailing.letters.join]: `near` is missing; say to what the office is nearest:",
        ),
        (
            RIGHT.replace("[sender]", 'ledger = "postgresql://anna:secret@server/letters"\n[sender]'),
            "campaign.toml, [campaign]: the password stands in `ledger`, where everybody who gets this file reads it;",
        ),
    ],
)
def test_other_faults_are_told_with_their_place(settings: str, problem: str) -> None:
    (found,) = told(settings)

    assert found.startswith(problem)
