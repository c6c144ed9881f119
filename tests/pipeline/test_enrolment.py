"""From pictures to people in the gallery, with the real detector."""

import os
import pickle
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from PIL import Image

from gallery.folders import export_folder
from gallery.gallery import Gallery
from gallery.places import is_gallery_file
from tests.models.portraits import astronaut, grace_hopper, resized, turned
from videorec.core.alignment import align
from videorec.core.errors import EnrolmentError, GalleryError, SourceError
from videorec.core.settings import DetectorSettings
from videorec.core.types import Array, Frame, UInt8
from videorec.models.model_card import ModelCard
from videorec.models.sphereface import SphereFace
from videorec.models.weights import load_weights, save_weights
from videorec.pipeline.detector import Detector
from videorec.pipeline.embedder import Embedder
from videorec.pipeline.enrolment import Enroller, Outcome, people_of
from videorec.pipeline.originals import PictureFile
from videorec.pipeline.portraits import NO_FACE, PREVIEW_SIDE, find_faces

CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector(DetectorSettings(), CPU)


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """An untrained network: it tells pictures apart, if not people."""
    torch.manual_seed(1)
    path = tmp_path_factory.mktemp("weights") / "test.safetensors"
    save_weights(path, SphereFace(4).state_dict(), ModelCard(name="test", depth=4))
    return Embedder(load_weights(path), CPU, precision="fp32")


@pytest.fixture
def gallery(embedder: Embedder) -> Iterator[Gallery]:
    with Gallery.in_memory(model_hash=embedder.model_hash) as made:
        yield made


@pytest.fixture
def enroller(detector: Detector, embedder: Embedder, gallery: Gallery) -> Enroller:
    return Enroller(detector, embedder, gallery)


def saved(path: Path, image: Array) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), image)
    return path


def pair() -> UInt8:
    """Two people side by side, of one size."""
    return np.hstack([astronaut(), grace_hopper()[:512]])


def test_a_portrait_is_enrolled_with_its_face(
    enroller: Enroller, gallery: Gallery, detector: Detector, embedder: Embedder, tmp_path: Path
) -> None:
    path = saved(tmp_path / "e.png", astronaut())
    added = enroller.enrol_file("Eileen Collins", path)
    assert added.new_person
    (image,) = gallery.images(added.identity.identity_id)
    assert image.source == str(path)
    assert image.quality > 0.4
    ((face,),) = detector.detect([astronaut()])
    crop = align(astronaut(), face.landmarks[None])
    np.testing.assert_array_equal(gallery.crop(image.image_id), crop[0])
    ((best, *_),) = gallery.snapshot().search(embedder.embed(crop))
    assert (best.name, round(best.similarity, 4)) == ("Eileen Collins", 1.0)


def test_the_same_picture_twice_is_said_to_be_known(
    enroller: Enroller, gallery: Gallery, tmp_path: Path
) -> None:
    path = saved(tmp_path / "Eileen.png", astronaut())
    (first,) = enroller.enrol(path)
    (second,) = enroller.enrol(path)
    assert str(first).endswith("enrolled as 'Eileen'")
    assert "already; nothing was changed" in str(second)
    assert gallery.info().images == 1


def test_several_faces_are_refused_and_forced_to_the_largest(
    enroller: Enroller, gallery: Gallery, tmp_path: Path
) -> None:
    path = saved(tmp_path / "pair.png", pair())
    with pytest.raises(EnrolmentError, match="2 faces were found"):
        enroller.enrol_file("Somebody", path)
    assert gallery.identities() == ()
    added = enroller.enrol_file("Somebody", path, force=True)
    (image,) = gallery.images(added.identity.identity_id)
    assert image.landmarks[:, 0].min() > 512  # Grace Hopper's face is the larger one


def test_a_bystander_makes_no_group_picture(enroller: Enroller) -> None:
    picture = grace_hopper()
    picture[:100, :100] = resized(astronaut(), 100, 100)
    assert enroller.enrol_picture("Grace", picture, source="x").new_person


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (np.full((300, 300, 3), 90, np.uint8), "no face was found"),
        (np.zeros((1, 1, 3), np.uint8), "no face was found"),
        (resized(astronaut(), 130, 130), "too small"),
        (np.asarray(cv2.GaussianBlur(astronaut(), (0, 0), 6), np.uint8), "too blurred"),
        (astronaut() // 6 + 60, "too little contrast"),
    ],
)
def test_pictures_that_are_not_good_enough_are_refused_with_reasons(
    enroller: Enroller, gallery: Gallery, picture: UInt8, words: str
) -> None:
    with pytest.raises(EnrolmentError, match=words):
        enroller.enrol_picture("Somebody", picture, source="picture.jpg")
    assert gallery.identities() == ()
    if "no face" not in words:
        assert enroller.enrol_picture("Somebody", picture, source="p", force=True).new_person


def test_a_bad_name_is_told_before_anything_is_computed(enroller: Enroller) -> None:
    for name in ("", "a\nb", "x" * 500):
        with pytest.raises(GalleryError, match="name"):
            enroller.enrol_picture(name, astronaut(), source="x")


def test_a_face_that_fills_its_picture_is_found(enroller: Enroller, detector: Detector) -> None:
    ((face,),) = detector.detect([astronaut()])
    x0, y0, x1, y1 = face.box.astype(int)
    tight = np.ascontiguousarray(astronaut()[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4])
    assert enroller.enrol_picture("Eileen", tight, source="x", force=True).new_person


def test_a_face_that_fills_a_large_picture_is_where_it_is_in_a_small_one(
    detector: Detector,
) -> None:
    ((face,),) = detector.detect([astronaut()])
    x0, y0, x1, y1 = face.box.astype(int)
    tight = np.ascontiguousarray(astronaut()[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4])
    large = resized(tight, 20 * tight.shape[1], 20 * tight.shape[0])
    (small_face,), (large_face,) = (find_faces(detector, picture) for picture in (tight, large))
    # 1-based pixel coordinates, as the detector gives them.
    expected = (small_face.landmarks - 0.5) * 20 + 0.5
    assert np.abs(large_face.landmarks - expected).max() < 2.0 * 20


@pytest.mark.parametrize("size", [(1, 20_000), (70_000, 100), (2, 3_000_000)])
def test_a_picture_of_any_length_is_refused_in_words_and_the_others_go_on(
    enroller: Enroller, tmp_path: Path, size: tuple[int, int]
) -> None:
    """Around it a border of half its length would not fit into memory."""
    saved(tmp_path / "Grace.png", grace_hopper())
    Image.new("1", size).save(tmp_path / "Alan.png")
    alan, grace = enroller.enrol(tmp_path)
    assert NO_FACE in alan.refusal
    assert grace.added is not None


def test_a_large_picture_gives_the_face_of_a_small_one(
    enroller: Enroller, gallery: Gallery
) -> None:
    """The face is looked for in a reduced picture but cut out of the original."""
    factor = 6
    large = np.asarray(
        cv2.resize(astronaut(), None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC),
        np.uint8,
    )
    of_large = enroller.enrol_picture("Large", large, source="x")
    of_small = enroller.enrol_picture("Small", astronaut(), source="x")
    (big,) = gallery.images(of_large.identity.identity_id)
    (small,) = gallery.images(of_small.identity.identity_id)
    # 1-based pixel coordinates, as the detector gives them.
    expected = (small.landmarks - 0.5) * factor + 0.5
    assert np.abs(big.landmarks - expected).max() < 1.0 * factor
    shift = gallery.crop(big.image_id).astype(int) - gallery.crop(small.image_id).astype(int)
    assert np.abs(shift).mean() < 6


def test_pictures_of_all_kinds_are_read_alike(enroller: Enroller, tmp_path: Path) -> None:
    portrait = astronaut()
    rgb = Image.fromarray(portrait[:, :, ::-1])
    grey = np.asarray(cv2.cvtColor(portrait, cv2.COLOR_BGR2GRAY), np.uint8)
    alpha = np.dstack([portrait, np.full((512, 512), 255, np.uint8)])
    alpha[:40, :, 3] = 0
    saved(tmp_path / "alpha.png", alpha)
    saved(tmp_path / "grey.png", grey)
    saved(tmp_path / "deep.png", portrait.astype(np.uint16) * 257)
    rgb.convert("CMYK").save(tmp_path / "cmyk.jpg")
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned right by a quarter
    rgb.rotate(90, expand=True).save(tmp_path / "turned.jpg", exif=exif, quality=95)
    outcomes = list(enroller.enrol(tmp_path))
    assert [o.name for o in outcomes] == ["alpha", "cmyk", "deep", "grey", "turned"]
    assert [o.refusal for o in outcomes] == [""] * 5


def test_files_that_are_no_pictures_are_told(enroller: Enroller, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "text.png").write_text("hello")
    data = saved(tmp_path / "cut.jpg", astronaut()).read_bytes()
    (tmp_path / "cut.jpg").write_bytes(data[: len(data) // 3])
    Image.new("1", (9_500, 9_500)).save(tmp_path / "bomb.png")
    saved(tmp_path / "good.png", grace_hopper())
    outcomes = {o.name: o for o in enroller.enrol(tmp_path)}
    assert outcomes["good"].added is not None
    for name, words in (("empty", "empty"), ("text", "not a picture"), ("bomb", "too many")):
        assert outcomes[name].added is None
        assert words in str(outcomes[name])
        assert name in str(outcomes[name])
    assert "damaged" in outcomes["cut"].refusal
    with pytest.raises(SourceError, match="no such file"):
        enroller.enrol_file("X", tmp_path / "none.png")


def test_a_checked_file_is_small_and_gives_its_pixels_again(
    enroller: Enroller, tmp_path: Path
) -> None:
    large = resized(astronaut(), 2000, 2000)
    path = saved(tmp_path / "Eileen.png", large)
    checked = enroller.check_file(path, name="Eileen")
    assert (checked.source, checked.suggested_name) == (str(path), "Eileen")
    assert (checked.width, checked.height) == large.shape[1::-1]
    preview = cv2.imdecode(np.frombuffer(checked.preview, np.uint8), cv2.IMREAD_COLOR)
    assert preview is not None
    assert max(preview.shape) == PREVIEW_SIDE
    shown = cv2.resize(large, preview.shape[1::-1], interpolation=cv2.INTER_AREA)
    assert np.abs(preview.astype(float) - shown).mean() < 5.0
    assert isinstance(checked.original, PictureFile)
    np.testing.assert_array_equal(checked.original.read(), large)
    # All that is kept, pixels and all, takes far less than the picture.
    assert len(pickle.dumps(checked)) < large.nbytes / 10
    pasted = enroller.check_picture(large, source="clipboard")
    np.testing.assert_array_equal(pasted.original.read(), large)
    np.testing.assert_array_equal(pasted.faces[0].face.box, checked.faces[0].face.box)


def test_a_folder_names_its_people(enroller: Enroller, gallery: Gallery, tmp_path: Path) -> None:
    saved(tmp_path / "Grace.png", grace_hopper())
    saved(tmp_path / "Eileen" / "1.png", astronaut())
    saved(tmp_path / "Eileen" / "2.png", turned(astronaut(), 8))
    saved(tmp_path / ".hidden.png", pair())
    (tmp_path / "notes.txt").write_text("not a picture")
    outcomes = list(enroller.enrol(tmp_path))
    assert [(o.name, Path(o.source).name) for o in outcomes] == [
        ("Eileen", "1.png"),
        ("Eileen", "2.png"),
        ("Grace", "Grace.png"),
    ]
    assert "image 2 of 'Eileen'" in str(outcomes[1])
    assert [(p.name, p.images) for p in gallery.identities()] == [("Eileen", 2), ("Grace", 1)]


def test_a_name_can_be_given_to_a_folder(
    enroller: Enroller, gallery: Gallery, tmp_path: Path
) -> None:
    saved(tmp_path / "a.png", astronaut())
    saved(tmp_path / "b.png", turned(astronaut(), 8))
    assert all(o.added for o in enroller.enrol(tmp_path, name="Eileen"))
    assert [(p.name, p.images) for p in gallery.identities()] == [("Eileen", 2)]


@pytest.mark.skipif(sys.platform != "linux", reason="needs file names of any bytes")
def test_file_names_that_are_no_text_name_people_readably(
    enroller: Enroller, gallery: Gallery, tmp_path: Path
) -> None:
    def renamed(path: Path, name: bytes) -> Path:
        return path.rename(path.with_name(os.fsdecode(name)))

    folder = tmp_path / "people"
    renamed(saved(folder / "a.png", astronaut()), b"Ren\xe9e.png")
    renamed(saved(folder / "b.png", turned(astronaut(), 8)), b"Ren\xe8e.png")
    renamed(saved(folder / "Grace" / "c.png", grace_hopper()), b"caf\xe9.png")
    (folder / os.fsdecode(b"d\xff.png")).write_bytes(b"")
    outcomes = list(enroller.enrol(folder))
    assert "".join(map(str, outcomes)).isprintable()
    assert [o.name for o in outcomes if o.added is None] == ["d\\udcff"]
    assert [p.name for p in gallery.identities()] == ["Grace", "Ren\\udce8e", "Ren\\udce9e"]
    (image,) = gallery.images(gallery.identities()[0].identity_id)
    assert image.source.endswith("caf\\udce9.png")
    other = renamed(saved(tmp_path / "d.png", turned(grace_hopper(), 8)), b"d\xe9.png")
    assert enroller.enrol_file("Grace", other).identity.images == 2


@pytest.mark.parametrize("name", [None, "Eileen"])
def test_a_folder_without_pictures_is_told(
    enroller: Enroller, tmp_path: Path, name: str | None
) -> None:
    with pytest.raises(GalleryError, match="holds no pictures"):
        list(enroller.enrol(tmp_path, name=name))
    with pytest.raises(GalleryError, match="no such folder"):
        people_of(tmp_path / "none")


def test_a_folder_that_cannot_be_looked_at_is_told(enroller: Enroller, tmp_path: Path) -> None:
    long_name = tmp_path / ("x" * 300)
    for action in (lambda: people_of(long_name), lambda: list(enroller.enrol(long_name))):
        with pytest.raises(GalleryError, match="cannot be looked at"):
            action()
    with pytest.raises(GalleryError, match="cannot be looked at"):
        is_gallery_file(long_name)


def test_an_exported_folder_is_enrolled_under_the_same_names(
    enroller: Enroller, gallery: Gallery, detector: Detector, embedder: Embedder, tmp_path: Path
) -> None:
    names = ["AC/DC", "李" * 200]
    enroller.enrol_picture(names[0], astronaut(), source="x")
    enroller.enrol_picture(names[1], grace_hopper(), source="y")
    export_folder(gallery, tmp_path / "out")
    with Gallery.in_memory(model_hash=embedder.model_hash) as other:
        outcomes = list(Enroller(detector, embedder, other).enrol(tmp_path / "out"))
        assert all(o.added for o in outcomes)
        assert [p.name for p in other.identities()] == names


def test_a_face_of_a_frame_can_be_enrolled(
    enroller: Enroller, gallery: Gallery, detector: Detector
) -> None:
    frame = Frame(index=7, time_s=0.3, image=pair())
    faces = sorted(detector.detect([frame.image])[0], key=lambda face: float(face.box[0]))
    for name, face in zip(("Eileen", "Grace"), faces, strict=True):
        enroller.enrol_face(name, frame.image, face, source="clip.mp4 at 0.3 s")
    assert [p.name for p in gallery.identities()] == ["Eileen", "Grace"]


def test_after_a_change_of_model_the_stored_crops_are_embedded(
    detector: Detector, embedder: Embedder, tmp_path: Path
) -> None:
    path = tmp_path / "gallery.sqlite"
    with Gallery.open(path, model_hash="0" * 64) as old:
        Enroller(detector, embedder, old).enrol_picture("Eileen", astronaut(), source="x")
    with Gallery.open(path, model_hash=embedder.model_hash) as new:
        enroller = Enroller(detector, embedder, new)
        assert len(new.snapshot()) == 0
        assert list(enroller.reembed()) == [1]
        assert list(enroller.reembed()) == []
        (image,) = new.images(new.identities()[0].identity_id)
        probe = embedder.embed(new.crop(image.image_id)[None])
        assert new.snapshot().search(probe)[0][0].similarity == pytest.approx(1.0, abs=1e-5)


def test_an_outcome_says_what_happened() -> None:
    refused = Outcome(name="A", source="a.jpg", added=None, refusal="a.jpg: no face was found")
    assert str(refused) == "a.jpg: no face was found"


@pytest.mark.shared
@pytest.mark.parametrize("clip", ["friends", "avengers"])
def test_real_portraits_are_enrolled(
    enroller: Enroller, gallery: Gallery, shared: Path, clip: str
) -> None:
    """Ornate frames with transparent surroundings, and large photographs."""
    folder = shared / "clips" / clip / "gallery"
    outcomes = list(enroller.enrol(folder))
    assert [o.refusal for o in outcomes] == [""] * len(outcomes)
    assert {p.name for p in gallery.identities()} == {p.stem for p in folder.iterdir()}
