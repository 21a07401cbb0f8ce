"""The command that opens the board, run as a person runs it."""

import http.client
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import CampaignFolder


@contextmanager
def opened(folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start ``outreach board``; give the process and the address that it prints."""
    line = [sys.executable, "-u", "-m", "outreach", "board", "--no-open"]
    pipe = subprocess.PIPE
    with subprocess.Popen(line, cwd=folder, stdout=pipe, stderr=pipe, text=True, env=dict(os.environ)) as process:
        assert process.stdout
        try:
            process.stdout.readline()
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=60)


def asked(url: str, path: str, cookie: str = "") -> tuple[http.client.HTTPResponse, str]:
    connection = http.client.HTTPConnection(url.removeprefix("http://").split("/")[0], timeout=60)
    connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
    try:
        answer = connection.getresponse()
        return answer, answer.read().decode()
    finally:
        connection.close()


def let_in(url: str) -> str:
    """Come by the address that works once; return the cookie."""
    answer, _ = asked(url, "/" + url.removeprefix("http://").partition("/")[2])
    return (answer.getheader("Set-Cookie") or "").split(";")[0]


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C in another way")
def test_the_board_opens_by_its_address_and_ends_cleanly(campaign: CampaignFolder, wish: signal.Signals) -> None:
    before = sorted(campaign.folder.rglob("*"))
    with opened(campaign.folder) as (process, url):
        cookie = let_in(url)
        assert "Letters for Rosa" in asked(url, "/today", cookie)[1]
        process.send_signal(wish)
        out, errors = process.communicate(timeout=60)
        assert (process.returncode, out.splitlines()[-1], errors) == (0, "The board is closed.", "")
    assert sorted(campaign.folder.rglob("*")) == before


def test_in_a_folder_without_a_campaign_the_first_page_makes_one(empty: CampaignFolder) -> None:
    with opened(empty.folder) as (_, url):
        cookie = let_in(url)
        page = asked(url, "/start", cookie)[1]
    assert "Begin a campaign" in page
    assert str(empty.folder) in page


def test_the_report_is_written_in_every_form(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    for name, begins in (("r.html", b"<!doctype html>"), ("r.pdf", b"%PDF"), ("r.xlsx", b"PK")):
        shown = merged.run("report", "-o", name)
        assert (shown.code, "3 letters" in shown.out) == (0, True), shown.err
        assert (merged.folder / name).read_bytes().startswith(begins)
    assert "We have posted 3 letters so far. They reached 3 people." in shown.out
    assert merged.run("report", "-o", "r.doc").code == 2


def test_a_public_report_names_nobody(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1")
    assert merged.run("report", "--public", "-o", "public.html").code == 0
    page = (merged.folder / "public.html").read_text(encoding="utf-8")
    assert "Given" not in page
    assert "Family" not in page


def test_the_status_shows_a_bar_for_each_mailing(merged: CampaignFolder) -> None:
    merged.run("mark", "sent", "batch-1", "--pieces", "1")
    assert "██████████░░░░░░░░░░░░░░░░░░░░  1 of 3 posted, 0 answered: letters" in merged.run("status").out
