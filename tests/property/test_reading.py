"""Reading, over arbitrary bytes and texts: nothing raises but ``NotText``, no line shifts."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from pipelines.decoding import NotText, decode, split_lines

WRITTEN = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00", exclude_categories=("Cc", "Cs"))
    | st.sampled_from("预算收入万元，。（）\n\r\t 0123456789.%\u2028\x0c\u3000"),
)


@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\x00\x00\xfe\xff")
@example(b"\xef\xbb\xbf\xff")
def test_bytes_are_text_or_are_refused_with_a_reason(data: bytes) -> None:
    try:
        found = decode(data)
    except NotText as refused:
        assert refused.reason_code in {"empty", "binary", "undecodable"}
        assert str(refused)
    else:
        assert found.text.strip()
        assert "\x00" not in found.text
        found.text.encode("utf-8")


@given(WRITTEN)
def test_utf8_is_read_back_as_it_was_written(text: str) -> None:
    try:
        found = decode(b"\xef\xbb\xbf" + text.encode())
    except NotText as refused:
        assert refused.reason_code == "empty" and not text.strip()
    else:
        assert found.text == text


@given(WRITTEN)
def test_lines_put_together_are_the_text(text: str) -> None:
    lines = split_lines(text)
    if "\n" in text or "\r" not in text:
        assert len(lines) == text.count("\n") + (0 if text.endswith("\n") or not text else 1)
        assert [line + "\r" if piece.endswith("\r") else line
                for line, piece in zip(lines, text.split("\n"), strict=False)] == (
            text.split("\n")[: len(lines)]
        )  # fmt: skip
    assert not any("\n" in line for line in lines)


@given(st.lists(st.sampled_from("预算收入支出万元县局年部门"), min_size=8, max_size=80))
def test_chinese_is_read_in_every_encoding(characters: list[str]) -> None:
    text = "".join(characters)
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding)).text == text, encoding
