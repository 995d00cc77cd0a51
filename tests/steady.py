"""The clock under test: it runs as any other, but a run begins at noon in Shanghai of the day it is.

Tests publish in the morning and read on the same day. A run that began before midnight and ended after it told them two
days, and one that began at night told them a morning yet to come.
"""

import os
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

NAME = "MINGBAI_TEST_AHEAD"  # seconds; what starts the workers of a run tells them, so that all have one clock
HOME = ZoneInfo("Asia/Shanghai")
real_now = timezone.now
real_time = time.time


def seconds_to_noon(moment: datetime) -> float:
    here = moment.astimezone(HOME)
    return (here.replace(hour=12, minute=0, second=0, microsecond=0) - here).total_seconds()


def hold() -> None:
    """Let `timezone.now`, the clock of the product, and `time.time`, that of its libraries, begin at noon."""
    if timezone.now is not real_now:
        return
    ahead = float(os.environ.setdefault(NAME, str(seconds_to_noon(real_now()))))
    timezone.now = lambda: real_now() + timedelta(seconds=ahead)
    time.time = lambda: real_time() + ahead
