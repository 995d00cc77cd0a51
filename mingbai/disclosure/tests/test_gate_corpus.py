"""How good the gate is, measured on the corpus."""

import pytest

from mingbai.disclosure.tests import gate_documents
from mingbai.disclosure.tests.gate_corpus import corpus, measure


def test_the_corpus_is_large_and_half_of_it_is_hard_to_keep_silent_on():
    samples = corpus()
    assert len(samples) >= 2000
    assert sum(not sample.expect for sample in samples) >= 1000
    assert all(text in sample.text for sample in samples for _kind, text in sample.expect)


@pytest.mark.parametrize("seed", [20261010, 1, 2])
def test_nothing_that_names_a_person_slips_through_and_nothing_else_is_stopped(seed: int):
    result = measure(seed)
    for kind in ("resident_id", "mobile", "phone", "bank_card"):
        assert result["by_kind"][kind]["recall"] >= 0.999, result["wrong"]
    assert min(kind["recall"] for kind in result["by_kind"].values()) >= 0.98, result["wrong"]
    assert result["precision"] >= 0.995, result["wrong"]
    assert result["false_per_200_clean"] <= 1, result["wrong"]
    print(f"gate: {result['samples']} samples, precision {result['precision']}, recall {result['recall']}")  # noqa: T201


def test_files_of_every_kind_give_up_what_they_hide_and_clean_ones_pass():
    """A part of the 208 that `make bench` measures, with every corner of some kind."""
    result = gate_documents.measure(every=7)
    assert result["documents"] >= 29
    assert set(result["by_file"]) == {"docx", "xlsx", "pdf", "jpg", "png", "txt", "csv"}
    assert result["recall"] == 1.0, result["wrong"]
    assert result["false_per_200_clean"] == 0, result["wrong"]
