"""The A4 sheet: what is on it is true, complete, readable by machines, and laid out as GB/T 9704 says."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from functools import cache
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from mingbai.channels.render import columns, press, tables
from mingbai.channels.render.headline import FULL, break_title
from mingbai.channels.render.sheet import MissingGlyph, NoFonts, _body, _data, _figures, qr_text, render_sheet
from mingbai.channels.tests.sheet_samples import FIGURES, MEETING, SAMPLES, SEATS, ledger, text, view
from mingbai.orgs.rules.demo import DEMO_NOTE

MM = 72 / 25.4
EVERY = pytest.mark.parametrize("name", SAMPLES)


@cache
def pdf(name: str) -> bytes:
    return render_sheet(SAMPLES[name])


@cache
def reader(name: str) -> PdfReader:
    return PdfReader(BytesIO(pdf(name)))


@cache
def page_texts(name: str) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in reader(name).pages]


def words(name: str, page: int, tmp_path: Path) -> list[tuple[float, float, float, float, str]]:
    """x0, y0, x1, y1 and text of every word on a page, from poppler: a second reader, not our own arithmetic."""
    source = tmp_path / f"{name}.pdf"
    source.write_bytes(pdf(name))
    return words_of(source, page)


def words_of(source: Path, page: int) -> list[tuple[float, float, float, float, str]]:
    """The words of a page of a file."""
    args = ["pdftotext", "-f", str(page), "-l", str(page), "-bbox", str(source), "-"]
    out = subprocess.run(args, check=True, capture_output=True, text=True).stdout
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>', out)
    return [(float(a), float(b), float(c), float(d), unescape(word)) for a, b, c, d, word in found]


# ── the file ──


@EVERY
def test_says_that_it_is_pdf_a_2b_and_ua_1(name: str) -> None:
    root = reader(name).root_object
    xmp = root["/Metadata"].get_object().get_data().decode()  # type: ignore[union-attr]
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp
    assert SAMPLES[name]["title"] in xmp
    intent = root["/OutputIntents"][0].get_object()  # type: ignore[index]
    assert intent["/S"] == "/GTS_PDFA1"
    assert len(intent["/DestOutputProfile"].get_object().get_data()) > 100
    assert root["/MarkInfo"]["/Marked"].value is True  # type: ignore[index]
    assert str(root["/Lang"]).startswith("zh")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True  # type: ignore[index]
    assert "/ID" in reader(name).trailer
    assert "/Encrypt" not in reader(name).trailer
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)


@EVERY
def test_every_font_is_embedded_and_no_glyph_is_a_box(name: str) -> None:
    for page in reader(name).pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in (fonts[key].get_object() for key in fonts):
            inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(inner), font["/BaseFont"]
            assert "/ToUnicode" in font
        assert glyphs(page)
        assert 0 not in glyphs(page)


def glyphs(page: PageObject) -> set[int]:
    """The glyph numbers shown on a page; 0 would be the box for a missing character."""
    shown: set[int] = set()
    contents = page.get_contents()
    assert contents is not None
    for operands, operator in ContentStream(contents, page.pdf).operations:
        strings = operands if operator == b"Tj" else operands[0] if operator == b"TJ" else []
        for string in strings:
            raw = getattr(string, "original_bytes", string if isinstance(string, bytes) else b"")
            shown |= {int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)}
    return shown


@EVERY
def test_the_same_view_gives_the_same_bytes(name: str) -> None:
    assert render_sheet(SAMPLES[name]) == pdf(name)


def test_threads_share_the_press_without_mixing_notices() -> None:
    names = ["text", "nil", "small"] * 2
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda name: render_sheet(SAMPLES[name]), names))
    assert made == [pdf(name) for name in names]


def test_the_layout_settles_without_warnings() -> None:
    printer = press.press(press.FONT_PATHS)
    for name in ("ledger139", "wide8", "long"):
        data = _data(SAMPLES[name], date(2026, 10, 10)) | {"fonts": printer.stacks}
        _made, warnings = printer.compiler.compile_with_warnings(
            input=str(press.TEMPLATES / "sheet.typ"), format="pdf", sys_inputs={"data": json.dumps(data)}
        )
        assert [str(w) for w in warnings] == []


# ── proof ──


@EVERY
def test_every_page_names_the_paper(name: str) -> None:
    texts = page_texts(name)
    for number, page in enumerate(texts, 1):
        assert f"500153001003/2026-00012第{SAMPLES[name]['edition']}版AB28D0AD8850C1F3共{len(texts)}页" in page
        assert f"—{number}—" in page


@EVERY
def test_every_page_of_a_demo_says_so_and_no_real_one_does(name: str) -> None:
    for page in page_texts(name):
        assert (DEMO_NOTE in page) == SAMPLES[name]["demo"]


@EVERY
def test_the_strip_stands_on_page_1_only(name: str) -> None:
    first, *others = page_texts(name)
    assert "扫码核对这张纸是不是最新的" in first
    assert "公开时间2026年10月10日至10月31日（21天）" in first
    assert "有疑问请问文书岗023-00001200监督023-00001205" in first
    assert not any("扫码核对" in page for page in others)


@pytest.mark.parametrize("dpi", [75, 150])
@pytest.mark.parametrize("name", ["text", "wide8"])
def test_the_code_on_paper_carries_address_and_digest(name: str, dpi: int, tmp_path: Path) -> None:
    source = tmp_path / "sheet.pdf"
    source.write_bytes(pdf(name))
    args = [
        "pdftoppm",
        "-r",
        str(dpi),
        "-png",
        "-f",
        "1",
        "-l",
        "1",
        "-singlefile",
        str(source),
        str(tmp_path / "page"),
    ]
    subprocess.run(args, check=True)
    with Image.open(tmp_path / "page.png") as image:
        (code,) = zxingcpp.read_barcodes(image.convert("L"))
    assert code.text == qr_text(SAMPLES[name])
    assert code.text == "https://mingbai.example/n/500153001003/2026-00012/?d=ab28d0ad8850c1f3"
    assert code.ec_level == "Q"
    side = (code.position.top_right.x - code.position.top_left.x) / dpi * 25.4
    assert side >= 26  # millimetres, without the quiet zone


def test_a_long_display_and_a_silent_unit_leave_no_empty_rows() -> None:
    unit = {"name": "甲村", "full_name": "甲村村民委员会", "code": "500153001999"}
    made = render_sheet(
        view(
            "关于工作的公告",
            text("内容。"),
            unit=unit,
            display={"from": "2026-10-10", "until": None},
            ask="",
            signatures=[],
        )
    )
    page = re.sub(r"\s", "", PdfReader(BytesIO(made)).pages[0].extract_text())
    assert "2026年10月10日起，长期公开" in page
    assert "意见箱" not in page
    assert "办公地点" not in page
    assert "有疑问" not in page


# ── geometry of GB/T 9704 ──


def test_22_lines_of_28_characters_fill_the_text_area(tmp_path: Path) -> None:
    source = tmp_path / "dense.pdf"
    source.write_bytes(render_sheet(view("标题", text("国" * 28 * 70), demo=False, audience="")))
    lines = [w for w in words_of(source, 2) if w[4] == "国" * 28]
    assert len(lines) == 22
    for x0, _y0, x1, _y1, _word in lines:
        assert abs(x0 / MM - 28) < 0.1
        assert abs(x1 / MM - 184) < 0.3
    pitches = [below[1] - above[1] for above, below in pairwise(lines)]
    assert all(abs(pitch - 28.95) < 0.02 for pitch in pitches)
    assert abs((lines[0][1] + lines[0][3]) / 2 - (37 * MM + 28.95 / 2)) < 2


def test_the_page_number_stands_7_mm_below_the_text_odd_right_even_left(tmp_path: Path) -> None:
    odd = [w for w in words("finance22", 1, tmp_path) if w[4] in ("—", "1") and w[1] > 255 * MM]
    even = [w for w in words("finance22", 2, tmp_path) if w[4] in ("—", "2") and w[1] > 255 * MM]
    assert abs((odd[0][1] + odd[0][3]) / 2 / MM - 269) < 1.5
    assert min(w[0] for w in odd) > 150 * MM
    assert min(w[0] for w in even) < 40 * MM


def test_line_breaks_of_titles() -> None:
    assert break_title("关于3号楼休息座椅选址方案的公示") == ["关于3号楼休息座椅选址方案的公示"]
    assert break_title("荣昌区昌元街道桂花社区居民委员会关于2026年第三季度居务公开的公告") == [
        "荣昌区昌元街道桂花社区居民委员会",
        "关于2026年第三季度居务公开的公告",
    ]
    assert break_title("上行\n下行") == ["上行", "下行"]


@given(st.text(alphabet="关于桂花社区居民委员会2026年第三季度的、《公告》", min_size=1, max_size=70))
def test_a_title_loses_nothing_and_fits(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(columns.em(line) <= FULL for line in lines)


# ── what is said ──


@EVERY
def test_title_lead_text_and_signatures_are_on_the_first_pages(name: str) -> None:
    sample, everything = SAMPLES[name], "".join(page_texts(name))
    assert sample["title"] in page_texts(name)[0]
    for block in sample["content"]["blocks"]:
        for line in (block.get("text") or "").split("\n"):
            assert line.replace(" ", "") in everything
    for signature in sample["signatures"]:
        assert signature["role"] + signature["name"] in everything
    assert "（盖章处）" in everything
    assert "2026年10月10日" in everything


def test_an_empty_notice_with_an_empty_table_still_prints() -> None:
    empty = {**SEATS, "rows": [], "total": None}
    made = PdfReader(BytesIO(render_sheet(view("关于工作的公告", empty, {"type": "figures", "items": []}))))
    assert "位置" in made.pages[0].extract_text()
    assert len(PdfReader(BytesIO(render_sheet(view("关于工作的公告")))).pages) == 1


def test_headings_are_recognised_as_people_type_them() -> None:
    body = _body({"blocks": [text("一、概况\n（一）会议。已召开。\n（二）经费\n正文。")]}, 2026)
    assert [(p["kind"], p.get("level")) for p in body] == [("heading", 1), ("par", None), ("heading", 2), ("par", None)]
    assert body[1]["opening"] == "（一）会议。"
    assert body[1]["text"] == "已召开。"


def test_a_sum_that_is_true_is_checked_and_an_untrue_one_is_shown_as_untrue() -> None:
    true = _figures(FIGURES["items"])
    assert true["true"]
    assert true["check"][0] == "核对相符　86,432.50＋136,044.87－98,848.45＝123,628.92"
    false = _figures([*FIGURES["items"][:3], {"label": "期末结存", "value": "123628.93", "op": "="}])
    assert not false["true"]
    assert false["check"] == ["算不平，相差0.01"]
    parts = _figures([{"label": "应公开", "value": "44"}, {"label": "已公开", "value": "44", "op": "="}])
    assert parts["true"]
    assert _figures([{"label": "到会", "value": "47人"}])["check"] == []


# ── tables ──


def test_a_short_table_stands_in_the_text_and_a_long_one_follows() -> None:
    assert len(reader("small").pages) == 1
    assert "附表" not in page_texts("small")[0]
    first, second = page_texts("finance22")
    assert "支出明细22笔，合计8,566.47元，见附表1（第2页）。" in first
    assert "附表1支出明细" in second
    assert "本页小计" not in second  # one page needs no page sum
    assert "合计" in second


def test_page_sums_of_139_lines_add_up_to_the_fen() -> None:
    block = ledger(139)
    stated = Decimal(block["total"]["amount"])
    pages = [p for p in page_texts("ledger139")[1:] if "本页小计" in p]
    sums = [re.search(r"本页小计（(\d+)笔）([\d,]+\.\d\d)(?:累计|合计)（(\d+)笔）([\d,]+\.\d\d)", p) for p in pages]
    assert len(sums) >= 5
    running, count = Decimal(0), 0
    for found in sums:
        assert found is not None
        running += Decimal(found[2].replace(",", ""))
        count += int(found[1])
        assert Decimal(found[4].replace(",", "")) == running
        assert int(found[3]) == count
    assert (running, count) == (stated, 139)
    assert ["合计" in p for p in pages] == [False] * (len(pages) - 1) + [True]
    assert all("日期凭证号支出事项类别金额" in p for p in pages)  # the head on every page


def test_money_is_right_aligned_on_every_page(tmp_path: Path) -> None:
    for number in range(2, len(reader("ledger139").pages) + 1):
        ends = {round(w[2]) for w in words("ledger139", number, tmp_path) if re.fullmatch(r"[\d,]+\.\d\d", w[4])}
        assert len(ends) == 1, number


def test_eight_columns_turn_the_paper_and_nothing_leaves_it(tmp_path: Path) -> None:
    first, *others = reader("wide8").pages
    assert first.mediabox.width < first.mediabox.height
    assert others
    for number, page in enumerate(others, 2):
        assert page.mediabox.width > page.mediabox.height
        right = float(page.mediabox.width) - 37 * MM
        body = [w for w in words("wide8", number, tmp_path) if 28 * MM < w[1] < 180 * MM]
        assert max(w[2] for w in body) <= right + 1
        assert min(w[0] for w in body) >= 35 * MM - 1


def fitted(block: tables.Content) -> columns.Fit:
    table = tables.from_block(block)
    cells = [[columns.shown(c, row[c.key], 2026) for c in table.columns] for row in table.rows]
    return columns.fit(table, cells, None)


def test_type_gives_way_before_the_paper_turns() -> None:
    assert (fitted(SEATS).turned, fitted(SEATS).size) == (False, 14)
    assert not fitted(ledger(22)).turned
    assert fitted(ledger(22)).size == 12  # one page instead of two
    assert fitted(ledger(20, wide=True)).turned


@given(
    st.lists(st.sampled_from(["text", "money", "number", "date"]), min_size=1, max_size=14),
    st.lists(st.integers(1, 60), min_size=1, max_size=30),
)
def test_columns_fill_the_paper_whatever_the_table(kinds: list[str], lengths: list[int]) -> None:
    made = tuple(tables.Column(str(i), "列名", kind) for i, kind in enumerate(kinds))
    cells = [["字" * n for _ in made] for n in lengths]
    rows = tuple({c.key: cell for c, cell in zip(made, row, strict=True)} for row in cells)
    fit = columns.fit(tables.Table("", made, rows, None), cells, None)
    assert abs(sum(fit.widths) - (columns.LANDSCAPE if fit.turned else columns.PORTRAIT)) < 0.2
    assert all(width > 0 for width in fit.widths)
    assert all(lines >= 1 for lines in fit.lines)
    assert columns.spread(fit, sums=True) >= fit.pitch * 0.87


def test_only_what_can_be_summed_is_summed() -> None:
    assert tables.from_block(SEATS).summed == [3]  # not the unit price
    wrong = {**SEATS, "total": {"amount": "3400.01"}}
    assert tables.from_block(wrong).summed == []
    no_total = {k: v for k, v in SEATS.items() if k != "total"}
    assert tables.from_block(no_total).summed == [3]


# ── what can't be printed ──


def test_a_character_without_a_glyph_is_an_error_with_its_place() -> None:
    block = {**SEATS, "rows": [{"where": "花台\ue123东侧", "amount": "1"}]}
    with pytest.raises(MissingGlyph) as caught:
        render_sheet(view("关于工作的公告", text(MEETING), block))
    assert caught.value.text == "\ue123"
    assert caught.value.sentence.startswith("第2块第1行：字库里没有")
    assert "U+E123" in caught.value.sentence
    with pytest.raises(MissingGlyph, match="标题：字库里没有"):
        render_sheet(view("关于\ue123的公告", text(MEETING)))


def test_rare_characters_of_names_are_printed() -> None:
    made = render_sheet(
        view(
            "关于工作的公告",
            text("珺喆昇旻玥瑄镕垚䶮㛃𬭎。"),
            signatures=[{"role": "经办人", "name": "𬱖某", "at": ""}],
        )
    )
    assert "珺喆昇旻玥瑄镕垚䶮㛃𬭎" in PdfReader(BytesIO(made)).pages[0].extract_text()


def test_a_machine_without_chinese_fonts_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoFonts, match="apt-get install fonts-noto-cjk fonts-lxgw-wenkai fonts-liberation2"):
        render_sheet(SAMPLES["nil"], font_paths=[str(tmp_path)])
