"""The graph that autograd recorded while a student's function ran: its nodes in order, and what each of them saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from byhand.findings import Message
from byhand.findings import message as sentence
from byhand.pictures.arrays import number, rounded, shape_text
from byhand.pictures.paper import FAINT, GRADIENT, INK, SOFT, VALUE, Paper
from byhand.pictures.picture import Picture

if TYPE_CHECKING:
    from torch import Tensor

WIDTH = 860
MOST = 14  # operations that are drawn; of a longer graph, the first and the last of them
_TOP, _ROW, _BOX = 56, 58, 30
_LEAF, _NODE, _SAVED = 24, 150, 396  # left edges: leaves, operations, what is saved
_NODE_WIDTH, _BARS = 200, 150


@dataclass(frozen=True)
class Saved:
    """A tensor that a node keeps."""

    field: str
    whose: str
    shape: tuple[int, ...]
    size: int
    again: bool
    """Whether the same memory was already counted further up."""


@dataclass(frozen=True)
class Node:
    """An operation of the graph, numbered from 1 in the order of the forward pass."""

    number: int
    name: str
    inputs: tuple[int, ...]
    leaves: tuple[str, ...]
    saved: tuple[Saved, ...]


def recorded_graph(
    function: Callable[..., object], *, x: Tensor, y: Tensor, w1: Tensor, w2: Tensor, prediction: object = None
) -> Picture:
    """Run `function(x, y, w1, w2)` and draw the graph behind the loss from which it differentiates.

    `prediction`: how many bytes the student said that autograd saves. Where there is no graph, the picture says so. What
    the function itself raises passes through.
    """
    from byhand.inside import graphs

    given = {"x": x, "y": y, "w1": w1, "w2": w2}
    nodes = _numbered(graphs.recorded(function, given))
    if not nodes:
        return _empty()
    shown = nodes if len(nodes) <= MOST else [*nodes[: MOST // 2], *nodes[-(MOST // 2) :]]
    with Paper(WIDTH, _TOP + _ROW * len(shown) + 34) as paper:
        _draw(paper, shown)
        png = paper.png()
    said = number(prediction)
    found = _words(nodes, list(given), said if said is not None and said > 0 else None)
    more = [] if len(shown) == len(nodes) else [sentence("picture.graph.cut", count=len(nodes), shown=len(shown))]
    return Picture(
        png, WIDTH, paper.height, (sentence("picture.graph.caption"), *more, *found), (*_listed(nodes), *found)
    )


def _empty() -> Picture:
    """A right answer may leave no graph behind: torch.func keeps its own to itself."""
    with Paper(WIDTH, 60) as paper:
        paper.text(WIDTH / 2, 30, "grad_fn = None", size=12, colour=SOFT, code=True)
        png = paper.png()
    said = (sentence("picture.graph.none"),)
    return Picture(png, WIDTH, 60, said, said)


def total_bytes(nodes: list[Node]) -> int:
    """What all nodes keep together; the same memory counts once."""
    return sum(saved.size for node in nodes for saved in node.saved if not saved.again)


def _numbered(records: list[dict[str, Any]]) -> list[Node]:
    """Operations numbered from 1, the leaves told by the operations that read them."""
    numbers: dict[int, int] = {}
    for place, record in enumerate(records):
        if not record["leaf"]:
            numbers[place] = len(numbers) + 1
    counted: set[int] = set()
    nodes = []
    for place, record in enumerate(records):
        if record["leaf"]:
            continue
        saved = []
        for field, whose, shape, size, memory in record["saved"]:
            made_by = int(whose[1:]) if whose.startswith("#") else None
            owner = whose if made_by is None else str(numbers.get(made_by, ""))
            saved.append(Saved(field, owner, tuple(shape), size, memory in counted))
            counted.add(memory)
        nodes.append(
            Node(
                numbers[place],
                str(record["name"]).rsplit("::")[-1],
                tuple(numbers[i] for i in record["inputs"] if i in numbers),
                tuple(str(records[i]["leaf"]) for i in record["inputs"] if records[i]["leaf"]),
                tuple(saved),
            )
        )
    return nodes


# -- drawing


def _draw(paper: Paper, nodes: list[Node]) -> None:
    rows = {node.number: _TOP + _ROW * place for place, node in enumerate(nodes)}
    middle = _NODE + _NODE_WIDTH / 2
    largest = max((saved.size for node in nodes for saved in node.saved), default=1) or 1
    paper.text(_LEAF + 45, 24, ".grad", size=11, colour=GRADIENT, code=True)
    paper.text(middle, 24, "grad_fn", size=11, colour=SOFT, code=True)
    paper.text(_SAVED, 24, "saved", size=11, colour=SOFT, code=True, align="left")
    paper.text(WIDTH - 28, 24, "bytes", size=11, colour=SOFT, code=True, align="right")
    previous = None
    for node in nodes:
        top = rows[node.number]
        if previous is not None and node.number != previous + 1:
            paper.text(middle, top - (_ROW - _BOX) / 2, "…", size=13, colour=SOFT)
        for source in node.inputs:
            if source in rows:
                _edge(paper, rows[source] + _BOX, top, straight=source == node.number - 1)
        paper.box(_NODE, top, _NODE_WIDTH, _BOX, fill="#eef4fa", edge=VALUE, line=1.4)
        paper.text(_NODE + 18, top + _BOX / 2, str(node.number), size=12, colour=VALUE, bold=True)
        paper.text(_NODE + 34, top + _BOX / 2, node.name, size=12, code=True, align="left")
        for place, leaf in enumerate(node.leaves):
            y = top + place * (_BOX + 4)
            paper.box(_LEAF, y, 90, _BOX, fill="#fff4e7", edge=GRADIENT, line=1.6)
            paper.text(_LEAF + 45, y + _BOX / 2, leaf, size=12, colour=GRADIENT, code=True, bold=True)
            paper.arrow((_NODE - 4, y + _BOX / 2), (_LEAF + 94, y + _BOX / 2), colour=GRADIENT)
        _saved(paper, node, top, largest)
        previous = node.number
    bottom = rows[nodes[-1].number] + _BOX
    paper.arrow((middle, bottom + 2), (middle, bottom + 26), colour=VALUE)
    paper.text(middle + 16, bottom + 18, "loss", size=12, code=True, align="left")


def _edge(paper: Paper, start: float, end: float, *, straight: bool) -> None:
    middle = _NODE + _NODE_WIDTH / 2
    if straight:
        paper.arrow((middle, start + 1), (middle, end - 2), colour=VALUE)
        return
    side = _NODE + _NODE_WIDTH + 14  # around the operations between
    paper.line((side - 14, start - _BOX / 2), (side, start - _BOX / 2), (side, end + _BOX / 2), colour=VALUE, width=1.4)
    paper.arrow((side, end + _BOX / 2), (side - 13, end + _BOX / 2), colour=VALUE)


def _saved(paper: Paper, node: Node, top: float, largest: int) -> None:
    step = 19
    first = top + _BOX / 2 - step * (len(node.saved) - 1) / 2
    for place, saved in enumerate(node.saved):
        y = first + place * step
        length = max(3.0, _BARS * saved.size / largest)
        if saved.again:
            paper.box(_SAVED, y - 6, length, 12, edge=VALUE, line=1, dashed=True)
        else:
            paper.box(_SAVED, y - 6, length, 12, fill=VALUE)
        owner = saved.whose or "?"
        shade = VALUE if owner.isdigit() else INK
        paper.text(_SAVED + _BARS + 14, y, owner, size=12, colour=shade, code=True, align="left", bold=True)
        paper.text(_SAVED + _BARS + 50, y, shape_text(saved.shape), size=11, colour=SOFT, code=True, align="left")
        size = f"({saved.size:,})" if saved.again else f"{saved.size:,}"
        paper.text(WIDTH - 28, y, size, size=12, colour=SOFT if saved.again else INK, code=True, align="right")
    if not node.saved:
        paper.line((_SAVED, top + _BOX / 2), (_SAVED + 10, top + _BOX / 2), colour=FAINT, width=2)


# -- words


def _words(nodes: list[Node], names: list[str], said: float | None) -> list[Message]:
    total = total_bytes(nodes)
    kept = {saved.whose for node in nodes for saved in node.saved}
    found = [sentence("picture.graph.total", bytes=f"{total:,}")]
    missing = [name for name in names if name not in kept]
    if missing:
        found.append(sentence("picture.graph.not_saved", names=", ".join(f"`{name}`" for name in missing)))
    if said is not None and total:
        found.append(
            sentence(
                "picture.graph.prediction",
                said=f"{said:,.0f}" if said < 1e12 else rounded(said),
                ratio=rounded(said / total),
            )
        )
    return found


def _listed(nodes: list[Node]) -> list[Message]:
    shown = nodes if len(nodes) <= MOST else nodes[:MOST]
    parts = []
    for node in shown:
        reads = ", ".join([*map(str, node.inputs), *node.leaves])
        saved = ", ".join(f"{s.whose or '?'} {shape_text(s.shape)}" for s in node.saved)
        parts.append(f"{node.number} `{node.name}` ({reads}) [{saved or '-'}]")
    return [sentence("picture.graph.words", nodes="; ".join(parts))]
