"""Lists of units: what is refused, what running again changes, how names are shortened, which indexes answer."""

from __future__ import annotations

import gzip
import io
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mingbai.orgs.actions.nation import read_nation
from mingbai.orgs.actions.units import load_units
from mingbai.orgs.models import Entry, Unit
from mingbai.orgs.models.units import beginning, under
from mingbai.orgs.rules.names import initials_of, short_name_of
from mingbai.orgs.rules.tables import Problem, Refused
from mingbai.orgs.rules.unit_rows import UnitRow, levels_of, read_units

DISTRICT = Path(__file__).parent.parent / "data" / "orgs-500153.csv"
NOW = timezone.make_aware(datetime(2026, 10, 11, 9, 0))
HEAD = "code,name,kind,parent\n"
SMALL = (
    HEAD + "1,甲区,district,\n11,乙街道,street,1\n12,丙镇,town,1\n"
    "111,丁社区居民委员会,community,11\n121,戊村村民委员会,village,12\n"
)


def take(text: str):
    problems: list[Problem] = []
    return load_units(rows=read_units(text.encode(), problems), now=NOW, problems=problems)


def refused(text: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        take(text)
    return caught.value.lines()


def paths() -> dict[str, str]:
    return dict(Unit.objects.values_list("code", "path"))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("玉屏社区居民委员会", "玉屏社区"),
        ("方家坝村村民委员会", "方家坝村"),
        ("李家村民委员会", "李家村"),
        ("大湾村委会", "大湾村"),
        ("巴彦嘎查村民委员会", "巴彦嘎查"),
        ("银闸居民委员会", "银闸居委会"),
        ("村民委员会", "村民委员会"),
        ("昌元街道", "昌元街道"),
    ],
)
def test_short_names_keep_the_place(name: str, short: str) -> None:
    assert short_name_of(name) == short


@pytest.mark.parametrize(
    ("name", "letters"), [("桂花社区", "ghsq"), ("重庆市", "cqs"), ("长沙市", "css"), ("第2村", "d2c"), ("A·区", "aq")]
)
def test_initials_follow_the_usual_reading(name: str, letters: str) -> None:
    assert initials_of(name) == letters


@pytest.mark.django_db
def test_the_district_loads_whole() -> None:
    call_command("load_units", DISTRICT, stdout=io.StringIO())
    assert Unit.objects.count() == 178
    guihua = Unit.objects.get(code="500153001003")
    assert (guihua.short_name, guihua.initials, guihua.kind) == ("桂花社区", "ghsq", "community")
    assert [unit.code for unit in Unit.objects.ancestors_of(guihua)] == ["500153000000", "500153001000"]
    assert Unit.objects.subtree_of(Unit.objects.get(code="500153000000")).count() == 178
    assert Entry.objects.get(act="units:load").after.startswith("sha256:")


@pytest.mark.django_db
def test_a_spreadsheet_s_mark_gbk_and_gzip_are_read(tmp_path: Path) -> None:
    for name, data in {
        "mark.csv": b"\xef\xbb\xbf" + SMALL.encode(),
        "gbk.csv": SMALL.encode("gb18030"),
        "small.csv.gz": gzip.compress(SMALL.encode()),
    }.items():
        (tmp_path / name).write_bytes(data)
        said = io.StringIO()
        call_command("load_units", tmp_path / name, stdout=said)
        assert Unit.objects.filter(code="111", name="丁社区居民委员会").exists(), name
    assert "没有变化 5 个" in said.getvalue()


@pytest.mark.django_db
def test_running_again_changes_nothing() -> None:
    assert take(SMALL).added == 5
    before = list(Unit.objects.order_by("pk").values_list())
    again = take(SMALL)
    assert (again.added, again.changed, again.moved, again.same) == (0, 0, 0, 5)
    assert list(Unit.objects.order_by("pk").values_list()) == before
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_a_new_name_is_taken_and_nothing_is_deleted() -> None:
    take(SMALL)
    assert take(HEAD + "111,新丁社区居民委员会,社区,11\n").changed == 1
    unit = Unit.objects.get(code="111")
    assert (unit.short_name, unit.initials, unit.kind) == ("新丁社区", "xdsq", "community")
    assert Unit.objects.count() == 5
    entry = Entry.objects.get(act="unit:change")
    assert entry.note["before"]["name"] == "丁社区居民委员会"
    assert entry.unit == unit


@pytest.mark.django_db
def test_a_moved_unit_takes_its_subtree_along() -> None:
    take(SMALL)
    assert take(HEAD + "11,乙街道,street,12\n").moved == 2
    assert paths() == {
        "1": "0001",
        "11": "000100020002",
        "12": "00010002",
        "111": "0001000200020001",
        "121": "000100020001",
    }
    town = Unit.objects.get(code="12")
    assert {unit.code for unit in Unit.objects.subtree_of(town)} == {"12", "121", "11", "111"}


@pytest.mark.django_db
def test_above_and_below_may_change_places() -> None:
    take(HEAD + "1,甲区,district,\n11,乙街道,street,1\n")
    take(HEAD + "11,乙街道,street,\n1,甲区,district,11\n")
    assert paths() == {"11": "0002", "1": "00020001"}


@pytest.mark.django_db
def test_a_latecomer_gets_the_next_number_and_others_keep_theirs() -> None:
    take(SMALL)
    before = paths()
    take(SMALL + "10,早街道,street,1\n")
    after = paths()
    assert after.pop("10") == "00010003"
    assert after == before


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("2,乙,hamlet,1", "第 3 行：不认识类别“hamlet”，可以写"),
        ("2,乙,street,9", "第 3 行：2 的上级 9 不在文件里，也不在系统里。"),
        ("1,乙,street,", "第 3 行：代码 1 在第 2 行已经有了。"),
        ("2,,street,1", "第 3 行：2 没有名称。"),
        (",乙,street,1", "第 3 行：没有代码。"),
        ("2 3,乙,street,1", "第 3 行：代码“2 3”只能用字母"),
        ("2,乙,street", "第 3 行：应当有 4 列，这一行有 3 列。"),
        ("2,乙,street,2", "第 3 行：2 的上级写成了它自己。"),
        ("2,乙,street,3\n3,丙,street,2", "第 3 行：上级绕成了一圈：2 → 3 → 2。"),
        ("2," + "乙" * 81 + ",street,1", "第 3 行：名称太长"),
        ('2,"乙,street,1', "引号没有成对"),
    ],
)
@pytest.mark.django_db
def test_a_bad_row_is_named_by_its_line_and_nothing_is_taken(lines: str, said: str) -> None:
    found = refused(HEAD + "1,甲区,district,\n" + lines + "\n")
    assert len(found) == 1
    assert said in found[0]
    assert not Unit.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db
def test_every_bad_row_is_reported_at_once() -> None:
    found = refused(HEAD + "1,甲区,district,\n2,,street,1\n3,丙,street,7\n4,丁,x,1\n5\n")
    assert [line.split("：")[0] for line in found] == ["第 3 行", "第 4 行", "第 5 行", "第 6 行"]


@pytest.mark.parametrize("text", ["", "code,name\n1,甲\n", HEAD])
@pytest.mark.django_db
def test_a_file_without_heading_or_rows_is_refused(text: str) -> None:
    assert refused(text)


@pytest.mark.django_db
def test_a_tree_has_at_most_eight_levels() -> None:
    rows = "".join(f"{n},第{n},other,{n - 1 if n > 1 else ''}\n" for n in range(1, 10))
    assert refused(HEAD + rows) == ["第 10 行：9 的层级太深：最多 8 层。"]


@pytest.mark.django_db
def test_the_command_says_why_and_ends_with_an_error(tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(HEAD + "1,甲区,county,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="第 2 行：不认识类别"):
        call_command("load_units", file)
    with pytest.raises(CommandError, match="文件打不开"):
        call_command("load_units", tmp_path / "none.csv")


@given(st.dictionaries(st.integers(1, 40), st.integers(0, 40), max_size=30))
def test_circles_are_always_found(above: dict[int, int]) -> None:
    """Against the plain definition: a unit hangs on a circle when walking up never ends."""
    parents = {str(code): str(parent) if parent in above else "" for code, parent in above.items()}
    rows = {code: UnitRow(n, code, "名", "other", parent) for n, (code, parent) in enumerate(parents.items())}
    problems: list[Problem] = []
    levels = levels_of(parents, rows, problems)
    for code in parents:
        at, steps = code, 0
        while at and steps <= len(parents):
            at, steps = parents[at], steps + 1
        assert levels[code] == (0 if at else steps)
    assert any("一圈" in problem.sentence for problem in problems) == any(level == 0 for level in levels.values())


def nation_in(directory: Path) -> Path:
    tables = {
        "provinces.csv": 'code,name\n44,"广东省"\n',
        "cities.csv": 'code,name,provinceCode\n4401,"广州市",44\n4419,"东莞市",44\n',
        "areas.csv": 'code,name,cityCode,provinceCode\n440103,"荔湾区",4401,44\n441900,"东莞市",4419,44\n',
        "streets.csv": 'code,name,areaCode,provinceCode,cityCode\n440103001,"沙面街道",440103,44,4401\n'
        '441900101,"石碣镇",441900,44,4419\n',
        "villages.csv": "code,name,streetCode,provinceCode,cityCode,areaCode\n"
        '440103001001,"翠洲社区居委会",440103001,44,4401,440103\n441900101201,"涌口村委会",441900101,44,4419,441900\n'
        '441900101498,"工业区",441900101,44,4419,441900\n',
    }
    for name, text in tables.items():
        (directory / name).write_text(text, encoding="utf-8")
    return directory


@pytest.mark.django_db
def test_the_nation_is_read_with_codes_of_twelve_digits(tmp_path: Path) -> None:
    call_command("load_units", nation=nation_in(tmp_path), stdout=io.StringIO())
    found = dict(Unit.objects.values_list("code", "kind"))
    assert found == {
        "440000000000": "province",
        "440100000000": "city",
        "440103000000": "district",
        "440103001000": "street",
        "440103001001": "community",
        "441900000000": "city",
        "441900101000": "town",
        "441900101201": "village",
        "441900101498": "other",
    }
    assert Unit.objects.get(code="441900101201").parent == Unit.objects.get(code="441900101000")
    assert Unit.objects.get(code="441900101000").parent == Unit.objects.get(code="441900000000")


@pytest.mark.django_db
def test_a_district_that_was_there_before_finds_its_place_in_the_nation(tmp_path: Path) -> None:
    take(HEAD + "440103000000,荔湾区,district,\n440103001000,沙面街道,street,440103000000\n")
    call_command("load_units", nation=nation_in(tmp_path), stdout=io.StringIO())
    street = Unit.objects.get(code="440103001000")
    assert [unit.code for unit in Unit.objects.ancestors_of(street)] == ["440000000000", "440100000000", "440103000000"]


def test_the_nation_needs_all_five_files(tmp_path: Path) -> None:
    (nation_in(tmp_path) / "areas.csv").unlink()
    with pytest.raises(Refused, match=r"缺少 areas\.csv"):
        list(read_nation(tmp_path))


@pytest.mark.django_db
def test_units_are_found_by_name_initials_and_code() -> None:
    call_command("load_units", DISTRICT, stdout=io.StringIO())
    assert Unit.objects.matching("桂花").get().code == "500153001003"
    assert "500153001003" in Unit.objects.matching("GH").values_list("code", flat=True)
    assert Unit.objects.matching("500153001").count() == Unit.objects.filter(code__startswith="500153001").count() > 5
    assert not Unit.objects.matching("  ").exists()
    assert not Unit.objects.matching("%").exists()


@given(st.text("0159az", min_size=1, max_size=4), st.text("0159az", max_size=4))
def test_the_range_of_a_beginning_leaves_nothing_out(begin: str, rest: str) -> None:
    condition: dict[str, str] = dict(beginning("code", begin).children)  # type: ignore[arg-type]
    assert condition["code__gte"] <= begin + rest
    assert begin + rest < condition.get("code__lt", "~")


@pytest.mark.django_db
def test_a_beginning_finds_only_what_begins_with_it() -> None:
    take(HEAD + "19,甲,other,\n199,乙,other,19\n1a,丙,other,\n2,丁,other,\n")
    assert {unit.code for unit in Unit.objects.matching("19")} == {"19", "199"}


# VACUUM wants no transaction around it; on SQLite the journal's triggers would not let a committed test be swept away.
planned = pytest.mark.django_db(transaction=not settings.SQLITE)


@pytest.fixture
def district(db: None) -> Unit:
    """The district beside a larger one, with the statistics that a database has after a night."""
    postgres = connection.vendor == "postgresql"
    call_command("load_units", DISTRICT, stdout=io.StringIO())
    take(HEAD + "9,邻区,district,\n" + "".join(f"9{n},邻村{n},village,9\n" for n in range(1000, 6000)))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE orgs_unit" if postgres else "ANALYZE")
    return Unit.objects.get(code="500153000000")


def plan(queryset) -> str:
    text: str = queryset.values_list("code", "short_name", "kind").explain()
    return text


def index_only(text: str, *indexes: str) -> bool:
    word = "COVERING INDEX" if connection.vendor == "sqlite" else "Index Only Scan using"
    return any(f"{word} {index}" in text for index in indexes)


@planned
def test_children_are_listed_from_the_index_alone(district: Unit) -> None:
    text = plan(Unit.objects.children_of(district))
    assert index_only(text, "unit_children"), text
    assert "Sort" not in text
    assert "TEMP B-TREE" not in text


@planned
def test_a_subtree_is_listed_from_the_index_alone(district: Unit) -> None:
    street = Unit.objects.get(code="500153001000")
    text = plan(Unit.objects.subtree_of(street))
    assert index_only(text, "unit_subtree", "orgs_unit_path_key"), text
    assert "TEMP B-TREE" not in text
    assert index_only(plan(Unit.objects.filter(under(street))), "unit_subtree", "orgs_unit_path_key")


@planned
def test_ancestors_are_listed_from_the_index_alone(district: Unit) -> None:
    text = plan(Unit.objects.ancestors_of(Unit.objects.get(code="500153001003"), include_self=True))
    assert index_only(text, "unit_subtree", "orgs_unit_path_key"), text


@planned
def test_search_by_beginning_uses_an_index(district: Unit) -> None:
    for text in ("500153", "gh"):
        found = Unit.objects.matching(text).explain()
        assert "SEARCH" in found or "Index" in found, found
        assert "SCAN" not in found, found
