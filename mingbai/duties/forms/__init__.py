"""What people choose and type on the pages of this room."""

from mingbai.duties.forms.campaigns import CampaignForm
from mingbai.duties.forms.event import EventForm
from mingbai.duties.forms.joint import JoinForm, JointForm
from mingbai.duties.forms.ledger import LedgerForm
from mingbai.duties.forms.letters import LetterForm

__all__ = ["CampaignForm", "EventForm", "JoinForm", "JointForm", "LedgerForm", "LetterForm"]
