"""Magics that load, run, store and write files."""

EARNS = 5


CELLS = {
    "own": [
        "%load /etc/passwd",
        "%run /etc/passwd",
        "%store -r\n%store ROOM",
        "%%writefile ovens.ipynb\n{}",
        "%logstart -o log.txt\n%save mine 1-5",
        "%pfile math\n%edit x.py",
        "%load_ext autoreload\n%autoreload 2",
        "%config InteractiveShell.ast_node_interactivity = 'all'",
        "%cd /\n%bookmark here",
    ],
}
