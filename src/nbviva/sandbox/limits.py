"""The limits of one sandbox, each with its unit in its name, and the record of which of them hold.

Nothing here enforces anything: sandbox.inside sets the limits of each process, sandbox.cgroups those of the sum,
sandbox.bubblewrap the sizes of the file systems, sandbox.launch the wall clock.
"""

from dataclasses import asdict, dataclass, fields

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What one sandbox may use. Every number is a positive integer except `wall_seconds`, a positive float."""

    wall_seconds: float = 120.0
    """From its start, or from `Running.restart_clock`, to SIGKILL of everything inside."""
    address_space_mebibytes: int = 4096
    """Of each process (RLIMIT_AS). Importing CPU torch takes 645; a CUDA process needs tens of thousands."""
    total_memory_mebibytes: int = 4096
    """Of all processes and temporary files together; held only where a control group can be made."""
    processes_count: int = 64
    """Processes and threads together (RLIMIT_NPROC, and a control group where there is one)."""
    file_mebibytes: int = 64
    """The largest file that can be written (RLIMIT_FSIZE)."""
    open_files_count: int = 256
    """Open descriptors of each process (RLIMIT_NOFILE)."""
    temporary_mebibytes: int = 128
    """Size of /tmp."""
    home_mebibytes: int = 64
    """Size of the home folder, where the process starts."""
    shared_memory_mebibytes: int = 64
    """Size of /dev/shm."""
    stray_output_kibibytes: int = 64
    """What is kept of bytes written straight to descriptors 1 and 2; more is read, counted and thrown away."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = (int, float) if field.name == "wall_seconds" else (int,)
            if type(value) not in kinds or not 0 < value < float("inf"):
                raise ValueError(f"{field.name}: expected a positive number, found {value!r}")

    def as_numbers(self) -> dict[str, float]:
        """The limits by name, for a record."""
        return asdict(self)


@dataclass(frozen=True)
class Holding:
    """Whether one limit holds: by what means (`by`), or why not (`why_not`, a key of words.NOT_HELD)."""

    name: str
    by: str = ""
    why_not: str = ""

    @property
    def holds(self) -> bool:
        """True if some means holds the limit."""
        return bool(self.by)


def what_holds(*, uid_zero: bool, cgroup_memory: bool, cgroup_processes: bool) -> tuple[Holding, ...]:
    """Each limit of Limits with the means that holds it here, in the order of the fields.

    uid_zero: the process keeps the number 0 of the system outside. The other two: a control group is set for the sum.
    """
    if cgroup_processes:
        processes = Holding("processes_count", "control group" if uid_zero else "RLIMIT_NPROC and control group")
    elif uid_zero:
        processes = Holding("processes_count", why_not="uid_zero")
    else:
        processes = Holding("processes_count", "RLIMIT_NPROC")
    return (
        Holding("wall_seconds", "SIGKILL of the PID namespace"),
        Holding("address_space_mebibytes", "RLIMIT_AS"),
        Holding("total_memory_mebibytes", "control group")
        if cgroup_memory
        else Holding("total_memory_mebibytes", why_not="no_cgroup"),
        processes,
        Holding("file_mebibytes", "RLIMIT_FSIZE"),
        Holding("open_files_count", "RLIMIT_NOFILE"),
        Holding("temporary_mebibytes", "sized tmpfs"),
        Holding("home_mebibytes", "sized tmpfs"),
        Holding("shared_memory_mebibytes", "sized tmpfs"),
        Holding("stray_output_kibibytes", "reader with a byte cap"),
    )
