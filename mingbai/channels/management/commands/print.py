"""`mingbai print`: a published notice as a file for paper."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mingbai.channels.actions.sheets import sheet_file
from mingbai.channels.render.sheet import SheetError
from mingbai.channels.rules.notices import shown
from mingbai.channels.rules.paper import read_number
from mingbai.channels.rules.sheet import sheet_view
from mingbai.channels.rules.units import ABOVE
from mingbai.disclosure.models import Notice

FORMS = {"notice": "公开纸（A4，贴公开栏）"}


class Command(BaseCommand):
    help = "把一份已公布的公开做成可打印的文件"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", required=True, metavar="N", help="公开编号，例如 500153001003/2026-00012")
        parser.add_argument("--form", default="notice", metavar="FORM", help="做成什么：notice（公开纸）；不写就是它")
        parser.add_argument("-o", "--output", required=True, type=Path, metavar="FILE.pdf", help="写到哪个文件")

    def handle(self, *, number: str, form: str, output: Path, **_: Any) -> None:
        if form not in FORMS:
            there = "、".join(f"{name}（{words}）" for name, words in FORMS.items())
            raise CommandError(f"没有“{form}”这种样式。现在有的是：{there}。")
        notice = find(number)
        assert notice.live is not None, "only published notices are found"
        try:
            path = sheet_file(view=sheet_view(shown(notice, full=True)), edition=notice.live)
        except SheetError as error:
            raise CommandError(error.sentence) from error
        try:
            output.write_bytes(path.read_bytes())
        except OSError as error:
            raise CommandError(f"写不进“{output}”：{error.strerror}。") from error
        self.stdout.write(f"“{notice.live.title}”已写到 {output}。")


def find(number: str) -> Notice:
    """The published notice of that number; CommandError with a sentence when there is nothing to print."""
    read = read_number(number)
    if read is None:
        raise CommandError(f"编号“{number}”看不明白，要写成 500153001003/2026-00012 的样子。")
    code, year, serial = read
    related = ("unit__profile", f"unit__{ABOVE}", "item", "live__version")
    found = Notice.objects.published().filter(unit__code=code, year=year, serial=serial).select_related(*related)
    notice = found.first()
    if notice is None:
        raise CommandError(f"没有编号是“{code}/{year}-{serial:05d}”的公开。请核对每一位。")
    if notice.retired:
        raise CommandError(f"“{notice.public_title}”（{notice.number}）的公示期已满，名单不能再印。")
    if notice.gone:
        raise CommandError(f"“{notice.public_title}”（{notice.number}）已经撤下，不能再印。")
    return notice
