"""The boxes above the ledger."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingbai.catalog.models import Domain
from mingbai.duties.rules.choice import Choice, state_labels


class LedgerForm(forms.Form):
    """Shows what is chosen; reading the query string is `rules.choice.read_choice`."""

    year = forms.CharField(widget=forms.HiddenInput)
    quarter = forms.CharField(widget=forms.HiddenInput)
    domain = forms.ChoiceField(label=gettext_lazy("领域"))
    state = forms.ChoiceField(label=gettext_lazy("状态"))
    q = forms.CharField(label=gettext_lazy("事项名称或编码"), max_length=40, widget=forms.TextInput)

    def __init__(self, choice: Choice) -> None:
        chosen = {"year": choice.year, "quarter": choice.quarter, "domain": choice.domain, "state": choice.state}
        super().__init__(initial={**chosen, "q": choice.words}, auto_id="ledger_%s", use_required_attribute=False)
        self.fields["domain"].choices = [("", _("全部领域")), *Domain.choices]  # type: ignore[attr-defined]
        self.fields["state"].choices = [("", _("全部状态")), *state_labels()]  # type: ignore[attr-defined]
