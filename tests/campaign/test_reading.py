"""Reading ``campaign.toml``: what word processors do to it is told with what to write."""

from pathlib import Path

import pytest

from outreach.campaign.campaign import load_campaign
from outreach.errors import InputError

SENDER = '[sender]\nname = "Group"\naddress = ["Street 1", "10115 Berlin"]\ncountry = "DE"\n'


def told(folder: Path, text: str) -> list[str]:
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_campaign(folder)
    return [str(problem) for problem in error.value.problems]


def test_every_curly_quote_is_told_with_the_straight_ones(tmp_path: Path) -> None:
    text = f"[campaign]\nname = “Letters”\n{SENDER}[mailing.a]\nto = „list.xlsx“\ntemplate = ‘a’\nwhere = {{party = «SPD»}}\n"

    assert told(tmp_path, text) == [
        'campaign.toml, line 2: `name` stands in curly quotes; write name = "Letters"',
        'campaign.toml, line 8: `to` stands in curly quotes; write to = "list.xlsx"',
        'campaign.toml, line 9: `template` stands in curly quotes; write template = "a"',
        'campaign.toml, line 10: `where` stands in curly quotes; write where = {party = "SPD"}',
    ]


def test_curly_quotes_inside_a_text_are_no_fault(tmp_path: Path) -> None:
    assert told(tmp_path, '[campaign]\nname = "The “Group”"\n# “note”\nbroken\n')[0].startswith(
        "campaign.toml, line 4: not valid"
    )
