"""What the tape says in words: its caption and its text alternative, from the numbers of the plan."""

from __future__ import annotations

from byhand.findings import Message
from byhand.findings import message as sentence
from byhand.pictures.arrays import rounded
from byhand.pictures.tape_plan import ORDER, Block, Cell, Plan


def caption(plan_: Plan) -> tuple[Message, ...]:
    """What to look for, and whatever is wrong with the arrays."""
    found = [sentence("picture.tape.caption")]
    wrong = _wrong_shapes(plan_)
    if plan_.gradients and not wrong:
        found.append(sentence("picture.tape.same_shapes"))
    found.append(sentence("picture.tape.grey"))
    return (*found, *wrong, *_leaks(plan_), *_not_numbers(plan_))


def description(plan_: Plan) -> tuple[Message, ...]:
    """The tape in words: every array, the closed entries, the dead units, and whatever is wrong."""

    def listed(blocks: list[Block]) -> str:
        return ", ".join(f"`{block.name}` {plan_.shape_text(block.shape)}" for block in blocks)

    found = [sentence("picture.tape.values", arrays=listed(list(plan_.values.values())))]
    if plan_.loss is not None:
        found.append(sentence("picture.tape.loss", loss=rounded(plan_.loss)))
    backward = [plan_.gradients[name] for name in reversed(ORDER) if name in plan_.gradients]
    if backward:
        found.append(sentence("picture.tape.gradients", arrays=listed(backward)))
        if plan_.missing:
            found.append(sentence("picture.tape.missing", names=", ".join(f"`grad_{name}`" for name in plan_.missing)))
    else:
        found.append(sentence("picture.tape.no_gradients"))
    return (*found, *_gates(plan_), *_wrong_shapes(plan_), *_leaks(plan_), *_not_numbers(plan_))


def _gates(plan_: Plan) -> list[Message]:
    if plan_.closed is None:
        return []
    closed, total = int(plan_.closed.sum()), plan_.closed.size
    if not closed:
        return [sentence("picture.tape.none_closed")]
    found = [sentence("picture.tape.closed", closed=closed, total=total)]
    if plan_.dead:
        key = "picture.tape.dead_one" if len(plan_.dead) == 1 else "picture.tape.dead_many"
        found.append(sentence(key, units=", ".join(map(str, plan_.dead))))
    if "h" in plan_.gradients and len(plan_.gradients["h"].where(Cell.HOLE)) == closed:
        found.append(sentence("picture.tape.same_holes"))
    return found


def _blocks(plan_: Plan) -> list[Block]:
    return [*plan_.values.values(), *plan_.gradients.values()]


def _wrong_shapes(plan_: Plan) -> list[Message]:
    return [
        sentence(
            "picture.tape.h_relu_shape" if block.name == "h_relu" else "picture.tape.wrong_shape",
            name=block.name,
            found=plan_.shape_text(block.shape),
            expected=plan_.shape_text(block.expected),
        )
        for block in _blocks(plan_)
        if block.expected is not None
    ]


def _leaks(plan_: Plan) -> list[Message]:
    leaks = [(block.name, block.where(Cell.LEAK)) for block in _blocks(plan_)]
    return [
        sentence("picture.tape.leaks", name=name, count=len(places), where=_places(places))
        for name, places in leaks
        if places
    ]


def _places(places: list[tuple[int, int]]) -> str:
    shown = ", ".join(str(place) for place in places[:4])
    return shown + (", …" if len(places) > 4 else "")


def _not_numbers(plan_: Plan) -> list[Message]:
    counts = [(block.name, len(block.where(Cell.NOT_FINITE))) for block in _blocks(plan_)]
    return [sentence("picture.tape.not_numbers", name=name, count=count) for name, count in counts if count]
