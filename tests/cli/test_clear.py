"""After a change a merge and a preview cost little, with the same letters; clear takes away what they keep for it."""

from conftest import CampaignFolder

from outreach.press.cache.shelf import FOLDER


def kept(campaign: CampaignFolder) -> list[str]:
    folder = campaign.folder / "prints" / FOLDER
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_batch_that_is_made_again_takes_its_pages_from_before(campaign: CampaignFolder) -> None:
    assert campaign.run("merge", "--yes", "--dry-run").code == 0
    assert not (campaign.folder / "prints").exists()
    campaign.run("merge", "--yes")
    before = kept(campaign)
    assert len(before) == 1

    campaign.run("mark", "void", "batch-1")
    assert "taken from .kept: 3" in campaign.run("merge", "--yes", "-v").err
    first, second = (campaign.batch(number) / "letters.pdf" for number in (1, 2))
    assert second.read_bytes() == first.read_bytes()
    assert kept(campaign) == before

    shown = campaign.run("clear")
    assert (shown.code, "Removed what was kept: 0." in shown.out, kept(campaign)) == (0, True, [])
    assert "There is nothing to remove" in campaign.run("clear").out
    assert second.is_file()

    campaign.run("mark", "void", "batch-2")
    assert "taken" not in campaign.run("merge", "--yes", "-v").err
    assert (campaign.batch(3) / "letters.pdf").read_bytes() == first.read_bytes()


def test_the_preview_of_a_whole_mailing_is_kept_too(campaign: CampaignFolder) -> None:
    campaign.run("preview", "--all")
    page = campaign.folder / "prints" / "preview.html"
    first, before = page.read_bytes(), kept(campaign)
    assert len(before) == 1
    campaign.run("preview", "--all")
    assert (page.read_bytes(), kept(campaign)) == (first, before)
