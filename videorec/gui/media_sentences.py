"""The part of `engine_sentences` about files, films and what is written."""

from collections.abc import Callable

# (context, sentence) -> the sentence in another language, or as it is.
Translate = Callable[[str, str], str]


def files(translate: Translate) -> tuple[str, ...]:
    """Pictures and folders of them."""
    return (
        translate("Engine", "there is no such file; check the path"),
        translate("Engine", "there is no such folder; check the path"),
        translate("Engine", "cannot be read ({reason})"),
        translate("Engine", "may not be read; check its permissions"),
        translate("Engine", "the folder cannot be read ({reason})"),
        translate("Engine", "the file is empty"),
        translate("Engine", "has changed since it was looked at; add it again"),
        translate(
            "Engine",
            "{width} x {height} pixels are too many; scale it down to at most {most} megapixels",
        ),
        translate("Engine", "too many pixels; scale it down to at most {most} megapixels"),
        translate("Engine", "is not a picture that can be read; convert it to JPEG or PNG"),
        translate("Engine", "the picture is damaged ({reason}); save it again"),
        translate("Engine", "none of {count} pictures can be read; the first: {reason}"),
        translate("Engine", "left out: {reason}; also {names}"),
        translate("Engine", "left out: {reason}; also {names} and {count} more"),
        translate("Engine", "left out: {reason}"),
        translate("Engine", "holds no pictures ({kinds})"),
        translate(
            "Engine",
            "holds no pictures; put NAME.jpg or NAME/*.jpg into it, one name a person",
        ),
        translate(
            "Engine",
            "is neither a folder of pictures nor a gallery file ({kinds}); give a folder with "
            "one picture per person",
        ),
        translate(
            "Engine",
            "the list of names is damaged ({reason}); repair it, or delete it to take the names "
            "of the folders",
        ),
        translate("Engine", "gives two folders the same name; change one of them"),
        translate("Engine", "nothing is open; open a video, picture, camera or stream first"),
        translate("Engine", "there is no picture on screen; open a source first"),
    )


def films(translate: Translate) -> tuple[str, ...]:
    """Videos, streams and cameras."""
    return (
        translate("Engine", "this is text, not a video; pass a video or a picture"),
        translate("Engine", "holds only sound; pass a file with a video track"),
        translate("Engine", "holds neither pictures nor sound; pass a file with a video track"),
        translate("Engine", "its video codec is not supported; convert it to H.264 first"),
        translate(
            "Engine",
            "pictures of {width} x {height} are too large; scale the video down to at most "
            "{most} megapixels",
        ),
        translate(
            "Engine",
            "is not a video that can be read (another kind of file, or cut off); try to play it",
        ),
        translate("Engine", "cannot be opened ({reason})"),
        translate("Engine", "not one picture can be decoded; the file is empty or damaged"),
        translate(
            "Engine",
            "breaks off at {at} s (frame {frame}) of {duration} s, the rest is missing or "
            "damaged; the {count} frames up to there are kept",
        ),
        translate(
            "Engine",
            "damaged at {at} s (near frame {frame}), {lost} pieces cannot be decoded; the "
            "{count} readable frames are kept",
        ),
        translate(
            "Engine",
            "breaks off at {at} s (frame {frame}), the rest is missing or damaged; the {count} "
            "frames before are kept",
        ),
        translate("Engine", "{what} is not a source; name a file, folder, camera or URL"),
        translate("Engine", "did not answer in time; check the address and the network"),
        translate("Engine", "access is refused; put user:password@ before the host"),
        translate("Engine", "the server knows no such address; check the path of the URL"),
        translate("Engine", "this kind of address is not supported; use http, https or rtsp"),
        translate("Engine", "the server was asked too often; wait a while"),
        translate("Engine", "the server does not give it out; check the URL"),
        translate(
            "Engine", "the server has a fault of its own, or too much to do; try again later"
        ),
        translate("Engine", "the server hangs up without an answer; check host, port and path"),
        translate("Engine", "there is no host named {host}; check the address and the network"),
        translate(
            "Engine",
            "the server answers in another protocol, or redirects without end; check the address "
            "and its beginning (http, https, rtsp)",
        ),
        translate("Engine", "nobody answers there; check host and port"),
        translate("Engine", "the address of the stream is not valid ({reason})"),
        translate("Engine", "connecting"),
        translate("Engine", "live"),
        translate("Engine", "is back"),
        translate("Engine", "the broadcast is over; open it again to see its recording"),
        translate("Engine", "{reason}; next attempt in {wait} s"),
        translate(
            "Engine",
            "lost at {at} s (after {count} frames) and not back within {patience} s ({reason})",
        ),
        translate("Engine", "connected, but no picture came ({reason})"),
        translate("Engine", "the stream ended"),
        translate("Engine", "no data came in time"),
        translate("Engine", "the connection broke ({reason})"),
        translate(
            "Engine",
            "cannot be opened; check that it is plugged in, allowed for this program and not in "
            "use by another",
        ),
        translate("Engine", "opened but gives no picture; plug it in again"),
        translate(
            "Engine", "gives no pictures since {silence} s (frame {frame}); was it unplugged?"
        ),
    )


def outputs(translate: Translate) -> tuple[str, ...]:
    """Files that are written."""
    return (
        translate("Engine", "cannot be written ({reason}); choose another place or make room"),
        translate("Engine", "may not be overwritten; choose another name"),
        translate("Engine", "is a folder; name a file in it"),
        translate("Engine", "the folder {folder} does not exist; create it"),
        translate("Engine", "cannot be replaced ({reason}); the result is in {file}"),
        translate("Engine", "not a kind of picture that is written; choose {kinds}"),
        translate(
            "Engine",
            "holds one picture, and there are more; end the name in .mp4 to get a video",
        ),
        translate("Engine", "one picture cannot hold a video; end the name in .mp4"),
        translate("Engine", "writing stopped ({reason}); what was written is in {file}"),
        translate("Engine", "not a kind of video that is written; end the name in .mp4"),
        translate("Engine", "is the video that is read; choose another name"),
        translate("Engine", "is named for two outputs; give each its own file"),
        translate("Engine", "is the source; write to another file"),
        translate("Engine", "may not be written; choose another place"),
        translate("Engine", "cannot tell what to write; end the name in {kinds}"),
        translate("Engine", "recording, {duration} s, {count} pictures left out"),
        translate("Engine", "recording, {duration} s"),
    )
