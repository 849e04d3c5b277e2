"""Bytes → encoding and lines: each encoding is read, and what is no text says why."""

from __future__ import annotations

import codecs

import pytest

from pipelines.decoding import NotText, decode, split_lines

TEXT = "某县财政局2024年部门预算信息公开\r\n一、收入说明\n2024年预算收入1551.33万元。\n\n\t表\t一\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be"),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "utf-32-le"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"plain ASCII 12.5\n", "utf-8"),
        ("三公经费合计𠮷元".encode("gb18030"), "gb18030"),
        ("预算".encode("utf-16-le") * 40, "utf-16-le"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_encoding_is_read(data: bytes, encoding: str) -> None:
    decoded = decode(data)
    assert decoded.encoding == encoding
    assert decoded.text.encode("utf-8").decode() == decoded.text
    if len(data) > 200:
        assert decoded.text == TEXT


def test_the_byte_order_mark_is_no_character_of_line_one() -> None:
    assert split_lines(decode(codecs.BOM_UTF8 + "预算".encode()).text) == ["预算"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t\r\n", "empty"),
        (codecs.BOM_UTF8, "empty"),
        ("　\n".encode(), "empty"),
        (b"%PDF-1.7\n1 0 obj", "binary"),
        (b"PK\x03\x04word/document.xml", "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "binary"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (bytes(range(256)) * 16, "binary"),
        (b"text with a\x00NUL byte, odd", "binary"),
        (b"\x01\x02\x03\x04\x05abc" * 20, "binary"),
        (b"\xff" * 40, "undecodable"),
        (codecs.BOM_UTF8 + b"\xe9\xa2\x84\xe7\xae", "undecodable"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\x00", "undecodable"),
    ],
)
def test_what_is_no_text_says_why_and_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(NotText) as caught:
        decode(data)
    assert caught.value.reason_code == code
    assert str(caught.value).endswith(".")
    assert len(str(caught.value)) > 20


def test_damaged_utf8_is_not_taken_for_gb18030() -> None:
    """Both encodings share most byte pairs: the damaged file would become mojibake in silence."""
    data = bytearray(("一、收入说明\n" * 50).encode())
    data[400] = 0xFF
    with pytest.raises(NotText, match=r"line \d+ at byte 399") as caught:
        decode(bytes(data))
    assert caught.value.reason_code == "undecodable"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\nb", ["a", "b"]),
        ("a\nb\n", ["a", "b"]),
        ("a\n\n", ["a", ""]),
        ("\na", ["", "a"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r\r\nb", ["a\r", "b"]),
        ("a\rb\rc\r", ["a", "b", "c"]),
        ("a\rb\n", ["a\rb"]),
        ("a\u2028b\x0bc\x0cd\x85e\x1cf\n", ["a\u2028b\x0bc\x0cd\x85e\x1cf"]),
        ("a", ["a"]),
    ],
)
def test_lines_are_those_that_an_editor_counts(text: str, lines: list[str]) -> None:
    assert split_lines(text) == lines
