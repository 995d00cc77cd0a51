"""What the buttons of the compose form do to rows, lists and files; `compose` first keeps what was written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from mingbai.catalog.rules.versions import spec_of
from mingbai.catalog.schema.item import ItemSpec
from mingbai.disclosure.actions import files, redacting, veils
from mingbai.disclosure.forms import Misfit, add_row, drop_row, paste_rows
from mingbai.disclosure.models import Attachment, Edition
from mingbai.disclosure.rules.kinds import demand_size
from mingbai.disclosure.rules.lists import refused_heads, unveiled
from mingbai.kit.errors import NotNow
from mingbai.orgs.rules.may import Viewer

FILE_ACTS: dict[str, tuple[Callable[..., Attachment], str]] = {
    "clean": (files.clean_file, gettext_noop("“%(name)s”里藏着的都清掉了，看得见的和原来一样。")),
    "ink": (
        redacting.redact_covered,
        gettext_noop("“%(name)s”的黑块涂实了，下面的字没有了。送审以前可以撤销。"),
    ),
    "unpaint": (redacting.undo_redaction, gettext_noop("“%(name)s”换回了涂以前的。")),
}


@contextmanager
def beside(field: str) -> Iterator[None]:
    """What is refused inside belongs to one field of the form, and is said there too."""
    try:
        yield
    except NotNow as reason:
        raise Misfit(reason.sentence, field) from reason


def number(text: str) -> int:
    """A number that a form sent back; 0, which nothing has, for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else 0


def on_lists(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> str:
    """Lists about residents masked, or as they were before; where to go on, "" for any other button."""
    do = request.POST.get("do", "")
    if do == "veil":
        edition = veils.veil_lists(edition_id=edition.pk, now=now, by=viewer)
        left = len(unveiled(edition.content, spec_of(edition.version)))
        if left:
            said = _("能遮的遮好了，还有 %(n)s 格认不出怎么遮，请自己改。")
            messages.warning(request, said % {"n": left})
        else:
            messages.success(request, _("按规定遮好了。送审以前可以撤销。"))
    elif do == "unveil":
        n = veils.unveil_lists(edition_id=edition.pk, now=now, by=viewer)
        messages.success(request, ngettext("恢复了 %(n)s 处。", "恢复了 %(n)s 处。", n) % {"n": n})
    else:
        return ""
    return "#lists"


def on_files(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> str:
    """Files taken in, taken off, cleaned, painted over; where to go on, "" for any other button."""
    do, _dash, key = request.POST.get("do", "").partition("-")
    uploads = do == "upload" or bool(request.FILES)
    with beside("file"):
        if uploads:
            _upload(request, edition, viewer, now)
        if do in FILE_ACTS:
            act, say = FILE_ACTS[do]
            file = act(edition_id=edition.pk, attachment_id=number(key), now=now, by=viewer)
            messages.success(request, _(say) % {"name": file.name})
        if do == "unfile":
            files.remove_file(edition_id=edition.pk, attachment_id=number(key), now=now, by=viewer)
    return "#files" if uploads or do in (*FILE_ACTS, "unfile") else ""


def _upload(request: HttpRequest, edition: Edition, viewer: Viewer, now: datetime) -> None:
    """Take in the chosen files, one by one; those before a refused one stay, and the page lists them."""
    uploads = request.FILES.getlist("file")
    if not uploads:
        raise NotNow(_("还没有选文件。请先在“选文件”里选好，再点“传上去”。"))
    for upload in uploads:
        demand_size(upload.name or "", upload.size or 0)
        files.add_file(edition_id=edition.pk, name=upload.name or "", data=upload.read(), now=now, by=viewer)
    words = ngettext("传好了：%(n)s 个附件。", "传好了：%(n)s 个附件。", len(uploads)) % {"n": len(uploads)}
    messages.success(request, words)


def _rows_of(content: dict[str, Any], block: int) -> int:
    """How many rows a table has, which is also the place of the next one; 0 for a block that is no table."""
    blocks = content["blocks"]
    return len(blocks[block].get("rows", [])) if block < len(blocks) else 0


def _first_new(before: dict[str, Any], after: dict[str, Any], block: int) -> int:
    """The place of the first row that pasting changed: there the writer goes on."""
    rows = after["blocks"][block]["rows"]
    kept = before["blocks"][block]["rows"]
    return next((n for n, row in enumerate(rows) if n >= len(kept) or row != kept[n]), 0)


def reshaped(content: dict[str, Any], do: str, request: HttpRequest, spec: ItemSpec) -> tuple[dict[str, Any], str]:
    """Rows added, dropped or pasted; and where on the page to go on."""
    if found := re.fullmatch(r"row-([0-9]+)", do):
        return add_row(content, int(found[1])), f"#b{found[1]}-r{_rows_of(content, int(found[1]))}"
    if found := re.fullmatch(r"drop-([0-9]+)-([0-9]+)", do):
        return drop_row(content, int(found[1]), int(found[2])), f"#table-{found[1]}"
    if found := re.fullmatch(r"paste-([0-9]+)", do):
        field = f"b{found[1]}-paste"
        with beside(field):
            heads = partial(refused_heads, spec=spec)
            pasted = paste_rows(content, int(found[1]), request.POST.get(field, ""), heads)
        return pasted, f"#b{found[1]}-r{_first_new(content, pasted, int(found[1]))}"
    return content, ""
