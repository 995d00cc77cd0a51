"""The translation catalogue: compile it, bring it up to date, check that it is complete.

usage: python scripts/messages.py compile|update|check

The source is written in Chinese, so only other languages need a catalogue. `compile` needs no gettext, because polib
writes the .mo files; `update` and `check` need xgettext.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mingbai"
LOCALE = PACKAGE / "locale"
LANGUAGES = ["en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%%|\{\w*\}")


def catalogue(language: str, locale: Path = LOCALE) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def compile_all() -> list[str]:
    for language in LANGUAGES:
        source = catalogue(language)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            polib.pofile(str(source)).save_as_mofile(str(target))
    return []


def extract(package: Path) -> None:
    """Run makemessages in `package`; one file, no line numbers, so that a moved line is no change."""
    for language in LANGUAGES:
        catalogue(language, package / "locale").parent.mkdir(parents=True, exist_ok=True)
    languages = [option for language in LANGUAGES for option in ("-l", language)]
    command = [
        *(sys.executable, "-m", "django", "makemessages", *languages, "--no-location", "--no-obsolete", "--no-wrap"),
        *("--ignore", "tests", "--ignore", "static", "--verbosity", "0"),
    ]
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"makemessages: {done.stdout}{done.stderr}")


def update() -> list[str]:
    extract(PACKAGE)
    for language in LANGUAGES:
        entries = polib.pofile(str(catalogue(language)))
        # A near match is a guess at another sentence: an empty line says honestly that there is work.
        for entry in entries.fuzzy_entries():
            entry.msgstr = ""
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.flags.remove("fuzzy")
            entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
        entries.header = "Sentences of Mingbai; written by `make messages`, translated by hand."
        entries.metadata_is_fuzzy = False
        entries.metadata = {
            "Project-Id-Version": "mingbai",
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        entries.save()
        left = len(entries.untranslated_entries())
        print(f"{language}: {len(entries)} sentences, {left} to translate")
    return compile_all()


def check() -> list[str]:
    """Sentences that say what is wrong; empty when every language is complete."""
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "mingbai"
        shutil.copytree(
            PACKAGE, copy, ignore=shutil.ignore_patterns("__pycache__", "locale", "static", "tests", "*.mo")
        )
        extract(copy)
        return [
            problem
            for language in LANGUAGES
            for problem in compare(
                language,
                wanted=polib.pofile(str(catalogue(language, copy / "locale"))),
                ours=polib.pofile(str(catalogue(language))) if catalogue(language).exists() else polib.POFile(),
            )
        ]


def compare(language: str, wanted: polib.POFile, ours: polib.POFile) -> list[str]:
    found = []
    have = {(entry.msgctxt, entry.msgid): entry for entry in ours if not entry.obsolete}
    need = {(entry.msgctxt, entry.msgid) for entry in wanted}
    for key in sorted(need, key=str):
        entry = have.get(key)
        if entry is None or not entry.translated():
            found.append(f"{language}: not translated: {key[1]!r} — run `make messages`, then fill in the msgstr")
            continue
        texts = [entry.msgstr, *entry.msgstr_plural.values()]
        wants = set(PLACEHOLDER.findall(entry.msgid))
        if not any(set(PLACEHOLDER.findall(text)) == wants for text in texts if text):
            found.append(f"{language}: other placeholders: {key[1]!r} → {entry.msgstr!r}")
    found += [f"{language}: no longer in the source: {key[1]!r} — run `make messages`" for key in set(have) - need]
    return found


def main() -> int:
    job = sys.argv[1] if len(sys.argv) > 1 else ""
    jobs = {"compile": compile_all, "update": update, "check": check}
    if job not in jobs:
        raise SystemExit(__doc__)
    problems = jobs[job]()
    for problem in problems[:40]:
        print(problem, file=sys.stderr)
    if len(problems) > 40:
        print(f"… and {len(problems) - 40} more", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
