"""Put what the ledger knows into words: one line an event, for history, log and their exports."""

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from outreach.ledger.database import LedgerRow
from outreach.model import batch_name

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "merged": "letter made",
        "printed": "printed",
        "sent": "sent",
        "returned": "came back",
        "answered": "answered",
        "void": "made void",
        "reprinted": "printed again",
        "overridden": "rule overridden",
        "noted": "note",
        "address_changed": "new address",
        "address_confirmed": "address confirmed",
        "undone": "taken back",
    }
)
"""What a person reads for each kind of event."""
OUTSIDE: Mapping[str, str] = MappingProxyType(
    {"sent": "sent, written outside", "answered": "wrote to us", "returned": "came back, written outside"}
)
"""What a person reads where no piece of ours belongs to the event."""
HEADERS = ("date", "what", "person", "id", "country", "mailing", "batch", "number", "sender", "by", "note")


def what(event: LedgerRow, kinds: Mapping[int, str] | None = None) -> str:
    """Return what happened, in words; `kinds` says what an undo reversed, by the event's id."""
    if event["kind"] == "undone":
        undone = (kinds or {}).get(event["undoes"], "")
        return f"taken back: {WORDS.get(undone, undone)}" if undone else WORDS["undone"]
    if event["command"] == "forget":
        return "person forgotten"
    words = WORDS.get(event["kind"], event["kind"])
    if event["piece"] is None:
        words = OUTSIDE.get(event["kind"], words)
    return f"{words} (taken back)" if event["undone"] else words


def kinds_of(events: Sequence[LedgerRow]) -> dict[int, str]:
    """Return the kind of each event by its id."""
    return {event["id"]: event["kind"] for event in events}


def letter(event: LedgerRow) -> str:
    """Return which piece an event belongs to: its mailing, batch and number."""
    if event["piece"] is None:
        return str(event["mailing"])
    return f"{event['mailing']}, {batch_name(event['batch'])} no. {event['number']}"


def values(events: Sequence[LedgerRow]) -> list[dict[str, object]]:
    """Return the events as `HEADERS` name them, for tables and for machines."""
    kinds = kinds_of(events)
    return [
        {
            "date": event["date"],
            "what": what(event, kinds),
            "person": event["name"],
            "id": event["recipient"],
            "country": event["country"],
            "mailing": event["mailing"],
            "batch": batch_name(event["batch"]) if event["batch"] else "",
            "number": event["number"] or "",
            "sender": event["sender"],
            "by": event["by"],
            "note": event["note"],
        }
        for event in events
    ]


def machine_values(events: Sequence[LedgerRow]) -> list[dict[str, object]]:
    """Return the events for a machine: their words, and the ledger's own marks beside them."""
    told = values(events)
    for value, event in zip(told, events, strict=True):
        value |= {"kind": event["kind"], "undone": bool(event["undone"]), "event": event["uid"], "at": event["at"]}
        value["detail"] = _detail(event["detail"])
    return told


def _detail(text: str) -> object:
    """Return the details of an event besides its note: JSON as a value, anything else unchanged."""
    try:
        return json.loads(text) if text.startswith("{") else text
    except (ValueError, RecursionError):
        return text
