"""Which format a file really has. Its first bytes decide; its name only helps to tell .md from .txt."""

from __future__ import annotations

from typing import Literal

from protocols.document.model import Unreadable

Format = Literal["zip", "ole", "rtf", "pdf", "text"]
PDF_HEADER_WITHIN = 1024  # bytes; Acrobat itself tolerates rubbish before the header

EMPTY = "Файл пуст. Проверьте, что документ сохранён, и загрузите его ещё раз."
PICTURE = (
    "Это изображение, а не текст. Распознайте его (например, в FineReader) и сохраните в .docx "
    "или вставьте текст протокола в окно."
)
SUITABLE = "Сохраните протокол в формате .docx, .odt, .doc, .rtf, .pdf или .txt и загрузите ещё раз."
FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", PICTURE),
    (b"\x89PNG", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\x00", PICTURE),
    (b"MM\x00*", PICTURE),
    (b"AT&TFORM", PICTURE),
    (b"7z\xbc\xaf\x27\x1c", "Это архив 7z. Распакуйте его и загрузите сам протокол."),
    (b"Rar!", "Это архив RAR. Распакуйте его и загрузите сам протокол."),
    (b"\x1f\x8b", "Это сжатый архив. Распакуйте его и загрузите сам протокол."),
    (b"MZ", f"Это программа, а не документ. {SUITABLE}"),
    (b"\x7fELF", f"Это программа, а не документ. {SUITABLE}"),
)
MARKUP: tuple[tuple[bytes, str], ...] = (
    (b"<!doctype", f"Это веб-страница или XML, а не документ. Откройте файл в Word. {SUITABLE}"),
    (b"<html", f"Это веб-страница, а не документ. Откройте её в Word. {SUITABLE}"),
    (b"<?xml", f"Это файл XML, а не документ. Откройте его в Word. {SUITABLE}"),
    (b"mime-version:", f"Это веб-архив или письмо. Откройте его в Word. {SUITABLE}"),
)


def recognise(data: bytes) -> Format:
    """Raises Unreadable for what is certainly no protocol: pictures, archives, programs, web pages."""
    start = data[:PDF_HEADER_WITHIN].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if not start and not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise Unreadable(EMPTY)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    if start.startswith(b"{\\rt"):
        return "rtf"
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return "pdf"
    for magic, message in FOREIGN:
        if data.startswith(magic):
            raise Unreadable(message)
    for magic, message in MARKUP:
        if start[:20].lower().startswith(magic):
            raise Unreadable(message)
    return "text"


def package_kind(parts: dict[str, bytes]) -> Literal["docx", "odt"]:
    """Raises Unreadable for spreadsheets, presentations and plain archives."""
    declared = parts.get("mimetype", b"").strip()
    if "content.xml" in parts and (declared.startswith(b"application/vnd.oasis.opendocument.text") or not declared):
        return "odt"
    if any(name.startswith("word/") for name in parts) or b"wordprocessingml" in parts.get("[Content_Types].xml", b""):
        return "docx"
    if any(name.startswith("xl/") for name in parts) or b"spreadsheet" in declared:
        raise Unreadable(f"Это электронная таблица, а не протокол. {SUITABLE}")
    if any(name.startswith("ppt/") for name in parts) or b"presentation" in declared:
        raise Unreadable(f"Это презентация, а не протокол. {SUITABLE}")
    raise Unreadable("Это архив или неизвестный документ. Распакуйте его и загрузите сам протокол.")
