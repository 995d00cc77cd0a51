"""One error for everything the catalogue's data can get wrong: where it stands, and what is allowed there."""


class SpecError(ValueError):
    """A value the catalogue does not allow; `where` is a path or a cell, `sentence` says what is allowed."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(f"{where}：{sentence}")
        self.where = where
        self.sentence = sentence


class CatalogueRefused(ValueError):
    """A whole file is refused: every problem at once, nothing loaded."""

    def __init__(self, problems: list[SpecError]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
