"""How good the gate is, measured on the corpus."""

import pytest

from mingbai.disclosure.tests.gate_corpus import corpus, measure


def test_the_corpus_is_large_and_half_of_it_is_hard_to_keep_silent_on():
    samples = corpus()
    assert len(samples) >= 600
    assert sum(not sample.expect for sample in samples) >= 300
    assert all(text in sample.text for sample in samples for _kind, text in sample.expect)


@pytest.mark.parametrize("seed", [20261010, 1, 2])
def test_nothing_that_names_a_person_slips_through_and_nothing_else_is_stopped(seed: int):
    result = measure(seed)
    for kind in ("resident_id", "mobile", "bank_card"):
        assert result["by_kind"][kind]["recall"] == 1.0, result["wrong"]
    assert result["recall"] >= 0.99, result["wrong"]
    assert result["precision"] >= 0.995, result["wrong"]
    print(f"gate: {result['samples']} samples, precision {result['precision']}, recall {result['recall']}")  # noqa: T201
