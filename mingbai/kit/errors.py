"""The three answers that must stay apart: not found, not yours, not possible now."""


class NotFound(Exception):
    """No such record for this viewer; a foreign record gives the same answer (404)."""


class NotYours(Exception):
    """The record is known to the viewer, but the post held does not allow the act (403)."""

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotNow(Exception):
    """The act is allowed to this person, but not in this moment (409); the sentence says why and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
