"""The clock under test: whenever a run begins, no midnight is near."""

import time
from datetime import UTC, datetime, timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.steady import HOME, hold, real_now, seconds_to_noon


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)))
def test_a_run_begins_at_noon_of_its_own_day(moment: datetime) -> None:
    begun = (moment + timedelta(seconds=seconds_to_noon(moment))).astimezone(HOME)
    assert (begun.date(), begun.hour, begun.minute) == (moment.astimezone(HOME).date(), 12, 0)


def test_the_clock_of_the_product_is_held_once() -> None:
    held = timezone.now
    hold()
    assert timezone.now is held
    assert timezone.now is not real_now
    assert timezone.localtime().hour in range(12, 20)
    assert abs(time.time() - timezone.now().timestamp()) < 5
