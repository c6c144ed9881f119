"""Tables of the gallery file, as numbered migrations.

A file of version n becomes one of version n + 1 by the n-th migration, in one transaction.
A released migration is never changed; a new one is appended.
"""

# Marks the file as a gallery ("VREC"), so that no other program's data base is taken for one.
APPLICATION_ID = 0x56524543

_FIRST = (
    """
    CREATE TABLE state (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        revision INTEGER NOT NULL
    )
    """,
    "INSERT INTO state (id, revision) VALUES (1, 0)",
    # name_key holds what two spellings of one name share (gallery.names.name_key).
    """
    CREATE TABLE identities (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        color INTEGER,
        created TEXT NOT NULL
    )
    """,
    # digest: of the picture's pixels. landmarks: (5, 2) float32 in pixels of the original.
    # crop: lossless PNG, so that it can be embedded again. picture: JPEG of bounded size.
    """
    CREATE TABLE images (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity_id INTEGER NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
        digest BLOB NOT NULL,
        landmarks BLOB NOT NULL,
        quality REAL NOT NULL,
        source TEXT NOT NULL,
        added TEXT NOT NULL,
        crop BLOB NOT NULL,
        picture BLOB NOT NULL
    )
    """,
    "CREATE INDEX images_of_identity ON images (identity_id)",
    "CREATE INDEX images_by_digest ON images (digest)",
    # space: the model's hash and the size of its embeddings, which can be compared only with each
    # other. Embeddings of other models stay.
    """
    CREATE TABLE embeddings (
        image_id INTEGER NOT NULL REFERENCES images (id) ON DELETE CASCADE,
        space TEXT NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (image_id, space)
    )
    """,
    "CREATE INDEX embeddings_of_space ON embeddings (space)",
)

# Faces of which the user said: this is not that person.
_REJECTIONS = (
    """
    CREATE TABLE rejections (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        identity_id INTEGER NOT NULL REFERENCES identities (id) ON DELETE CASCADE,
        space TEXT NOT NULL,
        vector BLOB NOT NULL,
        crop BLOB NOT NULL,
        added TEXT NOT NULL
    )
    """,
    "CREATE INDEX rejections_of_identity ON rejections (identity_id)",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = (_FIRST, _REJECTIONS)
VERSION = len(MIGRATIONS)
