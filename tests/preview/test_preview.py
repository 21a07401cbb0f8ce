"""Preview: the page follows what is saved, says what is broken, and opens for one browser alone."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from conftest import HEADERS, TEXT, CampaignFolder, person, small_campaign
from PIL import Image
from readers_of_pages import Reader, State, watched

EN = "letter_templates/letter/en.html"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CampaignFolder, Reader]]:
    """Watch one small campaign for all tests that look at it; each leaves it as it was."""
    folder = CampaignFolder(tmp_path_factory.mktemp("watched"))
    small_campaign(folder)
    with watched(folder.folder) as (_, url):
        reader = Reader(url)
        reader.until(lambda state: state.get("pages"))
        yield folder, reader


def dark(reader: Reader, state: State) -> int:
    """Return how many dots of the first page are black."""
    with Image.open(BytesIO(reader.picture(state["pages"][0]))) as picture:
        return sum(picture.convert("L").histogram()[:50])


def test_a_saved_template_style_and_list_are_shown(shown: tuple[CampaignFolder, Reader]) -> None:
    folder, reader = shown
    reader.version = 0
    first = reader.news()
    assert (first["who"], first["at"], first["count"], first["problems"]) == ("Given1 Family1", 0, 3, [])
    folder.write(EN, TEXT.replace("I write to you", "I turn to you"))
    second = reader.until(lambda state: state["pages"] != first["pages"])
    thin = dark(reader, second)
    folder.write("letter_templates/letter/style.css", "p { font-weight: bold }")
    third = reader.until(lambda state: state["pages"] != second["pages"])
    assert dark(reader, third) > 1.1 * thin
    rows = [person(i) for i in range(1, 4)]
    rows[0][2] = "Renamed"
    folder.sheet("recipients/people.xlsx", HEADERS, rows)
    fourth = reader.until(lambda state: state["who"] == "Given1 Renamed")
    assert fourth["pages"] != third["pages"]
    (folder.folder / "letter_templates/letter/style.css").unlink()
    folder.write(EN, TEXT)
    folder.people(3)
    assert reader.until(lambda state: state["pages"] == first["pages"])["who"] == "Given1 Family1"


def test_a_picture_that_is_saved_again_is_shown(shown: tuple[CampaignFolder, Reader]) -> None:
    folder, reader = shown
    picture = folder.folder / "letter_templates/letter/dot.png"
    Image.new("RGB", (60, 60), "black").save(picture)
    reader.version = 0
    plain = reader.news()
    folder.write(EN, TEXT.replace("<p>I", '<p><img src="dot.png" alt=""></p><p>I'))
    black = reader.until(lambda state: state["pages"] != plain["pages"] and not state["stale"])
    dark_black = dark(reader, black)
    Image.new("RGB", (60, 60), "white").save(picture)
    white = reader.until(lambda state: state["pages"] != black["pages"] and not state["stale"])
    assert dark_black > 4000 + dark(reader, white)
    picture.unlink()
    gone = reader.until(lambda state: state["stale"])
    assert "dot.png" in gone["problems"][0]["message"]
    assert gone["pages"] == white["pages"]
    folder.write(EN, TEXT)
    reader.until(lambda state: state["pages"] == plain["pages"])


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        (TEXT.replace("{% endblock %}", "{% endblok %}", 1), f"{EN}, line 2", "endblok"),
        (TEXT.replace("recipient.name", "recipient.nmae"), f"{EN}, line 3, column 49", "nmae"),
        (TEXT.replace("{{ recipient.name }}", '<img src="no.png">'), EN, "no.png"),
    ],
)
def test_what_is_broken_is_told_with_its_place_and_the_last_good_picture_stays(
    shown: tuple[CampaignFolder, Reader], text: str, place: str, message: str
) -> None:
    folder, reader = shown
    reader.version = 0
    good = reader.news()
    folder.write(EN, text)
    broken = reader.until(lambda state: state["stale"])
    assert broken["pages"] == good["pages"]
    assert broken["problems"][0]["place"] == place
    assert message in broken["problems"][0]["message"]
    assert broken["problems"][0]["remedy"]
    assert reader.picture(broken["pages"][0]).startswith(b"\x89PNG")
    folder.write(EN, TEXT)
    assert reader.until(lambda state: not state["stale"])["pages"] == good["pages"]


def test_a_bad_row_and_bad_settings_are_told(shown: tuple[CampaignFolder, Reader]) -> None:
    folder, reader = shown
    rows = [person(i) for i in range(1, 4)]
    rows[1][7] = "Nowhereland"
    folder.sheet("recipients/people.xlsx", HEADERS, rows)
    place = "recipients/people.xlsx, row 3, country"  # on a busy machine the half-written file may be told before
    told = reader.until(lambda state: [one["place"] for one in state["problems"]] == [place])
    assert told["problems"][0]["remedy"]
    assert (told["stale"], told["count"]) == (False, 2)
    settings = (folder.folder / "campaign.toml").read_text(encoding="utf-8")
    folder.write("campaign.toml", settings.replace('name = "Letters', 'nmae = "Letters'))
    broken = reader.until(lambda state: state["stale"])
    assert {one["place"] for one in broken["problems"]} == {"campaign.toml, [campaign]"}
    folder.write("campaign.toml", settings)
    folder.people(3)
    assert reader.until(lambda state: state["count"] == 3 and not state["stale"])["problems"] == []


def test_one_can_go_to_the_next_and_the_previous_person(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    reader.version = 0
    first = reader.news()
    assert reader.wish("step=1") == 204
    assert reader.news()["who"] == "Given2 Family2"
    assert reader.wish("step=-2") == 204
    assert reader.news()["who"] == "Given3 Family3"
    for nonsense in ("step=x", "number=-7", "number=1e9", "nothing=1"):
        assert reader.wish(nonsense) == 204
        assert reader.news()["count"] == 3
    reader.wish("number=0")
    assert reader.until(lambda state: state["at"] == 0)["pages"] == first["pages"]


def test_a_language_that_is_added_can_be_chosen_though_nobody_reads_it(shown: tuple[CampaignFolder, Reader]) -> None:
    folder, reader = shown
    path = folder.write("letter_templates/letter/de.html", TEXT.replace("I write to you", "Ich schreibe"))
    both = reader.until(lambda state: len(state.get("languages", ())) == 2)
    other = next(one["code"] for one in both["languages"] if one["count"] == 0)
    assert reader.wish(f"language={other}") == 204
    chosen = reader.until(lambda state: state["chosen"] == other)
    assert (chosen["language"], chosen["count"]) == (other, 3)
    path.unlink()
    assert reader.wish("language=") == 204
    reader.until(lambda state: state["chosen"] == "" and len(state["languages"]) == 1)


def test_the_whole_mailing_is_shown_small_and_a_changed_row_changes(
    shown: tuple[CampaignFolder, Reader],
) -> None:
    folder, reader = shown
    assert reader.wish("grid=on") == 204
    whole = reader.until(lambda state: state["grid"] and state["grid"]["done"] == 3)
    before = [piece["picture"] for piece in whole["grid"]["pieces"]]
    assert all(reader.picture(name).startswith(b"\xff\xd8\xff") for name in before)
    for name in before:
        with Image.open(BytesIO(reader.picture(name))) as picture:
            assert picture.size == (249, 351)
    rows = [person(i) for i in range(1, 4)]
    rows[2][4] = "Another Street 9"
    folder.sheet("recipients/people.xlsx", HEADERS, rows)
    changed = reader.until(lambda state: [piece["picture"] for piece in state["grid"]["pieces"]] != before)
    assert [piece["picture"] for piece in changed["grid"]["pieces"]][:2] == before[:2]
    folder.people(3)
    reader.wish("grid=off")
    reader.until(lambda state: not state["grid"])


def test_all_are_shown_small_though_the_first_cannot_be_set_and_a_language_is_broken(campaign: CampaignFolder) -> None:
    campaign.write(EN, TEXT.replace("{{ recipient.name }}", "{{ recipient.office }}"))
    campaign.write("letter_templates/letter/de.html", TEXT.replace("{% endblock %}", "{% endblok %}"))
    rows = [[*person(i), f"Office {i}" if i > 1 else "", "de" if i == 3 else "en"] for i in range(1, 4)]
    campaign.sheet("recipients/people.xlsx", [*HEADERS, "office", "language"], rows)
    with watched(campaign.folder, "--all") as (_, url):
        reader = Reader(url)
        found = reader.until(lambda state: state.get("grid") and state["grid"]["done"] == 2)["grid"]["pieces"]
        assert [bool(piece["picture"]) for piece in found] == [False, True, False]
        assert "office" in found[0]["fault"]
        campaign.write("letter_templates/letter/de.html", TEXT)
        mended = reader.until(lambda state: state["grid"] and state["grid"]["done"] == 3)
        assert [bool(piece["picture"]) for piece in mended["grid"]["pieces"]] == [False, True, True]


# Who may see it


def test_the_address_works_once_and_nothing_is_shown_without_the_cookie(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    reader.version = 0
    name = reader.news()["pages"][0]
    cookie, reader.cookie = reader.cookie, ""
    try:
        for path in ("/", reader.entrance, "/?token=", "/state", f"/picture?name={name}", "/wish?step=1"):
            answer, body = reader.ask(path)
            assert (answer.status, b"Given1" in body) == (403, False), path
        assert reader.wish("step=1") == 403
    finally:
        reader.cookie = cookie


def test_a_name_other_than_the_loopback_address_is_refused(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    port = reader.host.split(":")[1]
    for host in (f"rebound.example:{port}", "127.0.0.1", f"localhost:{port}", ""):
        for method, path in (("GET", "/"), ("GET", "/state"), ("POST", "/wish?step=1")):
            answer, body = reader.ask(path, method, {"Host": host, "Origin": f"http://{reader.host}"})
            assert (answer.status, body) == (421, b""), (host, path)


def test_a_wish_of_another_page_is_refused(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    for origin in ("http://evil.example", "null", f"https://{reader.host}", f"http://{reader.host}.example"):
        assert reader.wish("step=1", origin) == 403
    mark, reader.mark = reader.mark, "guessed"
    assert reader.wish("step=1") == 403
    reader.mark = mark


def test_no_other_path_and_no_other_method_is_served(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    for path in (
        "/index.html",
        "/campaign.toml",
        "/../campaign.toml",
        "/picture/x.png",
        "/%2e%2e/etc/passwd",
    ):
        assert reader.ask(path)[0].status == 404, path
    assert reader.ask("/picture?name=../../campaign.toml")[0].status == 404
    assert reader.ask("/wish")[0].status == 405
    assert reader.ask("/", "DELETE", {"Origin": f"http://{reader.host}"})[0].status == 405


def test_every_answer_says_that_nothing_is_kept_and_nothing_is_fetched(shown: tuple[CampaignFolder, Reader]) -> None:
    _, reader = shown
    for path in ("/", "/state?after=-1", "/picture?name=x"):
        answer, body = reader.ask(path)
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"
        policy = answer.getheader("Content-Security-Policy") or ""
        assert policy.startswith("default-src 'none';")
        assert not re.search(r"unsafe|https?:|\*|data:", policy)
    page = reader.ask("/")[1].decode()
    assert not re.search(r"<style|<script(?! src=)|\son\w+=", page)
    script, style = (reader.ask(f"/static/watch.{kind}")[1].decode() for kind in ("js", "css"))
    assert not re.search(r"https?://|//[a-z]|@import|innerHTML", page + script + style)
    del body


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(campaign: CampaignFolder) -> None:
    with watched(campaign.folder) as (process, url):
        host, path = url.removeprefix("http://").split("/", 1)
        name, port = host.split(":")
        assert name == "127.0.0.1"
        with socket.create_connection((name, int(port))) as connection:
            connection.sendall(f"GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            with connection.makefile("rb") as answer:
                head = answer.read().decode().split("\r\n\r\n")[0]
        assert head.startswith("HTTP/1.1 303 ")
        assert re.search(
            r"set-cookie: outreach-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=/\r?$", head, re.MULTILINE
        )
        assert path.split("=")[1] not in head
        listening = Path(f"/proc/{process.pid}/net/tcp")
        if listening.exists():
            wanted = f":{int(port):04X}"
            own = [
                line.split()[1] for line in listening.read_text().splitlines() if f"{wanted} 00000000:0000 0A" in line
            ]
            assert own == [f"0100007F{wanted}"]


# Beginning and end


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")
def test_ctrl_c_ends_it_cleanly_and_leaves_nothing_behind(campaign: CampaignFolder) -> None:
    before = sorted(campaign.folder.rglob("*"))
    with watched(campaign.folder) as (process, url):
        Reader(url).until(lambda state: state.get("pages"))
        process.send_signal(signal.SIGINT)
        out, errors = process.communicate(timeout=30)
        assert (process.returncode, out.splitlines()[-1], errors) == (0, "The preview was stopped.", "")
    assert sorted(campaign.folder.rglob("*")) == before


def test_a_template_that_is_broken_from_the_beginning_is_told_on_the_page(campaign: CampaignFolder) -> None:
    (campaign.folder / EN).rename(campaign.folder / "elsewhere.html")
    with watched(campaign.folder) as (_, url):
        reader = Reader(url)
        told = reader.until(lambda state: state.get("problems"))
        assert told["problems"][0]["place"] == "letter_templates/letter"
        assert told["pages"] == []
        (campaign.folder / "elsewhere.html").rename(campaign.folder / EN)
        assert reader.until(lambda state: state["pages"])["problems"] == []


def test_the_parent_never_loads_the_engine(campaign: CampaignFolder) -> None:
    with watched(campaign.folder) as (process, url):
        Reader(url).until(lambda state: state.get("pages"))
        maps = Path(f"/proc/{process.pid}/maps")
        if maps.exists():
            assert "libpango" not in maps.read_text()


def test_what_does_not_go_together_is_said(campaign: CampaignFolder) -> None:
    for options in (("--watch", "--png"), ("--watch", "-o", "x.pdf"), ("--all", "--png")):
        shown = campaign.run("preview", *options)
        assert (shown.code, "leave" in shown.err) == (2, True), options


# The whole mailing in a file


def test_the_whole_mailing_becomes_one_page_that_fetches_nothing(campaign: CampaignFolder) -> None:
    campaign.write(EN, TEXT.replace("{{ recipient.name }}", "{{ recipient.office }}"))
    rows = [[*person(i), "Chair" if i != 2 else ""] for i in range(1, 4)]
    campaign.sheet("recipients/people.xlsx", (*HEADERS, "office"), rows)
    shown = campaign.run("preview", "--all")
    assert (shown.code, "prints/preview.html: 3 pieces" in shown.out) == (0, True), shown.err
    page = (campaign.folder / "prints/preview.html").read_text(encoding="utf-8")
    assert "recipients/people.xlsx, row 3: Given2 Family2: `recipient.office` is empty in this row" in shown.err
    assert page.count("data:image/jpeg;base64,") == 2
    assert re.search(r"2 · Given2 Family2<br><b>letter_templates/letter/en.html", page)
    assert "http" not in page.replace("http-equiv", "")
    if os.name == "posix":
        assert (campaign.folder / "prints/preview.html").stat().st_mode & 0o077 == 0


def test_small_postcards_show_the_side_that_is_written(samples: CampaignFolder) -> None:
    assert samples.run("preview", "solidarity", "--all", "-o", "cards.html").code == 0
    page = (samples.folder / "cards.html").read_text(encoding="utf-8")
    pictures = re.findall(r"base64,([^\"]+)", page)
    assert len(set(pictures)) == len(pictures) == page.count("<li>") > 1
