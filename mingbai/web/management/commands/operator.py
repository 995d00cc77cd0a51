"""`mingbai operator NAME --login LOGIN`: makes an operator (or an auditor), prints the link for the password."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.invitations import VALID, create_operator
from mingbai.orgs.models import PostKind, Unit
from mingbai.web.management.commands.invite import link


class Command(BaseCommand):
    help = "建一个系统管理员，打印设密码的链接"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NAME", help="姓名")
        parser.add_argument("--login", required=True, help="登录名")
        parser.add_argument("--unit", metavar="CODE", help="管哪个单位和它下面的；只有一个最上级时可以不写")
        parser.add_argument("--auditor", action="store_true", help="建审计员，不建系统管理员")

    def handle(self, *, name: str, login: str, unit: str | None, auditor: bool, **_: Any) -> None:
        kind = PostKind.AUDITOR if auditor else PostKind.OPERATOR
        try:
            token = create_operator(name=name, login=login, unit=self._unit(unit), now=timezone.now(), kind=kind)
        except NotNow as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(link(token))
        self.stderr.write(f"交给{name}本人。只能用一次，{VALID.days} 天内有效。")

    def _unit(self, code: str | None) -> Unit:
        if code:
            unit = Unit.objects.filter(code=code).first()
            if unit is None:
                raise CommandError(f"没有代码是“{code}”的单位。")
            return unit
        roots = list(Unit.objects.filter(parent=None).order_by("code")[:2])
        if not roots:
            raise CommandError("还没有单位，请先运行 mingbai load-units。")
        if len(roots) > 1:
            raise CommandError("最上级的单位不止一个，请用 --unit 写明代码。")
        return roots[0]
