from tomllib import TOMLDecodeError

import pytest
from conftest import CampaignFolder

from outreach.campaign.toml import parsed
from outreach.errors import ExitCode

HOSTILE = {
    "lists in lists": "a = " + "[" * 5000 + "]" * 5000,
    "a few lists too many": "a = " + "[" * 30 + "]" * 30,
    "tables in tables": "a = " + "{b = " * 3000 + "1" + "}" * 3000,
    "a key of many parts": ".".join("a" * 500) + " = 1",
    "a section of many parts": f"[{'.'.join('a' * 500)}]\nb = 1",
    "a number of thousands of digits": f"a = {'9' * 5000}",
    "a number in hexadecimal that is longer still": f"a = 0x{'f' * 40000}",
    "NUL in a text": 'a = "b\\u0000c"',
    "NUL in a list": 'a = ["b", ["\\u0000"]]',
    "NUL in a key": '"a\\u0000" = 1',
    "a day that does not exist": "a = 2026-02-31",
    "no TOML at all": "\x00\x01\x02",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_is_wrong_is_one_kind_of_error(what: str) -> None:
    if "hexadecimal" in what:  # harmless: it is only a large number
        assert parsed(HOSTILE[what])["a"] > 0
        return
    with pytest.raises(TOMLDecodeError):
        parsed(HOSTILE[what])


PLACES = ("campaign.toml", "letter_templates/letter/template.toml", "prison_rules/ik-1.toml")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "what", ["lists in lists", "a key of many parts", "a number of thousands of digits", "NUL in a text"]
)
def test_settings_that_cannot_be_read_are_told(campaign: CampaignFolder, place: str, what: str) -> None:
    if place == "prison_rules/ik-1.toml":
        settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
        campaign.write("campaign.toml", f'{settings}kind = "prisoner"\n')
    campaign.write(place, HOSTILE[what])
    shown = campaign.run_here("check")
    assert shown.code in (ExitCode.INPUT, ExitCode.TEMPLATE), shown.err
    assert "fault of outreach" not in shown.err
    assert place.rpartition("/")[2] in shown.err


@pytest.mark.parametrize("key", ["to", "about", "template", "sheet", "logo", "join", "where", "every", "name"])
def test_nul_in_a_setting_is_told_wherever_it_stands(campaign: CampaignFolder, key: str) -> None:
    settings = (campaign.folder / "campaign.toml").read_text(encoding="utf-8")
    line = {"join": 'join = { file = "a\\u0000.xlsx" }', "where": 'where = { country = "D\\u0000E" }'}
    text = line.get(key, f'{key} = "a\\u0000b"')
    if key == "logo":
        settings = settings.replace("[sender]", f"[sender]\n{text}")
    else:
        kept = [one for one in settings.splitlines() if not one.startswith(f"{key} = ")]
        settings = "\n".join((*kept, text))
    campaign.write("campaign.toml", settings)
    shown = campaign.run_here("check")
    assert (shown.code, "NUL" in shown.err) == (ExitCode.INPUT, True), shown.err
