"""What a small campaign's mailing is made from, read below the command line."""

from collections.abc import Iterator
from contextlib import contextmanager

from conftest import CampaignFolder

from outreach.campaign.campaign import Campaign, load_campaign
from outreach.campaign.material import Material, gather
from outreach.workers.crew import child_processes
from outreach.workers.pool import Workers


@contextmanager
def gathered(folder: CampaignFolder) -> Iterator[tuple[Campaign, Material, Workers]]:
    """Give the campaign, what its first mailing is made from, and the child process that read it."""
    campaign = load_campaign(folder.folder)
    with child_processes(1) as workers:
        (material, *_) = gather(campaign, campaign.mailings.values(), workers)
        yield campaign, material, workers
