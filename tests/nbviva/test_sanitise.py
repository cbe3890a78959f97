"""What a student wrote is harmless in the real pages, and what an honest student wrote still says the same."""

from __future__ import annotations

import base64
import io
import time
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import nbgrader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert.exporters import HTMLExporter

from nbviva.formulas import break_macros
from nbviva.htmltext import clean_html
from nbviva.markdowntext import JOINER, clean_markdown
from nbviva.sanitise import clean_outputs, clean_text

LIMIT = 1_000_000
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n not really a picture").decode()
GIF = base64.b64encode(b"GIF89a not really a picture").decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
TEMPLATES = Path(nbgrader.__file__).parent / "server_extensions" / "formgrader" / "templates"

# --- What must not live ---------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<script/x>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<<script>alert(1)//<</script>",
    "</script><script>alert(1)</script>",
    "</pre></div></div></div><script>alert(1)</script>",
    "]]><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<?php <script>alert(1)</script> ?>",
    "<!DOCTYPE x [<!ENTITY y 'z'>]><x>&y;</x>",
    "<img src=x onerror=alert(1)>",
    "<img src=x\nonerror\n=\nalert(1)>",
    "<img/src='x'/onerror='alert(1)'>",
    '<img """><script>alert(1)</script>">',
    "<img src=`x`onerror=alert(1)>",
    '<img alt="<x" title="/><img src=x onerror=alert(1)>">',
    '<img src="data:image/png;base64,AAAA" onload=alert(1)>',
    f'<img src="data:image/png;base64,{PNG}" onload="alert(1)">',
    '<img src="https://evil.example/pixel.png">',
    '<img srcset="https://evil.example/pixel.png 1x">',
    '<picture><source srcset="//evil.example/a"></picture>',
    "<svg/onload=alert(1)>",
    "<svg><script>alert&#40;1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text y=9>x</text></a></svg>',
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg><use href="data:image/svg+xml;base64,AAAA#x"/></svg>',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)></style></mglyph></form>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<textarea><p title='</textarea><img src=x onerror=alert(1)>'>",
    "<title><p title='</title><img src=x onerror=alert(1)>'>",
    "<xmp><p title='</xmp><script>alert(1)</script>'>",
    "<template><script>alert(1)</script></template>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=https://evil.example/x.swf>",
    "<form action=https://evil.example><input name=x autofocus onfocus=alert(1)><button>ok</button></form>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css'; .score{display:none}</style>",
    '<div style="position:fixed;top:0;left:0;width:100%;height:100%;z-index:999;background:url(//evil.example)">26</div>',
    '<p style="margin-top:-500px;color:red">26 / 26</p>',
    '<p style="color:red;}</style><script>alert(1)</script>">x</p>',
    '<p id="score" class="panel score" name="x" data-x="1">26</p>',
    "<details ontoggle=alert(1) open>x</details>",
    "<b onmouseover=alert(1)>x</b>",
    "<b/onmouseover=alert(1)>x</b>",
    "<a href=javascript:alert(1)>x</a>",
    '<a href="jav&#x09;ascript:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="&#106;avascript&colon;alert(1)">x</a>',
    "<a href='data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=='>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href=//evil.example onclick=alert(1)>x</a>",
    "<audio src=x onerror=alert(1)>",
    "<video poster=https://evil.example/x><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<x onclick=alert(1) tabindex=1>x</x>",
    "<p>\n<https://x/onclick=alert(1)>\n</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java&amp;#115;cript:alert(1))",
    "[x](java&amp;amp;#115;cript:alert(1))",
    "[x](&#x6a;avascript&colon;alert(1))",
    "[x](javascript&#x3a;alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](<java\tscript:alert(1)>)",
    "[x](\n  javascript:alert(1))",
    "> [x](\n> javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](vbscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](files/javascript:alert(1))",
    "[x](/files/javascript:alert(1))",
    "[x](files/files/jav&#97;script:alert(1))",
    "[x]: javascript:alert(1)\n\n[x] and [y][x]",
    "[x]:\njavascript:alert(1)\n\n[x]",
    "> [x]:\n> java&#115;cript:alert(1)\n>\n> [x]",
    '[x](https://a.example "\\" onmouseover=\\"alert(1)")',
    '[x](https://a.example/" onmouseover="alert(1))',
    '[x](https://a.example/$" onmouseover="alert(1)$)',
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](../../hub/logout)",
    "![x][y]\n\n[y]: https://evil.example/pixel.png",
    "![x]\n\n[x]: https://evil.example/pixel.png",
    '![x" onerror="alert(1)](attachment:image.png)',
    '![x](attachment:image.png "a\\" onerror=\\"alert(1)")',
    "![x](data:image/svg+xml;base64,PHNjcmlwdD4=)",
    "| a |\n|---|\n| <img src=x onerror=alert(1)> [x](javascript:alert(1)) |",
    "```mermaid\n</pre><script>alert(1)</script>\n```",
    "~~~ mermaid\ngraph TD; a-->b; click a 'javascript:alert(1)'\n~~~",
    "```&#109;ermaid\n<script>alert(1)</script>\n```",
    '```x"onmouseover="alert(1)\ncode\n```',
    "`<script>alert(1)</script>` and ``<img src=x onerror=alert(1)>``",
    "$<script>alert(1)</script>$ and $$<img src=x onerror=alert(1)>$$",
    "\\begin{a}<script>alert(1)</script>\\end{a}",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\require{html}\\style{position:fixed;top:0}{x}$",
    "&#36;\\\\h&#114;ef{javascript:alert(1)}{x}&#36;",
    "<p>$&#92href{javascript:alert(1)}{x}$</p>",
    "\\\\(\\class{score}{x}\\\\)",
    "$\\rlap{\\kern-40em\\raise 30em{26/26}}$",
    "# <img src=x onerror=alert(1)>",
    "- [ ] <input onfocus=alert(1) autofocus>",
    "term\n: <svg onload=alert(1)>",
    "\\<script>alert(1)\\</script>",
    "<a\u2028href='javascript:alert(1)'>x</a>",
    "<\x00script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x1b[31m<script>alert(1)</script>\x1b[0m \x1b[38m \x1b[38;5m \x1b[48;2;1m",
    "</div></div></div></div></table></section></main></body></html>",
    "<div><table><details><b><a href='https://x.example'><s>",
]


def placed(snippet: str, clean: bool = True) -> dict[str, Any]:
    """A notebook in which the snippet stands wherever a student can put text."""
    both = {"text/plain": snippet}
    odd = {"Text/HTML": snippet, "TEXT/HTML ": snippet, "application/javascript": snippet} | both
    broken = f'{PNG}"><script>alert(1)</script>'
    outputs: list[dict[str, Any]] = [
        {"output_type": "stream", "name": snippet, "text": snippet},
        {"output_type": "stream", "name": "stderr", "text": [snippet, snippet]},
        {"output_type": "display_data", "data": {"text/html": snippet} | both, "metadata": {}},
        {"output_type": "display_data", "data": {"text/html": [snippet, snippet]}, "metadata": {"text/html": {"isolated": True}}},
        {"output_type": "display_data", "data": {"text/markdown": snippet} | both, "metadata": {}},
        {"output_type": "display_data", "data": {"text/latex": snippet} | both, "metadata": {}},
        {"output_type": "display_data", "data": {"image/svg+xml": SVG + snippet}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": broken, "image/jpeg": snippet} | both, "metadata": {}},
        {
            "output_type": "display_data",
            "data": {"image/png": PNG},
            "metadata": {"image/png": {"width": f'1 onload="{snippet}"', "alt": snippet}, "filenames": {"image/png": snippet}},
        },
        {"output_type": "display_data", "data": odd | {"application/vnd.byhand.card+json": {"x": snippet}}, "metadata": {}},
        {"output_type": "execute_result", "data": both, "metadata": {snippet: snippet}, "execution_count": snippet},
        {"output_type": "error", "ename": snippet, "evalue": snippet, "traceback": [snippet, snippet]},
        {"output_type": snippet, "text": snippet},
    ]  # fmt: skip
    source = snippet
    if clean:
        source, _ = clean_markdown(source, ())
        outputs, _ = clean_outputs(outputs, LIMIT)
    else:
        # nbconvert would refuse the notebook as a whole, instead of showing it.
        outputs = [outputs[2], *outputs[4:6]]
    marks = {"grade": True, "solution": True, "grade_id": "why", "points": 4, "score": 0, "locked": False}
    cells = [
        {"cell_type": "markdown", "id": "a", "metadata": {"nbgrader": marks}, "source": source},
        {"cell_type": "code", "id": "b", "metadata": {}, "source": "x", "outputs": outputs, "execution_count": 1},
        {"cell_type": "markdown", "id": "c", "metadata": {}, "source": "the end of the notebook"},
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@cache
def exporter(template: str) -> HTMLExporter:
    css = TEMPLATES.parent / "static" / "node_modules" / "bootstrap" / "dist" / "css"
    folders = {"extra_template_basedirs": [str(TEMPLATES)], "extra_template_paths": [str(css)]}
    return HTMLExporter(template_name=template, **folders)


def page(notebook: dict[str, Any], template: str) -> str:
    grades = {"notebook": "n", "score": 0, "max_score": 4, "late_penalty": 0}
    resources = {"nbgrader": grades, "base_url": "/base", "index": 0, "total": 1, "notebook_path": "/x"}
    made, _ = exporter(template).from_notebook_node(nbformat.from_dict(notebook), resources=resources)
    return str(made)


class Found(HTMLParser):
    """Every tag of a page with its attributes, and how deep the last cell stands."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: Counter[tuple[str, str, str]] = Counter()
        self.depth = 0
        self.end_depth: list[int] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes.update((tag, name, value or "") for name, value in attrs)
        self.depth += tag == "div"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "div"

    def handle_data(self, data: str) -> None:
        if "the end of the notebook" in data:
            self.end_depth.append(self.depth)


@cache
def frame(template: str) -> Found:
    """What the page has without any student."""
    return Found(page(placed("x"), template))


NEVER = {
    "script", "style", "iframe", "frame", "object", "embed", "form", "button", "textarea", "select", "meta", "base",
    "link", "svg", "math", "template", "noscript", "title", "xmp", "audio", "video", "source", "picture", "marquee",
    "applet", "dialog", "html", "body", "head", "main", "nav",
}  # fmt: skip


def alive(text: str, template: str) -> list[str]:
    """What in a page can run, fetch, cover or be mistaken for a part of the page, beyond what the page itself has."""
    found, own = Found(text), frame(template)
    bad = [f"<{tag}>" for tag, number in found.tags.items() if tag in NEVER and number > own.tags[tag]]
    for tag, name, value in found.attributes - own.attributes:
        address = "".join(value.split()).lower()
        if name.startswith("on") or name in (
            "srcdoc",
            "srcset",
            "action",
            "formaction",
            "poster",
            "data",
            "xlink:href",
        ):
            bad.append(f"{tag} {name}={value}")
        elif name == "src" and not (tag == "img" and address.startswith("data:image/")):
            bad.append(f"{tag} src={value}")
        elif name == "href" and not address.startswith(("http://", "https://", "mailto:", "attachment:", "#")):
            # A relative link is allowed in Markdown only, and has no scheme.
            bad += [f"{tag} href={value}"] if ":" in address or "script" in address else []
        elif name == "style" and any(word in address for word in ("position", "url(", "margin", "z-index", "height")):
            bad.append(f"{tag} style={value}")
        elif name in ("id", "name") and value and JOINER not in value and "%E2%81%A0" not in value:
            bad.append(f"{tag} {name}={value}")
        elif tag == "input" and value not in ("checkbox", "task-list-item-checkbox", ""):
            bad.append(f"input {name}={value}")
    if found.end_depth != own.end_depth:
        bad.append(f"the next cell stands at depth {found.end_depth}, not {own.end_depth}")
    return bad


@pytest.mark.parametrize("snippet", HOSTILE)
def test_nothing_of_it_lives_in_the_feedback(snippet: str) -> None:
    assert alive(page(placed(snippet), "feedback"), "feedback") == []


@pytest.mark.parametrize("template", ["formgrade", "lab"])
def test_nothing_of_any_lives_in_other_pages(template: str) -> None:
    notebook = placed("x")
    for number, snippet in enumerate(HOSTILE):
        notebook["cells"][-1:-1] = [cell | {"id": f"{cell['id']}{number}"} for cell in placed(snippet)["cells"][:2]]
    found = alive(page(notebook, template), template)
    # The page's own parts of each cell: its anchor in the lab template, the box for points in the formgrader.
    own = ("id=why", "id=cell-id=", "div id=", "input ", "<textarea>", "<button>", "textarea id=", "margin-left: 1em")
    assert [bad for bad in found if not any(part in bad for part in own) or "alert" in bad] == []


def test_the_test_itself_sees_what_lives() -> None:
    raw = [page(placed(snippet, clean=False), "feedback") for snippet in HOSTILE[:50]]
    seen = [bool(alive(text, "feedback")) for text in raw]
    assert sum(seen) > 40  # fmt: skip


def test_no_macro_of_a_formula_survives_in_html() -> None:
    made, _ = clean_outputs(
        [shown_as("text/html", "<p>$\\hr<!-- -->ef{javascript:1}{x}$ \\h<wbr>ref \\style{a}{b}</p>")], LIMIT
    )
    assert "\\href" not in made[0]["data"]["text/html"]
    assert "\\style" not in made[0]["data"]["text/html"]


# --- What must live on ----------------------------------------------------------------------------------------------

HONEST_MARKDOWN = [
    "Because $\\frac{\\partial L}{\\partial w} = 2(w x - y) x$, it *falls*.",
    "$$\\begin{aligned} a &= b \\\\ c &< d \\end{aligned}$$",
    "\\begin{equation}\\sum_{i=1}^N x_i \\tag{1}\\label{e}\\end{equation} as in \\eqref{e}",
    "梯度是 <span lang=\"zh-Hans\">零</span>，因为 `x < 0`。",
    "| a | b |\n|:--|--:|\n| 1 | `2` |",
    "1. one\n2. two\n   - three\n\n> quoted\n\n- [x] done",
    "[the paper](https://arxiv.org/abs/1412.6980), <https://example.org/a?b>, [mail](mailto:a@b.example)",
    "[there](#anchor) and [here](notes/other.ipynb) and [ref][r]\n\n[r]: https://example.org/x_(y) \"Title\"",
    "![my plot](attachment:image.png)",
    f"![inline](data:image/png;base64,{PNG})",
    "H<sub>2</sub>O, x<sup>2</sup>, <b>bold</b>, <i>it</i> and <kbd>Ctrl</kbd><br>next<br/>last",
    "<details><summary>more</summary>\n\nhidden\n\n</details>",
    "<p lang=\"en\" align=\"center\">middle</p>",
    "<font color=\"red\">red</font> and <span style=\"color: blue\">blue</span>",
    "```python\nfor i in range(10):\n    a[i] = 2 * i  # a < b and b > c\n    d[\"x\"]: int = 3\n```",
    "Windows & Linux: 5 < 6 > 4, a <- b, 1 &lt; 2, x &amp; y, it's \"quoted\"",
    "line with two spaces  \nnext\\\nlast",
    "<a href=\"https://example.org/?a=1&b=2\">link</a>",
    "A data: 3 rows. Note: JavaScript is not needed. Time 12:30.",
    "$\\mathbb{R}^{n \\times m} \\quad \\hspace{1em} \\operatorname{relu}(x) = \\max(0, x)$",
]  # fmt: skip


@pytest.mark.parametrize("source", HONEST_MARKDOWN)
def test_an_honest_answer_stays_as_it_is(source: str) -> None:
    assert clean_markdown(source) == (source, False)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$a<b$ and `i<n`", "$a< b$ and `i< n`"),
        ('<div lang="zh-Hans">好</div>', '<section lang="zh-Hans">好</section>'),
        ("<span class=\"x\" lang='zh'>好</span>", '<span lang="zh">好</span>'),
        ('<p style="position:fixed;color:red">x</p>', '<p style="color: red">x</p>'),
        ("![x](https://a.example/b.png)", "! [x](https://a.example/b.png)"),
        ("[x](javascript:alert(1))", "[x] (javascript :alert(1))"),
        ("a <b>b\nc", "a < b>b\nc"),
        ("</div>", "</section>"),
        ("a\x00\u202eb", "a\ufffd\ufffdb"),
    ],
)
def test_what_is_changed_is_changed_little(source: str, expected: str) -> None:
    assert clean_markdown(source) == (expected, True)


def test_a_heading_cannot_take_the_id_of_a_box_for_points() -> None:
    for source in ("# test_warm", "test_warm\n===", "> ## test_warm", "1. # **test_warm**", "test_warm\n---"):
        text, changed = clean_markdown(source)
        assert not changed
        assert text.replace(JOINER, "") == source
        assert ("h1", "id", "test_warm") not in Found(page(placed(source), "formgrade")).attributes
        assert not any(value == "test_warm" for _, name, value in Found(page(placed(source), "formgrade")).attributes)


def test_a_missing_attachment_does_not_stop_the_feedback() -> None:
    kept = "![x](attachment:image.png)"
    assert clean_markdown(kept, {"image.png"}) == (kept, False)
    assert clean_markdown(kept, ())[0] == "! [x](attachment:image.png)"
    # nbconvert would look for the name with %20 in it.
    assert clean_markdown("![x](attachment:my%20image.png)", {"my image.png"})[1]


def shown_as(mime: str, content: Any, **metadata: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {mime: content}, "metadata": metadata}


def test_a_table_as_pandas_writes_it_stays_a_table() -> None:
    table = (
        '<div><style scoped>.dataframe tbody tr th {vertical-align: top;}</style><table border="1" class="dataframe">\n'
        '<thead><tr style="text-align: right;"><th></th><th>loss</th></tr></thead>\n'
        '<tbody><tr><th rowspan="2">0</th><td>1.5 &lt; 2</td></tr></tbody></table><p>1 rows × 1 columns</p></div>'
    )
    [made], names = clean_outputs([shown_as("text/html", table)], LIMIT)
    assert made["data"]["text/html"] == (
        '<div><table border="1">\n<thead><tr style="text-align:right"><th></th><th>loss</th></tr></thead>\n'
        '<tbody><tr><th rowspan="2">0</th><td>1.5 &lt; 2</td></tr></tbody></table><p>1 rows × 1 columns</p></div>'
    )
    assert names == []


def test_a_picture_of_matplotlib_stays_with_its_size() -> None:
    from matplotlib.figure import Figure

    held = io.BytesIO()
    Figure(figsize=(1, 1)).savefig(held, format="png")
    picture = base64.b64encode(held.getvalue()).decode()
    given = shown_as("image/png", f"{picture}\n", **{"image/png": {"width": 72, "height": True, "alt": "x"}, "x": 1})
    [made], names = clean_outputs([given], LIMIT)
    assert made == shown_as("image/png", picture, **{"image/png": {"width": 72}})
    assert names == []
    assert f'src="data:image/png;base64,{picture}"' in page(placed("x") | {"cells": [code_cell([made])]}, "feedback")


def code_cell(outputs: list[dict[str, Any]]) -> dict[str, Any]:
    return {"cell_type": "code", "id": "b", "metadata": {}, "source": "x", "outputs": outputs, "execution_count": 1}


@pytest.mark.parametrize(
    "markup",
    [
        '<p lang="zh-Hans" dir="ltr">梯度 <b>零</b></p>',
        "<ul><li>a</li></ul><ol start=\"3\"><li>b</li></ol>",
        "<pre>a &lt; b\n  c</pre><code>x</code>",
        "<details open=\"\"><summary>s</summary>x</details>",
        f'<img src="data:image/png;base64,{PNG}" alt="a plot" width="30">',
        '<span style="color:red;font-weight:bold">x</span>',
        "<figure><figcaption>$x^2$ and \\(y\\)</figcaption></figure>",
    ],
)  # fmt: skip
def test_honest_html_stays(markup: str) -> None:
    assert clean_html(markup) == (markup, [])


def test_a_link_of_an_output_leads_to_the_web_only() -> None:
    made, _ = clean_html('<a href="https://a.example/?x=1&y=2">a</a><a href="/hub/logout">b</a><a href="#x">c</a>')
    assert made == (
        '<a href="https://a.example/?x=1&amp;y=2" rel="noopener noreferrer">a</a>'
        '<a rel="noopener noreferrer">b</a><a rel="noopener noreferrer">c</a>'
    )


def test_svg_and_gif_become_pictures_that_run_nothing() -> None:
    drawn, moving, both = clean_outputs(
        [
            shown_as("image/svg+xml", SVG),
            shown_as("image/gif", GIF),
            {"output_type": "display_data", "data": {"image/svg+xml": SVG, "image/png": PNG}, "metadata": {}},
        ],
        LIMIT,
    )[0]
    encoded = base64.b64encode(SVG.encode()).decode()
    assert drawn["data"] == {"text/html": f'<img src="data:image/svg+xml;base64,{encoded}" alt="">'}
    assert moving["data"] == {"text/html": f'<img src="data:image/gif;base64,{GIF}" alt="">'}
    assert both["data"] == {"image/png": PNG}


def test_what_is_left_out_is_named_and_marked() -> None:
    given = [
        shown_as("application/javascript", "alert(1)"),
        shown_as("application/vnd.byhand.card+json", {"earned": 9}),
    ]
    made, names = clean_outputs(given, LIMIT)
    assert names == ["application/javascript", "application/vnd.byhand.card+json"]
    assert [output["data"] for output in made] == [{"text/plain": f"[left out: {name}]"} for name in names]
    assert clean_outputs([shown_as("text/html", "a<script>b</script>")], LIMIT)[1] == ["text/html: script"]


# --- Text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("\x1b[31mred\x1b[0m\tand\n\x1b[1;38;5;200mpink\x1b[m", "\x1b[31mred\x1b[0m\tand\n\x1b[1;38;5;200mpink\x1b[m"),
        ("\x1b[38m\x1b[48;5;300m", "\x1b[38m".replace("\x1b", "") and ""),
        ("a\x1b[2Kb\x1b[1Ac", "abc"),
        ("\x1b]8;;https://x.example\x07x", "\\x1b]8;;https://x.example\\x07x"),
        ("a\x00b\x08c\u202ed\u2066e", "a\\x00b\\x08c\\u202ed\\u2066e"),
        ("\ud800\U0001f600中文", "\ufffd\U0001f600中文"),
        (" 10%\r 50%\r100%\r\ndone\r", "100%\ndone"),
    ],
)
def test_text_keeps_its_colours_and_shows_the_rest(given: str, expected: str) -> None:
    assert clean_text(given) == expected
    assert clean_text(expected) == expected


def test_many_colours_do_not_stop_nbconvert() -> None:
    text = clean_text("\x1b[31mx" * 100_000)
    assert text.count("\x1b") == 2000
    assert text.count("x") == 100_000


# --- Bounds ---------------------------------------------------------------------------------------------------------


def test_a_huge_output_is_cut_with_a_mark() -> None:
    made, names = clean_outputs([{"output_type": "stream", "name": "stdout", "text": "中" * 1000}] * 3, 1500)
    assert len(str(made).encode()) < 2200
    assert "over the limit" in made[0]["text"]
    assert made[-1] == {
        "output_type": "stream",
        "name": "stderr",
        "text": "[2 more outputs: over the limit of 1500 bytes]\n",
    }
    assert names == ["text over the limit", "outputs over the limit"]


def test_a_million_empty_outputs_are_bounded() -> None:
    made, _ = clean_outputs([{"output_type": "stream", "name": "stdout", "text": ""}] * 10_000, 5000)
    assert len(made) == 51


HEAVY = [
    "<div>" * 100_000,
    "<b><p>" * 50_000,
    "[" * 200_000,
    "](" * 200_000,
    "![" * 200_000,
    "<a " * 100_000,
    "&#" * 200_000,
]
HEAVY += [
    "<b a" * 100_000,
    "\\hspace{" * 50_000,
    "# " * 100_000,
    "a\n" * 100_000 + "=",
    " " * 300_000,
    "`<b>" * 100_000,
]
HEAVY += [
    "https://$" * 50_000,
    "\x1b[31m" * 100_000,
    "\x1b[" * 100_000,
    "> " * 100_000,
    "](data:image/png;base64," * 20_000,
]
HEAVY += ["&#x" + "0" * 300_000, "]: " * 100_000, "\r" * 300_000, "a\r" * 100_000, "<b>" * 100_000 + "</b>" * 100_000]


@pytest.mark.parametrize("text", HEAVY, ids=[repr(text[:8]) for text in HEAVY])
def test_no_text_takes_long(text: str) -> None:
    begun = time.process_time()
    clean_markdown(text)
    clean_text(text)
    clean_outputs([shown_as("text/html", text)], LIMIT)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "outputs",
    [
        None,
        [None, 3, "x", []],
        [{}, {"output_type": 3}, {"output_type": ["stream"]}],
        [{"output_type": "stream", "text": {"a": 1}}, {"output_type": "error", "traceback": [1, None, "x"]}],
        [{"output_type": "error", "ename": 3, "evalue": [1], "traceback": "one"}],
        [{"output_type": "display_data", "data": [1]}, {"output_type": "display_data", "data": {"text/html": 3}}],
        [
            {
                "output_type": "display_data",
                "data": {"text/plain": "\ud800", "\ud800": 1, "image/png": {}},
                "metadata": 3,
            }
        ],
    ],
)
def test_outputs_of_any_form_come_out_valid(outputs: Any) -> None:
    made, names = clean_outputs(outputs, LIMIT)
    nbformat.validate(
        nbformat.from_dict({"cells": [code_cell(made)], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    )
    str((made, names)).encode()


PIECES = st.sampled_from(
    [
        "<",
        ">",
        "/",
        "!",
        "?",
        "[",
        "]",
        "(",
        ")",
        ":",
        "&",
        "#",
        ";",
        "\\",
        "$",
        "`",
        "~",
        "|",
        "=",
        "-",
        "*",
        "_",
        '"',
        "'",
        "\n",
        "\t",
        "\r",
        "\x00",
        "\u202e",
        "a",
        "b",
        "div",
        "script",
        "javascript:",
        "on",
        "src=",
        "href=",
        "&#115;",
        "&#92;",
        "&amp;",
        "![x](attachment:a)",
        "<b>",
        "</b>",
        "<span>",
        "data:image/png;base64,",
        "files/",
        "\\href",
        "#",
        "\x1b[31m",
        "\x1b[38m",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_cleaned_twice_is_cleaned_once(text: str) -> None:
    once, _ = clean_markdown(text)
    assert clean_markdown(once)[0] == once
    assert clean_text(clean_text(text)) == clean_text(text)
    assert break_macros(break_macros(text)) == break_macros(text)
    markup, _ = clean_html(text)
    assert clean_html(markup)[0] == markup


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_nothing_made_up_lives(text: str) -> None:
    assert alive(page(placed(text), "feedback"), "feedback") == []
