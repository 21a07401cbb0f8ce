"""Nobody but the person at this computer gets in, and nothing gets out: one test an attack."""

import base64
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import CampaignFolder
from visitors import HOST, ORIGIN, Visitor, listening_board, raw, visitor

from outreach.web import guard, server
from outreach.web.application import application
from outreach.web.board import Board
from outreach.web.keys import Keys
from outreach.web.pages import PAGES
from outreach.web.pages.everyday import _inside


@pytest.fixture(scope="module")
def home(merged_once: CampaignFolder, tmp_path_factory: pytest.TempPathFactory) -> CampaignFolder:
    return merged_once.copied(tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def inside(home: CampaignFolder) -> Iterator[Visitor]:
    with visitor(home.folder) as somebody:
        yield somebody


@pytest.fixture
def listening(home: CampaignFolder) -> Iterator[tuple[Board, str, int]]:
    with listening_board(home.folder) as board:
        yield board


def stranger(board: Board) -> Visitor:
    """Return somebody who asks the same board without having been let in."""
    other = Visitor(board)
    other.client.cookies.clear()
    return other


PLAIN = [re.sub(r"\{[^}]*\}", "1", page.path) for page in PAGES]


@pytest.mark.parametrize("path", [*PLAIN, "/static/board.js", "/fonts/NotoSans-Regular.ttf"])
def test_a_stranger_sees_no_page(inside: Visitor, path: str) -> None:
    answer = stranger(inside.board).get(path)
    assert answer.status_code == 403
    assert "Letters for Rosa" not in answer.text


@pytest.mark.parametrize("page", [page for page in PAGES if page.change], ids=lambda page: page.path)
def test_a_stranger_changes_nothing(inside: Visitor, page: object) -> None:
    path = re.sub(r"\{[^}]*\}", "1", page.path)  # type: ignore[attr-defined]  # a page
    assert stranger(inside.board).post(path).status_code == 403


def test_the_address_works_once(home: CampaignFolder) -> None:
    with visitor(home.folder) as first:
        again = stranger(first.board).get("/", params={"token": first.board.keys.once})
        assert again.status_code == 403
        assert "used already" in again.text


def test_whoever_has_the_cookie_may_use_the_spent_address(inside: Visitor) -> None:
    assert inside.get("/", params={"token": inside.board.keys.once}).status_code == 200


def test_a_guessed_token_is_refused_and_does_not_spend_the_right_one(home: CampaignFolder) -> None:
    keys = Keys(1)
    assert not keys.spend("guessed")
    assert keys.spend(keys.once)


def test_a_guessed_cookie_is_refused(inside: Visitor) -> None:
    answer = stranger(inside.board).get("/today", headers={"cookie": f"{inside.board.keys.cookie_name}=guessed"})
    assert answer.status_code == 403


def test_the_cookie_of_another_port_is_refused(inside: Visitor) -> None:
    cookie = inside.board.keys.set_cookie().split(";", maxsplit=1)[0].replace("54321", "54322")
    assert stranger(inside.board).get("/today", headers={"cookie": cookie}).status_code == 403


def test_scripts_cannot_read_the_cookie_and_other_sites_cannot_send_it(inside: Visitor) -> None:
    cookie = inside.board.keys.set_cookie()
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("host", ["evil.example", "localhost:54321", "127.0.0.1", "127.0.0.1:54321.evil.example", ""])
def test_a_website_under_its_own_name_reaches_nothing(inside: Visitor, host: str) -> None:
    assert inside.get("/today", headers={"host": host}).status_code == 421


def test_two_names_at_once_are_refused(listening: tuple[Board, str, int]) -> None:
    board, _, port = listening
    cookie = board.keys.set_cookie().split(";", maxsplit=1)[0]
    asked = f"GET /today HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nHost: evil.example\r\nCookie: {cookie}\r\n\r\n"
    assert raw(port, asked.encode()).split()[1] in (b"400", b"421")


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:54322", "https://127.0.0.1:54321"])
def test_a_form_of_another_site_changes_nothing(inside: Visitor, origin: str) -> None:
    answer = inside.post("/safety", {"do": "copy"}, headers={"origin": origin})
    assert answer.status_code == 403


def test_a_form_without_an_origin_changes_nothing(inside: Visitor) -> None:
    answer = inside.client.post("/safety", data={"mark": inside.board.keys.form, "do": "copy"})
    assert answer.status_code == 403


def test_a_form_that_the_browser_calls_cross_site_changes_nothing(inside: Visitor) -> None:
    assert inside.post("/safety", {"do": "copy"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_a_form_without_the_mark_of_the_board_changes_nothing(inside: Visitor, home: CampaignFolder) -> None:
    answer = inside.client.post("/safety", data={"mark": "guessed", "do": "copy"}, headers={"origin": ORIGIN})
    assert answer.status_code == 403
    assert not list((home.folder / "backups").glob("*copy.sqlite"))


def test_reading_an_address_changes_nothing(inside: Visitor, home: CampaignFolder) -> None:
    before = home.made()
    for path in PLAIN:
        inside.get(path, params={"do": "sent", "mark": inside.board.keys.form})
    assert home.made() == before


@pytest.mark.parametrize(
    "path",
    [
        "/static/../application.py", "/static/%2e%2e/application.py", "/static/..%2f..%2fcli/board.py",
        "/fonts/../base.css", "/batches/1/../../ledger.sqlite", "/batches/1/%2e%2e/%2e%2e/campaign.toml",
        "/batches/1/batch.json%00.pdf", "/batches/1//etc/passwd", "/pictures/..%2f..%2fcampaign.toml",
        "/texts/letters/..%2f..%2f..%2fcampaign", "/texts/letters/en%2f..%2fde", "/papers/..%2fx.svg", "/report/file.py",
        "/lists/..%2f..%2fcampaign.toml",
    ],
)  # fmt: skip
def test_no_address_leads_to_another_file(inside: Visitor, path: str) -> None:
    answer = inside.get(path)
    assert answer.status_code in (404, 422)
    assert "[campaign]" not in answer.text
    assert "def command" not in answer.text


def test_a_file_beside_the_recorded_ones_is_not_served(inside: Visitor, home: CampaignFolder) -> None:
    (home.batch(1) / "secret.txt").write_text("secret")
    assert inside.get("/batches/1/secret.txt").status_code == 404


@pytest.mark.parametrize(
    "path", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\nx", "", "/\t/evil"]
)
def test_nothing_leads_to_another_site(inside: Visitor, path: str) -> None:
    assert _inside(path) == "/"
    answer = inside.post("/language", {"language": "en", "here": path}, follow_redirects=False)
    assert answer.headers["location"] == "/"


def test_every_answer_forbids_scripts_frames_and_keeping(inside: Visitor) -> None:
    for answer in (inside.get("/today"), inside.get("/nowhere"), stranger(inside.board).get("/today")):
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


def test_no_page_holds_a_script_or_a_style_of_its_own(inside: Visitor) -> None:
    inside.ready()
    for path in PLAIN:
        text = inside.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style|javascript:", text), path
        assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text), path


def test_a_script_in_a_name_stays_text(campaign: CampaignFolder) -> None:
    evil = "<script>alert(1)</script>"
    row = ["p1", evil, '"><img src=x onerror=alert(2)>', "f", evil, "10115", "{{ 7*7 }}", "DE"]
    campaign.sheet(
        "recipients/people.xlsx",
        ["id", "given_name", "family_name", "gender", "street", "postal_code", "city", "country"],
        [row],
    )
    with visitor(campaign.folder) as somebody:
        somebody.ready()
        pages = [somebody.get("/people").text, somebody.post("/people", {"name": "script"}).text]
        handle = re.search(r"/people/([0-9a-f]+)", pages[0])
        assert handle
        pages.append(somebody.get(handle[0]).text)
        for text in pages:
            assert "<script>alert" not in text
            assert "<img src=x" not in text
        assert "{{ 7*7 }}" in pages[-1]


def test_a_script_in_a_file_name_stays_text(inside: Visitor, home: CampaignFolder) -> None:
    files = {"list": ("<img src=x onerror=alert(1)>.exe", b"x", "text/html")}
    answer = inside.post("/lists", {"mailing": "letters"}, files=files)
    assert answer.status_code == 422
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    "name", ["../../campaign.csv", "..\\..\\campaign.csv", "/etc/cron.d/x.csv", "C:\\x.csv", "con.csv"]
)
def test_the_name_of_a_file_leads_nowhere(inside: Visitor, home: CampaignFolder, name: str) -> None:
    before = (home.folder / "campaign.toml").read_bytes()
    answer = inside.post("/lists", {"mailing": "letters"}, files={"list": (name, b"name,street\nA,B\n", "text/csv")})
    assert answer.status_code in (200, 422)
    assert (home.folder / "campaign.toml").read_bytes() == before
    placed = list(home.folder.rglob("*.csv"))
    assert all(path.is_relative_to(home.folder / "recipients" / ".incoming") for path in placed)
    assert all(path.stem.lower() != "con" for path in placed)


def test_a_person_s_name_stands_in_no_address_and_no_title(inside: Visitor) -> None:
    inside.ready()
    text = inside.get("/people").text
    for address in re.findall(r'(?:href|action|src)="([^"]*)"', text):
        assert "Given" not in address
        assert "Family" not in address
        assert not address.endswith(("p1", "p2", "p3"))
    handle = re.search(r"/people/[0-9a-f]+", text)
    assert handle
    title = re.search(r"<title>(.*)</title>", inside.get(handle[0]).text)
    assert title
    assert "Given" not in title[1]


def test_the_handle_of_a_person_is_another_on_every_board(home: CampaignFolder) -> None:
    assert Keys(1).handle("p1") != Keys(1).handle("p1")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(inside: Visitor) -> None:
    answer = inside.post("/lists", headers={"content-length": str(guard.MOST_BYTES + 1)})
    assert answer.status_code == 413


def test_a_body_that_tells_no_length_is_refused_when_it_grows_too_large(
    inside: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "MOST_BYTES", 100_000)
    boundary = "x"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="list"; filename="a.csv"\r\n\r\n'.encode()

    def parts() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            yield b"a" * 10_000

    kind = f"multipart/form-data; boundary={boundary}"
    answer = inside.client.post("/lists", content=parts(), headers={"origin": ORIGIN, "content-type": kind})
    assert answer.status_code == 413


def test_a_form_with_too_many_fields_is_refused(inside: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    many = "&".join(f"f{n}=1" for n in range(30_000))
    answer = inside.client.post(
        "/safety", content=many, headers={"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
    )
    assert answer.status_code == 400


def test_a_body_that_does_not_come_is_not_waited_for(
    listening: tuple[Board, str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "SILENCE", 0.2)
    board, _, port = listening
    cookie = board.keys.set_cookie().split(";", maxsplit=1)[0]
    head = (
        f"POST /safety HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nmark="
    )
    assert raw(port, head.encode()).split()[1] == b"408"


def test_whoever_connects_and_asks_nothing_is_not_waited_for(
    home: CampaignFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    with (
        listening_board(home.folder) as (_, _, port),
        socket.create_connection(("127.0.0.1", port), timeout=10) as slow,
    ):
        slow.sendall(b"GET /today HTTP/1.1\r\nX: ")
        assert slow.recv(10) == b""


def test_no_other_computer_can_connect(listening: tuple[Board, str, int]) -> None:
    _, _, port = listening
    hexadecimal = f":{port:04X} "
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    lines = [line for table in tables if table.exists() for line in table.read_text().splitlines()]
    mine = [line.split()[1] for line in lines if hexadecimal in line and line.split()[3] == "0A"]
    if not lines:
        pytest.skip("this system tells nothing about its sockets")
    assert mine == [f"0100007F{hexadecimal.strip()}"]


def test_nothing_is_fetched(inside: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    connect = socket.socket.connect

    def watched(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            asked.append(address)
        connect(self, address)  # type: ignore[arg-type]  # as it was given

    monkeypatch.setattr(socket.socket, "connect", watched)
    inside.ready()
    for path in PLAIN:
        inside.get(path)
    assert asked == []


def test_another_protocol_is_refused(listening: tuple[Board, str, int]) -> None:
    board, _, port = listening
    cookie = board.keys.set_cookie().split(";", maxsplit=1)[0]
    key = base64.b64encode(b"0" * 16).decode()
    asked = (
        f"GET /today HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: Upgrade\r\n"
        f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
    )
    assert b"101" not in raw(port, asked.encode()).split(b"\r\n")[0]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(inside: Visitor, method: str) -> None:
    answer = inside.client.request(method, "/safety", headers={"origin": ORIGIN})
    assert answer.status_code == 405


def test_the_server_does_not_tell_what_it_is(listening: tuple[Board, str, int]) -> None:
    _, _, port = listening
    head = raw(port, f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()).lower()
    assert b"server:" not in head
    assert b"uvicorn" not in head


def test_many_connections_do_not_keep_the_person_out(home: CampaignFolder) -> None:
    with listening_board(home.folder) as (board, _, port):
        others = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        try:
            cookie = board.keys.set_cookie().split(";", maxsplit=1)[0]
            answer = raw(port, f"GET /arrived HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
            assert answer.split()[1] == b"200"
        finally:
            for one in others:
                one.close()


def test_the_same_button_pressed_twice_at_once_does_a_thing_once(merged: CampaignFolder) -> None:
    with visitor(merged.folder) as somebody:
        text = somebody.get("/batches/1").text
        pieces = re.findall(r'name="piece" id="p\d+" value="(\w+)"', text)
        data = {"once": "the-same", "do": "sent", "piece": pieces}
        threads = [threading.Thread(target=somebody.post, args=("/batches/1", data)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with merged.ledger() as ledger:
        assert ledger.execute("SELECT count(DISTINCT action) FROM event WHERE kind = 'sent'").fetchone()[0] == 1
        assert ledger.execute("SELECT count(*) FROM event WHERE kind = 'sent'").fetchone()[0] == len(pieces)


def test_a_board_that_nobody_uses_closes_itself(home: CampaignFolder) -> None:
    board = Board(home.folder, Keys(1))
    try:
        closing = server.LoopbackServer(application(board, HOST), lambda: server.UNUSED_SECONDS + 1)
        with loopback() as listening:
            began = time.monotonic()
            closing.run([listening])
            assert time.monotonic() - began < 60
    finally:
        board.end()


def loopback() -> socket.socket:
    return server.loopback_socket()
