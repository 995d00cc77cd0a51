"""`mingbai invite LOGIN`: prints a link with which this person sets a password, once."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from mingbai.kit.errors import NotNow
from mingbai.orgs.actions.invitations import VALID, invite
from mingbai.orgs.models import Person


def link(token: str) -> str:
    """The address to hand to the person; nobody can read it again later."""
    return f"{settings.BASE_URL}{reverse('orgs:invitation', args=[token])}"


class Command(BaseCommand):
    help = "发一个设密码的链接：只能用一次，七天内有效"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", metavar="LOGIN", help="登录名")

    def handle(self, *, login: str, **_: Any) -> None:
        person = Person.objects.filter(user__username__iexact=login).first()
        if person is None:
            raise CommandError(f"没有登录名“{login}”。请先用 load-people 装入名单，或用 operator 建系统管理员。")
        try:
            token = invite(person=person, now=timezone.now())
        except NotNow as refused:
            raise CommandError(refused.sentence) from refused
        self.stdout.write(link(token))
        self.stderr.write(f"交给{person.name}本人。只能用一次，{VALID.days} 天内有效。")
