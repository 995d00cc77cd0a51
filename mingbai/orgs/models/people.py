"""Accounts and people. What a person may do follows from posts (bodies.py), never from flags here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **more: Any) -> User:
        user = self.model(username=self.model.normalize_username(username), **more)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A login. Rights come from the posts that its person holds at this moment."""

    username = models.CharField(
        _("登录名"), max_length=60, unique=True, error_messages={"unique": _("这个登录名已经有人用了，请换一个。")}
    )
    is_active = models.BooleanField(_("可以登录"), default=True)
    must_change_password = models.BooleanField(_("下次登录要改密码"), default=False)
    created_at = models.DateTimeField(_("开通时间"), default=timezone.now, editable=False)

    objects = UserManager()
    USERNAME_FIELD = "username"

    class Meta:
        verbose_name = _("账号")
        verbose_name_plural = _("账号")

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff(self) -> bool:
        """Whether the operator's pages open: only while an operator's post is held."""
        today = timezone.localdate()
        held = Q(tenures__until__isnull=True) | Q(tenures__until__gte=today)
        operators = Person.objects.filter(held, tenures__since__lte=today, tenures__post__kind="operator")
        return self.is_active and operators.filter(user=self).exists()

    @property
    def is_superuser(self) -> bool:
        return False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_staff

    def has_perms(self, perms: list[str], obj: object = None) -> bool:
        return self.is_staff

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_staff


class Person(models.Model):
    """Someone who holds, held or may hold a post; a login is optional."""

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="person", verbose_name=_("账号")
    )
    name = models.CharField(_("姓名"), max_length=40)
    finance_skill = models.BooleanField(_("有财会或管理知识"), default=False)
    party_member = models.BooleanField(_("中共党员"), default=False)
    note = models.CharField(_("备注"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("人员")
        verbose_name_plural = _("人员")

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """Close relatives, as far as the relatives rule needs them (村委会法 37; 居委会法 36)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="relations", verbose_name=_("人员"))
    other = models.ForeignKey(Person, models.CASCADE, related_name="+", verbose_name=_("近亲属"))
    kind = models.CharField(_("关系"), max_length=20, help_text=_("如 配偶、父母、子女、兄弟姐妹"))

    class Meta:
        verbose_name = _("近亲属关系")
        verbose_name_plural = _("近亲属关系")
        constraints = [
            models.UniqueConstraint(fields=["person", "other"], name="relation_once"),
            models.CheckConstraint(condition=~models.Q(person=models.F("other")), name="relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.person}—{self.other}（{self.kind}）"


class Invitation(models.Model):
    """A link by which a person sets the first password; works once, and only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name=_("人员"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("发出"))
    expires_at = models.DateTimeField(_("失效"))
    used_at = models.DateTimeField(_("用过"), null=True, blank=True)

    class Meta:
        verbose_name = _("邀请")
        verbose_name_plural = _("邀请")

    def __str__(self) -> str:
        return str(self.person)
