"""Reading the words in a picture with Tesseract: a child process that is given little time and little memory.

A picture comes from anybody and may be made to harm whoever opens it. So it is opened only in a process of its own,
under limits that the system keeps, in an empty folder, and what comes back is taken for text and for nothing else.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

SECONDS = 60  # of computing for one picture
LONGEST = 90  # seconds by the clock
MEMORY = 1536 * 1024 * 1024
MOST_OUTPUT = 32 * 1024 * 1024
MOST_POINTS = 60_000_000
LONGER_SIDE = 2600  # points of a rendered page: A4 at 220 to the inch
LANGUAGE = "chi_sim"
ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8"}
# Before the program begins: seconds, memory, size of files, no core dump; and politely behind the pages. A shell sets
# them, for Python must not run anything between fork and exec in a process with several threads.
LIMITS = f"-t {SECONDS}", f"-v {MEMORY // 1024}", f"-f {MOST_OUTPUT // 512}", "-c 0"
LIMITED = " && ".join([*(f"ulimit {one}" for one in LIMITS), 'exec nice -n 10 "$@"'])
BETWEEN_HAN = re.compile(r"(?<=[一-龥，。：；、（）]) +(?=[一-龥，。：；、（）])")


class NoWords(Exception):
    """A picture that could not be read: too large, broken, or the engine gave up."""


@lru_cache(maxsize=1)
def engine() -> str:
    """The path of Tesseract where it is installed with Simplified Chinese; else empty."""
    path = shutil.which("tesseract", path=ENVIRONMENT["PATH"])
    if path is None:
        return ""
    try:
        said = run([path, "--list-langs"], b"")
    except NoWords:
        return ""
    return path if LANGUAGE in said.decode("utf-8", "ignore").split() else ""


def words_in(picture: bytes) -> str:
    """The words of a png, jpg, tiff or bmp, line by line. NoWords when it can't be read."""
    if points(picture) > MOST_POINTS:
        raise NoWords("too many points")
    command = [engine(), "stdin", "stdout", "-l", LANGUAGE, "--psm", "3", "-c", "preserve_interword_spaces=1"]
    return BETWEEN_HAN.sub("", run(command, picture).decode("utf-8", "ignore")).strip()


def page_of(pdf: Path, number: int) -> bytes:
    """A page of a PDF as a grey png. NoWords when it can't be drawn."""
    path = shutil.which("pdftoppm", path=ENVIRONMENT["PATH"])
    if path is None:
        raise NoWords("no pdftoppm")
    at = str(number)
    return run([path, "-f", at, "-l", at, "-scale-to", str(LONGER_SIDE), "-gray", "-png", str(pdf.resolve())], b"")


def points(picture: bytes) -> int:
    """Width times height as a png or jpg says of itself; 0 where it says nothing: the limit of memory holds anyway."""
    if picture.startswith(b"\x89PNG"):
        return int.from_bytes(picture[16:20]) * int.from_bytes(picture[20:24])
    at = 2
    while picture.startswith(b"\xff\xd8") and at + 9 <= len(picture) and picture[at] == 0xFF:
        if picture[at + 1] in (0xC0, 0xC1, 0xC2):
            return int.from_bytes(picture[at + 5 : at + 7]) * int.from_bytes(picture[at + 7 : at + 9])
        at += 2 + int.from_bytes(picture[at + 2 : at + 4])
    return 0


def run(command: list[str], given: bytes) -> bytes:
    """What a program wrote, under limits. NoWords when it failed, wrote too much, or took too long."""
    with tempfile.TemporaryDirectory(prefix="mingbai-read-") as folder, tempfile.TemporaryFile() as out:
        child = subprocess.Popen(  # noqa: S603 -- our own command; only what it is fed comes from outside
            ["/bin/sh", "-c", LIMITED, "sh", *command],
            stdin=subprocess.PIPE,
            stdout=out,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        try:
            child.communicate(given, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            raise NoWords("took too long") from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if child.returncode:
            raise NoWords(f"ended with {child.returncode}")
        out.seek(0)
        return out.read(MOST_OUTPUT)
