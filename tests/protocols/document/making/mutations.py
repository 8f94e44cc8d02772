"""Real files, then spoiled by a seed: the same seed gives the same file."""

import random
import re
from collections.abc import Callable

from tests.protocols.document.making.container import unzipped, zipped
from tests.protocols.document.making.docx import abstract, docx, level, num, p, r, style, tbl, tc, tr
from tests.protocols.document.making.odt import items, list_style, odt
from tests.protocols.document.making.odt import level as odt_level
from tests.protocols.document.making.odt import p as odt_p
from tests.protocols.document.making.pdf import grid, pdf, text

DECISIONS = [f"Провести мероприятие № {at} и направить отчёт Лугову И.И." for at in range(1, 30)]
BOX = "<w:pict><v:textbox><w:txbxContent>" + p("УТВЕРЖДАЮ") + "</w:txbxContent></v:textbox></w:pict>"
WORD = docx(
    p(r(raw=BOX), "ПРОТОКОЛ № 4", style="Title"),
    *(p(said, num=(1, at % 2)) for at, said in enumerate(DECISIONS)),
    p("до ", '<w:ins w:id="1">' + r("1 марта") + "</w:ins>", '<w:del w:id="2">' + r("2 марта") + "</w:del>"),
    tbl(tr("№", "Решение", "Срок", header=True), *(tr("1", said, tc("до 1 марта")) for said in DECISIONS)),
    numbering=abstract(0, level(0, "%1."), level(1, "%2)", "russianLower")) + num(1, 0),
    styles=style("Title", "Title", paragraph='<w:jc w:val="center"/>', run="<w:b/>"),
    related=[("header", p("Экземпляр № 1"))],
    section='<w:headerReference w:type="default" r:id="rheader"/>',
)  # fmt: skip
OPEN = odt(
    odt_p("ПРОТОКОЛ № 4"),
    items(*map(odt_p, DECISIONS), style="L"),
    f"<table:table><table:table-row><table:table-cell>{odt_p('Срок')}</table:table-cell></table:table-row></table:table>",
    automatic=list_style("L", odt_level(1), odt_level(2, shown=2)),
)  # fmt: skip
PORTABLE = pdf(
    [text(85, 100 + 16 * at, said) for at, said in enumerate(DECISIONS)],
    [grid((85, 300, 553), (60, 100, 140)), text(90, 80, "Решение"), text(305, 80, "Срок"), text(90, 120, "Провести")],
)
PLAIN = "\r\n".join(DECISIONS).encode("cp1251")
RICH = rb"{\rtf1\ansi\ansicpg1251 " + b"".join(
    rb"\pard{\listtext %d.\tab}\ls1 " % at + b"".join(rb"\'%02x" % code for code in said.encode("cp1251")) + rb"\par "
    for at, said in enumerate(DECISIONS)
) + b"}"  # fmt: skip
NUMBERS = (b"-1", b"0", b"99999999999999999999", b"NaN", b"1e9", b"", b"\xd0\xb0", b"65536")

Mutation = Callable[[bytes, random.Random], bytes]


def flipped(data: bytes, dice: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _ in range(dice.choice((1, 3, 20, 200))):
        spoiled[dice.randrange(len(spoiled))] = dice.randrange(256)
    return bytes(spoiled)


def truncated(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data))]


def spliced(data: bytes, dice: random.Random) -> bytes:
    """A slice is cut out, doubled, or moved elsewhere."""
    begin = dice.randrange(len(data))
    piece = data[begin : begin + dice.randrange(1, 400)]
    rest = data[:begin] + data[begin + len(piece) :] if dice.random() < 0.6 else data
    at = dice.randrange(len(rest) + 1)
    return rest[:at] + piece * dice.choice((0, 1, 1, 2, 50)) + rest[at:]


def renumbered(data: bytes, dice: random.Random) -> bytes:
    """Some numbers become numbers that nobody expects."""
    share = dice.choice((0.01, 0.1, 0.5))
    return re.sub(rb"\d+", lambda found: dice.choice(NUMBERS) if dice.random() < share else found[0], data)


def in_a_part(how: Mutation) -> Mutation:
    def spoil(data: bytes, dice: random.Random) -> bytes:
        parts = unzipped(data)
        name = dice.choice(sorted(parts))
        return zipped(parts | {name: how(parts[name], dice) if parts[name] else b"<"})

    return spoil


def without_a_member(data: bytes, dice: random.Random) -> bytes:
    parts = unzipped(data)
    del parts[dice.choice(sorted(parts))]
    return zipped(parts)


def with_members_exchanged(data: bytes, dice: random.Random) -> bytes:
    parts = unzipped(data)
    one, other = dice.sample(sorted(parts), 2)
    return zipped(parts | {one: parts[other], other: parts[one]})


RAW: tuple[Mutation, ...] = (flipped, truncated, spliced, renumbered)
PACKED: tuple[Mutation, ...] = (
    flipped, truncated, in_a_part(flipped), in_a_part(truncated), in_a_part(spliced), in_a_part(spliced),
    in_a_part(renumbered), in_a_part(renumbered), without_a_member, with_members_exchanged,
)  # fmt: skip
SOURCES: tuple[tuple[int, str, bytes, tuple[Mutation, ...]], ...] = (  # share of a hundred, name, file, mutations
    (50, "protocol.docx", WORD, PACKED),
    (20, "protocol.odt", OPEN, PACKED),
    (20, "protocol.pdf", PORTABLE, RAW),
    (8, "protocol.txt", PLAIN, RAW),
    (2, "protocol.rtf", RICH, RAW),
)


def mutated(seed: int) -> tuple[str, bytes]:
    """Name and contents of the spoiled file of this seed."""
    dice = random.Random(seed)
    (_, name, data, mutations) = dice.choices(SOURCES, weights=[source[0] for source in SOURCES])[0]
    return name, dice.choice(mutations)(data, dice)
