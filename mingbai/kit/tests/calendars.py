"""The holiday notices of 2025 and 2026 written small, and a calendar made of them."""

from datetime import date, timedelta

from mingbai.kit.workdays import WorkCalendar

Spans = list[tuple[str, str, str]]


def notice(year: int, off: Spans, work: list[tuple[str, str]]) -> dict[str, object]:
    """A notice in the shape of the data files, from spans of holidays and single days at work."""
    days: list[dict[str, object]] = []
    for name, first, last in off:
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days.append({"name": name, "date": day.isoformat(), "isOffDay": True})
            day += timedelta(days=1)
    days += [{"name": name, "date": day, "isOffDay": False} for name, day in work]
    return {"year": year, "papers": ["https://www.gov.cn/"], "days": days}


NOTICE_2025 = notice(
    2025,
    [
        ("元旦", "2025-01-01", "2025-01-01"),
        ("春节", "2025-01-28", "2025-02-04"),
        ("清明节", "2025-04-04", "2025-04-06"),
        ("劳动节", "2025-05-01", "2025-05-05"),
        ("端午节", "2025-05-31", "2025-06-02"),
        ("国庆节、中秋节", "2025-10-01", "2025-10-08"),
    ],
    [
        ("春节", "2025-01-26"),
        ("春节", "2025-02-08"),
        ("劳动节", "2025-04-27"),
        ("国庆节、中秋节", "2025-09-28"),
        ("国庆节、中秋节", "2025-10-11"),
    ],
)
NOTICE_2026 = notice(
    2026,
    [
        ("元旦", "2026-01-01", "2026-01-03"),
        ("春节", "2026-02-15", "2026-02-23"),
        ("清明节", "2026-04-04", "2026-04-06"),
        ("劳动节", "2026-05-01", "2026-05-05"),
        ("端午节", "2026-06-19", "2026-06-21"),
        ("中秋节", "2026-09-25", "2026-09-27"),
        ("国庆节", "2026-10-01", "2026-10-07"),
    ],
    [
        ("元旦", "2026-01-04"),
        ("春节", "2026-02-14"),
        ("春节", "2026-02-28"),
        ("劳动节", "2026-05-09"),
        ("国庆节", "2026-09-20"),
        ("国庆节", "2026-10-10"),
    ],
)
CALENDAR = WorkCalendar.from_notices([NOTICE_2026, NOTICE_2025])
