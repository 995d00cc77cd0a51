"""Look at a page from the command line, and hear what axe and the measuring say about it.

    python -m tests.browser.shoot http://127.0.0.1:8000/ home.png
    python -m tests.browser.shoot http://127.0.0.1:8000/ home.png --width 390 --mode elder --contrast high
    python -m tests.browser.shoot http://127.0.0.1:8000/ home.pdf --print
    python -m tests.browser.shoot http://127.0.0.1:8000/desk/ desk.png --cookie sessionid=VALUE --check

`--print` with a .png name shows the print style on the screen; with a .pdf name it prints A4.
`--check` prints violations and exits with 1 when there are any.
"""

import argparse
import sys
from pathlib import Path

from tests.browser.chromium import axe, launch, measure, opened, shoot


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--width", type=int, default=1280)
    parser.add_argument("--height", type=int, default=0)
    parser.add_argument("--mode", choices=["", "elder"], default="")
    parser.add_argument("--contrast", choices=["", "high"], default="")
    parser.add_argument("--print", action="store_true", dest="paper")
    parser.add_argument("--fold", action="store_true", help="only what fits on the first screen")
    parser.add_argument("--cookie", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--check", action="store_true")
    return parser.parse_args()


def main() -> int:
    asked = arguments()
    problems: list[str] = []
    size = {"width": asked.width, "height": asked.height}
    with launch() as browser, opened(browser, mode=asked.mode, contrast=asked.contrast, **size) as page:
        for name, _equals, value in (pair.partition("=") for pair in asked.cookie):
            page.context.add_cookies([{"name": name, "value": value, "url": asked.url}])
        if asked.paper:
            page.emulate_media(media="print")
        page.goto(asked.url)
        if asked.out.suffix == ".pdf":
            page.pdf(path=str(asked.out), prefer_css_page_size=True)
        else:
            shoot(page, asked.out, full=not asked.fold)
        if asked.check:
            problems = [*axe(page), *(f"{name}: {value}" for name, value in measure(page).items())]
    sys.stdout.write("".join(f"{line}\n" for line in problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
