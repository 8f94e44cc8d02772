"""Word documents from a few words: `docx(p("Решили:"), p("Провести…", num=(1, 0)), numbering=LEVELS)`."""

from xml.sax.saxutils import escape

from tests.protocols.document.making.container import zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1701" w:right="850"/>'


def relation(identifier, kind, target, *, external=False):
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{identifier}" Type="{KIND}{kind}" Target="{escape(target)}"{mode}/>'


def r(text="", *, raw="", **switches):
    """A run; switches are toggles: b=True, vanish=True, or style="Strong"."""
    style = switches.pop("style", None)
    marks = (f'<w:rStyle w:val="{style}"/>' if style else "") + "".join(
        f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>' for name, on in switches.items()
    )
    said = f'<w:t xml:space="preserve">{escape(text)}</w:t>' if text else ""
    return f"<w:r><w:rPr>{marks}</w:rPr>{said}{raw}</w:r>"


def p(*runs, num=None, style=None, jc=None, left=None, mark=""):
    """A paragraph; plain strings become runs, `mark` goes into the properties of its end."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if num is not None:
        properties += f'<w:numPr><w:ilvl w:val="{num[1]}"/><w:numId w:val="{num[0]}"/></w:numPr>'
    properties += f'<w:ind w:left="{left}"/>' if left is not None else ""
    properties += f'<w:jc w:val="{jc}"/>' if jc else ""
    properties += f"<w:rPr>{mark}</w:rPr>" if mark else ""
    content = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


def tc(*paragraphs, merge=None, span=None):
    """A cell; merge is "restart" or "continue"."""
    properties = f'<w:gridSpan w:val="{span}"/>' if span else ""
    properties += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    content = "".join(each if each.startswith("<") else p(each) for each in paragraphs) or p()
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def tr(*cells, header=False, mark=""):
    properties = ("<w:tblHeader/>" if header else "") + mark
    content = "".join(cell if cell.startswith("<w:tc") else tc(cell) for cell in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{content}</w:tr>"


def tbl(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def level(place, text, kind="decimal", *, start=1, extra=""):
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{extra}'
        f'<w:lvlText w:val="{escape(text)}"/></w:lvl>'
    )


def abstract(identifier, *levels, extra=""):
    return f'<w:abstractNum w:abstractNumId="{identifier}">{extra}{"".join(levels)}</w:abstractNum>'


def num(identifier, abstract_identifier, *overrides):
    return f'<w:num w:numId="{identifier}"><w:abstractNumId w:val="{abstract_identifier}"/>{"".join(overrides)}</w:num>'


def restarted(place, start=1):
    return f'<w:lvlOverride w:ilvl="{place}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def style(identifier, name, *, kind="paragraph", parent=None, paragraph="", run="", default=False):
    based = f'<w:basedOn w:val="{parent}"/>' if parent else ""
    by_default = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{identifier}"{by_default}><w:name w:val="{name}"/>{based}'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def part(tag, content):
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{tag} {SPACES}>{content}</w:{tag}>'


def docx_parts(*blocks, numbering="", styles="", section="", related=(), extra=None, relations=""):
    """`related` holds (kind, content) of headers, footers, notes: part word/KIND.xml, relation rKIND."""
    bodies = {"numbering": numbering, "styles": styles, **dict(related)}
    roots = {"header": "hdr", "footer": "ftr"}
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS.format(relation("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": part(
            "document", f"<w:body>{''.join(blocks)}<w:sectPr>{section}{PAGE}</w:sectPr></w:body>"
        ),
        "word/_rels/document.xml.rels": RELATIONS.format(
            "".join(relation(f"r{kind}", kind, f"{kind}.xml") for kind, content in bodies.items() if content)
            + relations
        ),
    }
    parts |= {f"word/{kind}.xml": part(roots.get(kind, kind), content) for kind, content in bodies.items() if content}
    return parts | (extra or {})


def docx(*blocks, **options):
    return zipped(docx_parts(*blocks, **options))
