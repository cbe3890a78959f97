"""HTML of a student's output -> HTML that shows and does nothing else, by nh3's allow-list.

Kept: tables, lists, plain markup, `lang` and `dir`, links to the web, pictures that hold themselves. Nothing is fetched
when the page opens, nothing runs, nothing has an id or a class of the page's own, nothing leaves its place.
"""

from __future__ import annotations

import re

import nh3

from .formulas import break_macros
from .picturedata import own_picture
from .styles import COLOUR, PROPERTIES, clean_style, words
from .visibletext import visible

TAGS = 30_000
"""Tags and references that one cell's outputs may hold: the parser's time grows with the square of their number."""

# No <wbr>: MathJax reads `\\hr<wbr>ef` as one macro. Nothing of SVG or MathML, whose rules of parsing differ.
_TAGS = words(
    """a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption
    figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strong sub summary
    sup table tbody td tfoot th thead tr tt u ul var"""
)
_ATTRIBUTES = {
    "*": {"lang", "dir", "title", "style", "align"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "font": {"color"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "rowspan", "valign"},
    "th": {"colspan", "rowspan", "valign", "scope"},
}
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_VALUES = {
    "align": re.compile("left|right|center|justify"),
    "border": re.compile("[0-9]"),
    "color": re.compile(COLOUR, re.ASCII | re.IGNORECASE),
    "colspan": _NUMBER,
    "dir": re.compile("ltr|rtl|auto"),
    "height": _NUMBER,
    "lang": re.compile("[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}"),
    "open": re.compile(""),
    "rowspan": _NUMBER,
    "scope": re.compile("row|col|rowgroup|colgroup"),
    "span": _NUMBER,
    "start": _NUMBER,
    "valign": re.compile("top|middle|bottom|baseline"),
    "width": _NUMBER,
}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\\x00-\x20]+", re.IGNORECASE)

# Only to say what was there; what is kept is decided by nh3 alone. The letters of a picture are no signs, and many.
_HELD = re.compile(r"data:image/[a-z+]{1,8};base64,[A-Za-z0-9+/=]+", re.ASCII)
_SIGNS = (
    ("script", re.compile(r"<\s*/?\s*script", re.IGNORECASE)),
    ("event handler", re.compile(r"[\s/\"']on[a-z]{3,30}\s*=", re.IGNORECASE)),
    ("link that runs", re.compile(r"(?:java|vb)script\s*:", re.IGNORECASE)),
    ("frame or form", re.compile(r"<\s*(?:i?frame|object|embed|form|input|button|textarea|select)\b", re.IGNORECASE)),
    ("page header", re.compile(r"<\s*(?:base|meta|link|body|html|head)\b", re.IGNORECASE)),
    ("drawing or formula", re.compile(r"<\s*(?:svg|math)\b", re.IGNORECASE)),
    ("picture from elsewhere", re.compile(r"\bsrc(?:set)?\s*=\s*[\"']?\s*(?!data:)[^\s\"']", re.IGNORECASE)),
    ("position", re.compile(r"position\s*:|z-index|url\s*\(", re.IGNORECASE)),
)


def tags_in(text: str) -> int:
    """Return at most how many tags and character references a parser will find in `text`: both cost more than others."""
    return text.count("<") + text.count("&")


def clean_html(text: str) -> tuple[str, list[str]]:
    """Return the HTML made safe, and in words what was in it that had to go (classes and style sheets go unsaid)."""
    source = visible(text)
    cleaned: str = _CLEANER.clean(source)
    said = _HELD.sub("data:", source)
    return break_macros(cleaned), [name for name, sign in _SIGNS if sign.search(said)]


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return clean_style(value) or None
    if name == "src":
        return own_picture(value)
    if name == "href":
        return value if _LINK.fullmatch(value.strip()) else None
    # rel: of nh3's own making, as no tag may bring one.
    if name in ("alt", "title", "rel"):
        return value
    return value if name in _VALUES and _VALUES[name].fullmatch(value) else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=frozenset({"script", "style"}),
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    strip_comments=True,
    link_rel="noopener noreferrer",
    generic_attribute_prefixes=frozenset(),
    url_schemes=frozenset({"http", "https", "mailto", "data"}),
    filter_style_properties=PROPERTIES,
    url_relative="deny",
)
