"""OpenDocument texts from a few words."""

from tests.protocols.document.making.container import zipped

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = (
    " ".join(
        f'xmlns:{prefix}="{ODF}{name}:1.0"'
        for prefix, name in (
            ("office", "office"),
            ("text", "text"),
            ("table", "table"),
            ("draw", "drawing"),
            ("style", "style"),
            ("fo", "xsl-fo-compatible"),
        )
    )
    + ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)
SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
MIMETYPE = "application/vnd.oasis.opendocument.text"
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)


def p(content="", style="Standard"):
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def items(*contents, style="", extra=""):
    named = f' text:style-name="{style}"' if style else ""
    inner = "".join(f"<text:list-item>{content}</text:list-item>" for content in contents)
    return f"<text:list{named}{extra}>{inner}</text:list>"


def list_style(name, *levels):
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def level(place, form="1", suffix=".", shown=1, start=1):
    return (
        f'<text:list-level-style-number text:level="{place}" style:num-format="{form}" style:num-suffix="{suffix}" '
        f'text:display-levels="{shown}" text:start-value="{start}"/>'
    )


def odt_parts(*blocks, automatic="", common="", extra=None):
    parts = {
        "mimetype": MIMETYPE,
        "content.xml": f"<office:document-content {SPACES}>"
        f"<office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:text>{''.join(blocks)}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {SPACES}>{common}</office:document-styles>",
        "META-INF/manifest.xml": MANIFEST.format(""),
    }
    return parts | (extra or {})


def odt(*blocks, **options):
    return zipped(odt_parts(*blocks, **options), stored=("mimetype",))
