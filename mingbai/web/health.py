"""Health, for a balancer or an operator's eye: does the database write, does the clock run, has the disk room."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

CLOCK_LATE = timedelta(minutes=3)
DISK_LOW = 200 * 1024 * 1024


def record_tick(now: datetime) -> None:
    """Leave the clock's mark; a file, because it says something of this machine and not of the district."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    mark = settings.DATA_DIR / "clock"
    fresh = mark.with_suffix(".new")
    fresh.write_text(now.isoformat(), encoding="ascii")
    fresh.replace(mark)


def database_problem(now: datetime) -> str | None:
    """A row is written, read back and taken away again."""
    try:
        with transaction.atomic():
            Session.objects.create(session_key="healthz", session_data="", expire_date=now)
            found = Session.objects.filter(session_key="healthz").count()
            transaction.set_rollback(True)
    except DatabaseError as error:
        return _("数据库不能写入：%(why)s") % {"why": type(error).__name__}
    return None if found == 1 else _("数据库写入后读不回来")


def clock_problem(now: datetime) -> str | None:
    try:
        last = datetime.fromisoformat((settings.DATA_DIR / "clock").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return _("时钟还没有走过：请运行 mingbai serve，或每分钟运行一次 mingbai tick")
    if now - last > CLOCK_LATE:
        return _("时钟停在 %(last)s") % {"last": timezone.localtime(last).strftime("%Y-%m-%d %H:%M")}
    return None


def disk_problem(now: datetime) -> str | None:
    try:
        free = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return _("数据目录打不开")
    return None if free > DISK_LOW else _("磁盘只剩 %(free)s MB") % {"free": free // 1024 // 1024}


CHECKS: dict[str, Callable[[datetime], str | None]] = {
    "database": database_problem,
    "clock": clock_problem,
    "disk": disk_problem,
}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 with each check "ok", or 503 with a sentence at the check that failed."""
    now = timezone.now()
    problems = {name: check(now) for name, check in CHECKS.items()}
    healthy = not any(problems.values())
    body = {"healthy": healthy, "checks": {name: problem or "ok" for name, problem in problems.items()}}
    return JsonResponse(body, status=200 if healthy else 503, json_dumps_params={"ensure_ascii": False})
