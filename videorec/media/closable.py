"""What is used in a `with` statement and closed at its end."""

from abc import ABC, abstractmethod
from typing import Self


class Closable(ABC):
    """Leaving its `with` statement closes it, also after an error or Ctrl-C."""

    @abstractmethod
    def close(self) -> None:
        """Finish, and let go of what is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
