"""The canonical form and its digest: one content, one digest, whatever order it was typed in."""

import datetime
import hashlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingbai.kit.digests import MOST, canonical, digest, short

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
CONTENT = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_padded() -> None:
    content = {"金额": 123450, "b": [True, None, "桂花\n"], "a": {}}
    assert canonical(content) == '{"a":{},"b":[true,null,"桂花\\n"],"金额":123450}'.encode()


def test_keys_sort_by_utf16_as_the_standard_says() -> None:
    # 😀 is written with a surrogate in UTF-16 and so comes before U+FB33, though its code point is larger.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


def test_the_digest_is_the_sha256_of_the_bytes() -> None:
    content = {"title": "2026年第三季度财务收支公开"}
    assert digest(content) == "sha256:" + hashlib.sha256(canonical(content)).hexdigest()


@given(CONTENT)
def test_it_reads_back_and_the_order_of_keys_does_not_matter(content: object) -> None:
    assert json.loads(canonical(content)) == content
    turned = json.loads(json.dumps(content), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
    assert digest(turned) == digest(content)


@given(CONTENT, CONTENT)
def test_different_contents_have_different_digests(one: object, other: object) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (digest(one) == digest(other)) == same


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"rows": [{"amount": 1.5}]}, "$.rows[0].amount 是小数；金额请用整数分或文字"),
        ({"n": float("nan")}, "$.n 是小数"),
        ([2**53], "$[0] 的整数超出"),
        ({1: "a"}, "$ 的键 1 不是文字"),
        ({"x": Decimal("1.50")}, "$.x 的内容类型 Decimal"),
        ({"on": datetime.date(2026, 1, 1)}, "$.on 的内容类型 date"),
        ({"x": "\ud800"}, "$.x 的文字里有不完整的字符"),
        ({"\ud800": 1}, "$ 的文字里有不完整的字符"),
    ],
)
def test_what_has_no_single_form_is_refused_by_place(content: object, said: str) -> None:
    with pytest.raises(ValueError, match=r"^\$") as refusal:
        canonical(content)
    assert said in str(refusal.value)


def test_the_short_form_is_four_groups_of_four() -> None:
    assert short("sha256:3f7a91c28e045b6d" + "0" * 48) == "3F7A 91C2 8E04 5B6D"
    for bad in ("3f7a91c28e045b6d" + "0" * 48, "sha256:3f7a", "sha256:" + "G" * 64):
        with pytest.raises(ValueError, match="校验值应当是"):
            short(bad)
