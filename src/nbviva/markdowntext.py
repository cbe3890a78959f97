"""Markdown of a student -> Markdown that no renderer turns into anything live, changed as little as possible.

Renderers differ in what they take for code, a link or a formula, so nothing here relies on it: whatever might begin a
tag, a link that runs or a picture from elsewhere is broken wherever it stands, mostly by one space, and shows as typed.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Collection
from urllib.parse import quote, unquote

from .formulas import break_macros
from .picturedata import own_picture
from .styles import COLOUR, clean_style, words
from .visibletext import visible

# --- Character references -------------------------------------------------------------------------------------------

_REFERENCE = re.compile(r"&(?:#(?:0*(\d+)|[xX]0*([0-9a-fA-F]+));?|(?:bsol|Tab|NewLine);)", re.ASCII)
_ROUNDS = 8


def _plain_references(text: str) -> str:
    """Letters behind numbers become letters; backslashes and what cannot be seen show as typed."""
    for _ in range(_ROUNDS):
        simpler = _REFERENCE.sub(_reference, text)
        if simpler == text:
            return text
        text = simpler
    return text.replace("&#", "&amp;#")


def _reference(found: re.Match[str]) -> str:
    decimal, hexadecimal = found.groups()
    digits = decimal or hexadecimal
    if digits is None or len(digits) > 8:
        return "&amp;" + found[0][1:]
    number = int(digits, 10 if decimal else 16)
    character = chr(number) if number <= 0x10FFFF else "\0"
    if character.isascii() and character.isalnum():
        return character
    if character == "\\" or visible(character) != character or number in (9, 10):
        return "&amp;" + found[0][1:]
    return found[0]


# --- Tags -----------------------------------------------------------------------------------------------------------

# An opening or a closing one of these alone cannot harm the page around: parsers close them with the cell's <div> and
# ignore an end without a beginning, as no page's own frame is made of them.
_ALONE = words(
    """abbr bdi bdo blockquote br center cite dd del details dfn dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr ins kbd li
    mark ol p pre q rp rt ruby samp section span sub summary sup ul var"""
)
# These would run on over the rest of the page: kept in pairs on one line.
_PAIRED = words("a b big code em font i s small strike strong tt u")
# Left out, which changes no meaning; any attribute beyond these and the allowed ones breaks its tag.
_UNUSED = words("class id name target rel width height role open cellpadding cellspacing border")
_VALUE = r"(?:\"[^\"<>`$\\\n]{0,500}\"|'[^'<>`$\\\n]{0,500}')"
_ATTRIBUTE = re.compile(rf"[ \t]+([A-Za-z-]{{1,20}})(?:=({_VALUE}))?")
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9]{{0,11}})(?P<attributes>(?:{_ATTRIBUTE.pattern}){{0,10}})[ \t]*/?>"
    rf"|<(?P<picture>img)(?P<pictured>(?:[ \t]+[a-z]{{1,8}}=\"[^\"<>`$\\\n]*\"){{1,5}})[ \t]*/?>"
    r"|<(?P<address>https?://[A-Za-z0-9._~:/?#@!*+,;%&-]+|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)>"
    r"|<(?=[^\W\d_]|[/!?])"
)
_ATTRIBUTES = {
    "lang": re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,5}"),
    "dir": re.compile("ltr|rtl|auto"),
    "align": re.compile("left|center|right|justify"),
    "title": re.compile(r"[\w ,.;()-]{0,200}"),
    "alt": re.compile(r"[\w ,.;()-]{0,200}"),
    "start": re.compile(r"\d{1,4}", re.ASCII),
    "color": re.compile(COLOUR, re.ASCII | re.IGNORECASE),
    "href": re.compile(r"(?:https?://|mailto:)[A-Za-z0-9._~/?#@!*+,;=%:&-]+", re.ASCII),
}
_IMAGE_VALUES = dict.fromkeys(("alt", "title"), _ATTRIBUTES["alt"]) | dict.fromkeys(
    ("width", "height"), _ATTRIBUTES["start"]
)
_PICTURE_ATTRIBUTE = re.compile(r"([a-z]+)=\"([^\"]*)\"")
# Between the tags of a pair nothing stands that some renderer might take for the border of code, formula, link or cell.
_BORDERS = re.compile(r"[`$\\\[\]|~]")


def _harmless_tags(text: str) -> str:
    return "\n".join(_tags_of_line(line) if "<" in line else line for line in text.split("\n"))


def _tags_of_line(line: str) -> str:
    parts: list[str] = []
    open_pairs: list[tuple[str, int, str]] = []
    last = 0
    for found in _TAG.finditer(line):
        between = line[last : found.start()]
        if _BORDERS.search(between):
            open_pairs.clear()
        parts.append(between)
        last = found.end()
        broken = "< " + found[0][1:]
        name = (found["name"] or "").lower()
        if name not in _PAIRED:
            parts.append(_lone_tag(found, name, "`" in line) or broken)
        elif not found["end"]:
            # Broken unless its end is found.
            parts.append(broken)
            tag = _rebuilt(name, found["attributes"])
            if tag is not None:
                open_pairs.append((name, len(parts) - 1, tag))
        elif open_pairs and open_pairs[-1][0] == name and not found["attributes"]:
            _, place, tag = open_pairs.pop()
            parts[place] = tag
            parts.append(f"</{name}>")
        else:
            open_pairs.clear()
            parts.append(broken)
    return "".join(parts) + line[last:]


def _lone_tag(found: re.Match[str], name: str, near_code: bool) -> str | None:
    if found["address"]:
        return found[0]
    if found["picture"] or name == "img":
        return _own_image(found["pictured"] or found["attributes"] or "")
    if name == "div" and not near_code:
        # An end of <div> too many would end the cell's own frame; <section> does the same for a reader.
        name = "section"
    if name not in _ALONE:
        return None
    if found["end"]:
        return None if found["attributes"] else f"</{name}>"
    rebuilt = _rebuilt(name, found["attributes"])
    return found[0] if rebuilt == found[0].replace("/>", ">").replace(" >", ">") else rebuilt


def _rebuilt(name: str, attributes: str) -> str | None:
    """Return the opening tag with its allowed attributes, or None if it has one that nobody harmless would write."""
    made = [name]
    for attribute, quoted in _ATTRIBUTE.findall(attributes):
        key, value = attribute.lower(), quoted[1:-1]
        if key == "style":
            style = clean_style(value)
            made += [f'style="{style}"'] if style else []
        elif key in _ATTRIBUTES and _ATTRIBUTES[key].fullmatch(value):
            if key != "href" or name == "a":
                made.append(f'{key}="{value}"')
        elif key not in _UNUSED:
            return None
    return f"<{' '.join(made)}>"


def _own_image(attributes: str) -> str | None:
    made = []
    for key, value in _PICTURE_ATTRIBUTE.findall(attributes):
        if key == "src":
            url = own_picture(value)
            if url is None:
                return None
            made.append(f'src="{url}"')
        elif key in _IMAGE_VALUES and _IMAGE_VALUES[key].fullmatch(value):
            made.append(f'{key}="{value}"')
        elif key not in _UNUSED:
            return None
    return f"<img {' '.join(made)}>" if any(part.startswith("src") for part in made) else None


# --- Pictures and links ---------------------------------------------------------------------------------------------

_IMAGE = re.compile(
    r"!(?=\[)(?P<own>\[(?:[^\[\]<>`$\\\n]{0,500}|[^\[\]<>`\n\"']{0,500})\]\((?:attachment:(?P<name>[^\s()<>\\\"'`&$]{1,200})"
    r"|(?P<url>data:image/[a-z+]{1,8};base64,[A-Za-z0-9+/=]+))(?:[ \t]+\"[^\"<>`$\\\n]{0,200}\")?\))?"
)
_DESTINATION = re.compile(r"\](?=[(:])")
_BARE = r"[^()\s$\\\"'<>]++"
_SIMPLE = re.compile(rf"\({_BARE}\)|:[ \t]*+{_BARE}[ \t]*+(?:\n(?![ \t>]*[\"'(])|\Z)")
_BEFORE = re.compile(r"[(:][\s>]*<?")
_SEEN = 500
_HELD = re.compile(r"data:image/[a-z+]{1,8};base64,[A-Za-z0-9+/=]++")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_SCHEMES = frozenset({"http", "https", "mailto", "attachment"})
_RUNNING = re.compile(r"((?:java|vb|live)script)(?=:)", re.IGNORECASE)
# Each of these two begins only where a run of its characters does: from every place in a run it would take square time.
_BEFORE_FORMULA = re.compile(r"(?<![^\s$<>])[^\s$<>]++(?=\$)")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_DIAGRAM = re.compile(r"((?<!`)`{3,}+|(?<!~)~{3,}+)[ \t]*+(?=mermaid)", re.IGNORECASE)


def _images(text: str, attachments: Collection[str] | None) -> str:
    def one(found: re.Match[str]) -> str:
        name, url = found["name"], found["url"]
        # nbconvert looks for the name as it stands in a URL, and stops at one that the cell does not have.
        known = name and (attachments is None or (name in attachments and quote(name) == name))
        if known or (url and own_picture(url) == url):
            return found[0]
        return "! " + found[0][1:]

    return _IMAGE.sub(one, text)


def _links(text: str) -> str:
    def one(found: re.Match[str]) -> str:
        return "] " if _is_dangerous(text, found.end()) else "]"

    return _DESTINATION.sub(one, text)


def _is_dangerous(text: str, start: int) -> bool:
    """Say whether a link whose address begins after `(` or `:` at `start` might run, in some renderer's reading."""
    before = _BEFORE.match(text, start)
    begin = before.end() if before else start + 1
    seen = text[begin : begin + _SEEN]
    if seen.startswith("data:image/"):
        whole = _HELD.match(text, begin)
        return whole is None or own_picture(whole[0]) != whole[0]
    # In this order: what is seen has an end, a simple address may be as long as the text.
    if {"$", '"'} <= set(seen.split("\n\n", 1)[0]) and not _SIMPLE.match(text, start):
        # JupyterLab puts formulas back into what the renderer made, quotation marks and all.
        return True
    bracketed = bool(before and before[0].endswith("<"))
    address = re.split(r"[\n>]" if bracketed else r"\s", seen, maxsplit=1)[0]
    if len(address) == _SEEN:
        return not address.startswith(("https://", "http://"))
    decoded = _decoded(address)
    if decoded is None:
        return True
    scheme = _SCHEME.match(decoded)
    return scheme is not None and scheme[1] not in _SCHEMES


def _decoded(address: str) -> str | None:
    """Return the address as the most forgiving reader would see it: what it hides taken off, what it skips left out."""
    for _ in range(_ROUNDS):
        simpler = unquote(html.unescape(address))
        if simpler == address:
            break
        address = simpler
    else:
        return None
    shown = "".join(c for c in address if c not in "\\\ufffd" and unicodedata.category(c)[0] not in "CZ").casefold()
    shown = shown.lstrip("<>\"'*_~`")
    # nbconvert takes `files/` away after it has rendered: `files/javascript:...` would run.
    while shown.startswith(("files/", "/files/")):
        shown = shown.removeprefix("/").removeprefix("files/")
    return shown


# --- Headings -------------------------------------------------------------------------------------------------------

JOINER = "\u2060"
"""Invisible, put at the beginning of headings."""
_PREFIX = r"(?m:^)[ \t>*+\-\d.):]{0,200}"
_HEADING = re.compile(rf"({_PREFIX}#{{1,6}}(?!#)[ \t]*)(?=[^\s{JOINER}#])")
_UNDERLINED = re.compile(rf"([^\s{JOINER}])([ \t]*\n[ \t>]{{0,200}}(?:=+|-+)[ \t]*)(?=\n|\Z)")


def _headings(text: str) -> str:
    # nbconvert gives a heading its text as its id, and the formgrader finds a cell's box for points by the cell's id:
    # `# test_warm` in an answer would catch what is typed for another cell.
    return _UNDERLINED.sub(rf"\1{JOINER}\2", _HEADING.sub(rf"\1{JOINER}", text))


def clean_markdown(source: str, attachments: Collection[str] | None = None) -> tuple[str, bool]:
    """Return the text made safe, and whether anything had to be changed (the invisible mark in headings not counted).

    attachments: names of the pictures that the cell has; a reference to another one would stop nbconvert, so it is
    broken. None: unknown, every reference stays.
    """
    text = _plain_references(visible(source))
    text = _harmless_tags(text)
    text = break_macros(text)
    text = _DIAGRAM.sub(r"\1text ", text)
    text = _BEFORE_FORMULA.sub(lambda found: found[0] + " " if _WEB.search(found[0]) else found[0], text)
    text = _RUNNING.sub(r"\1 ", _links(_images(text, attachments)))
    return _headings(text), text != source.replace("\r\n", "\n")
