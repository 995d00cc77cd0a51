"""After migrating from nothing every trigger is there, by name: one that a later migration drops is noticed."""

import pytest
from django.db import connection

WANTED = {
    "disclosure_assessment": {"disclosure_assessment_kept", "disclosure_assessment_same"},
    "disclosure_attachment": {"disclosure_attachment_kept", "disclosure_attachment_same"},
    "disclosure_decision": {"disclosure_decision_no_delete", "disclosure_decision_no_update"},
    "disclosure_edition": {
        "disclosure_edition_ended",
        "disclosure_edition_frozen",
        "disclosure_edition_kept",
        "disclosure_edition_route",
        "disclosure_edition_up",
    },
    "disclosure_notice": {"disclosure_notice_kept", "disclosure_notice_number"},
    "disclosure_picturereading": {"disclosure_picturereading_done", "disclosure_picturereading_kept"},
    "disclosure_release": {"disclosure_release_kept", "disclosure_release_same"},
    "disclosure_redaction": {"disclosure_redaction_kept", "disclosure_redaction_once"},
    "disclosure_ruling": {"disclosure_ruling_kept", "disclosure_ruling_once"},
    "disclosure_serial": {"disclosure_serial_kept", "disclosure_serial_next"},
    "disclosure_withdrawal": {"disclosure_withdrawal_kept", "disclosure_withdrawal_once"},
    "duties_campaignplan": {"duties_campaignplan_kept", "duties_campaignplan_same"},
    "duties_campaignreport": {"duties_campaignreport_kept", "duties_campaignreport_same"},
    "duties_letter": {"duties_letter_frozen", "duties_letter_kept"},
    "duties_letterreport": {"duties_letterreport_kept", "duties_letterreport_same"},
    "duties_lettersignature": {"duties_lettersignature_kept", "duties_lettersignature_same"},
    "feedback_answer": {"feedback_answer_kept", "feedback_answer_same"},
    "feedback_demand": {"feedback_demand_kept", "feedback_demand_same"},
    "feedback_opinion": {"feedback_opinion_kept", "feedback_opinion_same"},
    "feedback_report": {"feedback_report_kept", "feedback_report_same"},
    "feedback_verification": {"feedback_verification_kept", "feedback_verification_same"},
    "orgs_entry": {"orgs_entry_no_delete", "orgs_entry_no_update"},
}
QUERIES = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": (
        "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled = 'O'"
    ),
}


@pytest.mark.django_db
def test_every_trigger_is_there() -> None:
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        found: dict[str, set[str]] = {}
        for table, name in cursor.fetchall():
            found.setdefault(table, set()).add(name)
    assert found == WANTED
