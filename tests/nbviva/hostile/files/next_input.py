"""A cell that writes further cells into the notebook, and one that asks to end the kernel."""

EARNS = 5


CELLS = {
    "own": [
        "get_ipython().set_next_input('assert True', replace=True)",
        "get_ipython().set_next_input('%%html\\n<script>alert(1)</script>')",
        "get_ipython().ask_exit()",
        "exit",
        "quit()",
        "get_ipython().payload_manager.write_payload({'source': 'set_next_input', 'text': 'x', 'replace': True})",
    ],
}
