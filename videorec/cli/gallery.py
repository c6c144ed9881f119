"""`videorec gallery`: who is known, and everything that changes it."""

import argparse
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from gallery.exports import export_gallery
from gallery.gallery import Gallery
from gallery.imports import import_file
from gallery.records import Identity
from videorec import app
from videorec.cli.lines import tell
from videorec.config import AppSettings, read_settings
from videorec.core.errors import EnrolmentError, GalleryError, UsageError, looking_at


def add_parser(subparsers: Any) -> None:
    """Add `gallery` with its own sub-commands to the command line."""
    parser = subparsers.add_parser("gallery", help="list, enrol, rename, merge, remove people")
    parser.add_argument(
        "--gallery", type=Path, metavar="FILE", help="gallery file (default: your own gallery)"
    )
    parser.set_defaults(handler=run)
    commands = parser.add_subparsers(dest="gallery_command", required=True, metavar="COMMAND")

    listed = commands.add_parser("list", help="everybody, with the number of images")
    listed.add_argument("name", nargs="?", help="show the images of this person")
    commands.add_parser("info", help="counts, size, models and place of the gallery")

    enrol = commands.add_parser("enrol", help="add people from pictures")
    enrol.add_argument(
        "pictures", type=Path, nargs="+", metavar="PICTURE",
        help="a picture (NAME.jpg), or a folder of NAME.jpg and NAME/*.jpg",
    )  # fmt: skip
    enrol.add_argument("--name", help="whom the pictures show (default: what they are called)")
    enrol.add_argument(
        "--force", action="store_true",
        help="take a poor picture too, and the largest face of several",
    )  # fmt: skip
    _add_model_arguments(enrol)

    rename = commands.add_parser("rename", help="give a person another name")
    rename.add_argument("name")
    rename.add_argument("new_name")
    merge = commands.add_parser("merge", help="two people are one: move all images of the first")
    merge.add_argument("name")
    merge.add_argument("into")
    remove = commands.add_parser("remove", help="delete a person, or some of their images")
    remove.add_argument("name")
    remove.add_argument(
        "--image", type=int, action="append", metavar="NUMBER",
        help="only this image, by its number in `gallery list NAME`; may be repeated",
    )  # fmt: skip

    export = commands.add_parser("export", help="write everybody to one file, or to a folder")
    export.add_argument("target", type=Path, help="FILE.zip holds all; a FOLDER holds pictures")
    imported = commands.add_parser("import", help="add everybody of an exported file or a folder")
    imported.add_argument("origin", type=Path, metavar="FILE.zip|FOLDER")
    imported.add_argument("--force", action="store_true", help="as for enrol, with a folder")
    _add_model_arguments(imported)

    reembed = commands.add_parser("reembed", help="embed stored faces anew, after another model")
    reembed.add_argument("--all", action="store_true", help="also those this model embedded before")
    _add_model_arguments(reembed)


def _add_model_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings in YAML")
    parser.add_argument("--model", help="a name of `videorec weights list`, or a weights file")
    parser.add_argument("--device", help="auto, cpu, cuda or cuda:N")


def run(args: argparse.Namespace) -> int:
    """Do what the sub-command says; 0 on success. Raises the application's errors."""
    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "info": _info,
        "enrol": _enrol,
        "rename": _rename,
        "merge": _merge,
        "remove": _remove,
        "export": _export,
        "import": _import,
        "reembed": _reembed,
    }
    return commands[args.gallery_command](args)


def _list(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        if args.name is not None:
            person = _person(gallery, args.name)
            for number, image in enumerate(gallery.images(person.identity_id), start=1):
                tell(
                    f"{number:4}  {image.added:%Y-%m-%d}  quality {image.quality:.2f}  "
                    f"{image.source}"
                )
            return 0
        people = gallery.identities()
        if not people:
            tell("nobody is enrolled; start with `videorec gallery enrol NAME.jpg`")
        for person in people:
            images = "1 image" if person.images == 1 else f"{person.images} images"
            tell(f"{person.name}  ({images}, since {person.created:%Y-%m-%d})")
    return 0


def _info(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        info = gallery.info()
        tell(f"file:      {info.name} ({info.size_bytes / 1e6:.1f} MB, format {info.version})")
        tell(f"people:    {info.people}")
        tell(f"images:    {info.images}")
        tell(f"rejected:  {info.rejections}")
        for space, count in info.embeddings.items():
            model, _, size = space.partition("/")
            tell(f"embedded:  {count} by model {model[:12]} ({size} values)")
        if gallery.read_only:
            tell("read-only: people can be recognised but not changed")
    return 0


def _enrol(args: argparse.Namespace) -> int:
    engine = app.build_engine(_settings(args))
    done = refused = 0
    with app.open_gallery(engine, args.gallery) as gallery:
        enroller = app.build_enroller(engine, gallery)
        for path in args.pictures:
            for outcome in enroller.enrol(path, name=args.name, force=args.force):
                tell(str(outcome))
                done += outcome.added is not None
                refused += outcome.added is None
    return _verdict(done, refused)


def _verdict(done: int, refused: int) -> int:
    if refused:
        raise EnrolmentError(f"{refused} of {done + refused} pictures were not enrolled, see above")
    return 0


def _rename(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        person = _person(gallery, args.name)
        renamed = gallery.rename(person.identity_id, args.new_name)
    tell(f"{person.name} is called {renamed.name} now")
    return 0


def _merge(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        source, into = _person(gallery, args.name), _person(gallery, args.into)
        merged = gallery.merge(source.identity_id, into.identity_id)
    tell(f"{source.name} is part of {merged.name} now, who has {merged.images} images")
    return 0


def _remove(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        if args.image is None:
            tell(str(gallery.remove(_number(gallery, args.name))))
            return 0
        person = _person(gallery, args.name)
        images = gallery.images(person.identity_id)
        wrong = [n for n in args.image if not 1 <= n <= len(images)]
        if wrong:
            raise UsageError(
                f"--image {wrong[0]}: {person.name} has the images 1 to {len(images)}; "
                "see `videorec gallery list NAME`"
            )
        for number in sorted(set(args.image)):
            tell(str(gallery.remove_image(images[number - 1].image_id)))
    return 0


def _export(args: argparse.Namespace) -> int:
    with _opened(args) as gallery:
        people = export_gallery(gallery, args.target)
        left_out = gallery.info().people - people
    rest = f"; {left_out} without images left out" if left_out else ""
    tell(f"{people} people written to {args.target}{rest}")
    return 0


def _import(args: argparse.Namespace) -> int:
    with looking_at(args.origin, GalleryError):
        is_folder = args.origin.is_dir()
    if is_folder:
        args.pictures, args.name = [args.origin], None
        return _enrol(args)
    with _opened(args) as gallery:
        report = import_file(gallery, args.origin)
    for line in report.left_out:
        tell(line)
    tell(
        f"{report.new_people} new people, {report.new_images} new images, "
        f"{report.known_images} were there already"
    )
    return 0


def _reembed(args: argparse.Namespace) -> int:
    engine = app.build_engine(_settings(args))
    with app.open_gallery(engine, args.gallery) as gallery:
        if args.all:
            gallery.forget_embeddings()
        missing = gallery.missing()
        if not missing:
            tell("every face is embedded by this model; nothing to do")
            return 0
        with tqdm(total=missing, unit="face", disable=None) as bar:
            for done in app.build_enroller(engine, gallery).reembed():
                bar.update(done - bar.n)
    tell(f"{missing} faces embedded by {engine.embedder.card.name}")
    return 0


def _settings(args: argparse.Namespace) -> AppSettings:
    settings = read_settings(args.config)
    return replace(
        settings,
        model=settings.model if args.model is None else args.model,
        device=settings.device if args.device is None else args.device,
    )


def _opened(args: argparse.Namespace) -> Gallery:
    """The gallery without its model: enough for everything that embeds nothing."""
    path = args.gallery or app.default_gallery_path()
    return Gallery.open(path)


def _person(gallery: Gallery, name: str) -> Identity:
    return gallery.person(_number(gallery, name))


def _number(gallery: Gallery, name: str) -> int:
    found = gallery.find_number(name)
    if found is None:
        raise GalleryError(f"nobody is called {name!r}; see `videorec gallery list`")
    return found
