"""A gallery in one file: there and back, and files that mean harm."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.gallery import Gallery
from gallery.imports import import_file, take_out
from gallery.portable import export_file
from tests.gallery.people import MODEL, OTHER_MODEL, SIZE, SPACE, crop_of, face, unit
from videorec.core.errors import GalleryError, OutputError

Parts = dict[str, bytes]


def empty() -> Gallery:
    return Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("portable") / "people.zip"
    with empty() as gallery:
        ada = gallery.add("Ada", face(1)).identity
        gallery.add("Ada", face(2))
        gallery.add("AC/DC 👩‍🚀", face(3))
        gallery.recolor(ada.identity_id, (1, 2, 3))
        gallery.reject(ada.identity_id, embedding=unit(9), crop=crop_of(9))
        export_file(gallery, path)
    return path


@pytest.fixture
def gallery() -> Iterator[Gallery]:
    with empty() as made:
        yield made


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def written(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def changed(exported: Path, tmp_path: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    parts = parts_of(exported)
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()
    return written(tmp_path / "changed.zip", parts)


def test_everything_comes_back(exported: Path, gallery: Gallery, tmp_path: Path) -> None:
    report = import_file(gallery, exported)
    assert (report.new_people, report.new_images, report.left_out) == (2, 3, ())
    ada = gallery.find("Ada")
    assert ada is not None
    assert (ada.color, ada.images) == ((1, 2, 3), 2)
    first, _ = gallery.images(ada.identity_id)
    np.testing.assert_array_equal(gallery.crop(first.image_id), crop_of(1))
    np.testing.assert_array_equal(first.landmarks, face(1).landmarks)
    assert first.source == "picture 1"
    assert gallery.missing() == 0
    assert gallery.snapshot().search(unit(3)[None], 1)[0][0].name == "AC/DC 👩‍🚀"
    assert gallery.snapshot().search(unit(9)[None], 2)[0][-1].name != "Ada"
    again = tmp_path / "again.zip"
    export_file(gallery, again)
    first_parts, second_parts = parts_of(exported), parts_of(again)
    assert json.loads(first_parts["manifest.json"]) == json.loads(second_parts["manifest.json"])
    assert first_parts == second_parts


def test_importing_twice_changes_nothing(exported: Path, gallery: Gallery) -> None:
    import_file(gallery, exported)
    revision = gallery.revision
    report = import_file(gallery, exported)
    assert (report.new_people, report.new_images, report.known_images) == (0, 0, 3)
    assert gallery.revision == revision
    assert gallery.info().rejections == 1


def test_people_of_one_name_become_one(exported: Path, gallery: Gallery) -> None:
    gallery.add("ADA", face(7))
    import_file(gallery, exported)
    ada = gallery.find("ada")
    assert ada is not None
    assert (ada.name, ada.images) == ("ADA", 3)


def test_who_joined_whom_is_reported(exported: Path, gallery: Gallery) -> None:
    gallery.add("ADA", face(7))
    gallery.add("AC/DC 👩‍🚀", face(3))
    report = import_file(gallery, exported)
    assert report.joined == {"Ada": "ADA"}
    assert (report.people, report.new_images, report.known_images) == ((), 2, 1)


def test_what_came_in_is_taken_out_and_nothing_else(exported: Path, gallery: Gallery) -> None:
    ada = gallery.add("ADA", face(7)).identity
    gallery.reject(ada.identity_id, embedding=unit(8), crop=crop_of(8))
    report = import_file(gallery, exported)
    assert report.changed
    assert gallery.info().rejections == 2
    take_out(gallery, report)
    assert [(p.name, p.images) for p in gallery.identities()] == [("ADA", 1)]
    assert gallery.info().rejections == 1
    assert gallery.snapshot().search(unit(7)[None], 1)[0][0].name == "ADA"


class _StoppedError(Exception):
    pass


def test_an_import_that_is_stopped_adds_nobody(exported: Path, gallery: Gallery) -> None:
    shares: list[float] = []

    def stop(share: float) -> None:
        shares.append(share)
        if share:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        import_file(gallery, exported, stop)
    assert shares == [0, 0.5]
    assert gallery.identities() == ()
    assert gallery.revision == 0


def test_a_face_known_under_another_name_is_left_out_and_told(
    exported: Path, gallery: Gallery
) -> None:
    gallery.add("Countess", face(1))
    report = import_file(gallery, exported)
    assert report.left_out == ("an image of 'Ada' is enrolled as 'Countess'",)
    assert report.new_images == 2


def test_another_model_finds_crops_to_embed(exported: Path) -> None:
    with Gallery.in_memory(model_hash=OTHER_MODEL, embedding_size=8) as gallery:
        import_file(gallery, exported)
        assert gallery.missing() == 4
        assert dict(gallery.info().embeddings) == {SPACE: 3}


def test_an_empty_gallery_can_be_exported(gallery: Gallery, tmp_path: Path) -> None:
    export_file(gallery, tmp_path / "none.zip")
    assert import_file(gallery, tmp_path / "none.zip").new_people == 0


def test_an_export_that_fails_leaves_the_old_file(
    exported: Path, gallery: Gallery, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="cannot be exported"):
        export_file(gallery, tmp_path / "no" / "folder.zip")
    target = written(tmp_path / "old.zip", {"old": b"1"})
    gallery.close()
    with pytest.raises(GalleryError, match="closed"):
        export_file(gallery, target)
    assert parts_of(target) == {"old": b"1"}
    assert [p.name for p in tmp_path.iterdir()] == ["old.zip"]


def test_what_is_no_export_is_refused(gallery: Gallery, tmp_path: Path) -> None:
    text = tmp_path / "text.zip"
    text.write_text("hello")
    for path, words in (
        (text, "not an exported gallery"),
        (tmp_path / "none.zip", "no such file"),
        (tmp_path, "cannot be read"),
        (written(tmp_path / "other.zip", {"a": b""}), "not an exported gallery"),
        (written(tmp_path / "list.zip", {"manifest.json": b"[]"}), "not an exported gallery"),
        (written(tmp_path / "half.zip", {"manifest.json": b'{"pro'}), "damaged"),
        (written(tmp_path / "deep.zip", {"manifest.json": b"[" * 100_000}), "damaged"),
    ):
        with pytest.raises(GalleryError, match=words):
            import_file(gallery, path)
    assert gallery.identities() == ()


def a_newer_format(manifest: dict[str, Any]) -> None:
    manifest["format"] = 2


def an_empty_name(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["name"] = " "


def a_control_character(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["name"] = "A\x1b[2J"


def a_colour_out_of_range(manifest: dict[str, Any]) -> None:
    manifest["people"][1]["color"] = [1, 2, 300]


def a_missing_crop(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["images"][0]["crop"] = "../../../../etc/passwd"


def landmarks_that_are_none(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["images"][0]["landmarks"][0] = [float("nan"), 0]


def an_unknown_field(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["shoe_size"] = 43


def a_date_without_a_zone(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["created"] = "2020-01-01"


def too_few_rows(manifest: dict[str, Any]) -> None:
    manifest["embeddings"]["embeddings/0.npy"]["crops"].pop()


def a_number_beyond_all_bounds(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["images"][0]["landmarks"][0] = [10**400, 0]


def a_source_that_is_no_text(manifest: dict[str, Any]) -> None:
    manifest["people"][0]["images"][0]["source"] = "\ud800"


def a_space_of_another_size(manifest: dict[str, Any]) -> None:
    manifest["embeddings"]["embeddings/0.npy"]["space"] = f"{MODEL}/{SIZE * 2}"


def no_people(manifest: dict[str, Any]) -> None:
    del manifest["people"]


@pytest.mark.parametrize(
    "change",
    [
        a_newer_format,
        an_empty_name,
        a_control_character,
        a_colour_out_of_range,
        a_missing_crop,
        landmarks_that_are_none,
        an_unknown_field,
        a_date_without_a_zone,
        too_few_rows,
        a_number_beyond_all_bounds,
        a_source_that_is_no_text,
        a_space_of_another_size,
        no_people,
    ],
)
def test_a_manifest_that_lies_is_refused_whole(
    exported: Path, gallery: Gallery, tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    with pytest.raises(GalleryError):
        import_file(gallery, changed(exported, tmp_path, change))
    assert gallery.identities() == ()


def npy(shape: tuple[int, ...], dtype: str, data: bytes) -> bytes:
    file = io.BytesIO()
    header = {"shape": shape, "fortran_order": False, "descr": dtype}
    np.lib.format.write_array_header_1_0(file, header)
    return file.getvalue() + data


def headed(header: bytes) -> bytes:
    """What stands where the header of a matrix should."""
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a matrix",
        b"\x93NUMPY\x01\x00",
        headed(b""),
        headed(b"{" * 5),
        headed(b"(" * 3000),
        headed(b"-" * 9000),
        headed(b"'" * 3),
        headed(b"1\n  2\n 3"),
        headed(b"{'descr': {}, 'fortran_order': False, 'shape': (4, 16), }\n"),
        headed(b"{'descr': ('<f4',), 'fortran_order': False, 'shape': (4, 16), }\n"),
        headed(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4, %s), }\n" % (b"9" * 5000)),
        headed(b"{'descr': '<f4', 'fortran_order': False, 'shape': (4, 0), }\n"),
        npy((4, SIZE), "<f4", b""),
        npy((4, 1 << 40), "<f4", b"1234"),
        npy((4, SIZE), "<f8", bytes(8 * 4 * SIZE)),
        npy((4,), "|O", b"cos\nsystem\n(S'false'\ntR."),
        npy((4, SIZE), "<f4", np.full(4 * SIZE, np.nan, "<f4").tobytes()),
        npy((4, SIZE), "<f4", np.full(4 * SIZE, 1.0, "<f4").tobytes()),  # resembles everybody
    ],
)
def test_matrices_that_lie_are_refused(
    exported: Path, gallery: Gallery, tmp_path: Path, data: bytes
) -> None:
    path = written(tmp_path / "x.zip", {**parts_of(exported), "embeddings/0.npy": data})
    with pytest.raises(GalleryError):
        import_file(gallery, path)
    assert gallery.identities() == ()


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_refused(
    exported: Path, gallery: Gallery, tmp_path: Path, method: int
) -> None:
    path = tmp_path / "packed.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in parts_of(exported).items():
            archive.writestr(name, data)
    with pytest.raises(GalleryError, match="packed in a way"):
        import_file(gallery, path)


def test_a_bomb_is_not_unpacked(exported: Path, gallery: Gallery, tmp_path: Path) -> None:
    parts = parts_of(exported)
    parts["crops/0000001.png"] = bytes(300_000_000)
    with pytest.raises(GalleryError, match="would grow"):
        import_file(gallery, written(tmp_path / "bomb.zip", parts))


def test_a_part_that_is_too_large_is_refused(
    exported: Path, gallery: Gallery, tmp_path: Path
) -> None:
    parts = parts_of(exported)
    parts["crops/0000001.png"] += np.random.default_rng(0).bytes(200_000)
    with pytest.raises(GalleryError, match="at most 131,072"):
        import_file(gallery, written(tmp_path / "large.zip", parts))


def test_nothing_is_written_beside_the_gallery(
    exported: Path, gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = {**parts_of(exported), "../slipped.txt": b"x", "/tmp/slipped-videorec.txt": b"x"}
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    path = written(inner / "slip.zip", parts)
    assert import_file(gallery, path).new_images == 3
    assert [p.name for p in inner.iterdir()] == ["slip.zip"]
    assert not (inner.parent / "slipped.txt").exists()
    assert not Path("/tmp/slipped-videorec.txt").exists()


def test_a_password_is_told(exported: Path, gallery: Gallery, tmp_path: Path) -> None:
    data = bytearray(exported.read_bytes())
    place = data.rindex(b"PK\x01\x02")
    data[place + 8] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(data)
    with pytest.raises(GalleryError, match=r"not an exported gallery|damaged"):
        import_file(gallery, path)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.floats(0, 1), noise=st.binary(min_size=1, max_size=30), cut=st.booleans())
def test_damage_gives_words_and_changes_nothing(
    exported: Path, tmp_path: Path, place: float, noise: bytes, cut: bool
) -> None:
    data = exported.read_bytes()
    at = int(place * len(data))
    broken = data[:at] if cut else data[:at] + noise + data[at + len(noise) :]
    path = tmp_path / "broken.zip"
    path.write_bytes(broken)
    with empty() as gallery:
        try:
            import_file(gallery, path)
        except GalleryError:
            assert gallery.identities() == ()
            assert gallery.revision == 0
