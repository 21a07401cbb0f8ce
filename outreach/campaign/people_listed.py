"""Who is on the lists of a campaign, read if the ledger alone does not show who is meant."""

from outreach.campaign.campaign import Campaign
from outreach.ledger.lookup import Lists
from outreach.model import Recipient
from outreach.workers.crew import child_processes


def on_the_lists(campaign: Campaign) -> Lists:
    """Return what reads everybody on the lists of a campaign, once it is called."""

    def read() -> list[Recipient]:
        from outreach.campaign.material import everybody  # noqa: PLC0415 — what reads lists takes long to load

        with child_processes(1) as crew:
            return everybody(campaign, crew)

    return read
