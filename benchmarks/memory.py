"""What a process takes of the machine's memory."""

import re
from pathlib import Path

KIB = 1024
_PARENT = re.compile(r"^PPid:\s+(\d+)$", re.MULTILINE)
_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB$", re.MULTILINE)


def resident_octets(pid: int) -> int:
    """Resident memory (proc(5): VmRSS) of the process or, where it only started others, of the largest of those."""
    statuses = {int(path.parent.name): _text(path) for path in Path("/proc").glob("[0-9]*/status")}
    family = {pid}
    for each in sorted(statuses):  # children have higher numbers; where those began anew, one is missed
        parent = _PARENT.search(statuses[each])
        if parent and int(parent[1]) in family:
            family.add(each)
    sizes = [match for each in family if (match := _RESIDENT.search(statuses.get(each, "")))]
    return max(int(size[1]) for size in sizes) * KIB


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:  # it has just ended
        return ""
