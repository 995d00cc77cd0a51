"""Reading the CSV files that people prepare: every bad row is reported by its line, in words."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_SHOWN = 200


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong in one line; line 0 means the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        if not self.line:
            return self.sentence
        return _("第 %(line)s 行：%(sentence)s") % {"line": self.line, "sentence": self.sentence}


class Refused(Exception):
    """The file was not taken, and nothing was changed; `problems` says why, line by line."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(str(problems[0]))
        self.problems = sorted(problems)

    def lines(self) -> list[str]:
        """The sentences for a terminal or a page; a very long list is cut, and says so."""
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        rest = len(self.problems) - len(shown)
        return [*shown, _("另有 %(n)s 处没有列出，改好上面的再试。") % {"n": rest}] if rest else shown


def text_of(data: bytes) -> str:
    """The text of a file saved as UTF-8 (with or without mark) or by a Chinese spreadsheet; gzip is opened first."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise Refused([Problem(0, _("压缩文件打不开，可能没有传完。"))]) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused([Problem(0, _("文件的编码认不出来，请存成 UTF-8 的 CSV。"))])


def read_table(data: bytes, columns: Sequence[str], problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of each row, in the order of `columns`; bad rows go to `problems` instead.

    The first line must name the columns; empty lines are passed over. Refused when the heading is wrong.
    """
    reader = csv.reader(io.StringIO(text_of(data), newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(reader, [])]
        if heading != list(columns):
            wanted = ",".join(columns)
            raise Refused([Problem(1, _("第一行应当是列名 %(wanted)s。") % {"wanted": wanted})])
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(columns):
                said = {"wanted": len(columns), "found": len(row)}
                problems.append(Problem(reader.line_num, _("应当有 %(wanted)s 列，这一行有 %(found)s 列。") % said))
                continue
            yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error:
        problems.append(Problem(reader.line_num, _("引号没有成对，后面的行都读不了。")))
