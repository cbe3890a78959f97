"""Connects to this machine, binds a port, asks for names and looks for sockets. There is no network but its own."""

EARNS = 3
SAYS = {"test_warm": "nothing reached"}
REASONS = {"test_warm": "not_passed"}
CELLS = {
    "warm": r"""
import glob, os, socket
def warm(t):
    reached = []
    for port in (22, 53, 80, 443, 2375, 5432, 8000, 8080, 8786, 8888):
        with socket.socket() as connection:
            connection.settimeout(0.05)
            for host in ("127.0.0.1", "10.0.0.1"):
                try:
                    connection.connect((host, port))
                    reached.append((host, port))
                except OSError:
                    pass
    for path in glob.glob("/run/*") + glob.glob("/var/run/*") + glob.glob("/tmp/.*/*") + ["\0/tmp/dbus", "/dev/log"]:
        with socket.socket(socket.AF_UNIX) as connection:
            try:
                connection.connect(path)
                reached.append(path)
            except OSError:
                pass
    try:
        reached.append(socket.gethostbyname("localhost.example"))
    except OSError:
        pass
    print("REACHED" if reached else "nothing reached", reached)
    return 0
""",
}
