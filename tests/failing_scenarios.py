"""The commands whose calls are failed: what each starts from, and what must hold however far it came."""

import json
import shutil
import sqlite3
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pikepdf
from conftest import SETTINGS, TEXT, CampaignFolder, page_texts
from quick_age.pyrage import passphrase

from outreach.campaign.at_work import FORGETTING, OPENED
from outreach.campaign.campaign import load_campaign
from outreach.errors import ExitCode
from outreach.ledger.opening import open_ledger
from outreach.ledger.schema import SCHEMA_VERSION, STEPS
from outreach.storage.files import file_hash
from outreach.upkeep import locked_file
from outreach.upkeep.audit import audit

V1 = Path(__file__).parent / "ledger" / "data" / "ledger-v1.sqlite"
EVENTS = 23
"""How many the ledger of version 1 holds."""
PATIENCE = "\n[limits]\nseconds_per_letter = 60\n"
"""What is slow while other tests run is no fault."""
UNFINISHED = "its pieces are claimed"
PHRASE = "several words that nobody forgets"
QUICK_AGE = str(Path(__file__).parent / "quick_age")
"""Where a quick stand-in for the encryption lies: age takes a second each time, and a locked file is opened often here."""
WORDS = {"OUTREACH_PASSPHRASE": PHRASE, "PYTHONPATH": QUICK_AGE}


@dataclass(frozen=True)
class Scenario:
    """A command, what it starts from, and what must hold however far it came."""

    command: tuple[str, ...]
    prepare: Callable[[CampaignFolder], object]
    promises: Callable[[CampaignFolder, bool], Iterator[str]]


# ── what a command starts from ───────────────────────────────────────────────────────────────────


def campaign_in(folder: Path) -> CampaignFolder:
    """Make a campaign with three people."""
    campaign = CampaignFolder(folder)
    campaign.write("campaign.toml", f"{SETTINGS}{PATIENCE}")
    campaign.write("letter_templates/letter/en.html", TEXT)
    campaign.people(3)
    return campaign


def _do(campaign: CampaignFolder, *arguments: str) -> None:
    shown = campaign.run(*arguments, env=WORDS)
    assert shown.code == 0, shown.err


def _merged(campaign: CampaignFolder) -> None:
    _do(campaign, "merge", "--yes", "--limit", "2")
    _do(campaign, "clear")


def _old(campaign: CampaignFolder) -> None:
    shutil.copy(V1, campaign.folder / "ledger.sqlite")


def _exported(campaign: CampaignFolder) -> None:
    _merged(campaign)
    _do(campaign, "export", "tracking.xlsx")


def _sheet_changed(campaign: CampaignFolder) -> None:
    """Write the tracking sheet, and say in it that everything was sent."""
    _exported(campaign)
    book = openpyxl.load_workbook(campaign.folder / "tracking.xlsx")
    page = book.worksheets[0]
    state = next(place for place, cell in enumerate(page[1], 1) if str(cell.value).casefold() == "state")
    for row in range(2, page.max_row + 1):
        page.cell(row, state).value = "sent"
    book.save(campaign.folder / "tracking.xlsx")


def _apart(campaign: CampaignFolder) -> None:
    """Make a ledger and a later one of the same campaign, which sent what this one merged."""
    _merged(campaign)
    shutil.copy(campaign.folder / "ledger.sqlite", campaign.folder / "before")
    _do(campaign, "mark", "sent", "batch-1")
    _do(campaign, "ledger", "export", "theirs.sqlite")
    (campaign.folder / "before").replace(campaign.folder / "ledger.sqlite")
    (campaign.folder / "prints" / ".locks" / "last-event").unlink()  # this copy's own folder knows of no later event


def _older(campaign: CampaignFolder) -> None:
    """Make a copy of the ledger, and record more afterwards."""
    _merged(campaign)
    _do(campaign, "ledger", "backup", "older.sqlite")
    _do(campaign, "mark", "sent", "batch-1")


def _with_copy(campaign: CampaignFolder) -> None:
    _merged(campaign)
    _do(campaign, "ledger", "backup")


def _locked(campaign: CampaignFolder) -> None:
    _with_copy(campaign)
    _do(campaign, "lock", "--with-lists")


def _written_about(campaign: CampaignFolder) -> None:
    """Make what names somebody in every way: a note, a copy of the ledger, a reprint, a preview."""
    _with_copy(campaign)
    _do(campaign, "log", "note", "p1", "secret")
    _do(campaign, "reprint", "batch-1", "--pieces", "1", "--reason", "jam")
    _do(campaign, "preview")
    _do(campaign, "clear")


def _cards(campaign: CampaignFolder) -> None:
    campaign.write("campaign.toml", SETTINGS.replace("din5008b", "postcard-a6") + PATIENCE)
    campaign.write("letter_templates/letter/template.toml", 'kind = "postcard"\n')
    text = "{% block picture %}<p>Rosa</p>{% endblock %}{% block body %}<p>Good luck!</p>{% endblock %}"
    campaign.write("letter_templates/letter/en.html", text)
    _merged(campaign)


# ── what must hold ───────────────────────────────────────────────────────────────────────────────


def broken_promises(campaign: CampaignFolder) -> Iterator[str]:
    """Yield what does not hold whatever was done: the file, the states, the files of the batches."""
    path = campaign.folder / "ledger.sqlite"
    if not path.exists():
        return
    with open_ledger(path) as ledger:
        if [row[0] for row in ledger.execute("PRAGMA integrity_check")] != ["ok"]:
            yield "the ledger is damaged"
        if ledger.execute("PRAGMA foreign_key_check").fetchall():
            yield "a row belongs to nothing"
        if (campaign.folder / "prints").exists():
            problems = audit(load_campaign(campaign.folder), ledger)
            yield from (str(one) for one in problems if UNFINISHED not in one.message)
        undone = {row[0] for row in ledger.execute("SELECT undoes FROM event WHERE undoes IS NOT NULL")}
        states: dict[int, str] = {}
        for row in ledger.execute("SELECT id, piece, kind FROM event WHERE piece IS NOT NULL"):
            if row["id"] not in undone and STEPS[row["kind"]] > STEPS.get(states.get(row["piece"], ""), 0):
                states[row["piece"]] = row["kind"]
        kept = {row["id"]: row["state"] for row in ledger.execute("SELECT id, state FROM piece WHERE state <> ''")}
        if kept != states:
            yield "a state is not what the events say"
        twice = "SELECT 1 FROM piece WHERE state <> 'void' GROUP BY mailing, recipient, round HAVING count(*) > 1"
        if ledger.execute(twice).fetchone():
            yield "somebody has two pieces"


def unwhole(folder: Path) -> Iterator[str]:
    """Yield every file under a final name that is not whole."""
    for path in folder.rglob("*"):
        hidden = any(part.startswith(".") and part != ".config" for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            try:
                _open(path)
            except Exception as error:  # noqa: BLE001 — whatever a reader of such a file says
                yield f"{path.name} is not whole: {type(error).__name__} {error}"


def _open(path: Path) -> None:
    """Read a file as its ending says."""
    if path.suffix == ".pdf":
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages)
    elif path.suffix == ".xlsx":
        openpyxl.load_workbook(path).close()
    elif path.suffix == ".json":
        json.loads(path.read_bytes())
    elif path.suffix == ".toml":
        tomllib.loads(path.read_text(encoding="utf-8"))
    elif path.suffix == ".age":
        locked_hashes(path)
    elif path.suffix == ".sqlite" and path.name != "ledger.sqlite":
        assert _events(path) > 0


def _events(path: Path) -> int:
    """Return how many events a copy holds, -1 for a damaged one."""
    with closing(sqlite3.connect(path)) as copy:
        if copy.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return -1
        return int(copy.execute("SELECT count(*) FROM event").fetchone()[0])


def locked_hashes(path: Path) -> dict[str, str]:
    """Return the hash of each file in a locked file."""
    return dict(locked_file.content(passphrase.decrypt(path.read_bytes(), PHRASE)).hashes)


def hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file that a lock takes away."""
    parts = (folder / name for name in locked_file.NAMES)
    paths = (path for part in parts for path in (part, *part.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in paths}


def _before(campaign: CampaignFolder) -> dict[str, str]:
    """Return the hash of each file that was there before the command."""
    return dict(json.loads((campaign.folder / "before.txt").read_text(encoding="utf-8")))


def _says(campaign: CampaignFolder, words: str) -> bool:
    """Tell whether other commands say what is under way, and nothing of copies to put back."""
    shown = campaign.run_here("ledger", "check")
    return shown.code == ExitCode.LEDGER and words in shown.err and "put your copy" not in shown.err


def _after_merge(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        has_tables = ledger.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'piece'").fetchone()[0]
        letters = ledger.execute("SELECT count(*) FROM piece WHERE state = 'merged'").fetchone()[0] if has_tables else 0
    if letters not in (0, 3) or (finished and letters != 3):
        yield f"{letters} of 3 letters are merged"
    if finished and (left := [p.name for p in (campaign.folder / "prints").iterdir() if p.name.endswith(".partial")]):
        yield f"{left} was left"


def _after_mark(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        states = Counter(row["state"] for row in ledger.execute("SELECT state FROM piece"))
    if dict(states) not in ({"merged": 2}, {"sent": 2}) or (finished and "sent" not in states):
        yield f"half marked: {dict(states)}"


def _after_migration(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        version = ledger.execute("PRAGMA user_version").fetchone()[0]
        events = ledger.execute("SELECT count(*) FROM event").fetchone()[0]
    if version not in (1, SCHEMA_VERSION) or events != EVENTS or (finished and version != SCHEMA_VERSION):
        yield f"version {version} with {events} events"
    copies = [_events(path) for path in (campaign.folder / "backups").glob("[!.]*")]
    if any(number != EVENTS for number in copies) or (version == SCHEMA_VERSION and not copies):
        yield f"copies with {copies} events"


def _after_backup(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    copies = [_events(path) for path in (campaign.folder / "backups").glob("[!.]*")]
    if any(number != 2 for number in copies) or (finished and not copies):
        yield f"copies with {copies} events"


def _after_restore(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    now = _events(campaign.folder / "ledger.sqlite")
    kept = [_events(path) for path in (campaign.folder / "backups").glob("[!.]*")]
    if now not in (2, 6) or (now == 2 and 6 not in kept) or (finished and now != 2):
        yield f"{now} events, kept are {kept}"


def _after_lock(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    """All is as it was, or all of it is in the locked file, and whatever lies there still is the same."""
    before, there, locked = _before(campaign), hashes(campaign.folder), campaign.folder / "locked.age"
    if not locked.exists():
        if there != before:
            yield f"nothing is locked, and {there.keys() ^ before.keys()} differs"
    elif locked_hashes(locked) != before:
        yield "the locked file does not hold what was there"
    elif not there.items() <= before.items():
        yield "what is left is not what was there"
    elif there and not _says(campaign, _AGAIN):
        yield "nobody says that something lies there readable"
    if finished and (there or not locked.exists() or (campaign.folder / OPENED).exists()):
        yield f"not locked: {sorted(there)}"


_AGAIN = "give it again: outreach lock"


def _after_unlock(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    """The locked file is there, or everything else."""
    before, there, locked = _before(campaign), hashes(campaign.folder), campaign.folder / "locked.age"
    opened = (campaign.folder / OPENED).exists()
    if locked.exists():
        if locked_hashes(locked) != before:
            yield "the locked file changed"
        if (opened or {"ledger.sqlite"} & there.keys()) and not _says(campaign, _AGAIN):
            yield "nobody says that something lies there readable"
    elif there != before:
        yield f"not all came back: {there.keys() ^ before.keys()}"
    if finished and (locked.exists() or opened or [*campaign.folder.glob("before-unlock-*")]):
        yield "not unlocked"


NAMED = 6
"""So many files name the person before: the ledger, its copy, the letters, the addresses, the reprint, the preview."""


def _after_forget(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    begun = (campaign.folder / FORGETTING).exists()
    named = [path.name for path in _holding(campaign.folder, b"Family1", b"secret")]
    if begun and not _says(campaign, "give it again: outreach forget"):
        yield "nobody says that a forgetting is under way"
    if not begun and 0 < len(named) < NAMED:
        yield f"half forgotten: {named} name the person still"
    if finished and (begun or named):
        yield f"not forgotten: {named} name the person still"


def _holding(folder: Path, *words: bytes) -> Iterator[Path]:
    """Yield the files that name somebody, but for the list, which is the user's own."""
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx" and path.name != "before.txt":
            data = path.read_bytes()
            if data.startswith(b"%PDF"):
                data = "\n".join(page_texts(data)).encode()
            if any(word in data for word in words):
                yield path


def _after_reprint(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
    with closing(campaign.ledger()) as ledger:
        recorded = ledger.execute("SELECT count(DISTINCT action) FROM event WHERE kind = 'reprinted'").fetchone()[0]
    files = [*(campaign.folder / "prints").glob("batch-0001-reprint-*.pdf")]
    if recorded > len(files) or (finished and not recorded):
        yield f"{recorded} reprints are on record, {len(files)} lie there"


def _there(pattern: str) -> Callable[[CampaignFolder, bool], Iterator[str]]:
    """Return what looks for a file that the command makes: if it ended well, it is there."""

    def after(campaign: CampaignFolder, finished: bool) -> Iterator[str]:  # noqa: FBT001 — said by name below
        if finished and not [*campaign.folder.glob(pattern)]:
            yield f"there is no {pattern}"

    return after


SCENARIOS = {
    "merge": Scenario(("merge", "--yes", "--workers", "1"), lambda _campaign: None, _after_merge),
    "mark": Scenario(("mark", "sent", "batch-1"), _merged, _after_mark),
    "migrate": Scenario(("status",), _old, _after_migration),
    "import": Scenario(("import", "tracking.xlsx", "--yes"), _sheet_changed, _after_mark),
    "backup": Scenario(("ledger", "backup"), _merged, _after_backup),
    "join": Scenario(("ledger", "join", "theirs.sqlite"), _apart, _after_mark),
    "restore": Scenario(("ledger", "restore", "older.sqlite", "--yes"), _older, _after_restore),
    "copy": Scenario(("ledger", "copy", "ledger.sqlite", "copy.sqlite"), _merged, _there("copy.sqlite")),
    "lock": Scenario(("lock", "--with-lists"), _with_copy, _after_lock),
    "unlock": Scenario(("unlock",), _locked, _after_unlock),
    "forget": Scenario(("forget", "p1", "--yes"), _written_about, _after_forget),
    "reprint": Scenario(("reprint", "batch-1", "--reason", "jam"), _merged, _after_reprint),
    "labels": Scenario(("labels", "batch-1", "--sheet", "l7163"), _merged, _there("prints/batch-0001-labels-*.pdf")),
    "envelopes": Scenario(("envelopes", "batch-1", "--size", "c6"), _merged, _there("prints/batch-0001-envelopes-*.pdf")),
    "cards": Scenario(("cards", "batch-1", "--sheet", "a4"), _cards, _there("prints/batch-0001-cards-*.pdf")),
    "export": Scenario(("export", "tracking.xlsx", "--yes"), _exported, _there("tracking.xlsx")),
    "calibrate": Scenario(("calibrate", "Office"), _merged, _there("prints/calibration-a4.pdf")),
    "calibrated": Scenario(
        ("calibrate", "Office", "--measured", "101.5", "99"), _merged, _there(".config/outreach/printers.toml")
    ),
}  # fmt: skip
