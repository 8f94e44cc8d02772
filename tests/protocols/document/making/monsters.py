"""Files that must not be read, each with a word of the reason. LIGHT ones are made and refused at once."""

import re
import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from tests.protocols.document.making.container import unzipped, zipped
from tests.protocols.document.making.docx import RELATIONS, docx, docx_parts, p, relation, tbl, tr
from tests.protocols.document.making.odt import MANIFEST, odt, odt_parts
from tests.protocols.document.making.odt import p as odt_p
from tests.protocols.document.making.pdf import pdf, text

GOOD = docx(p("Решили: провести конкурс."))


def with_part(name, content, data=GOOD):
    return zipped(unzipped(data) | {name: content})


def encrypted(data):
    """Sets the flag of encryption in every header."""
    data = bytearray(data)
    for found in re.finditer(rb"PK\x03\x04|PK\x01\x02", bytes(data)):
        at = found.start() + (6 if found[0] == b"PK\x03\x04" else 8)
        data[at] |= 1
    return bytes(data)


def overlapping(data):
    """Two names in the directory for the bytes of one member, as in a zip quine."""
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        member = archive.getinfo("word/document.xml")
        twin = zipfile.ZipInfo("word/twin.xml")
        for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset", "flag_bits"):
            setattr(twin, field, getattr(member, field))
        archive.filelist.append(twin)
        archive._didModify = True
    return file.getvalue()


def linked(data):
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("word/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    return file.getvalue()


def twice(data):
    file = BytesIO(data)
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", unzipped(data)["word/document.xml"])
    return file.getvalue()


def lying(data):
    """Claims that the document is one byte long."""
    parts = unzipped(data)
    true = struct.pack("<L", len(parts["word/document.xml"]))
    return data.replace(true, struct.pack("<L", 1))


def related(kind, target, *, external=True):
    parts = docx_parts(p("Решили"), relations=relation("rx", kind, target, external=external))
    return zipped(parts)


def with_doctype(declared, used=""):
    parts = docx_parts(p("Решили" + used))
    parts["word/document.xml"] = parts["word/document.xml"].replace("?>", f"?>{declared}", 1).replace("&amp;", "&")
    return zipped(parts)


def huge_pdf():
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1024 * 1024)) for _ in range(1024)) + packer.flush()
    made = pdf(["BT ET"])
    stream = b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed)
    before, rest = made.split(b"4 0 obj\n", 1)
    return before + b"4 0 obj\n" + stream + b"\nendobj\n" + rest.split(b"endobj\n", 1)[1]


SAID = [f"Поручение {at * 7919 % 1_000_003:x}" for at in range(60_000)]  # does not pack like a bomb
LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))
MACRO = "есть макросы"
OUTSIDE = "загружает что-то извне"
EMBEDDED = "вложен объект другой программы"
DAMAGED = "повреждён или загружен не полностью"
BOMB = "недопустимо большим"
DOCTYPE = "описание DOCTYPE"
PASSWORD = "защищён паролем"
NAMES = "недопустимые имена"
UNKNOWN = "Формат файла не распознан"

MONSTERS = {
    "millions of empty paragraphs": (lambda: docx("<w:p/>" * 3_000_000), BOMB),
    "a million different paragraphs": (lambda: docx(*map(p, map(str, range(400_000)))), BOMB),
    "a part of 600 MB": (lambda: with_part("word/media/a.png", bytes(600 * 1024 * 1024)), BOMB),
    "a text node of 200 MB": (lambda: docx(p("а" * 100 * 1024 * 1024)), BOMB),
    "a text node of 30 MB": (lambda: docx(p("".join(map(str, range(5_000_000))))), DAMAGED),
    "40 000 paragraphs": (lambda: docx(*map(p, SAID[:40_000])), "слишком много абзацев"),
    "a table of 36 000 cells": (
        lambda: docx(tbl(*[tr(*SAID[at * 60 : at * 60 + 60]) for at in range(600)])),
        "слишком много абзацев",
    ),
    "a table of 60 000 empty cells": (
        lambda: docx(tbl(*[tr(*[""] * 60, SAID[at]) for at in range(900)])),
        "слишком большие таблицы",
    ),
    "a depth of 100 000": (lambda: docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000), BOMB),
    "a depth of 10 000": (lambda: docx("<w:sdt>" * 10_000 + "</w:sdt>" * 10_000), DAMAGED),
    "a billion laughs": (lambda: with_doctype(f'<!DOCTYPE w [<!ENTITY l0 "х">{LAUGHS}]>', "&l9;"), DOCTYPE),
    "an internal entity": (lambda: with_doctype('<!DOCTYPE w [<!ENTITY who "Лугов И.И.">]>', "&who;"), DOCTYPE),
    "an external file": (lambda: with_doctype('<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), DOCTYPE),
    "an external address": (lambda: with_doctype('<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd">'), DOCTYPE),
    "an external share": (lambda: with_doctype(r'<!DOCTYPE w SYSTEM "\\192.0.2.1\share\x.dtd">'), DOCTYPE),
    "lying sizes": (lambda: lying(GOOD), DAMAGED),
    "10 000 members": (lambda: zipped(unzipped(GOOD) | {f"a{at}.xml": "" for at in range(10_000)}), BOMB),
    "a zip in a zip": (lambda: zipped({"protocol.docx": GOOD}), "Это архив"),
    "overlapping members": (lambda: overlapping(GOOD), f"{BOMB}|{DAMAGED}"),
    "a path upwards": (lambda: with_part("../../etc/cron.d/x", "x"), NAMES),
    "a path from the root": (lambda: with_part("/etc/cron.d/x", "x"), NAMES),
    "a path of Windows": (lambda: with_part("..\\x.xml", "x"), NAMES),
    "a drive": (lambda: with_part("C:/x.xml", "x"), NAMES),
    "one name twice": (lambda: twice(GOOD), NAMES),
    "one name in two cases": (lambda: with_part("WORD/Document.xml", "x"), NAMES),
    "a symbolic link": (lambda: linked(GOOD), NAMES),
    "an encrypted zip": (lambda: encrypted(GOOD), PASSWORD),
    "a .docm under another name": (lambda: with_part("word/vbaProject.bin", b"\xd0\xcf"), MACRO),
    "a declared macro document": (
        lambda: with_part("[Content_Types].xml", '<Types><Default ContentType="x.macroEnabled.main+xml"/></Types>'),
        MACRO,
    ),
    "a template from the network": (
        lambda: with_part(
            "word/_rels/settings.xml.rels",
            RELATIONS.format(relation("rt", "attachedTemplate", "http://192.0.2.1/a.dotm", external=True)),
        ),
        OUTSIDE,
    ),
    "a template from a share": (lambda: related("attachedTemplate", r"file:///\\192.0.2.1\a.dotm"), OUTSIDE),
    "a picture from the network": (lambda: related("image", "http://192.0.2.1/a.png"), OUTSIDE),
    "an OLE object": (lambda: related("oleObject", "embeddings/oleObject1.bin", external=False), EMBEDDED),
    "an ActiveX control": (lambda: with_part("word/activeX/activeX1.xml", "<x/>"), EMBEDDED),
    "a missing main part": (
        lambda: zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<x/>"}),
        "нет текста",
    ),
    "an empty file": (lambda: b"", "Файл пуст"),
    "a file of blanks": (lambda: b" \r\n" * 100, "Файл пуст"),
    "a document without text": (lambda: docx(p()), "нет текста"),
    "half a file": (lambda: GOOD[: len(GOOD) // 2], DAMAGED),
    "a head without a body": (lambda: GOOD[:4], DAMAGED),
    "noise": (lambda: bytes(range(256)) * 40, UNKNOWN),
    "a picture": (lambda: b"\xff\xd8\xff\xe0" + bytes(2000), "Это изображение"),
    "a program": (lambda: b"MZ" + bytes(2000), "Это программа"),
    "a web page": (lambda: b"<!DOCTYPE html><p>Protocol", "Это веб-страница"),
    "XML of no kind": (lambda: b'<?xml version="1.0"?><a/>', "Это файл XML"),
    "a 7z archive": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(99), "архив 7z"),
    "a spreadsheet": (
        lambda: zipped({"[Content_Types].xml": "<T/>", "xl/workbook.xml": "<w/>"}),
        "электронная таблица",
    ),
    "a presentation": (lambda: zipped({"ppt/presentation.xml": "<p/>"}), "презентация"),
    "an .odt with a password": (
        lambda: zipped(
            odt_parts(odt_p("Решили")) | {"META-INF/manifest.xml": MANIFEST.format("<manifest:encryption-data/>")}
        ),
        PASSWORD,
    ),
    "an .odt with macros": (
        lambda: zipped(odt_parts(odt_p("Решили")) | {"Basic/Standard/Module1.xml": "<x/>"}),
        MACRO,
    ),
    "an .odt with an OLE object": (lambda: odt(odt_p('<draw:object-ole xlink:href="./Object 1"/>')), EMBEDDED),
    "an .odt with an outside picture": (
        lambda: odt(odt_p('<draw:frame><draw:image xlink:href="http://192.0.2.1/a.png"/></draw:frame>')),
        OUTSIDE,
    ),
    "an RTF with an object": (lambda: rb"{\rtf1{\object\objemb{\*\objdata 01}}}", EMBEDDED),
    "an RTF with an outside picture": (
        lambda: rb'{\rtf1{\field{\*\fldinst INCLUDEPICTURE "http://192.0.2.1/a.png"}}}',
        OUTSIDE,
    ),
    "an OLE file cut short": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), DAMAGED),
    "a PDF cut short": (lambda: pdf([text(85, 100, "Решили")])[:300], f"{DAMAGED}|нет текста"),
    "a PDF of a head alone": (lambda: b"%PDF-1.5\n", f"{DAMAGED}|нет текста"),
    "a PDF whose pages go in a ring": (
        lambda: pdf([text(85, 100, "а")]).replace(b"/Type /Page /Parent", b"/Type /Pages/Kids[6 0 R]/P")[:],
        f"{DAMAGED}|нет текста",
    ),
    "a PDF with a stream of 1 GB": (huge_pdf, "слишком тяжёл"),
}


HEAVY = {
    "millions of empty paragraphs",
    "a million different paragraphs",
    "a part of 600 MB",
    "a text node of 200 MB",
    "a text node of 30 MB",
    "40 000 paragraphs",
    "a table of 36 000 cells",
    "a table of 60 000 empty cells",
    "a depth of 100 000",
    "10 000 members",
    "a PDF with a stream of 1 GB",
}
LIGHT = {name: monster for name, monster in MONSTERS.items() if name not in HEAVY}
