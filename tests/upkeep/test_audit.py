"""``outreach ledger check`` finds what is not as it was recorded, and says what to do."""

import json
import shutil

from conftest import CampaignFolder

from outreach.errors import ExitCode


def test_a_ledger_in_order_has_no_problems(merged: CampaignFolder) -> None:
    shown = merged.run("ledger", "check")
    assert (shown.code, shown.err) == (0, "")
    assert "Everything is as it was recorded." in shown.out


def test_without_a_ledger_there_is_nothing_to_check(campaign: CampaignFolder) -> None:
    assert campaign.run("ledger", "check").code == ExitCode.USAGE


def test_a_file_that_is_gone_changed_or_cut_is_named(merged: CampaignFolder) -> None:
    folder = merged.batch(1)
    letters = (folder / "letters.pdf").read_bytes()
    packing = folder / "packing-list.pdf"
    packing.unlink()
    (folder / "letters.pdf").write_bytes(bytes([letters[0] ^ 1]) + letters[1:])
    shown = merged.run("ledger", "check")
    assert shown.code == ExitCode.LEDGER
    assert "prints/batch-0001/packing-list.pdf: is gone; put your copy" in shown.err
    assert "prints/batch-0001/letters.pdf: was changed since it was recorded" in shown.err
    (folder / "letters.pdf").write_bytes(letters[:-10])
    assert f"has {len(letters) - 10:,} bytes, {len(letters):,} were recorded" in merged.run("ledger", "check").err


def test_a_batch_whose_folder_is_gone_is_named(merged: CampaignFolder) -> None:
    shutil.rmtree(merged.batch(1))
    assert "prints/batch-0001: the folder of the batch is gone" in merged.run("ledger", "check").err


def test_a_batch_that_the_ledger_does_not_know_is_named(merged: CampaignFolder) -> None:
    shutil.copytree(merged.batch(1), merged.batch(7))
    found = merged.run("ledger", "check", "--json")
    assert [problem["source"] for problem in found.json["problems"]] == ["prints/batch-0007"]
    assert found.code == ExitCode.LEDGER


def test_a_batch_of_another_ledger_is_seen_by_its_pieces(merged: CampaignFolder) -> None:
    manifest = merged.batch(1) / "batch.json"
    values = json.loads(manifest.read_text(encoding="utf-8"))
    values["pieces"][0]["uid"] = "0" * 32
    manifest.write_text(json.dumps(values), encoding="utf-8")
    assert "two ledgers went different ways" in merged.run("ledger", "check").err


def test_a_claim_that_was_not_recorded_is_named(merged: CampaignFolder) -> None:
    with merged.ledger() as ledger:
        ledger.execute("INSERT INTO batch (id, uid, mailing, stationery, created_at) VALUES (2, 'x', 'm', 's', 'd')")
    assert "batch-0002: its pieces are claimed, but it was not recorded" in merged.run("ledger", "check").err


def changed_by_hand(campaign: CampaignFolder, *statements: str) -> None:
    """Change the ledger as somebody with another program would, past its own rules."""
    with campaign.ledger() as ledger:
        rules = ledger.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in rules:
            ledger.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            ledger.execute(statement)
        for _, sql in rules:
            ledger.execute(sql)


def test_a_state_that_does_not_follow_from_the_events_is_named(merged: CampaignFolder) -> None:
    changed_by_hand(merged, "UPDATE piece SET state = 'answered' WHERE number = 2")
    shown = merged.run("ledger", "check")
    assert shown.code == ExitCode.LEDGER
    assert "batch-0001, number 2: Given2 Family2 is called answered, but the events say another thing" in shown.err
    assert "ledger restore" in shown.err


def test_a_step_without_the_one_before_it_is_named(merged: CampaignFolder) -> None:
    assert merged.run("mark", "sent", "batch-1").code == 0
    changed_by_hand(
        merged,
        "DELETE FROM event WHERE kind = 'printed' AND piece = 1",
    )
    assert "number 1: Given1 Family1 is sent, but was never printed" in merged.run("ledger", "check").err


def test_a_rule_that_was_taken_away_is_named(merged: CampaignFolder) -> None:
    with merged.ledger() as ledger:
        ledger.execute("DROP TRIGGER event_is_never_deleted")
        ledger.execute("CREATE TABLE mine (x)")
    shown = merged.run("ledger", "check").err
    assert "ledger.sqlite: `event_is_never_deleted` is missing" in shown
    assert "`mine` is none of the tool's" in shown


def test_every_way_that_a_letter_can_go_is_in_order(merged: CampaignFolder) -> None:
    for command in (
        ("mark", "sent", "batch-1"), ("mark", "returned", "p1"), ("mark", "answered", "p2"), ("mark", "--undo"),
        ("mark", "void", "p3"), ("merge", "--yes"), ("reprint", "batch-1", "--reason", "jam"),
        ("log", "answered", "p1"), ("log", "note", "p1", "x"), ("mark", "--undo"),
    ):  # fmt: skip
        assert merged.run(*command).code == 0, command
    shown = merged.run("ledger", "check")
    assert (shown.code, shown.err) == (0, "")
