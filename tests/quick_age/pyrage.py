"""Stands in for pyrage where what is tried is not encryption: locks at once, in the place of a second.

Put this folder on PYTHONPATH. Other tests lock with the real one.
"""

HEAD = b"age-encryption.org/v1 quick "


class DecryptError(Exception):
    """The phrase is another one, or the file is none."""


class passphrase:  # noqa: N801 — so the real one is called
    """Encryption that hides nothing."""

    @staticmethod
    def encrypt(data: bytes, phrase: str) -> bytes:
        """Return `data` behind the phrase, turned over."""
        return HEAD + phrase.encode() + b"\n" + data.translate(_TURNED)

    @staticmethod
    def decrypt(data: bytes, phrase: str) -> bytes:
        """Return what `encrypt` took."""
        head, _, rest = data.partition(b"\n")
        if head != HEAD + phrase.encode():
            raise DecryptError
        return rest.translate(_TURNED)


_TURNED = bytes(255 - byte for byte in range(256))
