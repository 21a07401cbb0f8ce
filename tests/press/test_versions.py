"""A version of WeasyPrint that was never tried is tried first: what holds is used, what does not stops."""

import sys
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from conftest import CampaignFolder

from outreach.errors import ExitCode, SettingError
from outreach.letters.merge import TemplateText
from outreach.press.tasks import Job, PieceText, SetJob
from outreach.stationery import STATIONERY
from outreach.workers.pool import Call, Died, Limits, Workers


def task(folder: Path) -> Job:
    text = TemplateText("letter/en.html", "en", "{% block body %}<p>Hello there.</p>{% endblock %}")
    parts = {"address": ("Rosa", "Town"), "return-line": ("Us", "Town"), "letterhead": ("Us", "Town"), "date": ("May",)}
    return Job(STATIONERY["plain-a4"], text, "", folder, (PieceText(1, {"salutation": "Dear,"}, parts),), Limits())


def set_with(given: tuple[Job, str, str]) -> SetJob:
    """Set a job with a WeasyPrint that calls itself otherwise, one part of it changed. Runs in a child process."""
    from outreach.press import calls, versions

    job, version, change = given
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(versions, "version", lambda: version)
        if change:
            CHANGES[change](patch)
        versions.tested.cache_clear()
        try:
            return calls.set_job(job)
        finally:
            versions.tested.cache_clear()


def _no_boxes(patch: pytest.MonkeyPatch) -> None:
    from outreach.press import frames

    def missing(_page: object) -> Any:
        raise AttributeError("_page_box")

    patch.setattr(frames, "page_box", missing)


def _boxes_elsewhere(patch: pytest.MonkeyPatch) -> None:
    from outreach.press.inside_weasyprint import boxes

    usual = boxes.Box.content_box_x
    patch.setattr(boxes.Box, "content_box_x", lambda self: usual(self) + 5)


def _frames_without_names(patch: pytest.MonkeyPatch) -> None:
    from outreach.press import frames

    patch.setattr(frames, "_class", lambda _box: "")


def _lines_drawn_otherwise(patch: pytest.MonkeyPatch) -> None:
    from outreach.press import inked_page

    patch.setattr(inked_page, "drawing_lines", lambda _draw: nullcontext())


def _other_words_for_missing_letters(patch: pytest.MonkeyPatch) -> None:
    import re

    from outreach.press import inked_page

    patch.setattr(inked_page, "_MISSING_GLYPH", re.compile("no such words"))


def _wider_lines(patch: pytest.MonkeyPatch) -> None:
    from outreach.press.express.face import Face

    usual = Face.words

    def wider(self: Face, texts: list[str], script: str) -> Any:
        from dataclasses import replace

        return [replace(run, width=run.width + 64) for run in usual(self, texts, script)]

    patch.setattr(Face, "words", wider)


def _missing_module(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(sys.modules, "outreach.press.worker", None)
    patch.delattr(sys.modules["outreach.press"], "worker", raising=False)


CHANGES: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "pages without boxes": _no_boxes,
    "boxes that are measured otherwise": _boxes_elsewhere,
    "frames without their names": _frames_without_names,
    "lines that are drawn otherwise": _lines_drawn_otherwise,
    "other words for a missing letter": _other_words_for_missing_letters,
    "lines that break otherwise": _wider_lines,
    "a part that is not there": _missing_module,
}


def outcome(press: Workers, folder: Path, version: str, change: str = "") -> SetJob:
    result = press.run(Call(set_with, (task(folder), version, change), 60))
    assert not isinstance(result, Died)
    return result


def test_a_proven_version_is_not_tested(press: Workers, tmp_path: Path) -> None:
    from outreach.press.versions import PROVEN

    for version in PROVEN:
        result = outcome(press, tmp_path, version, "other words for a missing letter")
        assert (len(result.pieces), result.notes) == (1, ())


def test_another_version_that_holds_is_used_and_told(press: Workers, tmp_path: Path) -> None:
    result = outcome(press, tmp_path, "99.0")

    assert len(result.pieces) == 1
    (note,) = result.notes
    assert note.startswith("WeasyPrint 99.0 is not one of the proven versions (70.0); it was tested: a sample letter")


@pytest.mark.parametrize("change", CHANGES)
def test_another_version_that_does_not_hold_stops_and_tells_what_to_install(
    press: Workers, tmp_path: Path, change: str
) -> None:
    with pytest.raises(SettingError) as stopped:
        outcome(press, tmp_path, "99.0", change)

    assert stopped.value.exit_code is ExitCode.SETTING
    assert stopped.value.message.startswith("WeasyPrint 99.0 cannot set the letters, ")
    assert stopped.value.message.endswith("Install a version that can: pip install weasyprint==70.0")


def test_the_installed_version_is_proven_and_passes_its_own_test(press: Workers) -> None:
    assert press.run(Call(_own_test, None, 60)) == ([], True)


def _own_test(_nothing: None) -> tuple[list[str], bool]:
    from outreach.press import self_test, versions

    return self_test.failed(), versions.version() in versions.PROVEN


PRETENCE = """
import sys

class Pretend:
    def find_spec(self, name, path, target=None):
        if name == "weasyprint.document":
            import weasyprint
            weasyprint.__version__ = "99.0"

sys.meta_path.insert(0, Pretend())
"""


@pytest.mark.parametrize("broken", [False, True])
def test_merge_says_so(campaign: CampaignFolder, tmp_path: Path, broken: bool) -> None:  # noqa: FBT001
    folder = tmp_path / "site"
    folder.mkdir()
    breaking = "            import weasyprint.text.line_break as inner; del inner.can_break_text\n" if broken else ""
    (folder / "sitecustomize.py").write_text(PRETENCE.replace('"99.0"\n', '"99.0"\n' + breaking))

    shown = campaign.run("merge", "--yes", "-v", env={"PYTHONPATH": str(folder)})

    if broken:
        assert shown.code == ExitCode.SETTING
        assert "WeasyPrint 99.0 cannot set the letters, it lacks what outreach uses" in shown.err
        assert "pip install weasyprint==70.0" in shown.err
        assert not campaign.batch(1).exists()
    else:
        assert shown.code == 0, shown.err
        assert "WeasyPrint 99.0 is not one of the proven versions" in shown.out + shown.err
