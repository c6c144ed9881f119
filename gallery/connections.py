"""Connections to gallery files: their settings, migrations, and whether a file is one at all."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from gallery.schema import APPLICATION_ID, MIGRATIONS, VERSION
from videorec.core.errors import GalleryError

IN_MEMORY = ":memory:"
# What SQLite keeps beside a file, by the ends of their names.
BESIDE = ("-wal", "-shm", "-journal")
# How long a write waits for another program's write.
BUSY_SECONDS = 10.0


def connect(target: str, *, uri: bool = False) -> sqlite3.Connection:
    """A connection that leaves transactions to us and may change its thread."""
    return sqlite3.connect(
        target, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=uri
    )


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection to a file that cannot be written; path: where it really lies.

    SQLite wants to write even for reading, as other programs might change the file; "immutable"
    tells it that nobody can, but then it does not look into the log. What waits there is brought
    into the file in a copy, which is held in memory. GalleryError: the copy cannot be made.
    """
    log_file = path.with_name(f"{path.name}-wal")
    try:
        if not (log_file.exists() and log_file.stat().st_size):
            return connect(f"{path.as_uri()}?immutable=1", uri=True)
        with tempfile.TemporaryDirectory(prefix="videorec-") as folder:
            copy = Path(folder) / path.name
            shutil.copyfile(path, copy)
            shutil.copyfile(log_file, copy.with_name(log_file.name))
            with closing(connect(str(copy))) as found:
                found.execute("PRAGMA journal_mode = DELETE").fetchall()
                memory = connect(IN_MEMORY)
                found.backup(memory)
                return memory
    except OSError as exc:
        raise GalleryError(
            f"{path}: is read-only, and the last changes in its log cannot be read "
            f"({exc.strerror or exc}); copy both to a place that can be written"
        ) from exc


def prepared(connection: sqlite3.Connection) -> sqlite3.Connection:
    """A connection with its settings made, to a file with all migrations applied."""
    require_gallery(connection, _file_of(connection))
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON").fetchall()
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    # With a log, NORMAL may lose the last transactions when the power fails; FULL does not.
    connection.execute("PRAGMA synchronous = FULL")
    if pragma(connection, "user_version") < VERSION:
        _migrate(connection)
    return connection


def require_gallery(connection: sqlite3.Connection, name: str) -> None:
    # One transaction, or another program could make the gallery between two of the questions.
    connection.execute("BEGIN")
    try:
        application = pragma(connection, "application_id")
        version = pragma(connection, "user_version")
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
        for number in range(pragma(connection, "user_version"), VERSION):
            for statement in MIGRATIONS[number]:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])


def _file_of(connection: sqlite3.Connection) -> str:
    return connection.execute("PRAGMA database_list").fetchone()[2] or IN_MEMORY
