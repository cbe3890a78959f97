"""The pictures say what the arrays hold, in the drawing and in words, and leave no trace in the student's matplotlib."""

from __future__ import annotations

import re
import struct
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import polib
import pytest

import byhand.words
from byhand.messages import TEXTS
from byhand.pictures import Picture, error_map, inner_index, ladder, loss_curve, network, tape
from byhand.pictures.arrays import rounded
from byhand.pictures.curve import draw_curve
from byhand.pictures.curve_plan import follow
from byhand.pictures.paper import Paper
from byhand.pictures.tape import draw_tape
from byhand.pictures.tape_plan import plan

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English and Chinese, from a catalogue of this test's own."""
    catalogue = polib.POFile()
    for key, said in {"picture.in_words": "图片的文字说明", "picture.ladder.here": "你在这里"}.items():
        catalogue.append(polib.POEntry(msgctxt=key, msgid=TEXTS[key], msgstr=said))
    catalogue.save(str(tmp_path / "zh-Hans.po"))
    monkeypatch.setattr(byhand.words, "_catalogue_folder", lambda: tmp_path)
    byhand.words._catalogue.cache_clear()
    byhand.words.languages("en", "zh-Hans")
    yield
    byhand.words.languages("en")
    byhand.words._catalogue.cache_clear()


def network_arrays(
    N: int = 6, D_in: int = 5, H: int = 4, D_out: int = 3
) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """A small network whose unit 2 is closed for every sample, and its gradients, worked out here and nowhere in byhand."""
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((N, D_in)), rng.standard_normal((N, D_out))
    w1, w2 = rng.standard_normal((D_in, H)), rng.standard_normal((H, D_out))
    x[:, 0] = np.abs(x[:, 0]) + 1
    w1[:, 2] = [-9.0, 0.1, -0.2, 0.1, 0.3]
    h = x @ w1
    h_relu = np.maximum(h, 0)
    y_pred = h_relu @ w2
    back = {"y_pred": 2 * (y_pred - y)}
    back["w2"] = h_relu.T @ back["y_pred"]
    back["h_relu"] = back["y_pred"] @ w2.T
    back["h"] = np.where(h > 0, back["h_relu"], 0)
    back["w1"] = x.T @ back["h"]
    loss = float(((y_pred - y) ** 2).sum())
    return {"x": x, "w1": w1, "h": h, "h_relu": h_relu, "w2": w2, "y_pred": y_pred, "loss": loss}, back


def tags_of_tape(values: dict[str, object], back: dict[str, np.ndarray]) -> list[str]:
    """The names of every patch and text on the sheet."""
    with Paper(900, 520) as paper:
        draw_tape(paper, plan(values, back))
        return [str(artist.get_gid()) for artist in (*paper.sheet.patches, *paper.sheet.texts) if artist.get_gid()]


def places(tags: list[str], start: str) -> set[tuple[int, int]]:
    found = [tag.split()[-2:] for tag in tags if tag.startswith(start)]
    return {(int(i), int(j)) for i, j in found}


class Reader(HTMLParser):
    """Collects tags with their attributes, and texts with the language they stand in."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str | None]] = []
        self.texts: list[tuple[str | None, str]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "img":
            self.open.append((tag, dict(attrs).get("lang") or (self.open[-1][1] if self.open else None)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.texts.append((self.open[-1][1] if self.open else None, data))


# -- the tape


def test_the_tape_draws_a_hole_for_every_closed_entry_above_and_below() -> None:
    values, back = network_arrays()
    tags = tags_of_tape(values, back)
    closed = {(int(i), int(j)) for i, j in np.argwhere(np.asarray(values["h"]) < 0)}
    assert places(tags, "hole h_relu ") == closed
    assert places(tags, "hole grad_h ") == closed
    assert not places(tags, "hole grad_h_relu ")


def test_the_holes_are_hatched_and_grey() -> None:
    values, back = network_arrays()
    with Paper(900, 520) as paper:
        draw_tape(paper, plan(values, back))
        holes = [patch for patch in paper.sheet.patches if str(patch.get_gid()).startswith("hole")]
        assert holes
        for hole in holes:
            red, green, blue, _ = hole.get_facecolor()
            assert hole.get_hatch()
            assert max(red, green, blue) - min(red, green, blue) < 0.05


def test_a_dead_unit_is_grey_in_h_and_its_weights_get_exactly_nothing() -> None:
    values, back = network_arrays()
    tags = tags_of_tape(values, back)
    assert {unit for _, unit in places(tags, "dead h ")} == {2}
    assert "dead h" in tags
    assert "dead grad_h" in tags
    assert places(tags, "zero grad_w1 ") == {(i, 2) for i in range(5)}
    assert places(tags, "zero grad_w2 ") == {(2, j) for j in range(3)}


def test_a_gradient_without_its_mask_is_shown_as_it_is() -> None:
    values, back = network_arrays()
    back["h"] = back["h_relu"]
    tags = tags_of_tape(values, back)
    closed = {(int(i), int(j)) for i, j in np.argwhere(np.asarray(values["h"]) < 0)}
    assert places(tags, "leak grad_h ") == closed
    assert not places(tags, "hole grad_h ")
    assert f"In grad_h, {len(closed)} of the closed entries are not 0" in repr(tape(values, back))


def test_at_exactly_0_any_slope_is_right_and_no_leak() -> None:
    values, back = network_arrays()
    h = np.asarray(values["h"])
    h[0, 0] = 0.0
    np.asarray(values["h_relu"])[0, 0] = 0.0
    back["h"][0, 0] = 0.5
    tags = tags_of_tape(values, back)
    assert (0, 0) in places(tags, "hole h_relu ")
    assert (0, 0) in places(tags, "number grad_h ")


def test_the_words_of_the_tape_are_true() -> None:
    values, back = network_arrays()
    h = np.asarray(values["h"])
    said = repr(tape(values, back))
    assert f"The ReLU closes {(h < 0).sum()} of 24 entries of h" in said
    assert "Unit 2 is closed for every sample" in said
    assert "The same entries are 0 in grad_h." in said
    assert "w1 (D_in, H), h (N, H)" in said
    assert "grad_w2 (H, D_out)" in said
    open_everywhere = dict(values, h=np.abs(h), h_relu=np.abs(h))
    assert "The ReLU closes no entry" in repr(tape(open_everywhere, {}))


def test_one_sample_makes_no_dead_unit() -> None:
    h = np.array([[-1.0, 2.0]])
    assert "dead" not in repr(tape({"h": h, "h_relu": np.maximum(h, 0)}, {}))


def test_a_gradient_of_the_wrong_shape_is_drawn_in_its_own_shape_and_marked() -> None:
    values, back = network_arrays()
    back["w2"] = back["w2"].T
    tags = tags_of_tape(values, back)
    assert "wrong grad_w2" in tags
    assert max(places(tags, "number grad_w2 ")) == (2, 3)
    picture = tape(values, back)
    assert "grad_w2 has the shape (D_out, H), but its value has the shape (H, D_out)" in repr(picture)
    assert "Every gradient has the shape" not in picture.html()
    assert "Every gradient has the shape" in tape(*network_arrays()).html()


def test_sizes_that_coincide_are_written_as_numbers() -> None:
    square = {"x": np.ones((4, 3)), "w1": np.ones((3, 4))}
    assert "x (4, D_in), w1 (D_in, 4)" in repr(tape(square, {}))


def test_what_is_not_finite_is_marked_and_told() -> None:
    values, back = network_arrays()
    back["y_pred"][1, 2] = np.nan
    assert places(tags_of_tape(values, back), "not finite grad_y_pred ") == {(1, 2)}
    assert "grad_y_pred holds 1 entries that are not finite" in repr(tape(values, back))


def test_a_gradient_not_made_yet_leaves_its_place_empty() -> None:
    values, back = network_arrays()
    tags = tags_of_tape(values, {"grad_y_pred": back["y_pred"], "grad_w2": None})
    assert {tag for tag in tags if tag.startswith("missing")} == {
        f"missing grad_{n}" for n in ("w1", "h", "h_relu", "w2")
    }


@pytest.mark.parametrize(
    ("values", "back", "why"),
    [
        ({"x": [[1.0, 2.0], [3.0]]}, {}, "x cannot be drawn: an array of numbers was expected, list was found"),
        ({"x": np.array([["a"]])}, {}, "x cannot be drawn: an array of numbers was expected"),
        ({"x": np.ones(3)}, {}, r"2 dimensions was expected, one of shape \(3,\)"),
        ({"x": np.ones((0, 3))}, {}, r"its shape \(0, 3\) holds no number"),
        ({"x": np.ones((64, 1000))}, {}, r"x of shape \(64, 1000\) is too large"),
        ({"x": np.ones((2, 2))}, {"w3": np.ones((2, 2))}, "no place for w3"),
        ({"x": np.ones((2, 2)), "loss": "big"}, {}, "one number was expected, str"),
        ({"loss": 3.0}, {}, "found no value to draw"),
        ([np.ones((2, 2))], {}, "expected values as a dict .* found list"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_in_a_sentence(values: object, back: object, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        tape(values, back)  # type: ignore[arg-type]


def test_the_arrays_stay_as_they_were() -> None:
    values, back = network_arrays()
    before = {name: np.array(array) for name, array in back.items()}
    tape(values, back)
    assert all(np.array_equal(before[name], back[name]) for name in back)


# -- the loss curve


def marks(losses: list[float], prediction: float | None = None, expected: float | None = None) -> dict[str, np.ndarray]:
    """Name -> heights of each marked line of the enlarged part."""
    with Paper(860, 320) as paper:
        draw_curve(paper, follow(np.array(losses)), prediction, expected)
        enlarged = paper.figure.axes[1]
        return {str(line.get_gid()): np.asarray(line.get_ydata(), float) for line in enlarged.lines if line.get_gid()}


HUMP = [35e6, 32e6, 34e6, 38e6, 29e6, *(2e7 * 0.8**step for step in range(60))]


def test_the_curve_shows_the_hump_the_prediction_and_the_expected_number() -> None:
    found = marks(HUMP, prediction=31e6, expected=32_000_640)
    assert found["losses"].tolist() == HUMP[:8]
    assert found["prediction"].tolist() == [31e6]
    assert set(found["expected"]) == {32_000_640}
    assert "expected" not in marks(HUMP, prediction=31e6)
    said = repr(loss_curve(HUMP, 31e6, 32_000_640))
    assert "From step 1 to step 3 it rises, to about 38,000,000." in said
    assert "32,000,640" in said
    assert "±16 %" in said
    assert "Your prediction is 0.89 times the first loss." in said


def test_a_prediction_far_above_sits_at_the_edge_and_says_so() -> None:
    found = marks(HUMP, prediction=1e12)
    assert found["prediction"][0] < 2 * max(HUMP)
    assert "lies beyond the scale" in repr(loss_curve(HUMP, 1e12))


def test_the_end_is_told_as_a_power_of_ten() -> None:
    """A final loss in float32 is a rounding artefact: 2.6e-5 on one machine, 2.1e-5 on another."""
    ends = [repr(loss_curve([100.0, 1.0, last])) for last in (2.6e-5, 2.1e-5)]
    assert ends[0] == ends[1]
    assert "The last of 3 losses: < 1e-4." in ends[0]
    assert "It falls from the first step on." in ends[0]


def test_a_run_that_explodes_is_drawn_as_far_as_it_goes() -> None:
    picture = loss_curve([3e7, 1e12, 1e66, np.inf, np.nan], 3e7)
    assert "From step 3 on, the loss is not a finite number" in repr(picture)
    assert "It is higher at the end than at the start." in repr(picture)


@pytest.mark.parametrize("losses", [None, [], "no", [[1.0, 2.0]], [np.nan, 1.0], [0.0, 0.0]])
def test_losses_that_cannot_be_drawn_are_refused_in_a_sentence(losses: object) -> None:
    with pytest.raises(ValueError, match="The losses cannot be drawn"):
        loss_curve(losses)


@pytest.mark.parametrize("losses", [[5.0], [1.0, 1.0], [3, 2, 0], list(range(1, 40)), [1e-300, 1e300] * 9, [1e300] * 3])
def test_any_other_losses_make_a_picture(losses: list[float]) -> None:
    assert repr(loss_curve(losses, prediction=-1, expected=None))


# -- the network and the inner index


def test_the_network_gives_equal_letters_equal_sides() -> None:
    from byhand.pictures.network import _sides, draw_network

    sizes = {"N": 64, "D_in": 1000, "H": 100, "D_out": 10}
    with Paper(900, 260) as paper:
        draw_network(paper, sizes, _sides(sizes))
        boxes = {str(patch.get_gid()).removeprefix("array "): patch for patch in paper.sheet.patches if patch.get_gid()}
        assert list(boxes) == ["x", "w1", "h", "h_relu", "w2", "y_pred", "y"]
        assert boxes["x"].get_width() == boxes["w1"].get_height()  # D_in
        assert boxes["h_relu"].get_width() == boxes["w2"].get_height()  # H
        assert boxes["x"].get_width() > boxes["h"].get_width() > boxes["y"].get_width()
        right = max(box.get_x() + box.get_width() for box in boxes.values())
        assert boxes["x"].get_x() > 0
        assert right < 900
    assert "101,000 weights" in repr(network(64, 1000, 100, 10))


@pytest.mark.parametrize("size", [0, -1, 2.5, "4", None, True])
def test_the_network_refuses_a_size_that_is_none(size: int) -> None:
    with pytest.raises(ValueError, match="H should be a whole number of at least 1"):
        network(6, 5, size, 3)


def test_the_inner_index_vanishes_or_forbids_the_product() -> None:
    assert "(N, D_in) @ (D_in, H) gives (N, H)" in repr(inner_index(("N", "D_in"), ("D_in", "H")))
    refused = repr(inner_index(("N", "H"), ("N", "D_out")))
    assert "does not exist" in refused
    assert "gives" not in refused


@pytest.mark.parametrize("shape", ["NH", ("N",), ("N", 3), ("N", "H", "K"), 7, ("N", "hidden units")])
def test_the_inner_index_takes_two_letters(shape: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="A shape here is two letters"):
        inner_index(shape, ("b", "c"))


# -- the ladder


def test_the_ladder_is_an_ordered_list_that_says_its_status_in_words() -> None:
    read = Reader(ladder(3).html())
    assert [attributes["value"] for tag, attributes in read.tags if tag == "li"] == list("123456789")
    said = [text for _, text in read.texts if text in ("done", "you are here", "to come")]
    assert said == ["done", "done", "you are here", *["to come"] * 6]
    assert ("en", "Two layers by hand") in read.texts
    assert repr(ladder(2)).splitlines()[1] == "2 ▸ Two layers by hand (you are here)"


def test_a_unit_done_out_of_order_lights_up() -> None:
    assert [ladder(2, done={1, 5}).status(rung).split(".")[-1] for rung in (1, 2, 3, 5)] == [
        "done", "here", "to_come", "done",
    ]  # fmt: skip


@pytest.mark.parametrize("rung", [0, 10, "two", None, True])
def test_a_rung_that_does_not_exist_is_refused(rung: int) -> None:
    with pytest.raises(ValueError, match="rungs 1 to 9"):
        ladder(rung)


def test_the_ladder_says_everything_in_each_language(pair: None) -> None:
    read = Reader(ladder(2).html())
    languages = {language for language, text in read.texts if text in ("you are here", "你在这里")}
    assert languages == {"en", "zh-Hans"}


# -- the error map


def test_the_error_map_marks_the_wrong_entries_and_says_where_they_are() -> None:
    h = np.random.default_rng(1).standard_normal((6, 4))
    error = np.where(h < 0, 1.3, 1e-16)
    source = error_map(error, h > 0, names=("grad_h", "h > 0"))
    drawing = ElementTree.fromstring(source)
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title", "").startswith(f"Where the error sits: {(h < 0).sum()} of 24 entries")
    assert "All of them lie where the ReLU is closed" in drawing.findtext(f"{SVG}desc", "")
    crosses = drawing.findall(f"{SVG}path")[2].get("d", "")
    assert crosses.count("M") == (h < 0).sum()
    assert source == error_map(error, h > 0, names=("grad_h", "h > 0"))


def test_the_error_map_takes_booleans_nan_and_a_tolerance() -> None:
    assert "2 of 4" in error_map(np.array([[True, False], [False, True]]))
    assert "1 of 2" in error_map([[np.nan, 0.0]])
    assert "1 of 2" in error_map([[0.1, 0.001]], tolerance=0.01)
    assert "0 of 2" in error_map([[0.0, 0.0]])


@pytest.mark.parametrize("shape", [(1, 1), (10, 10), (12, 7), (64, 100), (1000, 100)])
def test_the_error_map_stays_small(shape: tuple[int, int], pair: None) -> None:
    checkers = np.indices(shape).sum(axis=0) % 2
    for error in (checkers, np.ones(shape)):
        assert len(error_map(error, checkers == 0, names=("grad_h_relu", "h > 0")).encode()) < 6000


def test_a_mask_of_another_shape_is_refused() -> None:
    with pytest.raises(ValueError, match=r"mask has the shape \(2, 3\), but the error has the shape \(3, 2\)"):
        error_map(np.ones((3, 2)), np.ones((2, 3)))


# -- what holds for every picture


def every_picture() -> list[Picture]:
    return [
        tape(*network_arrays()),
        tape({"x": np.ones((12, 12)), "w1": np.full((12, 12), -1.0)}, {"w1": np.eye(12)}),
        loss_curve(HUMP, 31e6, 32_000_640),
        network(64, 1000, 100, 10),
        inner_index(),
        inner_index(("N", "H"), ("N", "D_out")),
    ]


def test_a_png_is_small_sharp_and_the_same_each_time() -> None:
    for picture, again in zip(every_picture(), every_picture(), strict=True):
        assert len(picture.png) < 60_000
        assert struct.unpack(">II", picture.png[16:24]) == (2 * picture.width, 2 * picture.height)
        assert picture.png == again.png
        assert b"tEXt" not in picture.png
        assert b"tIME" not in picture.png


def test_the_students_matplotlib_stays_as_it_was() -> None:
    with matplotlib.rc_context({"font.size": 31, "figure.facecolor": "black", "axes.grid": True}):
        before = dict(matplotlib.rcParams)
        styled = [picture.png for picture in every_picture()]
        assert dict(matplotlib.rcParams) == before
    assert styled == [picture.png for picture in every_picture()]
    assert plt.get_fignums() == []


def test_the_students_matplotlib_stays_as_it_was_after_an_error() -> None:
    before = dict(matplotlib.rcParams)
    with pytest.raises(ZeroDivisionError), Paper(100, 100):
        raise ZeroDivisionError
    assert dict(matplotlib.rcParams) == before


def test_an_image_carries_its_text_alternative(pair: None) -> None:
    for picture in every_picture():
        read = Reader(picture.html())
        (image,) = [attributes for tag, attributes in read.tags if tag == "img"]
        assert image["alt"] == picture.alt[0][1]
        assert image["lang"] == "en"
        assert image["width"] == str(picture.width)
        assert [language for language, _ in picture.alt] == ["en", "zh-Hans"]
        assert ("zh-Hans", "图片的文字说明") in read.texts
        assert {language for language, text in read.texts if text.strip() not in ("", "·")} == {"en", "zh-Hans"}
        bundle = picture._repr_mimebundle_()
        assert bundle["text/plain"] == repr(picture)
        assert not re.search(r"\d\.\d{3}", bundle["text/plain"]), "low digits differ between machines"


def test_nothing_in_a_picture_is_a_word() -> None:
    """The fonts of matplotlib know no Han: inside, only code names, letters, numbers and math."""
    code = {"x", "w1", "h", "h_relu", "w2", "y_pred", "y", "loss", "sse", "ReLU", "t", "expected", "out", "left", "right",
            "N", "D_in", "H", "D_out", "i", "j", "k", "grad_w1", "grad_h", "grad_h_relu", "grad_w2", "grad_y_pred"}  # fmt: skip
    values, back = network_arrays()
    with Paper(900, 520) as paper:
        draw_tape(paper, plan(values, back))
        texts = [text.get_text() for text in paper.sheet.texts]
    for text in texts:
        assert set(re.findall(r"[A-Za-z_][\w]*", text)) <= code, text


def test_importing_the_pictures_starts_neither_matplotlib_nor_ipython() -> None:
    probe = "import sys, byhand.pictures; print(*({'matplotlib', 'IPython'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [(138.2, "140"), (0.0341, "0.034"), (35_061_120.0, "35,000,000"), (3.4e-12, "3.4e-12"), (0, "0")],
)
def test_numbers_are_rounded_alike_everywhere(number: float, said: str) -> None:
    assert rounded(number) == said


def test_a_curve_that_reaches_exactly_0_says_so_and_is_drawn() -> None:
    assert "The last of 12 losses: 0." in repr(loss_curve([300.0, 2.0] + [0.0] * 10))


def test_a_curve_without_a_power_of_ten_in_its_range_is_drawn() -> None:
    assert loss_curve([4.0, 3.0] + [2.0] * 10).png
