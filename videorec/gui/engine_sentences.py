"""Sentences of the engine that reach the window, with gaps for what changes.

The engine speaks English and knows no window; what it says before a colon, such as a file's name,
is left out here. A gap named {reason} holds a sentence itself.
"""

from videorec.gui.media_sentences import Translate, files, films, outputs


def engine_sentences(translate: Translate) -> tuple[str, ...]:
    """All of them, each as `translate(context, sentence)` gives it, always in the same order."""
    return (
        *_faces(translate),
        *_people(translate),
        *_galleries(translate),
        *_exported(translate),
        *_models(translate),
        *files(translate),
        *films(translate),
        *outputs(translate),
    )


def _faces(translate: Translate) -> tuple[str, ...]:
    """Faces that are enrolled."""
    return (
        translate(
            "Engine",
            "the face is too small: {found} pixels from eyes to mouth, at least {least} are needed",
        ),
        translate(
            "Engine", "the face is too blurred: sharpness {found}, at least {least} is needed"
        ),
        translate(
            "Engine",
            "the face is turned too far to the side: about {found} degrees, at most {most} are "
            "allowed",
        ),
        translate(
            "Engine",
            "the face is turned too far up: about {found} degrees, at most {most} are allowed",
        ),
        translate(
            "Engine",
            "the face is turned too far down: about {found} degrees, at most {most} are allowed",
        ),
        translate(
            "Engine",
            "the face has too little contrast: {found} grey levels, at least {least} are needed",
        ),
        translate(
            "Engine",
            "the face is cut off by the edge of the picture: {found} % of it can be seen, at least"
            " {least} % are needed",
        ),
        translate(
            "Engine",
            "no face was found; use a picture in which the face is seen from the front and is at"
            " least 60 pixels high",
        ),
        translate(
            "Engine",
            "{count} faces were found; cut the picture to one person, or use --force to take the"
            " largest",
        ),
        translate("Engine", "{reason}; use a better picture, or --force to take this one"),
        translate("Engine", "{reason}; use a better picture"),
        translate("Engine", "nobody could be enrolled; {reason}"),
        translate(
            "Engine",
            "this face is enrolled as {name} already; rename or merge that person, or remove the"
            " image there",
        ),
        translate(
            "Engine", "this face was not yet seen well enough to be told; try another moment"
        ),
        translate("Engine", "this face was not yet seen well enough to be told from others"),
        translate("Engine", "this group has changed meanwhile; choose it again"),
    )


def _people(translate: Translate) -> tuple[str, ...]:
    """People and their names."""
    return (
        translate("Engine", "cannot give a person its name: {reason}"),
        translate("Engine", "a name must not be empty; give at least one visible character"),
        translate(
            "Engine", "the name {start}... has {count} characters; at most {most} are allowed"
        ),
        translate("Engine", "the name {name} holds control characters; leave them out"),
        translate(
            "Engine",
            "{name} is somebody already; merge {other} into that person, or choose another name",
        ),
        translate("Engine", "a person cannot be merged with itself; give two people"),
        translate(
            "Engine",
            "{name} was added meanwhile, so the one who was removed cannot come back; rename "
            "that person first",
        ),
        translate("Engine", "nobody has the number {number}; see the list of people"),
        translate("Engine", "there is no image number {number}; it may have been removed"),
    )


def _galleries(translate: Translate) -> tuple[str, ...]:
    """Files of people."""
    return (
        translate(
            "Engine",
            "the disk is full; nothing of this step was written; make room and try again",
        ),
        translate(
            "Engine",
            "the gallery cannot be written; check the permissions of the file and its folder",
        ),
        translate(
            "Engine",
            "the gallery cannot be opened; check that its folder exists and can be written",
        ),
        translate(
            "Engine",
            "another program has been writing for {wait} seconds; try again when it is done",
        ),
        translate("Engine", "is not a gallery; choose another file, or move this one away"),
        translate(
            "Engine",
            "the gallery is damaged; restore a copy, or import an exported one into a new file",
        ),
        translate(
            "Engine",
            "the gallery is damaged: {what} cannot be read; restore a copy, or remove the person",
        ),
        translate(
            "Engine",
            "the disk failed while the gallery was read or written; nothing of this step was kept",
        ),
        translate("Engine", "an image is too large for the gallery; scale it down"),
        translate("Engine", "the gallery has been closed ({reason})"),
        translate("Engine", "the gallery cannot be used ({reason})"),
        translate("Engine", "the gallery is read-only; copy it to a place that can be written"),
        translate(
            "Engine",
            "was made by an older version and cannot be brought up to date, as it is read-only; "
            "copy it to a place that can be written",
        ),
        translate(
            "Engine",
            "was made by a newer version of this program (gallery format {format}, known up to "
            "{known}); update the program",
        ),
        translate("Engine", "is a data base of another program; choose another file"),
        translate("Engine", "is a folder; a gallery is a file"),
        translate("Engine", "is empty and no gallery; delete it, or choose another file"),
        translate("Engine", "was left by a gallery that is gone; delete it"),
        translate(
            "Engine",
            "is read-only, and the last changes in its log cannot be read ({reason}); copy both to "
            "a place that can be written",
        ),
        translate("Engine", "is the gallery itself; choose another file"),
        translate("Engine", "cannot be looked at ({reason}); check the path"),
        translate("Engine", "the gallery cannot be exported ({reason}); choose another place"),
        translate("Engine", "is not empty; choose a new folder"),
        translate("Engine", "the gallery cannot be made ({reason}); choose another place"),
        translate(
            "Engine",
            "an embedding of {found} values does not fit a gallery of {expected}; was it made by"
            " another model?",
        ),
        translate("Engine", "a stored image is damaged; remove it and enrol it again"),
        translate("Engine", "the networks are not loaded yet; wait a moment and try again"),
    )


def _exported(translate: Translate) -> tuple[str, ...]:
    """Exported galleries that are imported."""
    return (
        translate("Engine", "is not an exported gallery; choose another file"),
        translate(
            "Engine", "is not an exported gallery, or is damaged ({reason}); choose another file"
        ),
        translate("Engine", "would grow from {size} to {plain} bytes; this is no exported gallery"),
        translate("Engine", "has the format {found}, known is {known}; update the program"),
        translate("Engine", "its list of people is damaged ({reason}); export the gallery again"),
        translate("Engine", "lacks its part {part}; export the gallery again"),
        translate("Engine", "its part {part} has {size} bytes; at most {most} are sound"),
        translate("Engine", "its part {part} is damaged ({reason}); export the gallery again"),
        translate(
            "Engine",
            "is packed in a way that no export is; pack it with deflate, or not at all",
        ),
        translate("Engine", "no aligned face"),
        translate("Engine", "no picture"),
        translate("Engine", "an image of {name} is enrolled as {other}"),
    )


def _models(translate: Translate) -> tuple[str, ...]:
    """Models, devices and settings."""
    return (
        translate(
            "Engine",
            "{reason}; available are: {names}. Give the path of a {suffix} file, or convert "
            "public weights with `videorec weights import`",
        ),
        translate("Engine", "no such weights file"),
        translate("Engine", "no weights of this name"),
        translate("Engine", "no such weights file; see `videorec weights list`"),
        translate("Engine", "a folder, not a weights file"),
        translate(
            "Engine",
            "not a readable safetensors file, perhaps cut short ({reason}); get it again, or "
            "convert foreign weights with `videorec weights import`",
        ),
        translate(
            "Engine",
            "a safetensors file without a videorec model card; convert foreign weights with "
            "`videorec weights import`",
        ),
        translate("Engine", "CPU: {name}, {count} threads"),
        translate("Engine", "CPU: {name}, 1 thread"),
        translate("Engine", "device {name} is not known; use auto, cpu, cuda or cuda:N"),
        translate(
            "Engine",
            "device {name} was asked for, but {reason}; fix that, or use --device cpu",
        ),
        translate(
            "Engine", "device {name} was asked for, but there are only cuda:0 to cuda:{last}"
        ),
        translate("Engine", "CUDA_VISIBLE_DEVICES hides every GPU"),
        translate(
            "Engine",
            "PyTorch {version} finds no usable NVIDIA GPU (`nvidia-smi` must list one, with a "
            "driver for CUDA {cuda})",
        ),
        translate("Engine", "precision fp16 needs a GPU; on a CPU use auto, fp32, bf16 or int8"),
        translate("Engine", "precision int8 is for CPUs; on a GPU use auto, fp32, bf16 or fp16"),
        translate(
            "Engine",
            "precision int8 needs a CPU with VNNI instructions, which this one lacks; use auto",
        ),
        translate("Engine", "min_face must be at least 12 pixels, not {found}"),
        translate("Engine", "threads must be at least 1, not {found}"),
        translate("Engine", "camera must be a number from 0 to 99, not {found}"),
        translate("Engine", "threshold must lie between -1 and 1, not {found}"),
        translate("Engine", "cannot be read ({reason}); check the path"),
        translate("Engine", "not valid YAML: {reason}"),
        translate("Engine", "line {line} is not valid YAML"),
        translate("Engine", "expected keys and values, not {found}"),
        translate("Engine", "unknown keys {keys}; known are {known}"),
        translate("Engine", "{key} must be one of {choices}, not {found}"),
        translate(
            "Engine",
            "{reason}. The default settings are used; the file is kept as {file}. "
            "Correct it and name it {name} again, or choose the settings anew",
        ),
    )
