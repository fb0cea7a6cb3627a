"""Attachments of mails that were saved as ``.eml``."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_binary_file
from email.errors import MessageDefect
from email.message import EmailMessage
from email.policy import default
from pathlib import Path, PurePosixPath

from openkitchen.errors import FileUnreadable

__all__ = ["Attachment", "save_attachments"]

_DAMAGE = ("Base64", "CloseBoundary", "StartBoundary", "MultipartInvariant", "MissingHeaderBody")
_LONGEST_NAME = 150


@dataclass(frozen=True, slots=True)
class Attachment:
    """An attachment that was written to a file.

    Parameters
    ----------
    name
        What the sender called it, without folders.
    path
        The file.
    """

    name: str
    path: Path


def save_attachments(mail: Path, folder: Path) -> list[Attachment]:
    """Write the attachments of a mail to files; those of mails within it too.

    Pictures that the text shows (signatures, logos) are passed over.

    Parameters
    ----------
    mail
        The saved mail.
    folder
        Where to write.

    Raises
    ------
    FileUnreadable
        It cannot be read, is cut off, or has no attachment.
    """
    try:
        with mail.open("rb") as opened:
            message = message_from_binary_file(opened, policy=default)
        parts = [part for part in message.walk() if _is_attached(part)]
        contents = [(str(part.get_filename()), part.get_payload(decode=True)) for part in parts]
    except Exception as error:  # the parser stumbles in many ways over what is no mail
        raise FileUnreadable(f"the mail cannot be read: {error}", file=mail.name) from error
    damage = [defect for part in message.walk() for defect in part.defects if _is_damage(defect)]
    if damage:
        raise FileUnreadable(
            f"the mail is damaged or cut off ({type(damage[0]).__name__})",
            file=mail.name,
            hint="Save it again from the mailbox, or ask for it again.",
        )
    if not contents:
        raise FileUnreadable("the mail has no attachment", file=mail.name)
    return [_saved(name, content, folder / str(n)) for n, (name, content) in enumerate(contents)]


def _saved(given: str, content: object, folder: Path) -> Attachment:
    name = PurePosixPath(given.replace("\\", "/").replace("\0", "")).name
    name = "attachment" if name in {"", ".", ".."} else name
    folder.mkdir(parents=True)
    path = folder / "content"
    path.write_bytes(content if isinstance(content, bytes) else b"")
    return Attachment(name[-_LONGEST_NAME:], path)


def _is_attached(part: EmailMessage) -> bool:
    if part.is_multipart() or not part.get_filename():
        return False
    return not (part.get_content_maintype() == "image" and part.get("Content-ID"))


def _is_damage(defect: MessageDefect) -> bool:
    return any(word in type(defect).__name__ for word in _DAMAGE)
