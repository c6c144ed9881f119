"""Random sequences of changes, held against a plain dictionary."""

from dataclasses import dataclass, field

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gallery.gallery import Gallery
from tests.gallery.people import MODEL, SIZE, crop_of, face, unit
from videorec.core.errors import GalleryError

names = st.sampled_from(["Ada", "ADA", "Bert", "bert", "Zoë", "ZOE\u0308", "C/D", "  ", "a\nb"])
seeds = st.integers(0, 7)
KEYS = {"Ada": "ada", "ADA": "ada", "Bert": "bert", "bert": "bert"}
KEYS |= {"Zoë": "zoë", "ZOE\u0308": "zoë", "C/D": "c/d"}


@dataclass
class Person:
    """What the gallery should know of somebody: name, pictures by number, rejected faces."""

    identity_id: int
    name: str
    pictures: set[int] = field(default_factory=set)
    rejected: int = 0


class GalleryMachine(RuleBasedStateMachine):
    """Drives a gallery and a dictionary alike."""

    @initialize()
    def start(self) -> None:
        self.gallery = Gallery.in_memory(model_hash=MODEL, embedding_size=SIZE)
        self.people: dict[str, Person] = {}
        self.revision = 0

    def teardown(self) -> None:
        if hasattr(self, "gallery"):
            self.gallery.close()

    def somebody(self, choice: int) -> tuple[str, Person]:
        return sorted(self.people.items(), key=lambda item: item[0])[choice % len(self.people)]

    @rule(name=names, seed=seeds)
    def add(self, name: str, seed: int) -> None:
        key = KEYS.get(name)
        owner = next((k for k, p in self.people.items() if seed in p.pictures), None)
        try:
            added = self.gallery.add(name, face(seed))
        except GalleryError:
            assert key is None or owner not in (None, key)
            return
        assert key is not None
        assert owner in (None, key)
        assert added.new_person == (key not in self.people)
        assert added.new_image == (owner is None)
        person = self.people.setdefault(
            key, Person(added.identity.identity_id, added.identity.name)
        )
        person.pictures.add(seed)

    @precondition(lambda self: self.people)
    @rule(choice=seeds, name=names)
    def rename(self, choice: int, name: str) -> None:
        old, person = self.somebody(choice)
        key = KEYS.get(name)
        try:
            renamed = self.gallery.rename(person.identity_id, name)
        except GalleryError:
            assert key is None or (key in self.people and key != old)
            return
        assert key is not None
        del self.people[old]
        assert key not in self.people
        person.name = renamed.name
        self.people[key] = person

    @precondition(lambda self: self.people)
    @rule(first=seeds, second=seeds)
    def merge(self, first: int, second: int) -> None:
        source_key, source = self.somebody(first)
        into_key, into = self.somebody(second)
        try:
            self.gallery.merge(source.identity_id, into.identity_id)
        except GalleryError:
            assert source_key == into_key
            return
        into.pictures |= source.pictures
        into.rejected += source.rejected
        del self.people[source_key]

    @precondition(lambda self: self.people)
    @rule(choice=seeds)
    def remove(self, choice: int) -> None:
        key, person = self.somebody(choice)
        removed = self.gallery.remove(person.identity_id)
        assert removed.name == person.name
        assert removed.images == removed.embeddings == len(person.pictures)
        assert removed.rejections == person.rejected
        del self.people[key]

    @precondition(lambda self: any(p.pictures for p in self.people.values()))
    @rule(choice=seeds)
    def remove_image(self, choice: int) -> None:
        with_images = {k: p for k, p in self.people.items() if p.pictures}
        person = with_images[sorted(with_images)[choice % len(with_images)]]
        image = self.gallery.images(person.identity_id)[0]
        self.gallery.remove_image(image.image_id)
        person.pictures.remove(int(image.source.split()[1]))

    @precondition(lambda self: self.people)
    @rule(choice=seeds, seed=seeds)
    def reject(self, choice: int, seed: int) -> None:
        _, person = self.somebody(choice)
        crop = crop_of(100 + seed)
        self.gallery.reject(person.identity_id, embedding=unit(100 + seed), crop=crop)
        person.rejected += 1

    @invariant()
    def both_know_the_same(self) -> None:
        if not hasattr(self, "gallery"):
            return
        stored = {p.identity_id: p for p in self.gallery.identities()}
        assert {i: p.name for i, p in stored.items()} == {
            p.identity_id: p.name for p in self.people.values()
        }
        assert all(stored[p.identity_id].images == len(p.pictures) for p in self.people.values())
        info = self.gallery.info()
        assert info.rejections == sum(p.rejected for p in self.people.values())
        assert sum(info.embeddings.values()) == info.images
        assert info.revision >= self.revision
        self.revision = info.revision

    @invariant()
    def everybody_is_found(self) -> None:
        if not hasattr(self, "gallery"):
            return
        index = self.gallery.snapshot()
        for person in self.people.values():
            for seed in person.pictures:
                best = index.search(unit(seed)[None], 1)[0][0]
                assert best.identity_id == person.identity_id
                assert best.similarity > 0.999


TestGalleryMachine = GalleryMachine.TestCase
TestGalleryMachine.settings = settings(max_examples=15, stateful_step_count=20, deadline=None)
