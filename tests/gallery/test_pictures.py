"""Images as bytes."""

import struct

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.pictures import (
    decode_crop,
    decode_picture,
    digest_of,
    encode_crop,
    encode_picture,
)
from tests.gallery.people import crop_of, picture_of
from videorec.core.errors import GalleryError


def test_crops_keep_every_bit() -> None:
    np.testing.assert_array_equal(decode_crop(encode_crop(crop_of(1))), crop_of(1))


@pytest.mark.parametrize("shape", [(112, 96), (96, 112, 3), (112, 96, 4)])
def test_other_crops_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(GalleryError, match="aligned face"):
        encode_crop(np.zeros(shape, np.uint8))


def test_large_pictures_become_smaller() -> None:
    picture = np.repeat(np.arange(0, 256, dtype=np.uint8)[None, :, None], 3, axis=2)
    large = np.asarray(cv2.resize(picture, (4000, 1000)), np.uint8)
    stored = decode_picture(encode_picture(large))
    assert stored.shape == (320, 1280, 3)
    middle = stored[160, ::100, 0].astype(int)
    assert np.abs(middle - large[500, ::312, 0][: len(middle)]).max() < 8
    assert decode_picture(encode_picture(np.zeros((1, 9000, 3), np.uint8))).shape == (1, 1280, 3)


def test_small_pictures_keep_their_size() -> None:
    assert decode_picture(encode_picture(picture_of(2))).shape == picture_of(2).shape


def test_equal_pictures_have_equal_digests() -> None:
    picture = picture_of(3)
    assert digest_of(picture) == digest_of(picture[::-1][::-1])
    assert digest_of(picture) != digest_of(picture_of(4))
    assert digest_of(np.zeros((2, 3, 3), np.uint8)) != digest_of(np.zeros((3, 2, 3), np.uint8))


def test_a_crop_that_states_another_size_is_not_decoded() -> None:
    data = bytearray(encode_crop(crop_of(1)))
    data[16:24] = struct.pack(">2I", 60_000, 60_000)
    with pytest.raises(GalleryError, match="96 x 112"):
        decode_crop(bytes(data))


def test_a_picture_that_states_a_huge_size_is_not_decoded() -> None:
    data = bytearray(encode_picture(picture_of(1)))
    place = data.index(b"\xff\xc0") + 5
    data[place : place + 4] = struct.pack(">2H", 65_000, 65_000)
    with pytest.raises(GalleryError, match="65000 x 65000"):
        decode_picture(bytes(data))


@given(cut=st.integers(0, 3000), noise=st.binary(max_size=40))
def test_damaged_bytes_give_words_or_an_image(cut: int, noise: bytes) -> None:
    for encode, decode, image in (
        (encode_crop, decode_crop, crop_of(5)),
        (encode_picture, decode_picture, picture_of(5)),
    ):
        data = encode(image)
        broken = data[:cut] + noise + data[cut + len(noise) :]
        try:
            decode(broken)
        except GalleryError:
            continue
