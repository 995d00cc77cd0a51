"""Tables of the room duties, one file a noun."""

from mingbai.duties.models.campaigns import Campaign, CampaignPlan, CampaignReport, CampaignUnit
from mingbai.duties.models.duties import (
    DELINQUENT,
    SOON,
    Duty,
    DutyKind,
    DutyQuerySet,
    Joining,
    Settlement,
    State,
)
from mingbai.duties.models.joint import JointMatter, JointPart
from mingbai.duties.models.letters import Letter, LetterReport, LetterSide, LetterSignature

__all__ = [
    "DELINQUENT",
    "SOON",
    "Campaign",
    "CampaignPlan",
    "CampaignReport",
    "CampaignUnit",
    "Duty",
    "DutyKind",
    "DutyQuerySet",
    "Joining",
    "JointMatter",
    "JointPart",
    "Letter",
    "LetterReport",
    "LetterSide",
    "LetterSignature",
    "Settlement",
    "State",
]
