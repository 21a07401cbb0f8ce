"""Lock a campaign: ledger, prints and copies become one file that only a pass phrase opens.

The file is a plain age file (https://age-encryption.org) around a tar archive, so that any age program
opens it too. While it is there, it alone is the truth: what else lies there is left over from an
interruption, and unlocking replaces it.
"""

import hashlib
import io
import tarfile
from collections.abc import Sequence
from pathlib import Path

from outreach.campaign.campaign import LOCKED, Campaign
from outreach.errors import LedgerError, SettingError
from outreach.ledger.backups import FOLDER
from outreach.ledger.database import FILE_NAME
from outreach.press.cache.shelf import FOLDER as KEPT
from outreach.press.cache.shelf import cleared
from outreach.storage.files import private_folder, remove_folder, sync_file, sync_folder, write_private

PARTS = (FILE_NAME, "prints", FOLDER)
LISTS = ("recipients", "messages")
"""Folders of the user's own that hold personal data."""
MAXIMUM = 1024**3
"""Bytes that may be locked; they are held in memory twice."""
INSTALL = "this needs one more library; install it with: pip install 'outreach[encryption]'"


def lock(campaign: Campaign, phrase: str, *, with_lists: bool) -> list[str]:
    """Lock the campaign; return what lies in the locked file now. Nothing is removed before it is whole and tried.

    Only the pages that are kept for the next merge go before: they can be made again.
    """
    names = [name for name in (*PARTS, *(LISTS if with_lists else ())) if (campaign.folder / name).exists()]
    if FILE_NAME not in names and "prints" not in names:
        raise LedgerError("there is nothing to lock yet")
    cleared(campaign.prints / KEPT)
    packed = _packed(campaign.folder, names)
    locked = campaign.folder / LOCKED
    temporary = campaign.folder / f".{LOCKED}.partial"
    write_private(temporary, _encrypted(packed, phrase))
    if _digest(_decrypted(temporary.read_bytes(), phrase)) != _digest(packed):
        temporary.unlink()
        raise SettingError("the locked file could not be read back; nothing was locked")
    temporary.replace(locked)
    sync_folder(campaign.folder)
    for name in names:
        _remove(campaign.folder / name)
    return names


def unlock(campaign: Campaign, phrase: str) -> list[str]:
    """Bring everything back and remove the locked file; return what was brought back."""
    packed = _decrypted((campaign.folder / LOCKED).read_bytes(), phrase)
    opened = campaign.folder / ".unlocking"
    remove_folder(opened)
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(private_folder(opened), filter="tar")
    names = sorted(path.name for path in opened.iterdir())
    for name in names:
        _sync(opened / name)
        _remove(campaign.folder / name)
        (opened / name).replace(campaign.folder / name)
    sync_folder(campaign.folder)
    (campaign.folder / LOCKED).unlink()
    remove_folder(opened)
    return names


def _encrypted(data: bytes, phrase: str) -> bytes:
    try:
        from pyrage import passphrase  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise SettingError(INSTALL) from error
    return passphrase.encrypt(data, phrase)


def _decrypted(data: bytes, phrase: str) -> bytes:
    try:
        from pyrage import DecryptError, passphrase  # noqa: PLC0415 — an extra
    except ImportError as error:
        raise SettingError(INSTALL) from error
    try:
        return passphrase.decrypt(data, phrase)
    except DecryptError as error:
        raise LedgerError("that is not the pass phrase, or locked.age is damaged; nothing was changed") from error


def _packed(folder: Path, names: Sequence[str]) -> bytes:
    files = [path for name in names for path in (folder / name, *(folder / name).rglob("*")) if path.is_file()]
    if sum(path.stat().st_size for path in files) > MAXIMUM:
        raise SettingError("more than 1 GB would have to be locked; move old batches away, or use an encrypted disk")
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w") as archive:
        for name in names:
            archive.add(folder / name, arcname=name)
    return output.getvalue()


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _sync(path: Path) -> None:
    """See everything below `path` onto the disk."""
    for one in (path, *path.rglob("*")):
        if one.is_dir():
            sync_folder(one)
        else:
            sync_file(one)


def _remove(path: Path) -> None:
    if path.is_dir():
        remove_folder(path)
    else:
        path.unlink(missing_ok=True)
