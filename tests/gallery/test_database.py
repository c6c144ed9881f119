"""The gallery file: opening, migrating, and everything that can be wrong with it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gallery import connections
from gallery.database import Database
from gallery.gallery import Gallery
from gallery.new_file import make_file
from gallery.schema import APPLICATION_ID, MIGRATIONS, VERSION
from tests.gallery.people import MODEL, SIZE, face
from videorec.core.errors import GalleryError

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gallery.sqlite"


def opened(path: Path) -> Gallery:
    return Gallery.open(path, model_hash=MODEL, embedding_size=SIZE)


def test_a_new_file_is_private_and_marked(path: Path) -> None:
    with opened(path.parent / "new" / "folder" / path.name) as gallery:
        found = Path(gallery.name)
        assert found.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(found)) as raw:
        assert raw.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_migrations_bring_an_old_file_up_to_date(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        for statement in MIGRATIONS[0]:
            raw.execute(statement)
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute("PRAGMA user_version = 1")
        raw.execute(
            "INSERT INTO identities (name, name_key, created)"
            " VALUES ('Ada', 'ada', '2020-01-01T00:00:00+00:00')"
        )
        raw.commit()
    with opened(path) as gallery:
        assert [p.name for p in gallery.identities()] == ["Ada"]
        assert gallery.info().version == VERSION
        assert gallery.info().rejections == 0


def test_a_failed_migration_changes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
    broken = (*MIGRATIONS, ("CREATE TABLE half (x)", "CREATE TABLE nonsense nonsense"))
    monkeypatch.setattr(connections, "MIGRATIONS", broken)
    monkeypatch.setattr(connections, "VERSION", len(broken))
    with pytest.raises(GalleryError):
        Database(path)
    monkeypatch.undo()
    with opened(path) as gallery:
        assert gallery.info().version == VERSION
        assert [p.name for p in gallery.identities()] == ["Ada"]


def test_a_newer_file_is_left_alone(path: Path) -> None:
    opened(path).close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(GalleryError, match="newer version"):
        opened(path)


def test_another_programs_data_base_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE recipes (name)")
    with pytest.raises(GalleryError, match="another program"):
        opened(path)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


def test_what_is_no_data_base_is_refused(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 500)
    with pytest.raises(GalleryError, match="not a gallery"):
        opened(path)
    assert path.read_bytes() == b"Dear diary, " * 500


def test_an_empty_file_is_refused(path: Path) -> None:
    path.touch()
    with pytest.raises(GalleryError, match="is empty and no gallery"):
        opened(path)
    assert [p.name for p in path.parent.iterdir()] == [path.name]
    assert path.stat().st_size == 0


def test_a_new_file_has_its_name_when_it_is_complete(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MIGRATIONS", (("CREATE TABLE nonsense nonsense",),))
    monkeypatch.setattr(connections, "VERSION", 1)
    with pytest.raises(GalleryError):
        opened(path)
    assert list(path.parent.iterdir()) == []


def test_a_new_file_is_made_where_a_link_leads(path: Path) -> None:
    (path.parent / "link.sqlite").symlink_to(path)
    with opened(path.parent / "link.sqlite") as gallery:
        gallery.add("Ada", face(1))
    assert path.stat().st_mode & 0o777 == 0o600
    with opened(path) as gallery:
        assert [p.name for p in gallery.identities()] == ["Ada"]


@pytest.mark.parametrize("ending", ["-wal", "-journal"])
def test_what_a_lost_gallery_left_gets_into_no_new_one(path: Path, ending: str) -> None:
    left = Path(f"{path}{ending}")
    left.write_bytes(b"old faces")
    with pytest.raises(GalleryError, match="was left by a gallery that is gone"):
        opened(path)
    assert list(path.parent.iterdir()) == [left]


def test_a_file_that_another_program_made_meanwhile_is_kept(path: Path) -> None:
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
    make_file(path)
    with opened(path) as gallery:
        assert [p.name for p in gallery.identities()] == ["Ada"]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="is a folder"):
        opened(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GalleryError, match="cannot be made"):
        opened(tmp_path / "file" / "gallery.sqlite")


def test_a_damaged_file_is_said_to_be(path: Path) -> None:
    with opened(path) as gallery:
        for seed in range(5):
            gallery.add(f"P{seed}", face(seed))
    data = bytearray(path.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(GalleryError, match=r"damaged|cannot be used"), opened(path) as gallery:
        gallery.identities()
        gallery.snapshot()


def test_a_closed_gallery_says_so(path: Path) -> None:
    gallery = opened(path)
    gallery.close()
    gallery.close()
    with pytest.raises(GalleryError, match="closed"):
        gallery.identities()


def test_a_full_disk_loses_nothing(path: Path) -> None:
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
        before = gallery.revision
        with closing(sqlite3.connect(path)) as raw:
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        # SQLite reports a full disk in the same way when the file reaches its greatest size.
        with gallery.database._lock:
            gallery.database._connection.execute(f"PRAGMA max_page_count = {pages + 1}").fetchall()
        with pytest.raises(GalleryError, match="disk is full"):
            gallery.add("Bert", face(2))
        assert [p.name for p in gallery.identities()] == ["Ada"]
        assert gallery.revision == before
        gallery.database._connection.execute("PRAGMA max_page_count = 100000").fetchall()
        gallery.add("Bert", face(2))
        assert [p.name for p in gallery.identities()] == ["Ada", "Bert"]


LIMITED = """
import resource, sys
from pathlib import Path
from gallery.gallery import Gallery
from gallery.new_file import make_file
from tests.gallery.people import MODEL, SIZE, face
from videorec.core.errors import GalleryError
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Gallery.open(Path(sys.argv[1]), model_hash=MODEL, embedding_size=SIZE) as gallery:
    gallery.add("Ada", face(1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    try:
        for seed in range(2, 100):
            gallery.add(f"P{seed}", face(seed))
    except GalleryError as error:
        print(len(gallery.identities()), error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_writes_that_the_system_refuses_are_told_in_words(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    count, _, words = done.stdout.partition(" ")
    assert "disk" in words
    with opened(path) as gallery:
        assert 1 < int(count) < 99
        assert len(gallery.identities()) == int(count)
        assert len(gallery.snapshot()) == int(count)


READING = """
import os, sys
import faiss, urllib.parse  # while their files may be read
from pathlib import Path
from gallery.gallery import Gallery
from gallery.new_file import make_file
from tests.gallery.people import MODEL, SIZE, face
from videorec.core.errors import GalleryError
bert = face(2)
# The superuser may write everything, so the question is asked as somebody else.
if os.getuid() == 0:
    os.setuid(65534)
with Gallery.open(Path(sys.argv[1]), model_hash=MODEL, embedding_size=SIZE) as gallery:
    print([p.name for p in gallery.identities()], len(gallery.snapshot()))
    try:
        gallery.add("Bert", bert)
    except GalleryError as error:
        print(error)
"""


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that another user may enter; pytest's own are private."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def read_by_another(path: Path) -> list[str]:
    """What a user sees who may only read."""
    done = subprocess.run(
        [sys.executable, "-c", READING, str(path)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of POSIX")
@pytest.mark.parametrize("folder_mode", [0o555, 0o755])
def test_a_read_only_gallery_can_be_searched(public_folder: Path, folder_mode: int) -> None:
    path = public_folder / "gallery.sqlite"
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
    path.chmod(0o444)
    public_folder.chmod(folder_mode)
    people, words = read_by_another(path)
    assert people == "['Ada'] 1"
    assert "read-only" in words or "cannot be written" in words


@pytest.mark.skipif(sys.platform == "win32", reason="needs permissions of POSIX")
@pytest.mark.parametrize("before", [0, 1])
def test_a_read_only_gallery_shows_what_waits_in_its_log(public_folder: Path, before: int) -> None:
    """As a copy has it that was made while a program wrote; of the first people even the tables."""
    path, copy = public_folder / "gallery.sqlite", public_folder / "copy" / "gallery.sqlite"
    copy.parent.mkdir(mode=0o755)
    for seed in range(before):
        with opened(path) as gallery:
            gallery.add(f"P{seed}", face(seed))
    with opened(path) as gallery:
        gallery.add("New", face(7))
        for suffix in ("", "-wal"):
            shutil.copyfile(f"{path}{suffix}", f"{copy}{suffix}")
            Path(f"{copy}{suffix}").chmod(0o444)
    copy.parent.chmod(0o555)
    people, words = read_by_another(copy)
    assert people == f"{['New', 'P0'][: 1 + before]} {1 + before}"
    assert "read-only" in words
    assert sorted(p.name for p in copy.parent.iterdir()) == [path.name, f"{path.name}-wal"]
    copy.parent.chmod(0o755)


def test_two_connections_see_each_others_changes(path: Path) -> None:
    with opened(path) as here, opened(path) as there:
        first = here.snapshot()
        assert here.snapshot() is first
        there.add("Ada", face(1))
        assert here.revision > first.revision
        second = here.snapshot()
        assert [p.name for p in second.identities] == ["Ada"]
        assert first.identities == ()


def test_a_writer_waits_for_another(path: Path) -> None:
    with opened(path) as here, opened(path) as there:
        started = threading.Event()

        def add() -> None:
            started.set()
            there.add("Bert", face(2))

        with here.database.writing():
            thread = threading.Thread(target=add)
            thread.start()
            started.wait()
            thread.join(0.2)
            assert thread.is_alive()
        thread.join()
        assert [p.name for p in here.identities()] == ["Bert"]


def test_waiting_ends_with_words(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.1)
    with opened(path) as here, opened(path) as there:
        with here.database.writing(), pytest.raises(GalleryError, match="another program"):
            there.add("Bert", face(2))
        there.add("Bert", face(2))


WRITER = """
import sys
from pathlib import Path
from gallery.gallery import Gallery
from gallery.new_file import make_file
from tests.gallery.people import MODEL, SIZE, face
start = int(sys.argv[2])
with Gallery.open(Path(sys.argv[1]), model_hash=MODEL, embedding_size=SIZE) as gallery:
    for seed in range(start, start + 20):
        gallery.add(f"P{seed % 25}", face(seed))
"""


def test_programs_may_create_and_fill_one_gallery_at_once(path: Path) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(100 * number)],
            cwd=REPOSITORY,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
    ]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    with opened(path) as gallery:
        assert sum(p.images for p in gallery.identities()) == 60
        assert len(gallery.identities()) == 20
        assert gallery.revision == 60
