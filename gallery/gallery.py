"""The gallery: people, their images, and the snapshots that are searched.

    gallery = Gallery.open(path, model_hash=embedder.model_hash)
    gallery.add("Ada", enrolment)
    ranked = gallery.snapshot().search(embeddings)

SQLite holds the truth; the search index is made from it. Two names mean the same person when they
differ in upper and lower case only: adding an image under such a name adds it to that person.
"""

from pathlib import Path
from types import TracebackType
from typing import Self

from gallery import keepsakes, tables, vectors
from gallery.database import Database
from gallery.index import GalleryIndex
from gallery.keepsakes import Keepsake
from gallery.names import clean_name, readable
from gallery.pictures import decode_crop, decode_picture, digest_of, encode_crop, encode_picture
from gallery.records import Added, Enrolment, GalleryInfo, Identity, Outdated, Removed, StoredImage
from videorec.core.cohort import Cohort
from videorec.core.errors import EnrolmentError, GalleryError
from videorec.core.types import EMBEDDING_SIZE, Float32, UInt8


class Gallery:
    """People and their images in one file.

    Every change is whole or not at all, and may happen while other programs use the same file.
    A name that cannot be used, a full disk, a damaged file and the like are GalleryErrors.
    """

    def __init__(
        self,
        database: Database,
        *,
        model_hash: str | None,
        embedding_size: int,
        cohort: Cohort | None = None,
    ) -> None:
        """See `open` and `in_memory`."""
        self.database = database
        self.embedding_size = embedding_size
        self._model_hash = model_hash
        self._cohort = cohort
        self._snapshot: GalleryIndex | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        model_hash: str | None = None,
        embedding_size: int = EMBEDDING_SIZE,
        cohort: Cohort | None = None,
    ) -> Self:
        """Open a gallery file; it is made when it does not exist.

        model_hash: identifies the model; embeddings of other models are left alone. Without one,
            people can be listed, renamed, merged and removed, but not searched or added.
        embedding_size: values per embedding of that model. cohort: its strangers, for snapshots.
        """
        return cls(
            Database(path), model_hash=model_hash, embedding_size=embedding_size, cohort=cohort
        )

    @classmethod
    def in_memory(
        cls,
        *,
        model_hash: str | None = None,
        embedding_size: int = EMBEDDING_SIZE,
        cohort: Cohort | None = None,
    ) -> Self:
        """A gallery that is gone when the program ends."""
        return cls(
            Database(None), model_hash=model_hash, embedding_size=embedding_size, cohort=cohort
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file. Snapshots stay valid."""
        self.database.close()

    @property
    def name(self) -> str:
        """The path of the file, for messages."""
        return self.database.name

    @property
    def read_only(self) -> bool:
        """Whether the file can only be read."""
        return self.database.read_only

    @property
    def space(self) -> str:
        """HASH/SIZE: what embeddings are tagged with, since only those of one space compare.

        GalleryError when the gallery was opened without a model.
        """
        if self._model_hash is None:
            raise GalleryError(f"{self.name}: was opened without a model; give it one to search")
        return f"{self._model_hash}/{self.embedding_size}"

    @property
    def revision(self) -> int:
        """Grows with every change, also with those of other programs."""
        with self.database.reading() as rows:
            return tables.revision(rows)

    def snapshot(self) -> GalleryIndex:
        """The present state, ready to be searched; the same object until something changes."""
        with self.database.reading() as rows:
            revision = tables.revision(rows)
            if self._snapshot is not None and self._snapshot.revision == revision:
                return self._snapshot
            people = tables.identities(rows)
            space, size = self.space, self.embedding_size
            embeddings, owners = vectors.embeddings(rows, "images", space, size)
            rejected, not_these = vectors.embeddings(rows, "rejections", space, size)
        self._snapshot = GalleryIndex(
            people,
            embeddings,
            owners,
            revision=revision,
            embedding_size=self.embedding_size,
            rejected=rejected,
            rejected_owners=not_these,
            cohort=self._cohort,
        )
        return self._snapshot

    def identities(self) -> tuple[Identity, ...]:
        """Everybody, in the order of their names."""
        with self.database.reading() as rows:
            return tables.identities(rows)

    def find_number(self, name: str) -> int | None:
        """The identity id of that person, also where their other data are damaged."""
        with self.database.reading() as rows:
            return tables.find_number(rows, name)

    def find(self, name: str) -> Identity | None:
        """The person of that name, upper and lower case being the same; None if nobody has it."""
        with self.database.reading() as rows:
            return tables.find_identity(rows, name)

    def person(self, identity_id: int) -> Identity:
        """GalleryError when there is no such person (any more)."""
        with self.database.reading() as rows:
            return tables.identity(rows, identity_id)

    def images(self, identity_id: int) -> tuple[StoredImage, ...]:
        """The images of a person, oldest first."""
        with self.database.reading() as rows:
            return tables.images_of(rows, tables.identity(rows, identity_id).identity_id)

    def crop(self, image_id: int) -> UInt8:
        """(112, 96, 3) BGR: the aligned face."""
        return decode_crop(self.crop_bytes(image_id))

    def crop_bytes(self, image_id: int) -> bytes:
        """The aligned face as a PNG file."""
        with self.database.reading() as rows:
            return tables.crop_bytes(rows, image_id)

    def picture(self, image_id: int) -> UInt8:
        """(H, W, 3) BGR: the picture the face was found in, its longer side at most 1280."""
        return decode_picture(self.picture_bytes(image_id))

    def picture_bytes(self, image_id: int) -> bytes:
        """The picture as a JPEG file."""
        with self.database.reading() as rows:
            return tables.picture_bytes(rows, image_id)

    def info(self) -> GalleryInfo:
        """Counts and sizes of the whole gallery."""
        with self.database.reading() as rows:
            return tables.info(rows, self.name)

    def add(self, name: str, enrolment: Enrolment) -> Added:
        """Store a face under a name; a new name makes a new person.

        A face of a picture that the person has already changes nothing. EnrolmentError when it is
        enrolled under another name.
        """
        name, space = clean_name(name), self.space
        self._require_size(enrolment.embedding[None])
        digest = digest_of(enrolment.picture)
        crop, picture = encode_crop(enrolment.crop), encode_picture(enrolment.picture)
        with self.database.writing() as rows:
            person = tables.find_identity(rows, name)
            twin = tables.find_face(rows, digest, enrolment.landmarks)
            if twin is not None and (person is None or twin.identity_id != person.identity_id):
                other = tables.identity(rows, twin.identity_id).name
                raise EnrolmentError(
                    f"{enrolment.source}: this face is enrolled as {other!r} already; "
                    f"rename or merge that person, or remove the image there"
                )
            stamp = tables.now()
            if person is None:
                identity_id = tables.insert_identity(rows, name, created=stamp)
            else:
                identity_id = person.identity_id
            if twin is None:
                image_id = tables.insert_image(
                    rows,
                    identity_id,
                    digest=digest,
                    landmarks=enrolment.landmarks,
                    quality=enrolment.quality,
                    source=readable(enrolment.source),
                    added=stamp,
                    crop=crop,
                    picture=picture,
                )
            else:
                image_id = twin.image_id
            if twin is None or space not in twin.spaces:
                vectors.put_embedding(rows, "images", image_id, space, enrolment.embedding)
            return Added(
                identity=tables.identity(rows, identity_id),
                image_id=image_id,
                new_person=person is None,
                new_image=twin is None,
            )

    def rename(self, identity_id: int, name: str) -> Identity:
        """Give a person another name. GalleryError when somebody else has it."""
        name = clean_name(name)
        with self.database.writing() as rows:
            person = tables.identity(rows, identity_id)
            holder = tables.find_identity(rows, name)
            if holder is not None and holder.identity_id != identity_id:
                raise GalleryError(
                    f"{holder.name!r} is somebody already; merge {person.name!r} into "
                    "that person, or choose another name"
                )
            tables.rename_identity(rows, identity_id, name)
            return tables.identity(rows, identity_id)

    def recolor(self, identity_id: int, color: tuple[int, int, int] | None) -> Identity:
        """Give a person a colour (r, g, b), each 0..255, or leave it to the application."""
        with self.database.writing() as rows:
            tables.identity(rows, identity_id)
            tables.recolor_identity(rows, identity_id, tables.packed_color(color))
            return tables.identity(rows, identity_id)

    def merge(self, source_id: int, into_id: int) -> Identity:
        """Two people are one: move all images and rejected faces of the first to the second."""
        if source_id == into_id:
            raise GalleryError("a person cannot be merged with itself; give two people")
        with self.database.writing() as rows:
            tables.identity(rows, source_id)
            tables.identity(rows, into_id)
            tables.move_belongings(rows, source_id, into_id)
            tables.delete_identity(rows, source_id)
            return tables.identity(rows, into_id)

    def remove(self, identity_id: int) -> Removed:
        """Delete a person with everything that is known about them, and say what that was."""
        with self.database.writing() as rows:
            name = tables.name_of(rows, identity_id)
            images, embeddings, rejections = tables.belongings(rows, identity_id)
            tables.delete_identity(rows, identity_id)
        self._forget()
        return Removed(name=name, images=images, embeddings=embeddings, rejections=rejections)

    def remove_image(self, image_id: int) -> Removed:
        """Delete one image of a person; the person stays, even without images."""
        with self.database.writing() as rows:
            stored = tables.image(rows, image_id)
            person = tables.identity(rows, stored.identity_id)
            tables.delete_image(rows, image_id)
        self._forget()
        return Removed(name=person.name, images=1, embeddings=len(stored.spaces), rejections=0)

    def reject(self, identity_id: int, *, embedding: Float32, crop: UInt8) -> int:
        """Remember: this face is not that person. embedding: (D,) unit length; crop: (112, 96, 3).

        Faces that resemble it more than the person's own images will not get the name.
        """
        self._require_size(embedding[None])
        with self.database.writing() as rows:
            tables.identity(rows, identity_id)
            return vectors.insert_rejection(
                rows,
                identity_id,
                space=self.space,
                vector=embedding,
                crop=crop,
                added=tables.now(),
            )

    def allow(self, rejection_id: int) -> None:
        """Take `reject` back."""
        with self.database.writing() as rows:
            keepsakes.delete_rejection(rows, rejection_id)

    def keep_person(self, identity_id: int) -> Keepsake:
        """A person as they are, in memory, to be put back after `remove` or `merge`."""
        with self.database.reading() as rows:
            return keepsakes.of_person(rows, identity_id)

    def keep_image(self, image_id: int) -> Keepsake:
        """An image as it is, in memory, to be put back after `remove_image`."""
        with self.database.reading() as rows:
            return keepsakes.of_image(rows, image_id)

    def put_back(self, kept: Keepsake) -> None:
        """As it was, with images, embeddings and dates, also from whom it was merged into.

        GalleryError: somebody else has the name now, or the image's person is gone.
        """
        with self.database.writing() as rows:
            keepsakes.take_from(rows, kept)
            keepsakes.put_back(rows, kept)

    def missing(self) -> int:
        """How many stored faces have no embedding of this model."""
        with self.database.reading() as rows:
            return sum(
                len(vectors.without_embedding(rows, table, self.space))
                for table in vectors.FACE_TABLES
            )

    def outdated(self, limit: int = 64) -> Outdated | None:
        """Up to limit faces that this model has not embedded, or None when it has embedded all."""
        with self.database.reading() as rows:
            for table in vectors.FACE_TABLES:
                ids = vectors.without_embedding(rows, table, self.space)[:limit]
                if ids:
                    crops = vectors.crops(rows, table, ids)
                    return Outdated(table=table, ids=tuple(ids), crops=crops)
        return None

    def renew(self, outdated: Outdated, embeddings: Float32) -> None:
        """Store the embeddings (N, D) of outdated faces; those of other models are kept."""
        self._require_size(embeddings)
        with self.database.writing() as rows:
            for row_id, vector in zip(outdated.ids, embeddings, strict=True):
                vectors.put_embedding(rows, outdated.table, row_id, self.space, vector)

    def forget_embeddings(self) -> None:
        """Delete all embeddings of this model, to make them anew from the crops."""
        with self.database.writing() as rows:
            vectors.forget_embeddings(rows, self.space)

    def _require_size(self, embeddings: Float32) -> None:
        if embeddings.shape[1:] != (self.embedding_size,):
            raise GalleryError(
                f"an embedding of {embeddings.shape[1]} values does not fit a gallery of "
                f"{self.embedding_size}; was it made by another model?"
            )

    def _forget(self) -> None:
        self._snapshot = None
        self.database.wipe()
