"""Producers and consumers in threads of their own; an error there is raised here."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from threading import Thread
from types import GeneratorType
from typing import Generic, TypeVar

from videorec.media.closable import Closable
from videorec.runtime.mailbox import Lossless, Mailbox

T = TypeVar("T")


class Reader(Closable, Generic[T]):
    """Iterates over something in a background thread.

    items: iterated and closed in that thread only, such as a source's frames.
    mailbox: `Lossless` for files, `Newest` for live sources.

    What was read before an error comes out before the error does. Use as a context manager, or
    call `close`, which ends the thread.
    """

    def __init__(self, items: Iterable[T], mailbox: Mailbox[T]) -> None:
        self._items = items
        self._mailbox = mailbox
        self._error: BaseException | None = None
        self._thread = Thread(target=self._read, name="reader", daemon=True)
        self._thread.start()

    @property
    def dropped(self) -> int:
        """Items a newer one replaced before they were taken."""
        return self._mailbox.dropped

    def __iter__(self) -> Iterator[T]:
        while True:
            try:
                item = self._mailbox.take()
            except EOFError:
                break
            yield item
        if self._error is not None:
            raise self._error

    def close(self) -> None:
        self._mailbox.abandon()
        self._thread.join()

    def _read(self) -> None:
        try:
            iterator = iter(self._items)
            if isinstance(iterator, GeneratorType):
                with closing(iterator):
                    self._hand_over(iterator)
            else:
                self._hand_over(iterator)
        except BaseException as error:
            self._error = error
        finally:
            self._mailbox.close()

    def _hand_over(self, iterator: Iterator[T]) -> None:
        for item in iterator:
            if not self._mailbox.put(item):
                return


class Worker(Closable, Generic[T]):
    """Calls a function on each item in a background thread, in order.

    An error of the function is raised by the next `put`, or by `close`; later items are let go.
    """

    def __init__(self, consume: Callable[[T], None], capacity: int = 8) -> None:
        self._consume = consume
        self._mailbox = Lossless[T](capacity)
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, name="worker", daemon=True)
        self._thread.start()

    def put(self, item: T) -> None:
        """Hand over one item; waits while too many are undone."""
        if not self._mailbox.put(item):
            self._raise()

    def close(self) -> None:
        """Finish all items, end the thread."""
        self._mailbox.close()
        self._thread.join()
        self._raise()

    def _raise(self) -> None:
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def _work(self) -> None:
        while True:
            try:
                item = self._mailbox.take()
            except EOFError:
                return
            try:
                self._consume(item)
            except BaseException as error:
                self._error = error
                self._mailbox.abandon()
                return
