"""Live scripts in the written answer and in text cells of the student's own."""

from pathlib import Path

from tiny_master import cell, submitted
from tiny_master import hand_in as write

EARNS = 5


def hand_in(folder: Path) -> None:
    notebook = submitted()
    hostile = [
        "<script>alert(1)</script>",
        "<ScRiPt src=//x.invalid></sCrIpT>",
        "<scr<script>ipt>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg/onload=alert(1)>",
        "[a](javascript:alert(1))",
        "<iframe srcdoc='&lt;script>alert(1)&lt;/script>'></iframe>",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "$$</span><script>alert(1)</script>$$",
        "<!-- --!><script>alert(1)</script> -->",
        "<style>@import '//x.invalid'</style><base href=//x.invalid><meta http-equiv=refresh content=0>",
    ]
    cell(notebook, "why")["source"] = "\n\n".join(hostile)
    for number, source in enumerate(hostile):
        notebook["cells"].append({"cell_type": "markdown", "id": f"own{number}", "metadata": {}, "source": source})
    write(folder, notebook)
