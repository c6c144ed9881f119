"""What is removed leaves no trace on the disk, and nothing can make a removal fail."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from gallery import connections, tables
from gallery.gallery import Gallery
from tests.gallery.people import MODEL, SIZE, face

Marks = dict[int, tuple[bytes, ...]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gallery.sqlite"


def opened(path: Path) -> Gallery:
    return Gallery.open(path, model_hash=MODEL, embedding_size=SIZE)


def filled(gallery: Gallery, people: int, chance: random.Random) -> Marks:
    """Add people; identity id -> what is theirs alone."""
    marks: Marks = {}
    for number in range(people):
        name = f"{number:04} {chance.randbytes(chance.randint(6, 20)).hex()}"
        digest = chance.randbytes(32)
        source = f"/pictures/{chance.randbytes(chance.randint(5, 40)).hex()}.jpg"
        with gallery.database.writing() as rows:
            identity_id = tables.insert_identity(rows, name, created=tables.now())
            for image in range(chance.choice([1, 1, 1, 2, 3])):
                tables.insert_image(
                    rows,
                    identity_id,
                    digest=digest if image == 0 else chance.randbytes(32),
                    landmarks=np.zeros((5, 2), np.float32),
                    quality=0.5,
                    source=source,
                    added=tables.now(),
                    crop=chance.randbytes(chance.randint(300, 3800)),
                    picture=chance.randbytes(chance.randint(10, 20)),
                )
        marks[identity_id] = (name.encode(), source.encode(), digest)
    return marks


# SQLite leaves bytes behind where it joins pages, which happens in some of these orders.
@pytest.mark.parametrize("seed", range(30))
def test_no_order_of_removals_leaves_a_trace(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with opened(path) as gallery:
        gallery.database._connection.execute("PRAGMA synchronous = OFF")
        marks = filled(gallery, 100, chance)
        gone = chance.sample(sorted(marks), 60)
        for identity_id in gone:
            gallery.remove(identity_id)
        on_disk = b"".join(p.read_bytes() for p in path.parent.iterdir())
    assert not [mark for number in gone for mark in marks[number] if mark in on_disk]
    assert all(mark in on_disk for number in marks.keys() - set(gone) for mark in marks[number])


def test_another_program_that_writes_puts_it_off_until_closing(
    path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)
    gallery = opened(path)
    ada = gallery.add("Unmistakable Name", face(1)).identity
    gallery.add("Somebody Else", face(2))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        with gallery.database.writing() as rows:
            tables.delete_identity(rows, ada.identity_id)
        other.execute("BEGIN IMMEDIATE")
        gallery.database.wipe()
        assert "another program" in caplog.text
        assert "traces" in caplog.text
        other.execute("ROLLBACK")
    caplog.clear()
    gallery.close()
    gallery.close()
    assert caplog.text == ""
    assert b"Unmistakable Name" not in path.read_bytes()
    assert list(path.parent.iterdir()) == [path]


def test_a_program_that_reads_keeps_its_state_and_stops_no_removal(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)
    with opened(path) as gallery, opened(path) as reader:
        ada = gallery.add("Unmistakable Name", face(1)).identity
        gallery.add("Somebody Else", face(2))
        with reader.database.reading() as rows:
            assert len(tables.identities(rows)) == 2
            gallery.remove(ada.identity_id)
            assert len(tables.identities(rows)) == 2
        assert [p.name for p in reader.identities()] == ["Somebody Else"]
    assert b"Unmistakable Name" not in b"".join(p.read_bytes() for p in path.parent.iterdir())


def test_a_file_that_cannot_be_written_anew_undoes_no_removal(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with opened(path) as gallery:
        ada = gallery.add("Ada", face(1)).identity
        gallery.add("Bert", face(2))
        connection = gallery.database._connection
        connection.set_authorizer(
            lambda action, *_: (
                sqlite3.SQLITE_DENY if action == sqlite3.SQLITE_ATTACH else sqlite3.SQLITE_OK
            )
        )
        gallery.remove(ada.identity_id)
        assert "traces" in caplog.text
        assert [p.name for p in gallery.identities()] == ["Bert"]
        connection.set_authorizer(None)
