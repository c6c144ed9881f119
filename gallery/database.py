"""Transactions on a gallery file, and SQLite's errors in words."""

import logging
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gallery.connections import (
    BUSY_SECONDS,
    IN_MEMORY,
    connect,
    connect_read_only,
    pragma,
    prepared,
    require_gallery,
)
from gallery.new_file import make_file
from gallery.schema import VERSION
from videorec.core.errors import GalleryError, looking_at

log = logging.getLogger(__name__)

Values = Sequence[Any] | Mapping[str, Any]


class Database:
    """One connection to a gallery file, usable from several threads, one at a time.

    Every change is a transaction: it happens whole or not at all, also when the process is killed.
    Writes raise the revision, which other programs that have the file open can see.
    """

    def __init__(self, path: Path | None) -> None:
        """path: the gallery file, made when it does not exist; None keeps everything in memory.

        GalleryError: it cannot be opened, is no gallery, or comes from a newer version.
        """
        self.name = IN_MEMORY if path is None else str(path)
        self._lock = threading.RLock()
        self.read_only = False
        self._unwiped = False
        try:
            self._connection = self._open(path)
        except (sqlite3.Error, UnicodeDecodeError) as exc:
            raise self._in_words(exc) from exc

    def _open(self, path: Path | None) -> sqlite3.Connection:
        if path is None:
            return prepared(connect(IN_MEMORY))
        with looking_at(path, GalleryError):
            is_folder, existed = path.is_dir(), path.exists()
        if is_folder:
            raise GalleryError(f"{path}: is a folder; a gallery is a file")
        if not existed:
            make_file(path)
        elif path.is_file() and not path.stat().st_size:
            raise GalleryError(
                f"{path}: is empty and no gallery; delete it, or choose another file"
            )
        connection = None
        try:
            connection = connect(str(path))
            return prepared(connection)
        except sqlite3.Error as exc:
            if connection is not None:
                connection.close()
            if not (existed and _says(exc, _CANNOT_WRITE)):
                raise
        except (GalleryError, UnicodeDecodeError):
            assert connection is not None
            connection.close()
            raise
        return self._open_read_only(path)

    def _open_read_only(self, path: Path) -> sqlite3.Connection:
        """On a disk that cannot be written, a gallery can still be searched."""
        connection = connect_read_only(path.resolve())
        try:
            require_gallery(connection, self.name)
            version = pragma(connection, "user_version")
            if version < VERSION:
                raise GalleryError(
                    f"{self.name}: was made by an older version and cannot be brought up to date, "
                    "as it is read-only; copy it to a place that can be written"
                )
        except BaseException:
            connection.close()
            raise
        self.read_only = True
        return connection

    def close(self) -> None:
        """Let go of the file. Closing twice is allowed."""
        with self._lock:
            if self._unwiped:
                self.wipe()
                self._unwiped = False
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator["Rows"]:
        """All queries inside see one state of the gallery."""
        with self._transaction("BEGIN") as rows:
            yield rows

    @contextmanager
    def writing(self) -> Iterator["Rows"]:
        """All changes inside happen, or none of them."""
        if self.read_only:
            raise GalleryError(
                f"{self.name}: the gallery is read-only; copy it to a place that can be written"
            )
        with self._transaction("BEGIN IMMEDIATE") as rows:
            before = self._connection.total_changes
            yield rows
            if self._connection.total_changes > before:
                rows.run("UPDATE state SET revision = revision + 1")

    @contextmanager
    def _transaction(self, begin: str) -> Iterator["Rows"]:
        with self._lock:
            try:
                self._connection.execute(begin)
                try:
                    yield Rows(self._connection)
                    self._connection.execute("COMMIT")
                except BaseException:
                    # SQLite has rolled back by itself when the disk is full.
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except (sqlite3.Error, UnicodeDecodeError) as exc:
                raise self._in_words(exc) from exc

    def wipe(self) -> None:
        """Take deleted rows off the disk: out of the log, and out of every page of the file.

        Rows are overwritten with zeros on deletion (secure_delete), but SQLite also leaves bytes
        of them where it moved others together; only a file that is written anew has none. Old
        copies in the log go when it is written back; another program that is reading puts that
        off until it, too, closes the gallery.

        The rows are deleted whatever happens here: where the file cannot be written anew, a warning
        says so, and it is tried once more when the gallery is closed.
        """
        with self._lock:
            self._unwiped = False
            # Writing anew goes through the log.
            for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
                try:
                    self._connection.execute(statement).fetchall()
                except sqlite3.Error as exc:
                    self._unwiped = True
                    log.warning(
                        "%s; what was removed is gone from the gallery, but traces of it may stay "
                        "in the file until the next removal",
                        self._in_words(exc),
                    )

    def _in_words(self, error: sqlite3.Error | UnicodeDecodeError) -> GalleryError:
        if isinstance(error, UnicodeDecodeError):  # in what SQLite quotes of a damaged file
            return GalleryError(f"{self.name}: {_DAMAGED}")
        for kinds, words in _WORDS:
            if _says(error, kinds):
                return GalleryError(f"{self.name}: {words}")
        if isinstance(error, sqlite3.ProgrammingError):
            return GalleryError(f"{self.name}: the gallery has been closed ({error})")
        return GalleryError(f"{self.name}: the gallery cannot be used ({error})")


class Rows:
    """Statements inside a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def all(self, sql: str, values: Values = ()) -> list[Any]:
        """Every row of a query."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, values: Values = ()) -> Any:
        """The first row of a query, or None."""
        return self._connection.execute(sql, values).fetchone()

    def each(self, sql: str, values: Values = ()) -> Iterator[Any]:
        """Rows one after the other, for results too large to hold at once."""
        return self._connection.execute(sql, values)

    def run(self, sql: str, values: Values = ()) -> int:
        """Change rows; how many were changed."""
        return self._connection.execute(sql, values).rowcount

    def insert(self, sql: str, values: Values) -> int:
        """Add a row; its id."""
        identifier = self._connection.execute(sql, values).lastrowid
        assert identifier is not None
        return identifier


_CANNOT_WRITE = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM})
_DAMAGED = "the gallery is damaged; restore a copy, or import an exported one into a new file"
_WORDS: tuple[tuple[frozenset[int], str], ...] = (
    (
        frozenset({sqlite3.SQLITE_FULL}),
        "the disk is full; nothing of this step was written; make room and try again",
    ),
    (
        frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}),
        "the gallery cannot be written; check the permissions of the file and its folder",
    ),
    (
        frozenset({sqlite3.SQLITE_CANTOPEN}),
        "the gallery cannot be opened; check that its folder exists and can be written",
    ),
    (
        frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}),
        f"another program has been writing for {BUSY_SECONDS:.0f} seconds; "
        "try again when it is done",
    ),
    (
        frozenset({sqlite3.SQLITE_NOTADB}),
        "is not a gallery; choose another file, or move this one away",
    ),
    (
        frozenset({sqlite3.SQLITE_CORRUPT}),
        _DAMAGED,
    ),
    (
        frozenset({sqlite3.SQLITE_IOERR}),
        "the disk failed while the gallery was read or written; nothing of this step was kept",
    ),
    (
        frozenset({sqlite3.SQLITE_TOOBIG}),
        "an image is too large for the gallery; scale it down",
    ),
)


def _says(error: sqlite3.Error, kinds: frozenset[int]) -> bool:
    # Extended codes carry details in the higher bytes.
    return (getattr(error, "sqlite_errorcode", 0) & 0xFF) in kinds
