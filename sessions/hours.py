"""Credited minutes: what a status is worth. Knows no Django and no clock."""


def credited_minutes(*, status: str, session_minutes: int, late_minutes: int = 0) -> int:
    """Minutes of a session that count towards the certificate, from 0 to `session_minutes`.

    status: a value of `Attendance.Status`, or "" when nothing is recorded. late_minutes: minutes missed at the start;
    looked at for a late arrival only. Leaving early counts half, since nobody noted the minute.
    Raises ValueError for an unknown status or a negative number of minutes.
    """
    if session_minutes < 0 or late_minutes < 0:
        raise ValueError("minutes cannot be negative")
    match status:
        case "present":
            return session_minutes
        case "late":
            return max(0, session_minutes - late_minutes)
        case "left_early":
            return session_minutes // 2
        case "excused" | "absent" | "":
            return 0
    raise ValueError(f"unknown status: {status}")
