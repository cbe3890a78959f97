"""Cells of magics that write scripts into the page."""

EARNS = 5


CELLS = {
    "own": [
        "%%javascript\nalert(1)",
        "%%html\n<script>alert(1)</script><img src=x onerror=alert(1)>",
        "%%svg\n<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>",
        "%%markdown\n<script>alert(1)</script>",
        "%%latex\n\\href{javascript:alert(1)}{x}",
        "from IPython.display import display, HTML, Javascript\ndisplay(HTML('<ScRipt>1</sCript>'), Javascript('alert(1)'))",
    ],
}
