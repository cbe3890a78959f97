"""Chinese and Japanese are set as a printed page of theirs is; formulas and code count as words."""

from __future__ import annotations

import pytest

from nbduet.typography import typography_faults

SOUND = {
    "zh-Hans": [
        "**损失**为 $L = 3$，见[笔记](a.md)中的 `loss`。",
        "第 2 单元（共 9 个单元）：90 分钟。他问：“形状是什么？”",
        "形状是 (N, D_in)，值为 3:4",
        '值是 "sooner"（更早到）、"later"（更晚到）',
        "按 <kbd>Shift</kbd> 键",
    ],
    "zh-Hant": ["列（row）是「橫」的：`x[i]` 取第 $i$ 列。"],
    "ja": [
        "4.1 テンソル",
        "形状(N, H)の配列",
        '`"A"`から`"H"`まで',
        "**損失**は$L$です。`loss`を2回呼びます（詳しくは「勾配」の節）。",
    ],
    "fr": ["La perte ( $L$ ) est « basse » !"],
}
DAMAGED = [
    ("zh-Hans", "在第2步调用", "no space between Han and Latin"),
    ("zh-Hans", "调用`f` 一次", "no space between Han and Latin letters, digits, code or math: “调用`…` 一次”"),
    ("zh-Hans", "得到$x$ 值", "no space between"),
    ("zh-Hans", "损失, 然后", "half-width punctuation"),
    ("zh-Hans", "损失.", "half-width punctuation"),
    ("zh-Hans", "损失(见下)", "half-width brackets"),
    ("zh-Hans", "损失， 然后", "a space beside full-width punctuation"),
    ("zh-Hans", "他说「好」。", "corner brackets"),
    ("zh-Hans", '他说"你好"。', "straight quotation marks around Han"),
    ("zh-Hans", "然后...", "three dots"),
    ("zh-Hant", "他說“好”。", "curly quotation marks"),
    ("zh-Hant", "呼叫forward函式", "no space between"),
    ("ja", "`f` を呼ぶ", "a space between Japanese and Latin"),
    ("ja", "値は 2 つ", "a space between Japanese and Latin"),
    ("ja", "値，つまり", "a full-width comma"),
    ("ja", "“値”です", "curly quotation marks"),
    ("ja", "勾配(傾き)です", "half-width brackets"),
    ("ja", "値ですか?", "half-width punctuation"),
]


@pytest.mark.parametrize(("language", "text"), [(tag, text) for tag, texts in SOUND.items() for text in texts])
def test_a_well_set_text_is_left_in_peace(language: str, text: str) -> None:
    assert list(typography_faults(language, text)) == []


@pytest.mark.parametrize(("language", "text", "fault"), DAMAGED)
def test_a_badly_set_text_is_found(language: str, text: str, fault: str) -> None:
    assert any(fault in found for found, _ in typography_faults(language, text)), list(
        typography_faults(language, text)
    )
