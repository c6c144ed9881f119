"""What can be done with people and their images."""

import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from gallery.gallery import Gallery
from gallery.pictures import digest_of, encode_crop
from tests.gallery.people import (
    MODEL,
    OTHER_MODEL,
    OTHER_SPACE,
    SIZE,
    SPACE,
    crop_of,
    face,
    picture_of,
    unit,
)
from videorec.core.errors import EnrolmentError, GalleryError

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE) as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gallery.sqlite"


def opened(path: Path, model: str = MODEL, size: int = SIZE) -> Gallery:
    return Gallery.open(path, model_hash=model, embedding_size=size)


def named(gallery: Gallery, seed: int) -> str | None:
    (ranked,) = gallery.snapshot().search(unit(seed)[None], 1)
    return ranked[0].name if ranked and ranked[0].similarity > 0.99 else None


def test_a_stored_face_is_found_and_comes_back_whole(gallery: Gallery) -> None:
    added = gallery.add(" Ada ", face(1))
    assert added.new_person
    assert added.new_image
    assert added.identity.name == "Ada"
    assert named(gallery, 1) == "Ada"
    (image,) = gallery.images(added.identity.identity_id)
    assert image.image_id == added.image_id
    assert image.digest == digest_of(picture_of(1))
    assert image.source == "picture 1"
    assert image.spaces == (SPACE,)
    np.testing.assert_array_equal(image.landmarks, face(1).landmarks)
    np.testing.assert_array_equal(gallery.crop(image.image_id), crop_of(1))
    assert gallery.picture(image.image_id).shape == picture_of(1).shape


def test_more_images_under_a_name_are_more_images_of_that_person(gallery: Gallery) -> None:
    gallery.add("Ada", face(1))
    second = gallery.add("ADA", face(2))
    assert not second.new_person
    assert second.identity.name == "Ada"
    assert second.identity.images == 2
    assert named(gallery, 1) == named(gallery, 2) == "Ada"


def test_the_same_image_twice_changes_nothing(gallery: Gallery) -> None:
    first = gallery.add("Ada", face(1))
    before = gallery.revision
    again = gallery.add("ada", face(1, place=0.4))
    assert not again.new_image
    assert again.image_id == first.image_id
    assert gallery.revision == before


def test_two_faces_of_one_picture_are_two_people(gallery: Gallery) -> None:
    gallery.add("Ada", face(1))
    assert gallery.add("Bert", face(1, place=15.0)).new_image


def test_one_face_cannot_be_two_people(gallery: Gallery) -> None:
    gallery.add("Ada", face(1))
    with pytest.raises(EnrolmentError, match=r"enrolled as 'Ada' already"):
        gallery.add("Bert", face(1))
    assert gallery.find("Bert") is None


def test_a_renamed_person_is_found_under_the_new_name(gallery: Gallery) -> None:
    person = gallery.add("Ada", face(1)).identity
    gallery.rename(person.identity_id, "Countess of Lovelace")
    assert gallery.find("ada") is None
    assert named(gallery, 1) == "Countess of Lovelace"
    assert gallery.rename(person.identity_id, "COUNTESS of Lovelace").name[:8] == "COUNTESS"


def test_a_name_that_is_taken_is_not_given_again(gallery: Gallery) -> None:
    ada = gallery.add("Ada", face(1)).identity
    gallery.add("Bert", face(2))
    with pytest.raises(GalleryError, match="merge 'Ada'"):
        gallery.rename(ada.identity_id, "bert")
    assert {p.name for p in gallery.identities()} == {"Ada", "Bert"}


def test_merged_people_are_one(gallery: Gallery) -> None:
    ada = gallery.add("Ada", face(1)).identity
    bert = gallery.add("Bert", face(2)).identity
    gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
    merged = gallery.merge(ada.identity_id, bert.identity_id)
    assert (merged.name, merged.images) == ("Bert", 2)
    assert gallery.find("Ada") is None
    assert named(gallery, 1) == "Bert"
    assert gallery.info().rejections == 1
    with pytest.raises(GalleryError, match="itself"):
        gallery.merge(bert.identity_id, bert.identity_id)


def test_removal_says_what_it_removed(gallery: Gallery) -> None:
    ada = gallery.add("Ada", face(1)).identity
    gallery.add("Ada", face(2))
    gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
    removed = gallery.remove(ada.identity_id)
    assert str(removed) == (
        "Ada: removed 2 images with their aligned faces, 2 embeddings, 1 rejected face"
    )
    info = gallery.info()
    assert (info.people, info.images, info.rejections, dict(info.embeddings)) == (0, 0, 0, {})
    assert gallery.snapshot().search(unit(1)[None]) == [()]


def test_an_image_can_be_removed_alone(gallery: Gallery) -> None:
    first = gallery.add("Ada", face(1))
    gallery.add("Ada", face(2))
    assert str(gallery.remove_image(first.image_id)).startswith("Ada: removed 1 image with")
    assert named(gallery, 1) is None
    assert named(gallery, 2) == "Ada"


@pytest.mark.parametrize("reader_stays", [False, True])
def test_removed_means_gone_from_the_disk(path: Path, reader_stays: bool) -> None:
    def on_disk() -> bytes:
        return b"".join(p.read_bytes() for p in path.parent.iterdir())

    marks = [
        b"Unmistakable Name",
        encode_crop(crop_of(1))[100:300],
        face(1).embedding.tobytes(),
        digest_of(picture_of(1)),
    ]
    with opened(path) as gallery:
        person = gallery.add("Unmistakable Name", face(1)).identity
        gallery.add("Somebody Else", face(2))
        assert all(mark in on_disk() for mark in marks)
        if reader_stays:
            with opened(path) as reader:
                reader.snapshot()
                gallery.remove(person.identity_id)
        else:
            gallery.remove(person.identity_id)
        assert not any(mark in on_disk() for mark in marks)
        assert named(gallery, 2) == "Somebody Else"


def test_a_rejected_face_is_remembered(gallery: Gallery) -> None:
    ada = gallery.add("Ada", face(1)).identity
    lookalike = unit(1) + 0.3 * unit(5)
    lookalike = (lookalike / np.linalg.norm(lookalike)).astype(np.float32)
    assert gallery.snapshot().search(lookalike[None], 1)[0][0].name == "Ada"
    gallery.reject(ada.identity_id, embedding=lookalike, crop=crop_of(5))
    assert gallery.snapshot().search(lookalike[None], 1) == [()]
    assert named(gallery, 1) == "Ada"


def test_colours_are_kept(gallery: Gallery) -> None:
    ada = gallery.add("Ada", face(1)).identity
    assert ada.color is None
    assert gallery.recolor(ada.identity_id, (255, 128, 1)).color == (255, 128, 1)
    assert gallery.recolor(ada.identity_id, None).color is None
    with pytest.raises(GalleryError, match="colour"):
        gallery.recolor(ada.identity_id, (256, 0, 0))


def test_what_is_not_there_is_said_to_be_missing(gallery: Gallery) -> None:
    for action in (
        lambda: gallery.remove(7),
        lambda: gallery.rename(7, "X"),
        lambda: gallery.images(7),
        lambda: gallery.merge(7, 8),
        lambda: gallery.reject(7, embedding=unit(1), crop=crop_of(1)),
    ):
        with pytest.raises(GalleryError, match="nobody has the number 7"):
            action()
    with pytest.raises(GalleryError, match="no image number 7"):
        gallery.crop(7)
    with pytest.raises(GalleryError, match="no image number 7"):
        gallery.remove_image(7)


def test_embeddings_that_cannot_be_are_refused(gallery: Gallery) -> None:
    with pytest.raises(GalleryError, match="another model"):
        gallery.add("Ada", face(1, size=SIZE + 1))
    broken = face(1)
    broken.embedding[3] = np.nan
    with pytest.raises(GalleryError, match="finite"):
        gallery.add("Ada", broken)
    assert gallery.identities() == ()


def test_without_a_model_people_can_be_managed_but_not_searched(path: Path) -> None:
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
    with Gallery.open(path) as gallery:
        (ada,) = gallery.identities()
        gallery.rename(ada.identity_id, "Augusta")
        for action in (gallery.snapshot, gallery.missing, lambda: gallery.add("B", face(2))):
            with pytest.raises(GalleryError, match="without a model"):
                action()
        assert [p.name for p in gallery.identities()] == ["Augusta"]


def test_another_models_embeddings_are_left_alone_and_made_anew(path: Path) -> None:
    with opened(path) as gallery:
        ada = gallery.add("Ada", face(1)).identity
        gallery.add("Bert", face(2))
        gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
    with opened(path, OTHER_MODEL, size=8) as gallery:
        assert len(gallery.snapshot()) == 0
        assert len(gallery.snapshot().identities) == 2
        assert gallery.missing() == 3
        batches = 0
        while (outdated := gallery.outdated(limit=1)) is not None:
            assert outdated.crops.shape == (1, 112, 96, 3)
            vectors = [unit(int(crop.sum()) % 1000, 8) for crop in outdated.crops]
            gallery.renew(outdated, np.stack(vectors))
            batches += 1
        assert batches == 3
        assert gallery.missing() == 0
        probe = unit(int(crop_of(2).sum()) % 1000, 8)
        assert gallery.snapshot().search(probe[None], 1)[0][0].name == "Bert"
    with opened(path) as gallery:
        assert named(gallery, 2) == "Bert"
        assert dict(gallery.info().embeddings) == {SPACE: 2, OTHER_SPACE: 2}
        gallery.forget_embeddings()
        assert gallery.missing() == 3
        assert dict(gallery.info().embeddings) == {OTHER_SPACE: 2}


def test_another_size_of_the_same_model_is_another_space(path: Path) -> None:
    with opened(path) as gallery:
        gallery.add("Ada", face(1))
    with opened(path, MODEL, size=2 * SIZE) as gallery:
        assert gallery.missing() == 1
        assert len(gallery.snapshot()) == 0


def test_embeddings_for_an_image_that_was_removed_meanwhile_are_dropped(gallery: Gallery) -> None:
    added = gallery.add("Ada", face(1))
    gallery.forget_embeddings()
    outdated = gallery.outdated()
    assert outdated is not None
    gallery.remove_image(added.image_id)
    gallery.renew(outdated, unit(1)[None])
    assert dict(gallery.info().embeddings) == {}


def test_threads_may_share_a_gallery(path: Path) -> None:
    with opened(path) as gallery:

        def work(start: int) -> None:
            for seed in range(start, start + 10):
                gallery.add(f"P{seed}", face(seed))
                gallery.snapshot()

        threads = [threading.Thread(target=work, args=(100 * n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(gallery.identities()) == len(gallery.snapshot()) == 30


ENDLESS = """
import sys
from pathlib import Path
from gallery.gallery import Gallery
from tests.gallery.people import MODEL, SIZE, face
with Gallery.open(Path(sys.argv[1]), model_hash=MODEL, embedding_size=SIZE) as gallery:
    for seed in range(100_000):
        gallery.add(f"P{seed}", face(seed))
        print(seed, flush=True)
"""

HALFWAY = """
import sys, time
from pathlib import Path
from gallery import gallery as module, tables
from gallery.gallery import Gallery
from tests.gallery.people import MODEL, SIZE, face
insert = tables.insert_image
def slow(*args, **kwargs):
    made = insert(*args, **kwargs)
    print(0, flush=True)
    time.sleep(60)
    return made
tables.insert_image = slow
with Gallery.open(Path(sys.argv[1]), model_hash=MODEL, embedding_size=SIZE) as gallery:
    gallery.add("Half", face(1))
"""


def killed(program: str, path: Path, lines: int) -> int:
    """Run a program, kill it when it has printed that many lines; the last number it printed."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        assert child.stdout is not None
        last = [child.stdout.readline() for _ in range(lines)][-1]
        child.kill()
    assert child.returncode == -signal.SIGKILL
    return int(last)


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("lines", [1, 4, 11])
def test_killed_between_enrolments_nothing_is_lost(path: Path, lines: int) -> None:
    last = killed(ENDLESS, path, lines)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with opened(path) as gallery:
        people = gallery.identities()
        assert {f"P{seed}" for seed in range(last + 1)} <= {p.name for p in people}
        assert all(p.images == 1 for p in people)
        assert len(gallery.snapshot()) == len(people) == gallery.revision
        gallery.add("After", face(99_999))


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_killed_in_the_middle_of_an_enrolment_nothing_is_half_written(path: Path) -> None:
    with opened(path) as gallery:
        gallery.add("Whole", face(2))
    killed(HALFWAY, path, 1)
    with opened(path) as gallery:
        assert [p.name for p in gallery.identities()] == ["Whole"]
        assert gallery.info().images == 1
        assert gallery.revision == 1
        assert gallery.add("Half", face(1)).new_image
