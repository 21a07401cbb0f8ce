"""Begin a campaign with nothing but a few answers: settings, an empty list, and a first text to change."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outreach.campaign.samples import ignore_private_files
from outreach.campaign.settings import FILE_NAME
from outreach.campaign.settings_file import change_settings
from outreach.errors import UsageError
from outreach.model import Kind
from outreach.storage.files import new_file, private_folder, write_private

STATIONERY = {Kind.POLITICIAN: "din5008b", Kind.PRISONER: "postcard-a6"}
"""What a first mailing is printed on: a letter in a window envelope, and a card."""
NAMES = {Kind.POLITICIAN: "letters", Kind.PRISONER: "cards"}
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Beginning:
    """The answers of a person who begins a campaign; the first text is in `language`."""

    cause: str
    sender: str
    address: Sequence[str]
    country: str
    kind: Kind
    language: str
    subject: str
    paragraphs: Sequence[str]


def begin_campaign(folder: Path, answers: Beginning) -> None:
    """Make a campaign in `folder`; nothing that is there is overwritten. Raises `InputError` for wrong answers."""
    if (folder / FILE_NAME).exists():
        raise UsageError(f"{folder} holds a campaign already; open it, or choose another folder")
    name = NAMES[answers.kind]
    there = private_folder(folder)
    template = private_folder(there / "letter_templates" / name)
    people = private_folder(there / "recipients") / f"{answers.kind.value}s.xlsx"
    _settings(there, answers, name)
    if not people.exists():
        from outreach.campaign.list_tools import empty_list  # noqa: PLC0415 — loads openpyxl, which only a beginning needs

        new_file(people, empty_list(answers.kind))
    text = template / f"{answers.language}.html"
    if not text.exists():
        write_private(text, first_text(answers).encode())
    if answers.kind is Kind.PRISONER and not (template / "template.toml").exists():
        write_private(template / "template.toml", b'kind = "postcard"\n')
    ignore_private_files(there)


def _settings(folder: Path, answers: Beginning, name: str) -> None:
    path = folder / FILE_NAME
    write_private(path, b"# The settings of this campaign. The board changes single lines; remarks stay.\n")
    try:
        change_settings(folder, {
            ("campaign", "name"): answers.cause, ("campaign", "languages"): [answers.language],
            ("sender", "name"): answers.sender, ("sender", "address"): list(answers.address),
            ("sender", "country"): answers.country,
            ("mailing", name, "to"): f"recipients/{answers.kind.value}s.xlsx",
            ("mailing", name, "template"): f"letter_templates/{name}",
            ("mailing", name, "stationery"): STATIONERY[answers.kind],
            **({("mailing", name, "every"): "60 days"} if answers.kind is Kind.PRISONER else {}),
        })  # fmt: skip
    except BaseException:
        path.unlink()
        raise


def first_text(answers: Beginning) -> str:
    """Return the first text of a campaign, to be changed; the greeting comes from the list."""
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in answers.paragraphs)
    subject = f"{{% block subject %}}{answers.subject}{{% endblock %}}\n\n" if answers.kind is Kind.POLITICIAN else ""
    picture = "{% block picture %}{% endblock %}\n\n" if answers.kind is Kind.PRISONER else ""
    closing = '<p>{{ closing }}</p>\n<p class="signature">{{ sender.name }}</p>'
    return (
        f"{picture}{subject}{{% block body %}}\n{body}\n{{% endblock %}}\n\n"
        f"{{% block closing %}}\n{closing}\n{{% endblock %}}\n"
    )


def folder_name(text: str) -> str:
    """Return a name for a folder or file that every system takes, made of what a person called it."""
    plain = re.sub(r"[^\w.() -]+", " ", text).strip(" .")
    name = re.sub(r"\s+", " ", plain)[:LONGEST_NAME].strip(" .")
    return f"_{name}" if re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", name.split(".")[0]) else name
