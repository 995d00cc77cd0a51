"""Refuses to start with settings that would expose a real district; each refusal says what to set."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

EDITIONS = Path(__file__).resolve().parent.parent / "disclosure" / "rules" / "gate" / "editions"
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def refusals() -> list[str]:
    """Sentences, one for each setting that must change before we start; empty when all is well."""
    found = []
    if settings.ENV not in {"development", "production"}:
        found.append(f"MINGBAI_ENV 只能是 development 或 production，现在是“{settings.ENV}”。")
    if not settings.CACHE_URL.startswith(("file://", "locmem://")):
        found.append("MINGBAI_CACHE_URL 请写成 file:///目录 或 locmem://。")
    rules = settings.GATE_RULES
    if rules and not (EDITIONS / f"{rules}.json").is_file() and not Path(rules).is_file():
        found.append(f"MINGBAI_GATE_RULES 指的“{rules}”没有：请写随软件带的版本，或规则文件的路径。")
    if settings.PRODUCTION:
        found += _production_refusals()
    return found


def _production_refusals() -> list[str]:
    found = []
    if settings.DEBUG:
        found.append("正式运行不能打开调试：请去掉 MINGBAI_DEBUG，或设为 0。")
    if settings.DEMO:
        found.append("正式运行不能打开演示入口：请去掉 MINGBAI_DEMO，或设为 0。")
    if settings.SECRET_KEY == settings.DEVELOPMENT_KEY or len(settings.SECRET_KEY) < 50:
        found.append("密钥缺失或太短：请把 MINGBAI_SECRET_KEY 设为不少于 50 个字符的随机串，并妥善保管。")
    if not settings.ALLOWED_HOSTS or any(host.startswith((".", "*")) for host in settings.ALLOWED_HOSTS):
        found.append("没有写明站点域名：请在 MINGBAI_ALLOWED_HOSTS 里列出本站的域名，用逗号隔开，不能用 * 或以点开头。")
    if any(part in settings.BASE_URL for part in LOOPBACK):
        found.append("没有写明对外网址：请把 MINGBAI_BASE_URL 设为群众打开的网址，二维码里印的就是它。")
    return found


def refusal_for_host(host: str) -> str | None:
    """Why pages may not be opened to other machines with these settings; None when they may."""
    if host in LOOPBACK or settings.PRODUCTION:
        return None
    if settings.DEMO and settings.DEBUG:
        return "打开调试时只在本机打开：请去掉 MINGBAI_DEBUG，或者用 --host 127.0.0.1。"
    if settings.DEMO:
        return None
    return "开发环境只在本机打开：请设 MINGBAI_ENV=production 及其要求的各项，或者用 --host 127.0.0.1。"


@register(Tags.security)
def start_up(app_configs: Sequence[Any] | None, **_: Any) -> list[CheckMessage]:
    """The same refusals for `mingbai check`."""
    return [Error(sentence, id="mingbai.E001") for sentence in refusals()]
