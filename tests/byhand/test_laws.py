"""The laws in their order: what a card says first, what it leaves unsaid, what costs which points."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest

import byhand
from byhand.cards import Card
from byhand.exam import Exam
from byhand.units.two_layers import EXERCISES, Pieces, exam, train


def right_grad_h(g_h_relu: np.ndarray, h: np.ndarray) -> np.ndarray:
    return g_h_relu * (h > 0)


def law(found: Exam) -> str | None:
    return found.findings[0].law if found.findings else None


def test_a_stub_is_not_answered_yet_and_shows_no_traceback() -> None:
    def stub(*_: object) -> None:
        raise NotImplementedError("TODO")

    found = exam("grad_h", stub, points=3, hidden=0)
    assert found.status == "unanswered"
    assert found.earned == 0
    assert "Traceback" not in found.card(hidden_ran=False).text()


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (lambda g, h: 1 / 0, "runs"),
        (lambda g, h: None, "type"),
        (lambda g, h: (g * (h > 0)).tolist(), "type"),
        (lambda g, h: (g * (h > 0)).astype(int), "type"),
        (lambda g, h: np.float64(1.0), "shape"),
        (lambda g, h: (g * (h > 0))[:1], "shape"),
        (lambda g, h: np.random.rand(1) * 0 + g * (h > 0), "manners"),
        (lambda g, h: np.full_like(g, np.nan), "values"),
        (lambda g, h: np.zeros((0, *g.shape[1:])), "shape"),
        (lambda g, h: exit(), "runs"),
    ],
)
def test_the_first_broken_law_is_the_one_reported(answer: object, expected: str) -> None:
    found = exam("grad_h", answer, points=3, hidden=0)
    assert law(found) == expected
    assert found.earned == 0
    assert found.findings[0].next_step.said("en")


def test_shapes_are_said_in_letters() -> None:
    found = exam("grad_w2", lambda h_relu, g: g.T @ h_relu, points=3, hidden=0)
    what = found.findings[0].what.said("en")
    assert "(H, D_out) = (4, 3)" in what
    assert "(D_out, H) = (3, 4)" in what


def test_an_error_is_shown_with_the_students_own_line() -> None:
    found = exam("grad_w2", lambda h_relu, g: h_relu @ g, points=3, hidden=0)
    where = found.findings[0].where
    assert where is not None
    assert "h_relu @ g" in where.said("en")
    how_much = found.findings[0].how_much
    assert how_much is not None
    assert "mismatch" in how_much.said("en")


def test_a_result_that_shares_memory_with_an_argument_is_refused() -> None:
    def view(g_h_relu: np.ndarray, h: np.ndarray) -> np.ndarray:
        g_h_relu *= h > 0
        result = g_h_relu[:]
        return result

    assert law(exam("grad_h", view, points=3, hidden=0)) == "manners"


def test_an_edge_costs_half_of_the_points_and_names_its_condition_without_numbers() -> None:
    def float64_only(x: np.ndarray, w1: np.ndarray, w2: np.ndarray) -> tuple[np.ndarray, ...]:
        h = (x @ w1).astype(np.float64)
        return h, np.maximum(h, 0), np.maximum(h, 0) @ w2

    found = exam("forward", float64_only, points=3, hidden=2)
    found.hidden("fresh")
    found.hidden("float32")
    assert found.earned == 1.5
    assert found.status == "partial"
    finding = found.findings[0]
    assert finding.condition is not None
    assert finding.condition.key == "condition.float32"
    assert finding.where is None
    assert finding.how_much is None


def test_hidden_checks_are_skipped_after_a_broken_visible_one() -> None:
    asked = []

    def wrong(g_h_relu: np.ndarray, h: np.ndarray) -> np.ndarray:
        asked.append(h.shape)
        return g_h_relu * (h < 0)

    found = exam("grad_h", wrong, points=3, hidden=1)
    before = len(asked)
    found.hidden("fresh")
    assert len(asked) == before


def test_every_slope_from_0_to_1_is_right_at_the_corner() -> None:
    for slope in (0.0, 0.3, 0.5, 1.0):
        found = exam("grad_h", lambda g, h, s=slope: g * np.heaviside(h, s), points=3, hidden=1)
        found.hidden("exact_zeros")
        assert found.earned == 3, slope
    too_steep = exam("grad_h", lambda g, h: g * np.heaviside(h, 1.5), points=3, hidden=1)
    too_steep.hidden("exact_zeros")
    assert too_steep.earned == 1.5


def test_the_announced_number_of_hidden_checks_must_be_true() -> None:
    found = exam("grad_h", right_grad_h, points=3, hidden=2)
    found.hidden("fresh")
    with pytest.raises(RuntimeError, match="expected 2 hidden checks"):
        found.result()


def test_points_are_a_plain_number(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # As in plain Python: another test of this process may have made a shell, which would show the card.
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    found = exam("grad_h", right_grad_h, points=3, hidden=0)
    assert type(found.result()) is int
    assert "Points: 3 of 3" in capsys.readouterr().out


def test_the_visible_card_never_says_all_passed() -> None:
    byhand.languages("en")
    card: Card = exam("grad_h", right_grad_h, points=3, hidden=7).card(hidden_ran=False)
    last = card.text().splitlines()[-1]
    assert "hidden checks that run at grading: 7" in last


def test_a_warning_in_the_students_code_is_no_verdict() -> None:
    def warns(g_h_relu: np.ndarray, h: np.ndarray) -> np.ndarray:
        warnings.warn("careful", stacklevel=1)
        return np.where(h > 0, g_h_relu * np.float64(1.0) / 1.0, 0.0)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert exam("grad_h", warns, points=3, hidden=0).earned == 3


def test_markup_and_control_characters_of_a_student_are_shown_as_text() -> None:
    def hostile(g_h_relu: np.ndarray, h: np.ndarray) -> np.ndarray:
        raise ValueError("<script>alert(1)</script>\x1b[31m\u202egnp")

    card = exam("grad_h", hostile, points=3, hidden=0).card(hidden_ran=False)
    assert "<script>" not in card.html()
    assert "\x1b" not in card.text() + card.html()
    assert "\u202e" not in card.text() + card.html()


def good_pieces() -> dict[str, object]:
    def forward(x, w1, w2):  # type: ignore[no-untyped-def]
        h = x @ w1
        return h, np.maximum(h, 0), np.maximum(h, 0) @ w2

    def step_(w, g, lr):  # type: ignore[no-untyped-def]
        w -= lr * g

    return {
        "forward": forward,
        "sse": lambda p, y: ((p - y) ** 2).sum(),
        "grad_y_pred": lambda p, y: 2 * (p - y),
        "grad_w2": lambda h, g: h.T @ g,
        "grad_h_relu": lambda g, w2: g @ w2.T,
        "grad_h": right_grad_h,
        "grad_w1": lambda x, g: x.T @ g,
        "step_": step_,
    }


def trained_with(pieces: dict[str, object]):  # type: ignore[no-untyped-def]
    p = Pieces(**pieces)  # type: ignore[arg-type]

    def loop(x, y, w1, w2, lr, steps):  # type: ignore[no-untyped-def]
        w1, w2, losses = w1.copy(), w2.copy(), []
        for _ in range(steps):
            h, h_relu, y_pred = p.forward(x, w1, w2)
            losses.append(p.sse(y_pred, y))
            g = p.grad_y_pred(y_pred, y)
            g_w1, g_w2 = p.grad_w1(x, p.grad_h(p.grad_h_relu(g, w2), h)), p.grad_w2(h_relu, g)
            p.step_(w1, g_w1, lr)
            p.step_(w2, g_w2, lr)
        return np.array(losses)

    return loop, p


@pytest.mark.parametrize(
    ("piece", "wrong"),
    [
        ("grad_y_pred", lambda p, y: p - y),
        ("grad_h", lambda g, h: g.copy()),
        ("sse", lambda p, y: ((p - y) ** 2).mean()),
    ],
)
def test_a_wrong_piece_does_not_cost_the_points_of_a_right_loop(piece: str, wrong: object) -> None:
    loop, pieces = trained_with(good_pieces() | {piece: wrong})
    found = train(loop, pieces, points=3, hidden=4)
    for condition in ("fresh", "one_sample", "one_step", "zero_lr"):
        found.hidden(condition)
    assert found.earned == 3


@pytest.mark.parametrize("draw", [13, 29])
def test_a_wrong_piece_that_makes_the_loss_infinite_costs_its_own_points_only(
    draw: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BYHAND_DRAW", f"{draw:016x}")  # on these two it does
    loop, pieces = trained_with(good_pieces() | {"grad_h": lambda g, h: g * h * (1 - h)})
    found = train(loop, pieces, points=3, hidden=4)
    other = train(lambda x, y, w1, w2, lr, steps: loop(x, y, w1, w2, 2 * lr, steps), pieces, points=3, hidden=4)
    for condition in ("fresh", "one_sample", "one_step", "zero_lr"):
        found.hidden(condition)
        other.hidden(condition)
    assert (found.earned, other.earned) == (3, 0)


def test_pieces_that_never_move_do_not_make_a_constant_list_right() -> None:
    pieces = Pieces(**(good_pieces() | {"sse": lambda p, y: 0.0}))  # type: ignore[arg-type]
    found = train(lambda x, y, w1, w2, lr, steps: np.zeros(steps), pieces, points=3, hidden=0)
    assert found.earned == 0


def test_every_condition_of_an_exercise_has_words() -> None:
    from byhand.messages import TEXTS

    for exercise in EXERCISES.values():
        for condition in exercise.conditions:
            assert f"condition.{condition}" in TEXTS


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda g, w2: g @ w2, "`train` is not checked, because `grad_h_relu` raises `ValueError`."),
        (None, "`train` is not checked yet, because `grad_h_relu` still holds its TODO."),
    ],
)
def test_a_loop_whose_piece_does_not_run_says_which_piece(wrong: object, said: str) -> None:
    def stub(g: np.ndarray, w2: np.ndarray) -> np.ndarray:
        raise NotImplementedError("TODO")

    loop, pieces = trained_with(good_pieces() | {"grad_h_relu": wrong or stub})
    found = train(loop, pieces, points=3, hidden=0)
    assert found.findings[0].what.said("en") == said
    assert found.findings[0].mistake is None
    assert found.earned == 0


def test_a_loop_that_is_still_a_stub_is_not_blamed_on_its_pieces() -> None:
    def stub(*_: object) -> None:
        raise NotImplementedError("TODO")

    _, pieces = trained_with(good_pieces() | {"grad_h_relu": lambda g, w2: g @ w2})
    found = train(stub, pieces, points=3, hidden=0)
    assert found.findings[0].what.said("en") == "`train` still holds its TODO."
