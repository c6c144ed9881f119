"""Two ways to hand things from one thread to another.

`Lossless` makes the giver wait when it is full: for files. `Newest` keeps one thing and drops the
older: for live sources, where a stale picture is worth nothing. Both are closed by the giver when
nothing more comes (what is inside is still taken), or abandoned by the taker (the giver's next
`put` returns False).
"""

from collections import deque
from threading import Condition
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """What both have in common. `put` and `take` may be called from different threads."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._items: deque[T] = deque()
        self._changed = Condition()
        self._closed = False
        self._abandoned = False
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many things were thrown away untaken."""
        return self._dropped

    def __len__(self) -> int:
        return len(self._items)

    def put(self, item: T) -> bool:
        """Hand over one thing; False when nobody will take it any more."""
        with self._changed:
            self._make_room()
            if self._abandoned:
                return False
            self._items.append(item)
            self._changed.notify_all()
            return True

    def take(self, timeout_s: float | None = None) -> T:
        """The next thing; waits for it.

        Raises EOFError when nothing more comes, TimeoutError when nothing came in time.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._items or self._closed, timeout_s):
                raise TimeoutError
            if not self._items:
                raise EOFError
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        """Nothing more comes."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Nothing more is taken; what is inside is let go."""
        with self._changed:
            self._abandoned = True
            self._closed = True
            self._items.clear()
            self._changed.notify_all()

    def _make_room(self) -> None:
        raise NotImplementedError


class Lossless(Mailbox[T]):
    """Bounded; `put` waits while it is full."""

    def _make_room(self) -> None:
        self._changed.wait_for(lambda: len(self._items) < self._capacity or self._abandoned)


class Newest(Mailbox[T]):
    """One slot; `put` never waits and replaces what nobody took in time."""

    def __init__(self) -> None:
        super().__init__(1)

    def _make_room(self) -> None:
        while len(self._items) >= self._capacity:
            self._items.popleft()
            self._dropped += 1
