import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videorec.core.errors import WeightsError
from videorec.models.model_card import UNMEASURED_THRESHOLD, ModelCard

similarities = st.floats(-1, 1)
cards = st.builds(
    ModelCard,
    name=st.text(min_size=1).filter(str.strip),
    depth=st.sampled_from([4, 10, 20, 36, 64]),
    training_data=st.text(),
    terms=st.text(),
    lfw_accuracy=st.none() | st.floats(0, 1),
    thresholds_fpir=st.dictionaries(
        st.floats(0.001, 1), st.dictionaries(st.integers(1, 10**6), similarities)
    ),
    thresholds_far=st.dictionaries(st.floats(1e-6, 1), similarities),
    default_threshold=similarities,
    notes=st.text(),
)


@given(cards)
def test_a_card_survives_its_json(card: ModelCard) -> None:
    assert ModelCard.from_json(card.to_json()) == card


def test_the_threshold_grows_with_the_gallery_as_measured() -> None:
    card = ModelCard(
        name="x",
        depth=20,
        default_threshold=0.3,
        thresholds_fpir={0.01: {1: 0.2, 10: 0.3, 1000: 0.5}, 0.1: {1: 0.1}},
    )
    assert card.threshold(1) == 0.2
    assert card.threshold(10) == pytest.approx(0.3)
    assert card.threshold(100) == pytest.approx(0.4)  # half-way on the logarithm
    assert card.threshold(10**6) == pytest.approx(0.8)  # 0.1 more for each ten times the size
    assert card.threshold(0) == 0.2
    assert card.threshold(7, fpir=0.1) == 0.1


def test_without_a_table_the_default_threshold_holds() -> None:
    card = ModelCard(name="x", depth=20)
    assert card.threshold(1000) == card.default_threshold == UNMEASURED_THRESHOLD
    assert not card.thresholds_measured


def test_two_views_are_one_person_as_measured_or_cautiously() -> None:
    assert ModelCard(name="x", depth=20, thresholds_far={1e-4: 0.42}).same_person == 0.42
    for threshold, expected in ((0.3, UNMEASURED_THRESHOLD), (0.6, 0.6)):
        assert ModelCard(name="x", depth=20, default_threshold=threshold).same_person == expected


def test_cards_of_networks_in_onnx_name_their_input() -> None:
    theirs: dict[str, Any] = {"name": "x", "depth": None, "architecture": "onnx"}
    card = ModelCard(**theirs, mean=0.0, scale=1.0, colour_order="RGB")
    assert ModelCard.from_json(card.to_json()) == card
    for wrong, words in (
        ({"scale": 0.0}, "a finite scale that is not 0"),
        ({"mean": math.nan}, "a finite mean"),
        ({"colour_order": "YUV"}, "possible are RGB or BGR"),
        ({"depth": 10}, "names the depth 10 of a network in ONNX"),
        ({"embedding_size": 128}, "input and embedding"),
    ):
        with pytest.raises(WeightsError, match=words):
            ModelCard(**{**theirs, **wrong})


def edited(**changes: object) -> str:
    values = json.loads(ModelCard(name="x", depth=4).to_json())
    values.update(changes)
    return json.dumps({key: value for key, value in values.items() if value != "REMOVE"})


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON"),
        ("[1]", "not a JSON object"),
        (edited(format=2), "update videorec"),
        (edited(format="REMOVE"), "update videorec"),
        (edited(colour="red"), "unknown keys ['colour']"),
        (edited(name="REMOVE"), "missing"),
        (edited(name=7), "name is not text"),
        (edited(name=" "), "has no name"),
        (edited(depth=21), "depth 21"),
        (edited(architecture="resnet"), "'resnet'"),
        (edited(colour_order="RGB"), "only (BGR - 127.5) / 128"),
        (edited(scale=1), "only (BGR - 127.5) / 128"),
        (edited(input_width=112), "input and embedding"),
        (edited(default_threshold=1.5), "default threshold 1.5"),
        (edited(default_threshold="high"), "missing or wrong value"),
        (edited(lfw_accuracy=99.3), "LFW accuracy"),
        (edited(thresholds_fpir=[1]), "missing or wrong value"),
        (edited(thresholds_far={"often": 0.1}), "missing or wrong value"),
    ],
)
def test_a_wrong_card_is_refused_in_words(text: str, words: str) -> None:
    with pytest.raises(WeightsError) as refused:
        ModelCard.from_json(text)
    assert words in str(refused.value)
