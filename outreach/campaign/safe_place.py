"""Tell whether a folder is safe for a ledger, and whether a file may be read as a part of the campaign."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from outreach.campaign.settings import FILE_NAME
from outreach.storage.files import real

SYNCED_NAMES: dict[str, str] = {
    r"dropbox( \(.*\))?": "Dropbox",
    r"onedrive( ?[-–] ?.*)?": "OneDrive",
    r"google ?drive|my drive|googledrive-.*|drivefs": "Google Drive",
    r"icloud ?drive|mobile documents|com~apple~clouddocs": "iCloud",
    r"nextcloud\d*": "Nextcloud",
    r"owncloud\d*": "ownCloud",
    r"cloudstorage": "a cloud service",
    r"pclouddrive|mega|megasync|syncthing|seafile|tresorit|boxsync|box sync": "a cloud service",
}
"""Names of folders, in small letters, with the service that keeps them in step."""
SYNCED_MARKS: dict[str, str] = {
    ".dropbox": "Dropbox", ".dropbox.cache": "Dropbox",
    ".stfolder": "Syncthing", ".stignore": "Syncthing",
    ".nextcloudsync.log": "Nextcloud", ".owncloudsync.log": "ownCloud", ".csync_journal.db": "ownCloud",
    ".sync.ffs_db": "FreeFileSync", ".seafile-data": "Seafile", ".tmp.drivedownload": "Google Drive",
}  # fmt: skip
"""Files and folders that such services leave in the folder that they keep in step."""
SYNCED_PATTERNS: dict[str, str] = {".sync_*.db": "Nextcloud", "._sync_*.db": "ownCloud"}
NETWORK = re.compile(
    r"nfs\d?|cifs|smb\d?|smbfs|ncpfs|afs|davfs|ceph|glusterfs|lustre|vboxsf|prl_fs"
    r"|fuse\.(sshfs|rclone|gvfsd-fuse|davfs2?|s3fs|glusterfs|google-drive-ocamlfuse|onedriver|smbnetfs|curlftpfs)"
)
"""Kinds of file systems that lie on another computer, as Linux calls them in /proc/mounts."""
MOUNTS = Path("/proc/mounts")
NOWHERE = ".outside-the-campaign"
"""A folder that no campaign has."""


def unsafe_to_read(path: Path, campaign: Path | None = None) -> tuple[str, str] | None:
    """Return what is wrong with a file before it is read, and the remedy: its content may be printed in a letter.

    A link must not lead out of the `campaign` folder, which is found above the file where it is not given; a pipe or a
    device would never end.
    """
    inside = campaign or next((one for one in path.parents if (one / FILE_NAME).is_file()), path.parent)
    try:
        end = real(path)
    except OSError as error:
        return f"cannot be read ({error.strerror})", "put a copy of the file in its place"
    if not end.is_relative_to(inside.resolve()):
        return "is a link that leads out of the campaign folder", "put a copy of the file in its place"
    if end.exists() and not end.is_file():
        return "is neither a text nor a picture but a folder, a pipe or a device", "put a file in its place"
    return None


def inside(folder: Path, name: str) -> Path:
    """Return the file called `name` in a campaign folder; if a link leads elsewhere, one that does not exist."""
    folder = folder.resolve()
    path = (folder / name.replace("\0", "")).resolve()
    return path if path.is_relative_to(folder) else folder / NOWHERE / path.name


def danger(folder: Path) -> str:
    """Return why a ledger is not safe in `folder`, as ``lies in a folder that Dropbox keeps in step``, or ``""``."""
    folder = folder.resolve()
    if service := next(_services(folder), ""):
        return f"lies in a folder that {service} keeps in step with other computers"
    if kind := _network(folder):
        return f"lies on a network drive ({kind})"
    return ""


def _services(folder: Path) -> Iterator[str]:
    """Yield the services that keep the folder or one above it in step."""
    for place in (folder, *folder.parents):
        name = place.name.casefold()
        yield from (service for pattern, service in SYNCED_NAMES.items() if re.fullmatch(pattern, name))
        yield from (
            service for mark, service in SYNCED_MARKS.items() if (place / mark).exists() and place != Path.home()
        )
        yield from (s for pattern, s in SYNCED_PATTERNS.items() if next(place.glob(pattern), None) is not None)


def _network(folder: Path) -> str:
    """Return the kind of network file system that the folder lies on, or ``""``."""
    if sys.platform == "win32":
        return "a network path" if folder.drive.startswith("\\\\") else ""
    try:
        mounts = [line.split(" ") for line in MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""  # not Linux: the kind of drive cannot be found out without rights or other programs
    best = ("", "")
    for _, place, kind, *_ in mounts:
        path = re.sub(r"\\(\d{3})", lambda match: chr(int(match[1], 8)), place)
        if folder.is_relative_to(path) and len(path) >= len(best[0]):
            best = (path, kind)
    return best[1] if NETWORK.fullmatch(best[1]) else ""
