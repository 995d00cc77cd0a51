"""Addresses of the room channels: boards, notices, feeds, and the check of papers."""

from django.urls import path, register_converter

from mingbai.channels.public import archive, board, changes, downloads, feed, members, notice, verify
from mingbai.channels.views import letters, walls


class Year:
    """Four digits."""

    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04d}"


class Serial:
    """Read with any number of zeros before it, written with five digits as on paper."""

    regex = "[0-9]{1,9}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{int(value):05d}"


register_converter(Year, "notice_year")
register_converter(Serial, "notice_serial")

NUMBER = "n/<slug:code>/<notice_year:year>-<notice_serial:serial>"

app_name = "channels"
urlpatterns = [
    path("u/<slug:code>/", board.board, name="board"),
    path("u/<slug:code>/archive/", archive.archive, name="archive"),
    path("u/<slug:code>/archive/archive.csv", archive.archive_file, {"form": "csv"}, name="archive_csv"),
    path("u/<slug:code>/archive/archive.xlsx", archive.archive_file, {"form": "xlsx"}, name="archive_xlsx"),
    path("u/<slug:code>/feed.atom", feed.feed, name="feed"),
    path(f"{NUMBER}/", notice.notice, name="notice"),
    path(f"{NUMBER}/changes/", changes.changed, name="changes"),
    path(f"{NUMBER}.json", notice.data, name="data"),
    path(f"{NUMBER}.pdf", downloads.sheet, name="sheet"),
    path(f"{NUMBER}.xlsx", downloads.table, name="table"),
    path(f"{NUMBER}/files/<int:pk>/", downloads.file, name="file"),
    path("members/", members.members, name="members"),
    path("members/<int:pk>/", members.member_notice, name="member_notice"),
    path("members/<int:pk>/files/<int:file_pk>/", members.member_file, name="member_file"),
    path("verify/", verify.verify, name="verify"),
    path("desk/letter/<int:pk>.pdf", letters.sheet, name="letter_sheet"),
    path("desk/walls/", walls.walls, name="walls"),
    path("desk/walls/walls.csv", walls.export, {"form": "csv"}, name="walls_csv"),
    path("desk/walls/walls.xlsx", walls.export, {"form": "xlsx"}, name="walls_xlsx"),
]
