"""Names as they are stored, compared, and turned into folders."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gallery.folders import LIST_NAME
from gallery.names import MAX_NAME_LENGTH, clean_name, folder_name, name_key, name_of_folder
from videorec.core.errors import GalleryError

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=220)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("  Ada Lovelace\n", "Ada Lovelace"),
        ("Phoebe   Buffay", "Phoebe Buffay"),
        ("Phoebe\u00a0\u3000Buffay", "Phoebe Buffay"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("AC/DC", "AC/DC"),
        ("👩🏽\u200d🚀 Mae", "👩🏽\u200d🚀 Mae"),
        ("李小龍", "李小龍"),
        ("%", "%"),
        ("x" * MAX_NAME_LENGTH, "x" * MAX_NAME_LENGTH),
    ],
)
def test_names_that_are_taken(raw: str, stored: str) -> None:
    assert clean_name(raw) == stored


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        ("", "empty"),
        (" \t\n ", "empty"),
        ("\u200b\u200d", "empty"),
        ("A\nB", "control"),
        ("A\tB", "control"),
        ("A\x00B", "control"),
        ("A\x1b[31mB", "control"),
        ("A\u2028B", "control"),
        ("A\udcffB", "control"),
        ("x" * 500, "500 characters"),
    ],
)
def test_names_that_are_refused(raw: str, why: str) -> None:
    with pytest.raises(GalleryError, match=why):
        clean_name(raw)


@given(texts)
def test_cleaning_is_done_once_and_for_all(raw: str) -> None:
    try:
        name = clean_name(raw)
    except GalleryError:
        return
    assert clean_name(name) == name
    assert name == unicodedata.normalize("NFC", name).strip()
    assert 0 < len(name) <= MAX_NAME_LENGTH


def test_case_and_composition_make_no_second_person() -> None:
    assert name_key("ZOE\u0308") == name_key(" zo\u00eb ")
    assert name_key("Straße") == name_key("STRASSE")
    assert name_key("Ann") != name_key("Anna")


@given(texts)
@example("AC/DC")
@example("../../etc/passwd")
@example("..")
@example("CON")
@example("Gallery.json")
@example("con.txt")
@example("a%2Fb")
@example("%")
@example("dot.")
@example("C:\\x")
def test_folder_names_come_back(raw: str) -> None:
    try:
        name = clean_name(raw)
    except GalleryError:
        return
    folder = folder_name(name)
    assert folder
    assert len(folder.encode()) <= 200
    assert not set(folder) & set('/\\:*?"<>|')
    assert not folder.startswith(".")
    assert folder.casefold() != LIST_NAME
    assert not folder.endswith((".", " "))
    if len(name.encode()) <= 60:
        assert name_of_folder(folder) == name


@pytest.mark.parametrize("own", ["100%", "50%25 off", "A%41", "%2f", "plain"])
def test_a_users_own_folder_names_itself(own: str) -> None:
    found = name_of_folder(own)
    assert found == own or folder_name(found) == own
