import pytest

from outreach.errors import instead, nearest

PAPERS = ["din5008a", "din5008b", "us10", "Office printer"]


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("din508b", "din5008b"),
        ("DIN5008B", "din5008b"),
        ("us1O", "us10"),
        ("ofice printer", "Office printer"),
        ("", ""),
    ],
)
def test_a_slip_or_other_capitals_lead_to_the_name_that_was_meant(wanted: str, near: str) -> None:
    assert nearest(wanted, PAPERS) == near


def test_what_is_like_nothing_known_leads_to_all_that_is_known() -> None:
    assert instead("parchment", PAPERS) == "there are: din5008a, din5008b, us10, Office printer"
    assert nearest("anything", []) == ""


def test_a_remedy_names_what_was_meant_in_the_form_that_is_wanted_and_may_add_the_rest() -> None:
    assert instead("us1", PAPERS) == "did you mean `us10`?"
    assert instead("us1", PAPERS, form="“{}”") == "did you mean “us10”?"
    assert instead("us1", ["us10", "x"], all_too=True) == "did you mean `us10`? There are: us10, x"
