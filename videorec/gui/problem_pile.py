"""Problems that wait to be read, newest first: what comes in, what is shown, what goes."""

from dataclasses import dataclass, replace
from pathlib import Path

from videorec.gui.values import Problem

# Nobody reads more; older ones stand in the log.
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemPile:
    """problems: newest first, none twice. at: the index of the one that is shown."""

    problems: tuple[Problem, ...] = ()
    at: int = 0

    @property
    def shown(self) -> Problem | None:
        """None when there is nothing."""
        return self.problems[self.at] if self.problems else None

    @property
    def others(self) -> int:
        """How many there are beside the one that is shown."""
        return max(0, len(self.problems) - 1)

    def with_newest(self, problem: Problem) -> "ProblemPile":
        """One more, which is shown.

        One that reads like an older one takes its place. One that reads like the newest changes
        nothing, so that what happens again and again leaves the reader alone.
        """
        if self.problems and _reads_alike(self.problems[0], problem):
            return self
        rest = tuple(p for p in self.problems if not _reads_alike(p, problem))
        return ProblemPile(problems=(problem, *rest)[:MOST])

    def stepped(self, by: int) -> "ProblemPile":
        """Another one is shown. by: 1 for the next older one; behind the last comes the first."""
        return replace(self, at=(self.at + by) % len(self.problems)) if self.problems else self

    def without_shown(self) -> "ProblemPile":
        """The next older one is shown instead; the oldest gives way to the next newer one."""
        rest = (*self.problems[: self.at], *self.problems[self.at + 1 :])
        return ProblemPile(problems=rest, at=max(0, min(self.at, len(rest) - 1)))

    def without_source(self, source: str | int | Path) -> "ProblemPile":
        """It could be opened after all: what kept it from being opened goes."""
        rest = tuple(p for p in self.problems if p.source != source)
        newer = sum(p.source != source for p in self.problems[: self.at])
        return ProblemPile(problems=rest, at=max(0, min(newer, len(rest) - 1)))


def _reads_alike(one: Problem, other: Problem) -> bool:
    """The details, such as line numbers, may differ."""
    return (one.title, one.text) == (other.title, other.text)
