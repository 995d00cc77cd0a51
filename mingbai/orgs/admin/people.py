"""People, their logins, relatives and invitations."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.kit.errors import NotNow, NotYours
from mingbai.orgs.actions.invitations import VALID, invite
from mingbai.orgs.actions.people import (
    drop_second_factor,
    give_password,
    let_in,
    open_account,
    relate,
    save_person,
    unrelate,
)
from mingbai.orgs.admin.base import OperatorAdmin, viewer_of
from mingbai.orgs.forms import PersonForm
from mingbai.orgs.models import Invitation, Person, Relation, Tenure, User
from mingbai.orgs.rules.may import Viewer

# Without 0, o, 1, i, l: it is read out over the telephone.
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def reached(viewer: Viewer, prefix: str) -> Q:
    """People who hold or held a post that the operator looks after, and those who never held any."""
    here = Tenure.objects.filter(viewer.reach("post__body__unit__")).values("person")
    return Q(**{f"{prefix}pk__in": here}) | Q(**{f"{prefix}tenures__isnull": True})


class PeopleAdmin(OperatorAdmin):
    """Rows that belong to a person within reach; `person_prefix` leads to the person."""

    person_prefix = ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(reached(viewer_of(request), self.person_prefix)).distinct()


def _named(person: Person) -> str:
    """The person with the name to log in with, as it is handed over."""
    return _("%(name)s（登录名 %(login)s）") % {"name": person.name, "login": person.user}


@admin.register(Person)
class PersonAdmin(PeopleAdmin):
    form = PersonForm
    fields = ("name", "login", "finance_skill", "party_member", "note")
    list_display = ("name", "user", "seats", "finance_skill", "party_member")
    list_filter = ("tenures__post__kind",)
    list_select_related = ("user",)
    search_fields = (
        "name",
        "user__username",
        "tenures__post__body__unit__name",
        "tenures__post__body__unit__short_name",
        "tenures__post__body__unit__code",
    )
    ordering = ("name",)
    actions = ("send_links",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        held = Tenure.objects.held_on(timezone.localdate()).select_related("post__body__unit").order_by("since", "pk")
        return super().get_queryset(request).prefetch_related(Prefetch("tenures", held, to_attr="held"))

    @admin.display(description=gettext_lazy("单位和职务"))
    def seats(self, obj: Person) -> str:
        """Where the person sits today: two of the same name are told apart by it."""
        units = ((tenure.post.body.unit, tenure.post) for tenure in vars(obj).get("held", ()))
        return "；".join(f"{unit.short_name or unit.name} {post.title}" for unit, post in units)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        login = form.base_fields["login"]
        login.initial = obj.user.username if obj and obj.user else ""
        login.disabled = bool(obj and obj.user)
        return form

    @admin.action(description=gettext_lazy("发邀请（设密码的链接）"), permissions=["change"])
    def send_links(self, request: HttpRequest, rows: QuerySet[Person]) -> HttpResponse | None:
        lines = []
        for person in rows.select_related("user"):
            try:
                token = invite(person=person, now=timezone.now(), by=viewer_of(request))
            except (NotNow, NotYours) as refused:
                messages.error(request, refused.sentence)
                continue
            lines.append((_named(person), f"{settings.BASE_URL}{reverse('orgs:invitation', args=[token])}"))
        if not lines:
            return None
        hint = _("每个链接只能用一次，%(days)s 天内有效。离开这一页就再也看不到了，请现在连同登录名交给本人。") % {
            "days": VALID.days
        }
        return self.once(request, _("设密码的链接"), hint, lines)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        now, by = timezone.now(), viewer_of(request)
        save_person(person=obj, now=now, by=by)
        if form.cleaned_data["login"] and obj.user_id is None:
            open_account(person=obj, login=form.cleaned_data["login"], now=now, by=by)


@admin.register(User)
class UserAdmin(PeopleAdmin):
    person_prefix = "person__"
    fields = ("username", "is_active", "must_change_password", "last_login", "created_at")
    list_display = ("username", "person", "is_active", "must_change_password", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("person",)
    search_fields = ("username", "person__name")
    ordering = ("username",)
    actions = ("stop", "allow", "temporary", "drop_codes")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields

    @admin.action(description=gettext_lazy("停用"), permissions=["change"])
    def stop(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.each(request, rows, lambda row, **how: let_in(user=row, active=False, **how))

    @admin.action(description=gettext_lazy("恢复"), permissions=["change"])
    def allow(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.each(request, rows, lambda row, **how: let_in(user=row, active=True, **how))

    @admin.action(description=gettext_lazy("发临时密码（登录后要先换）"), permissions=["change"])
    def temporary(self, request: HttpRequest, rows: QuerySet[User]) -> HttpResponse | None:
        lines = []
        for user in rows:
            password = "".join(secrets.choice(LETTERS) for _place in range(12))
            try:
                give_password(user=user, password=password, now=timezone.now(), by=viewer_of(request))
            except (NotNow, NotYours) as refused:
                messages.error(request, refused.sentence)
                continue
            lines.append((user.username, password))
        if not lines:
            return None
        hint = _("离开这一页就再也看不到了，请现在告诉本人。第一次登录要先换掉。")
        return self.once(request, _("临时密码"), hint, lines)

    @admin.action(description=gettext_lazy("取消登录验证码（手机丢了）"), permissions=["change"])
    def drop_codes(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        self.each(request, rows, lambda row, **how: drop_second_factor(user=row, **how))


@admin.register(Relation)
class RelationAdmin(PeopleAdmin):
    person_prefix = "person__"
    autocomplete_fields = ("person", "other")
    list_display = ("person", "other", "kind")
    list_select_related = ("person", "other")
    search_fields = ("person__name", "other__name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.allowed(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        relate(relation=obj, now=timezone.now(), by=viewer_of(request))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        unrelate(relation=obj, now=timezone.now(), by=viewer_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for relation in queryset:
            self.delete_model(request, relation)


@admin.register(Invitation)
class InvitationAdmin(PeopleAdmin):
    person_prefix = "person__"
    fields = ("person", "login", "created_at", "expires_at", "used_at")
    readonly_fields = ("login",)
    list_display = ("person", "login", "created_at", "expires_at", "used_at")
    list_select_related = ("person__user",)
    search_fields = ("person__name", "person__user__username")
    ordering = ("-created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("登录名"), ordering="person__user__username")
    def login(self, obj: Invitation) -> str:
        return str(obj.person.user or "")
