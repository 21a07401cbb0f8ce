"""The whole job on the board, page by page, as a browser without scripts does it."""

import datetime as dt
import re
import threading
from pathlib import Path

import pytest
from conftest import HEADERS, CampaignFolder, person
from visitors import Visitor, visitor

from outreach.campaign.settings_file import change_settings
from outreach.errors import InputError

BEGINNING = {
    "what": "new", "cause": "Letters for Rosa", "kind": "politician", "sender": "Solidarity Campaign",
    "address": "Example Street 1\n10115 Berlin", "country": "DE",
}  # fmt: skip


def columns_of(text: str) -> dict[str, str]:
    """Return what each header is understood as, from the page of a new list."""
    headers = re.findall(r'id="h\d+">(.*?)</th>', text)
    selects = re.findall(r'<select name="column-\d+".*?</select>', text, re.DOTALL)
    chosen = [re.search(r'value="([^"]*)" selected', one) for one in selects]
    return {header: found[1] if found else "" for header, found in zip(headers, chosen, strict=True)}


def said(text: str) -> str:
    found = re.search(r'role="status">(.*?)(?:<form|</div>)', text, re.DOTALL)
    return found[1].strip() if found else ""


def undo(somebody: Visitor, text: str) -> str:
    """Press the button that takes back what was just done; return the page that follows."""
    found = re.search(r'name="action" value="(\w+)"><input type="hidden" name="here" value="([^"]*)"', text)
    assert found
    return somebody.post("/undo", {"action": found[1], "here": found[2]}).text


def test_from_an_empty_folder_to_posted_letters_answers_and_the_report(empty: CampaignFolder) -> None:
    source = CampaignFolder(empty.folder / "elsewhere").sheet(
        "list.xlsx", (*HEADERS[:4], "Strasse und Nummer hier", *HEADERS[5:]), [person(n) for n in range(1, 4)]
    )
    with visitor(None, begin_in=empty.folder / "campaign") as somebody:
        assert "Begin a campaign" in somebody.get("/").text
        assert somebody.post("/start", BEGINNING).url.path == "/lists"
        bring_and_correct(somebody, source.read_bytes())
        write_the_text(somebody)
        text = (empty.folder / "campaign/letter_templates/letters/en.html").read_text()
        assert "<p>Dear friend &amp; helper,</p>\n\n<p>I write to {{ recipient.name }}.</p>" in text
        make_and_post(somebody)
        enter_an_answer_and_a_return(somebody)
        see_the_report(somebody)
        assert "Everything is as it was recorded" in somebody.post("/safety", {"do": "check"}).text


def bring_and_correct(somebody: Visitor, workbook: bytes) -> None:
    page = somebody.post("/lists", {"mailing": "letters"}, files={"list": ("members.xlsx", workbook)})
    columns = columns_of(page.text)
    assert columns["given_name"] == "given_name"
    assert columns["Strasse und Nummer hier"] == "own"
    assert "0 of 3" in page.text
    corrected = {f"column-{n}": name for n, name in enumerate(columns.values())} | {"column-4": "street"}
    page = somebody.post(page.url.path, {**corrected, "kind": "politician", "do": "look"})
    assert "3 of 3" in page.text
    page = somebody.post(page.url.path, {**corrected, "kind": "politician", "do": "use"})
    assert page.url.path == "/today"
    assert "recipients/members.xlsx" in said(page.text)
    somebody.ready()
    assert "3 letters are due today" in somebody.get("/today").text


def write_the_text(somebody: Visitor) -> None:
    page = somebody.get("/texts")
    written = {
        "block": ["subject", "body", "closing"], "block-subject": "About Rosa", "block-closing": "{{ closing }}",
        "block-body": "Dear friend & helper,\n\nI write to {{ recipient.name }}.", "do": "save",
        "was": first(r'name="was" value="(\w+)"', page.text),
    }  # fmt: skip
    page = somebody.post(page.url.path, written)
    assert "Saved" in said(page.text)
    assert len(re.findall(r'src="/pictures/', page.text)) == 1


def first(pattern: str, text: str) -> str:
    """Return what is found first; fail where nothing is."""
    found = re.search(pattern, text)
    assert found, pattern
    return found[1]


def make_and_post(somebody: Visitor) -> None:
    page = somebody.finished(somebody.post("/print", {"mailing": "letters", "sides": "one"}))
    assert page.url.path == "/batches/1"
    assert "3 letters are made" in said(page.text)
    assert somebody.get("/batches/1/letters.pdf").content.startswith(b"%PDF")
    assert somebody.get("/batches/1/packing-list.pdf").content.startswith(b"%PDF")
    pieces = re.findall(r'name="piece" id="p\d+" value="(\w+)"', page.text)
    page = somebody.post("/batches/1", {"do": "sent", "piece": pieces})
    assert "3 pieces marked" in said(page.text)
    assert "Everything in this batch is posted" in page.text
    undone = undo(somebody, page.text)
    assert "Taken back: Posted (3 pieces)" in undone
    assert "3 pieces wait to be posted" in undone
    somebody.post("/batches/1", {"do": "sent", "piece": pieces})


def enter_an_answer_and_a_return(somebody: Visitor) -> None:
    page = somebody.post("/arrived", {"what": "answered", "name": "FAMILY2 given"})
    answer = {
        "what": "answered", "who": first(r'name="who" value="(\w+)"', page.text), "note": "Will speak", "do": "1",
        "piece": first(r'name="piece" value="(\w+)" checked', page.text),
    }  # fmt: skip
    page = somebody.post("/arrived", answer)
    assert said(page.text) == "Answer recorded: Given2 Family2"
    assert "Taken back: Answered" in undo(somebody, page.text)
    somebody.post("/arrived", answer)
    page = somebody.post("/arrived", {"what": "returned", "name": "family3"})
    who = first(r'name="who" value="(\w+)"', page.text)
    page = somebody.post("/arrived", {"what": "returned", "who": who, "piece": "", "do": "1"})
    assert said(page.text) == "Return recorded: Given3 Family3"


def see_the_report(somebody: Visitor) -> None:
    somebody.ready()
    report = somebody.get("/report").text
    figures = dict(zip(re.findall(r"<dt>(.*?)</dt>", report), re.findall(r"<dd>(.*?)</dd>", report), strict=False))
    assert figures == {"letters posted": "3", "people reached": "3", "answers": "1", "came back": "1"}
    assert somebody.get("/report/file.pdf").content.startswith(b"%PDF")
    assert somebody.get("/report/file.xlsx").content.startswith(b"PK")


def test_a_text_that_somebody_else_changed_meanwhile_is_not_overwritten(campaign: CampaignFolder) -> None:
    path = campaign.folder / "letter_templates/letter/en.html"
    with visitor(campaign.folder) as somebody:
        page = somebody.get("/texts")
        mark = re.search(r'name="was" value="(\w+)"', page.text)
        assert mark
        path.write_text("{% block subject %}Hers{% endblock %}\n\n{% block body %}<p>Hers</p>{% endblock %}\n")
        typed = {
            "block": ["subject", "body"],
            "block-subject": "Mine",
            "block-body": "My words",
            "was": mark[1],
            "do": "save",
        }
        page = somebody.post(page.url.path, typed)
        assert page.status_code == 422
        assert "somebody else saved this text meanwhile" in page.text.lower()
        assert "My words" in page.text
    assert "Hers" in path.read_text()


def test_a_text_with_an_error_tells_its_line_and_keeps_what_was_typed(campaign: CampaignFolder) -> None:
    with visitor(campaign.folder) as somebody:
        page = somebody.post("/texts/letter/en".replace("letter/", "letters/"), {
            "block": ["subject", "body"], "block-subject": "S", "block-body": "One\n\n{{ recipient.nmae }}", "look": "1",
        })  # fmt: skip
        assert "recipient.nmae" in page.text
        assert "line" in page.text
        assert "To be put right" in page.text


def test_a_stopped_merge_leaves_nothing_recorded(campaign: CampaignFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign.people(40)
    with visitor(campaign.folder) as somebody:
        somebody.ready()
        begin = somebody.board.bench.begin

        def stopped(title: str, total: int, do: object) -> object:
            work = begin(title, total, do)  # type: ignore[arg-type]  # as it was given
            work.wish.set()
            return work

        monkeypatch.setattr(somebody.board.bench, "begin", stopped)
        page = somebody.finished(somebody.post("/print", {"mailing": "letters"}))
        assert "Stopped: nothing was recorded" in page.text
        somebody.ready()
        assert "40 letters are due today" in somebody.get("/today").text
    assert not (campaign.folder / "prints" / "batch-0001").exists()


def test_a_fault_in_the_list_is_told_on_the_page_of_the_work(campaign: CampaignFolder) -> None:
    with visitor(campaign.folder) as somebody:
        (campaign.folder / "letter_templates/letter/en.html").write_text("{% block body %}{{ nonsense }}{% endblock %}")
        page = somebody.finished(somebody.post("/print", {"mailing": "letters"}))
        assert "It did not work" in page.text
        assert "nonsense" in page.text


@pytest.mark.parametrize(
    ("path", "data", "words"),
    [
        ("/start", {"what": "open", "folder": "/nowhere"}, "no campaign folder"),
        ("/start", {**BEGINNING, "sender": ""}, "fill in the cause"),
        ("/print", {"mailing": "leters"}, "did you mean `letters`"),
        ("/print", {"mailing": "letters", "limit": "many"}, "not a number of letters"),
        ("/sender", {"cause": "x", "name": "", "address": ""}, "fill in the cause"),
        ("/sender", {"cause": "x", "name": "N", "address": "A", "country": "Atlantis"}, "nobody knows the country"),
        ("/lists", {}, "choose a file first"),
        ("/batches/1", {"do": "sent"}, "tick the pieces first"),
        ("/arrived", {"what": "answered", "who": "0000"}, "not on record any more"),
        ("/language", {"language": "xx"}, "does not speak"),
        ("/undo", {"action": "nothing"}, "cannot be taken back"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    merged: CampaignFolder, path: str, data: dict[str, str], words: str
) -> None:
    with visitor(merged.folder) as somebody:
        page = somebody.post(path, data)
        assert page.status_code == 422
        alert = re.search(r'role="alert".*?</section>', page.text, re.DOTALL)
        assert alert
        assert words in alert[0].lower()


@pytest.mark.parametrize("name", ["list.xlsx", "list.ods", "list.csv", "list.xls"])
def test_a_file_that_is_no_list_is_refused_in_words(campaign: CampaignFolder, name: str) -> None:
    with visitor(campaign.folder) as somebody:
        page = somebody.post("/lists", {"mailing": "letters"}, files={"list": (name, b"PK\x03\x04 half of a file")})
        assert page.status_code == 422
        assert name in page.text


def test_a_folder_that_is_gone_is_told_on_every_page(campaign: CampaignFolder, tmp_path: Path) -> None:
    with visitor(campaign.folder) as somebody:
        (campaign.folder / "campaign.toml").rename(tmp_path / "moved.toml")
        for path in ("/today", "/people", "/print", "/report", "/lists"):
            page = somebody.get(path)
            assert page.status_code == 422
            assert "campaign folder is not there any more" in page.text.lower()


def test_a_locked_campaign_is_told(campaign: CampaignFolder) -> None:
    (campaign.folder / "locked.age").write_bytes(b"")
    with visitor(campaign.folder) as somebody:
        assert "this campaign is locked" in somebody.get("/today").text.lower()


def test_a_newer_ledger_is_told(merged: CampaignFolder) -> None:
    with merged.ledger() as ledger:
        ledger.execute("PRAGMA user_version = 99")
    with visitor(merged.folder) as somebody:
        page = somebody.get("/today")
        assert page.status_code == 422
        assert "newer version" in page.text


def test_a_person_forgotten_meanwhile_is_not_found_any_more(merged: CampaignFolder) -> None:
    with visitor(merged.folder) as somebody:
        somebody.ready()
        page = somebody.post("/people", {"name": "Given2"})
        handle = re.search(r"/people/[0-9a-f]+", page.text)
        assert handle
        assert "Given2" in somebody.get(handle[0]).text
        assert merged.run("forget", "Given2 Family2", "--yes").code == 0
        merged.people(1)
        somebody.ready()
        assert somebody.get(handle[0]).status_code == 404


def test_a_day_that_has_not_come_is_refused(merged: CampaignFolder) -> None:
    tomorrow = (dt.date.today() + dt.timedelta(days=1)).isoformat()  # noqa: DTZ011 — as the board counts
    with visitor(merged.folder) as somebody:
        pieces = re.findall(r'name="piece" id="p\d+" value="(\w+)"', somebody.get("/batches/1").text)
        page = somebody.post("/batches/1", {"do": "sent", "piece": pieces, "day": tomorrow})
        assert "has not come yet" in page.text


def test_the_board_and_the_command_line_work_at_the_same_time(campaign: CampaignFolder) -> None:
    campaign.people(12)
    with visitor(campaign.folder) as somebody:
        somebody.ready()
        other = threading.Thread(target=campaign.run, args=("merge", "--yes"))
        other.start()
        somebody.finished(somebody.post("/print", {"mailing": "letters"}))
        other.join()
    with campaign.ledger() as ledger:
        rows = ledger.execute("SELECT recipient, count(*) FROM piece GROUP BY recipient").fetchall()
    assert sorted(count for _, count in rows) == [1] * 12
    assert campaign.run("ledger", "check").code == 0


def test_eight_browsers_at_once_record_everything_once(merged: CampaignFolder) -> None:
    with visitor(merged.folder) as somebody:
        somebody.ready()
        text = somebody.get("/people").text
        handles = sorted(set(re.findall(r"/people/[0-9a-f]+", text)))
        assert len(handles) == 3
        codes: list[int] = []

        def note(number: int) -> None:
            for handle in handles:
                answer = somebody.post(handle, {"do": "noted", "note": f"Note {number}", "once": f"{number}-{handle}"})
                codes.append(answer.status_code)
                codes.append(somebody.get("/today").status_code)

        threads = [threading.Thread(target=note, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert set(codes) == {200}
    with merged.ledger() as ledger:
        assert ledger.execute("SELECT count(*) FROM event WHERE kind = 'noted'").fetchone()[0] == 24


def test_the_browsers_language_is_spoken_and_can_be_switched(campaign: CampaignFolder) -> None:
    with visitor(campaign.folder) as somebody:
        assert 'lang="de"' in somebody.get("/today", headers={"accept-language": "de-AT,en;q=0.5"}).text
        somebody.post("/language", {"language": "pl", "here": "/today"})
        assert 'lang="pl"' in somebody.get("/today").text


def test_a_setting_is_changed_and_every_remark_stays(samples: CampaignFolder) -> None:
    path = samples.folder / "campaign.toml"
    before = path.read_text()
    change_settings(samples.folder, {("sender", "name"): 'Us "two"', ("mailing", "parliament", "stationery"): "uk-dl"})
    after = path.read_text()
    different = [(old, new) for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
    assert [new for _, new in different] == ['name = "Us \\"two\\""', 'stationery = "uk-dl"']
    assert list((samples.folder / "backups").glob("campaign-*.toml"))


def test_a_wrong_setting_changes_nothing(samples: CampaignFolder) -> None:
    before = (samples.folder / "campaign.toml").read_bytes()
    with pytest.raises(InputError):
        change_settings(samples.folder, {("mailing", "parliament", "stationery"): "papyrus"})
    assert (samples.folder / "campaign.toml").read_bytes() == before
