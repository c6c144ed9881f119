"""What was taken out of the gallery comes back as it was."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gallery.gallery import Gallery
from gallery.records import Enrolment
from videorec.core.errors import GalleryError
from videorec.core.types import Float32


def _vector(seed: int) -> Float32:
    vector = np.random.default_rng(seed).standard_normal(512).astype(np.float32)
    return vector / np.linalg.norm(vector)


def _enrolment(seed: int) -> Enrolment:
    random = np.random.default_rng(seed)
    return Enrolment(
        picture=random.integers(0, 255, (90, 80, 3), np.uint8),
        landmarks=random.uniform(10, 60, (5, 2)).astype(np.float32),
        crop=random.integers(0, 255, (112, 96, 3), np.uint8),
        quality=0.5,
        source=f"picture {seed}",
        embedding=_vector(seed),
    )


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    gallery = Gallery.open(tmp_path / "g.sqlite", model_hash="m")
    ada = gallery.add("Ada", _enrolment(1)).identity.identity_id
    gallery.add("Ada", _enrolment(2))
    gallery.add("Bob", _enrolment(3))
    gallery.recolor(ada, (1, 2, 3))
    gallery.reject(ada, embedding=_vector(9), crop=_enrolment(9).crop)
    yield gallery
    gallery.close()


def _state(gallery: Gallery) -> dict[str, object]:
    people = gallery.identities()
    images = [i for p in people for i in gallery.images(p.identity_id)]
    return {
        "people": people,
        "images": [(i.image_id, i.identity_id, i.digest, i.added, i.spaces) for i in images],
        "crops": [gallery.crop_bytes(i.image_id) for i in images],
        "pictures": [gallery.picture_bytes(i.image_id) for i in images],
        "found": gallery.snapshot().search(np.stack([_vector(s) for s in range(12)])),
        "info": {**gallery.info().embeddings, "rejections": gallery.info().rejections},
    }


def test_a_removed_person_comes_back_whole(gallery: Gallery) -> None:
    before = _state(gallery)
    kept = gallery.keep_person(1)
    gallery.remove(1)
    assert _state(gallery) != before
    gallery.put_back(kept)
    assert _state(gallery) == before


def test_nothing_of_a_removed_person_is_on_the_disk(gallery: Gallery) -> None:
    crop = gallery.crop_bytes(1)
    kept = gallery.keep_person(1)
    gallery.remove(1)
    assert kept.images[0][7] == crop
    folder = Path(gallery.name).parent
    assert all(crop not in path.read_bytes() for path in folder.iterdir())


def test_a_removed_image_comes_back(gallery: Gallery) -> None:
    before = _state(gallery)
    kept = gallery.keep_image(2)
    gallery.remove_image(2)
    gallery.put_back(kept)
    assert _state(gallery) == before


def test_merged_people_come_apart_again(gallery: Gallery) -> None:
    before = _state(gallery)
    kept = gallery.keep_person(1)
    bob = gallery.find("Bob")
    assert bob is not None
    gallery.merge(1, bob.identity_id)
    assert len(gallery.identities()) == 1
    gallery.put_back(kept)
    assert _state(gallery) == before


def test_a_rejection_is_taken_back(gallery: Gallery) -> None:
    before = _state(gallery)
    rejection = gallery.reject(1, embedding=_vector(1), crop=_enrolment(1).crop)
    assert _state(gallery) != before
    gallery.allow(rejection)
    assert _state(gallery) == before


def test_a_name_that_was_taken_meanwhile_is_said_and_nothing_is_lost(gallery: Gallery) -> None:
    kept = gallery.keep_person(1)
    gallery.remove(1)
    gallery.add("ada", _enrolment(5))
    before = _state(gallery)
    with pytest.raises(GalleryError, match="was added meanwhile"):
        gallery.put_back(kept)
    assert _state(gallery) == before


def test_an_image_of_somebody_who_is_gone_cannot_come_back(gallery: Gallery) -> None:
    kept = gallery.keep_image(1)
    gallery.remove(1)
    with pytest.raises(GalleryError, match="nobody has the number 1"):
        gallery.put_back(kept)
