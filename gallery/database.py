"""The SQLite connection: opening, migrating, transactions, and SQLite's errors in words."""

import logging
import os
import secrets
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from gallery.schema import APPLICATION_ID, MIGRATIONS, VERSION
from videorec.core.errors import GalleryError, looking_at

log = logging.getLogger(__name__)

Values = Sequence[Any] | Mapping[str, Any]
IN_MEMORY = ":memory:"
# How long a write waits for another program's write.
_BUSY_SECONDS = 10.0


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
            return _prepared(_connect(IN_MEMORY))
        with looking_at(path, GalleryError):
            is_folder, existed = path.is_dir(), path.exists()
        if is_folder:
            raise GalleryError(f"{path}: is a folder; a gallery is a file")
        if not existed:
            _make_file(path)
        elif path.is_file() and not path.stat().st_size:
            raise GalleryError(
                f"{path}: is empty and no gallery; delete it, or choose another file"
            )
        connection = None
        try:
            connection = _connect(str(path))
            return _prepared(connection)
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
        connection = _connect_read_only(path.resolve())
        try:
            _require_gallery(connection, self.name)
            version = _pragma(connection, "user_version")
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


def _connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection that leaves transactions to us and may change its thread."""
    return sqlite3.connect(
        target, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )


def _connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection to a file that cannot be written; path: where it really lies.

    SQLite wants to write even for reading, as other programs might change the file; "immutable"
    tells it that nobody can, but then it does not look into the log. What waits there is brought
    into the file in a copy, which is held in memory. GalleryError: the copy cannot be made.
    """
    log_file = path.with_name(f"{path.name}-wal")
    try:
        if not (log_file.exists() and log_file.stat().st_size):
            return _connect(f"{path.as_uri()}?immutable=1", uri=True)
        with tempfile.TemporaryDirectory(prefix="videorec-") as folder:
            copy = Path(folder) / path.name
            shutil.copyfile(path, copy)
            shutil.copyfile(log_file, copy.with_name(log_file.name))
            with closing(_connect(str(copy))) as found:
                found.execute("PRAGMA journal_mode = DELETE").fetchall()
                memory = _connect(IN_MEMORY)
                found.backup(memory)
                return memory
    except OSError as exc:
        raise GalleryError(
            f"{path}: is read-only, and the last changes in its log cannot be read "
            f"({exc.strerror or exc}); copy both to a place that can be written"
        ) from exc


def _make_file(path: Path) -> None:
    """A gallery of nobody that only its owner may read: it is what people are recognised by.

    It gets its name when it is complete: no other program finds an empty file there.
    """
    temporary: Path | None = None
    try:
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".gallery-{secrets.token_hex(4)}")
        temporary.touch(mode=0o600, exist_ok=False)
        with closing(_connect(str(temporary))) as connection:
            _prepared(connection)
        _require_no_leavings(target)
        _give_name(temporary, target)
    except (OSError, ValueError, RuntimeError) as exc:
        raise GalleryError(
            f"{path}: the gallery cannot be made ({exc}); choose another place"
        ) from exc
    finally:
        if temporary is not None:
            _remove(temporary)


def _require_no_leavings(target: Path) -> None:
    """SQLite would write the log of a gallery that is gone into the new one of its name."""
    for ending in ("-wal", "-journal"):
        log = Path(f"{target}{ending}")
        # Asked in this order: a program that was faster has made the gallery before its log.
        if log.exists() and not target.exists():
            raise GalleryError(f"{log}: was left by a gallery that is gone; delete it")


def _give_name(temporary: Path, target: Path) -> None:
    """Unless another program was faster: then its gallery is the one."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        return
    except OSError:  # a disk without links
        if not target.exists():
            temporary.rename(target)


def _remove(temporary: Path) -> None:
    """With what SQLite leaves beside it after an error."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with suppress(OSError):
            Path(f"{temporary}{ending}").unlink(missing_ok=True)


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
        f"another program has been writing for {_BUSY_SECONDS:.0f} seconds; "
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


def _prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection with its settings made, to a file with all migrations applied."""
    _require_gallery(connection, _file_of(connection))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    # Takes effect in a new file only; freed pages can then be given back.
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    # With a log, NORMAL may lose the last transactions when the power fails; FULL does not.
    connection.execute("PRAGMA synchronous = FULL")
    if _pragma(connection, "user_version") < VERSION:
        _migrate(connection)
    return connection


def _require_gallery(connection: sqlite3.Connection, name: str) -> None:
    # One transaction, or another program could make the gallery between two of the questions.
    connection.execute("BEGIN")
    try:
        application = _pragma(connection, "application_id")
        version = _pragma(connection, "user_version")
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")
    if application != APPLICATION_ID and (application or tables):
        raise GalleryError(f"{name}: is a data base of another program; choose another file")
    if version > VERSION:
        raise GalleryError(
            f"{name}: was made by a newer version of this program (gallery format {version}, "
            f"known up to {VERSION}); update the program"
        )


def _migrate(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another program may have migrated while this one waited for its turn.
        for number in range(_pragma(connection, "user_version"), VERSION):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _file_of(connection: sqlite3.Connection) -> str:
    return connection.execute("PRAGMA database_list").fetchone()[2] or IN_MEMORY
