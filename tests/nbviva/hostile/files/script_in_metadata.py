"""Live scripts in every text of every cell's metadata."""

from pathlib import Path

from tiny_master import hand_in as write
from tiny_master import submitted

EARNS = 5
NOTES = ["tags_changed"]


def hand_in(folder: Path) -> None:
    script = "</script><script>alert(1)</script>"
    notebook = submitted()
    for each in notebook["cells"]:
        each["metadata"] |= {"name": script, "tags": [script], "slideshow": {"slide_type": script}, "collapsed": script}
    write(folder, notebook)
