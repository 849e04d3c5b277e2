"""Bytes of one file → its encoding and its lines, or the reason why it is not text.

Pure: no path, no clock. The lines are those that an editor counts, because every place in the
warehouse is a line number in the file as it lies on disk.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

#: Beginnings of files that are no text, with what they are and how to make text of them.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF: convert it to text (for example with pdftotext -layout)"),
    (b"PK\x03\x04", "a zip container (docx, xlsx, ofd, zip): save its content as plain text"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office 97 file (doc, xls): save it as plain text"),
    (b"{\\rtf", "rich text: save it as plain text"),
    (b"\x89PNG", "a picture: run a text recognition and put its text here"),
    (b"\xff\xd8\xff", "a picture: run a text recognition and put its text here"),
    (b"GIF8", "a picture: run a text recognition and put its text here"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
    (b"Rar!\x1a", "a RAR archive: unpack it"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it"),
    (b"PAR1", "a parquet file: data/raw is for text"),
)

_BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16, whose mark is the beginning of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: C0 controls that no document has, and DEL; tab, line feed, vertical tab, form feed, carriage
#: return and escape sequences of old printers' page ends (0x1A) are tolerated.
_CONTROLS = dict.fromkeys((*range(1, 9), *range(14, 26), *range(27, 32), 127))
_CONTROL_BYTES = bytes(_CONTROLS)
_CONTROL_SHARE = 0.01

#: A sample decides between encodings: a wrong one shows in the first lines already.
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file without its byte order mark, and the encoding that gave it."""

    text: str
    encoding: str


class NotText(ValueError):
    """The bytes cannot be read as text: ``reason_code`` for machines, ``str()`` for people."""

    def __init__(self, reason_code: str, reason: str) -> None:
        super().__init__(reason)
        self.reason_code = reason_code


def _expected_share(text: str) -> float:
    """Which share of the characters a Chinese or English document would have (0 to 1)."""
    if not text:
        return 0.0
    expected = sum(
        1
        for char in text
        if "\u4e00" <= char <= "\u9fff"
        or " " <= char <= "~"
        or char in "\t\n\r"
        or "\u3000" <= char <= "\u303f"
        or "\uff00" <= char <= "\uffef"
        or "\u2000" <= char <= "\u27bf"
    )
    return expected / len(text)


def _utf16_without_mark(data: bytes) -> str | None:
    """The byte order of UTF-16 text that has no mark, or None when it is not UTF-16.

    Han characters have high bytes 4E to 9F, so the wrong order, or bytes of another encoding taken
    for UTF-16, give Hangul, surrogates and private-use characters instead.
    """
    if len(data) % 2:
        return None
    sample = data[:_SAMPLE]
    likely: dict[str, int] = {}
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample.decode(encoding, errors="replace")
        if "\x00" not in text and _expected_share(text) >= 0.95:
            # A few words may be Han characters in either order (预 is 蒘 the other way round);
            # those in use are in GB 2312.
            likely[encoding] = len(text.encode("gb2312", errors="ignore"))
    return max(likely, key=likely.__getitem__) if likely else None


def _decode_utf8(data: bytes) -> str | None:
    """The text when the bytes are UTF-8, None when they are something else.

    Raises ``NotText`` for UTF-8 with a damaged spot: taken for GB18030, such a file would become
    mojibake in silence.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", errors="replace")
        damaged = text.count("\ufffd")
        whole = sum(1 for char in text if char > "\x7f") - damaged
        if whole >= 10 * damaged:
            line = data.count(b"\n", 0, error.start) + 1
            raise NotText(
                "undecodable",
                f"UTF-8 with {damaged} damaged spot(s), the first in line {line} at byte "
                f"{error.start}: fetch the file again, or save it anew as UTF-8.",
            ) from None
        return None


def _is_short_gb18030(data: bytes, text: str) -> bool:
    """Whether bytes that are valid UTF-8 are rather a few words of GB18030.

    预 and 通 are D4A4 and CDA8, which are letters of rare alphabets in UTF-8. All characters of a text
    being of that kind is an accident that happens to a word, not to a page.
    """
    if text.isascii() or len(text) > 200:
        return False
    letters = [char for char in text if char > "\x7f"]
    if (
        len(letters) > 20
        or 2 * len(letters) < len("".join(text.split()))
        or max(letters) > "\u07ff"
    ):
        return False
    try:
        return _expected_share(data.decode("gb18030")) == 1.0
    except UnicodeDecodeError:
        return False


def _decode_gb18030(data: bytes) -> str:
    """The text of a GB18030 (GBK, GB2312) file; raises ``NotText`` when it makes no sense."""
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotText(
            "undecodable",
            f"neither UTF-8, UTF-16 nor GB18030: byte {error.start} (line {line}) fits none of "
            "them. Save the file as UTF-8.",
        ) from None
    if _expected_share(text[:_SAMPLE]) < 0.85:
        raise NotText(
            "undecodable",
            "no encoding gives readable text (tried UTF-8, UTF-16 and GB18030). Save the file "
            "as UTF-8.",
        )
    return text


def decode(data: bytes) -> Decoded:
    """Find the encoding of ``data`` and decode it; raises ``NotText`` with code and remedy.

    Codes: ``empty``, ``binary``, ``undecodable``.
    """
    if not data:
        raise NotText("empty", "the file has no bytes: fetch it again or remove it.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise NotText("binary", f"this is {what}.")
    found = _decode(data)
    if not found.text or found.text.isspace():
        raise NotText("empty", "the file holds only white space: fetch it again or remove it.")
    if "\x00" in found.text:
        raise NotText("binary", "the file has NUL bytes, which text never has: save it as text.")
    controls = sum(map(found.text.count, map(chr, _CONTROLS)))
    if controls > _CONTROL_SHARE * len(found.text):
        raise NotText(
            "binary",
            f"{controls} of {len(found.text)} characters are control characters: this is not a "
            "text. Save it as text.",
        )
    return found


def _decode(data: bytes) -> Decoded:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            name = "utf-8" if encoding == "utf-8-sig" else encoding
            try:
                return Decoded(data[len(mark) :].decode(name), encoding)
            except UnicodeDecodeError as error:
                raise NotText(
                    "undecodable",
                    f"begins with the mark of {name.upper()}, yet byte {error.start} does not "
                    "fit it: fetch the file again, or save it anew as UTF-8.",
                ) from None
    has_nul = b"\x00" in data
    if not has_nul:
        text = _decode_utf8(data)
        if text is not None and not _is_short_gb18030(data, text):
            return Decoded(text, "utf-8")
    order = _utf16_without_mark(data)
    if order is not None:
        try:
            return Decoded(data.decode(order), order)
        except UnicodeDecodeError as error:
            raise NotText(
                "undecodable",
                f"looks like {order.upper()}, yet byte {error.start} does not fit it: fetch the "
                "file again, or save it anew as UTF-8.",
            ) from None
    if has_nul:
        raise NotText("binary", "the file has NUL bytes, which text never has: save it as text.")
    return Decoded(_decode_gb18030(data), "gb18030")


def split_lines(text: str) -> list[str]:
    """The lines that an editor counts; item 0 is line 1.

    Only a line feed ends a line (a carriage return before it goes with it), since
    ``str.splitlines`` also breaks at U+2028, form feeds and others, and line numbers would drift.
    A file without any line feed but with carriage returns is of the old Mac kind.
    """
    if "\n" not in text and "\r" in text:
        lines = text.split("\r")
    else:
        lines = [line.removesuffix("\r") for line in text.split("\n")]
    if lines[-1] == "":
        lines.pop()
    return lines
