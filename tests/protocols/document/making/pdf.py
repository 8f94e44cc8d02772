"""PDF pages with Cyrillic text and ruled tables, without a library: one-byte fonts with a map to Unicode."""

import zlib

WIDTH, HEIGHT = 595, 842  # A4 in points
EM = 500  # every glyph is half as wide as the font is high


def text(x, y, words, size=12, *, bold=False):
    """Words at a place; y counts from the top."""
    encoded = words.encode("cp1251").hex()
    return f"BT /{'B' if bold else 'R'} {size} Tf {x} {HEIGHT - y} Td <{encoded}> Tj ET"


def wide(words, size=12):
    return len(words) * size * EM / 1000


def centered(y, words, size=12, *, bold=False, left=85, right=553):
    return text((left + right - wide(words, size)) / 2, y, words, size, bold=bold)


def grid(xs, ys):
    """Rules of a table: vertical at xs, horizontal at ys."""
    lines = [f"{xs[0]} {HEIGHT - y} m {xs[-1]} {HEIGHT - y} l S" for y in ys]
    lines += [f"{x} {HEIGHT - ys[0]} m {x} {HEIGHT - ys[-1]} l S" for x in xs]
    return "\n".join(lines)


def frame(x0, top, x1, bottom):
    return f"{x0} {HEIGHT - bottom} {x1 - x0} {bottom - top} re S"


def _to_unicode():
    pairs = []
    for code in range(32, 256):
        sign = bytes([code]).decode("cp1251", errors="ignore")
        if sign:
            pairs.append(f"<{code:02x}> <{ord(sign):04x}>")
    chunks = [pairs[at : at + 100] for at in range(0, len(pairs), 100)]
    mapped = "\n".join(f"{len(chunk)} beginbfchar\n" + "\n".join(chunk) + "\nendbfchar" for chunk in chunks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /U def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{mapped}\nendcmap end end"
    )


def _font(name, widths, to_unicode):
    descriptor = (
        f"<</Type /FontDescriptor /FontName /{name} /Flags 32 /FontBBox [0 -200 1000 800] /ItalicAngle 0 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /StemV 80>>"
    )
    return (
        f"<</Type /Font /Subtype /TrueType /BaseFont /{name} /FirstChar 32 /LastChar 255 /Widths [{widths}] "
        f"/FontDescriptor {descriptor} /ToUnicode {to_unicode} 0 R>>"
    )


def pdf(*pages, catalog="", compress=False, page_extra=""):
    """Each page is a list of drawing operators, as `text` and `grid` give them."""
    objects: list[bytes] = []

    def add(content):
        objects.append(content if isinstance(content, bytes) else content.encode("latin-1"))
        return len(objects)

    def stream(content):
        data = content.encode("latin-1")
        packed = zlib.compress(data) if compress else data
        how = "/Filter /FlateDecode " if compress else ""
        return add(f"<<{how}/Length {len(packed)}>>\nstream\n".encode() + packed + b"\nendstream")

    widths = " ".join([str(EM)] * 224)
    unicode_map = stream(_to_unicode())
    regular, bold = add(_font("Serif", widths, unicode_map)), add(_font("Serif-Bold", widths, unicode_map))
    contents = [stream("\n".join(page)) for page in pages]
    parent = len(objects) + len(pages) + 1
    kids = [
        add(
            f"<</Type /Page /Parent {parent} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {content} 0 R "
            f"/Resources <</Font <</R {regular} 0 R /B {bold} 0 R>>>>{page_extra}>>"
        )
        for content in contents
    ]
    add(f"<</Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}]>>")
    root = add(f"<</Type /Catalog /Pages {parent} 0 R {catalog}>>")
    return _file(objects, root)


def _file(objects, root):
    body, offsets = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    table = b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode() + table
    return body + f"trailer\n<</Size {len(objects) + 1} /Root {root} 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
