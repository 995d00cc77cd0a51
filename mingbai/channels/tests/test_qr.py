"""QR codes for web pages: inline SVG that a strict content security policy and a screen reader both take."""

from io import BytesIO
from xml.etree import ElementTree as ET

import typst
import zxingcpp
from PIL import Image

from mingbai.channels.render.qr import qr_svg

SVG = "{http://www.w3.org/2000/svg}"
ADDRESS = "https://mingbai.example/n/500153001003/2026-00012/?d=ab28d0ad8850c1f3"


def test_it_is_an_image_with_a_name_and_without_style_or_script() -> None:
    root = ET.fromstring(qr_svg(ADDRESS, '扫码 "核对" <这张纸>'))
    assert root.tag == f"{SVG}svg"
    assert root.attrib["class"] == "qr"
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == '扫码 "核对" <这张纸>'
    assert "viewBox" in root.attrib
    for node in root.iter():
        assert node.tag in (f"{SVG}svg", f"{SVG}path")
        assert not [key for key in node.attrib if key == "style" or key.startswith("on") or "href" in key]


def test_it_reads_back() -> None:
    page = b"#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), width: 40mm)"
    made = typst.Compiler(input=page).compile(format="png", sys_inputs={"svg": qr_svg(ADDRESS, "核对")})
    assert isinstance(made, bytes)
    (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(made)).convert("L"))
    assert code.text == ADDRESS
    assert code.ec_level == "Q"
