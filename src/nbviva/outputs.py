"""Outputs of a cell as the autograded notebook has them: what arrived, what the examiner's own cells put out, and cards."""

from __future__ import annotations

import html
from typing import Any

from nbviva.sanitise import clean_text
from nbviva.wire import messages as m

CARD_STYLE = (
    "max-width:46em;margin:6px 0;padding:10px 16px;border:1px solid #c9ced6;border-left:4px solid #b3261e;"
    "border-radius:8px;background:#ffffff;color:#1c2430;font:14px/1.5 system-ui,sans-serif"
)


def nbformat_of(output: m.Output) -> dict[str, Any]:
    """An output that arrived, in nbformat's form: whatever is not one of its four kinds is plain text."""
    if output.kind == "stream":
        name = "stderr" if output.name == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": output.formats.get("text", "")}
    if output.kind == "error":
        lines = output.formats.get("traceback", "").split("\n")
        return {
            "output_type": "error",
            "ename": output.name,
            "evalue": output.formats.get("evalue", ""),
            "traceback": lines,
        }
    kind = output.kind if output.kind in ("display_data", "execute_result") else "display_data"
    made: dict[str, Any] = {"output_type": kind, "data": dict(output.formats), "metadata": {}}
    return made | ({"execution_count": None} if kind == "execute_result" else {})


def examiners(output: dict[str, Any]) -> dict[str, Any]:
    """An output of ours: its texts may quote the student, its displays are the course's own."""
    if output["output_type"] == "stream":
        return output | {"text": clean_text(output["text"])}
    if output["output_type"] == "error":
        return output | {
            "evalue": clean_text(output["evalue"]),
            "traceback": [clean_text(line) for line in output["traceback"]],
        }
    data = dict(output["data"])
    if isinstance(data.get("text/plain"), str):
        data["text/plain"] = clean_text(data["text/plain"])  # the text of an object may be the student's
    return output | {"data": data} | ({"execution_count": None} if output["output_type"] == "execute_result" else {})


def card(said: list[tuple[str, str]]) -> dict[str, Any]:
    """Why a cell has no points, in each language, framed so that it is not taken for something that the code printed."""
    lines = "".join(f'<div lang="{tag}">{html.escape(sentence)}</div>' for tag, sentence in said if sentence)
    return {
        "output_type": "display_data",
        "data": {
            "text/plain": "\n".join(sentence for _, sentence in said if sentence),
            "text/html": f'<section style="{CARD_STYLE}">{lines}</section>',
        },
        "metadata": {},
    }
