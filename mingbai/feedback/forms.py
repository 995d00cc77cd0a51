"""What people type: an opinion, a tracking code, an answer, what is looked for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.models import ItemVersion
from mingbai.feedback.actions.answer import MOST_REASON
from mingbai.feedback.actions.demand import MOST_DEMANDED, MOST_PLACE
from mingbai.feedback.actions.demand import MOST_NAME as SIGNED_NAME
from mingbai.feedback.actions.hear import MOST_DAYS, MOST_TITLE
from mingbai.feedback.actions.say import MOST_CONTACT, MOST_NAME
from mingbai.feedback.models import OpinionKind, Outcome, StageKind
from mingbai.feedback.models.opinions import OF_OBJECTION
from mingbai.feedback.rules.parts import Part
from mingbai.feedback.rules.reports import MOST_RESULT, MOST_SUMMARY, Due
from mingbai.feedback.rules.say import MOST_WORDS

LONG = gettext_lazy("太长了，请写短些。")
KINDS = (
    (OpinionKind.COMMENT.value, gettext_lazy("意见：提个建议，问个明白")),
    (OpinionKind.OBJECTION.value, gettext_lazy("异议：写的不属实，或者漏了")),
    (OpinionKind.SIGNATURE.value, gettext_lazy("签名支持：我同意，签上名字")),
)


class SayForm(forms.Form):
    """What somebody says about a notice. `website` is a trap: people do not see it, programs fill it in."""

    form = forms.CharField(widget=forms.HiddenInput, max_length=64)
    kind = forms.ChoiceField(
        label=gettext_lazy("您想说的是"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    part = forms.ChoiceField(label=gettext_lazy("说的是哪一段"), required=False)
    words = forms.CharField(
        label=gettext_lazy("您的话"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("写清哪里不对、您希望怎样。不要写身份证号、银行卡号、手机号和别人的隐私。"),
        error_messages={"max_length": LONG},
    )
    shown = forms.BooleanField(label=gettext_lazy("我愿意把这段话和答复公开给大家看（不带姓名）"), required=False)
    name = forms.CharField(
        label=gettext_lazy("姓名"),
        required=False,
        max_length=MOST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"max_length": LONG},
    )
    contact = forms.CharField(
        label=gettext_lazy("电话或别的联系方式"),
        required=False,
        max_length=MOST_CONTACT,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
        error_messages={"max_length": LONG},
    )
    website = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, parts: list[Part], public: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        whole = ("", _("整份公开"))
        self.fields["part"].choices = [whole, *((part.key, part.words) for part in parts)]  # type: ignore[attr-defined]
        self.fields["part"].error_messages["invalid_choice"] = _("您选的那一段现在没有了，请重新选。")
        if not public:
            del self.fields["shown"], self.fields["part"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("有一格请空着，您填了字。请把它删掉再交；要不就打电话说。"))
        return ""


class TrackForm(forms.Form):
    """The code that somebody was told."""

    code = forms.CharField(
        label=gettext_lazy("查询码"),
        max_length=80,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=gettext_lazy("16 位数字，四个一组。空格不要紧。"),
        error_messages={"required": gettext_lazy("请填查询码。"), "max_length": LONG},
    )


class AnswerForm(forms.Form):
    """What becomes of an opinion, and why."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("怎样处理"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    reason = forms.CharField(
        label=gettext_lazy("写给提意见的人"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("采纳了，写怎样改；不采纳，写为什么。"),
        error_messages={"required": gettext_lazy("请写明理由。"), "max_length": LONG},
    )

    def __init__(self, *args: Any, objection: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if objection:
            self.fields["outcome"].choices = list(OF_OBJECTION.items())  # type: ignore[attr-defined]


class HearForm(forms.Form):
    """What people are to be heard on, in which way, and for how long."""

    kind = forms.ChoiceField(
        label=gettext_lazy("怎样听"),
        choices=(
            (StageKind.DRAFT.value, gettext_lazy("征求意见：先公布草案，听了意见再定")),
            (StageKind.TRIAL.value, gettext_lazy("期满生效：张榜公示，没有成立的异议就生效")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    item = forms.ChoiceField(
        label=gettext_lazy("什么事项"),
        error_messages={
            "required": gettext_lazy("请选一项。"),
            "invalid_choice": gettext_lazy("目录里没有这一项，请重新选。"),
        },
    )
    title = forms.CharField(
        label=gettext_lazy("这件事叫什么"),
        max_length=MOST_TITLE,
        help_text=gettext_lazy("例如：老院落加装路灯方案。"),
        error_messages={"required": gettext_lazy("请写这件事叫什么。"), "max_length": LONG},
    )
    days = forms.IntegerField(
        label=gettext_lazy("听多少天"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=gettext_lazy("从公布的第二天数起。村居征求意见至少 15 天，机关至少 30 天。"),
        error_messages={
            "required": gettext_lazy("请填天数。"),
            "invalid": gettext_lazy("请填天数，只写数字。"),
            "min_value": gettext_lazy("至少一天。"),
            "max_value": gettext_lazy("天数太多，像是填错了。"),
        },
    )

    def __init__(self, *args: Any, versions: Sequence[ItemVersion], **more: Any) -> None:
        super().__init__(*args, **more)
        rows = [(version.item.code, version.title) for version in versions]
        self.fields["item"].choices = [("", _("请选一项")), *rows]  # type: ignore[attr-defined]


class SignForm(forms.Form):
    """A signature under a joint demand; `website` is the same trap as in SayForm."""

    name = forms.CharField(
        label=gettext_lazy("姓名"),
        max_length=SIGNED_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("请写姓名。"), "max_length": LONG},
    )
    place = forms.CharField(
        label=gettext_lazy("住哪一组、哪一栋"),
        max_length=MOST_PLACE,
        help_text=gettext_lazy("监督委员会凭它核实您是本村（社区）的。不用写门牌号。"),
        error_messages={"required": gettext_lazy("请写住哪一组、哪一栋。"), "max_length": LONG},
    )
    website = forms.CharField(required=False, max_length=200)

    clean_website = SayForm.clean_website


class DemandForm(SignForm):
    """What is demanded, by whom, and the first signature."""

    code = forms.ChoiceField(label=gettext_lazy("什么事项"), error_messages={"required": gettext_lazy("请选一项。")})
    kind = forms.ChoiceField(
        label=gettext_lazy("谁来联名"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("请选一项。")},
    )
    words = forms.CharField(
        label=gettext_lazy("要求公开什么"),
        max_length=MOST_DEMANDED,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("写清哪件事、哪段时间。这段话谁都看得到，不要写别人的隐私。"),
        error_messages={"required": gettext_lazy("请写清要求公开什么。"), "max_length": LONG},
    )
    field_order = ("code", "kind", "words", "name", "place", "website")

    def __init__(self, *args: Any, versions: Sequence[ItemVersion], kinds: Sequence[tuple[str, str]], **more: Any):
        super().__init__(*args, **more)
        rows = [(version.item.code, version.title) for version in versions]
        self.fields["code"].choices = [("", _("请选一项")), *rows]  # type: ignore[attr-defined]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


def _result() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("结果"),
        max_length=MOST_RESULT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("办成了没有，群众的意见怎样落实的。这句话谁都看得到。"),
        error_messages={"required": gettext_lazy("请写结果怎样。"), "max_length": LONG},
    )


class ReportForm(forms.Form):
    """The two things of a report that only people know."""

    summary = forms.CharField(
        label=gettext_lazy("公开了什么"),
        max_length=MOST_SUMMARY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一两句话。不要写姓名和号码。"),
        error_messages={"required": gettext_lazy("请写公开了什么。"), "max_length": LONG},
    )
    result = _result()


class ReportsForm(forms.Form):
    """Several reports with one result."""

    notices = forms.TypedMultipleChoiceField(
        label=gettext_lazy("哪几份"),
        coerce=int,
        error_messages={
            "required": gettext_lazy("请先勾选要归档的。"),
            "invalid_choice": gettext_lazy("有一份已经归档了，或者现在不能归档。请刷新以后重新选。"),
        },
    )
    result = _result()

    def __init__(self, *args: Any, due: Sequence[Due], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["notices"].choices = [(one.notice.pk, one.notice.public_title) for one in due if not one.waiting]  # type: ignore[attr-defined]
