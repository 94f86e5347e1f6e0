"""Numbers as text: what is typed is what is read or is refused, and what is written reads back as the same number."""

import math
import struct

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st

from core.numbers import NumberError, exact, parse_number, quote, short

FLOAT32_TINIEST = 2.0**-149
DTYPES = (torch.float32, torch.float64)
SIZES = st.floats(min_value=1e-45, max_value=3.4e38) | st.builds(lambda e: 10.0**e, st.floats(-45, 38.5))
SIGNED_SIZES = st.builds(lambda size, sign: size * sign, SIZES, st.sampled_from((1, -1)))


def bits(x: float) -> bytes:
    """The number's bits, which tell 0 from -0."""
    return struct.pack("<d", x)


def held(x: float, dtype: torch.dtype) -> float:
    """What torch keeps of a number in a dtype."""
    return float(torch.tensor(x, dtype=dtype).item())


def refusal(text: str, dtype: torch.dtype = torch.float32) -> str:
    """The sentence that a text is refused with."""
    with pytest.raises(NumberError) as caught:
        parse_number(text, dtype)
    return str(caught.value)


TYPED: list[tuple[str, float]] = [
    ("7", 7.0),
    (".07", 0.07),
    ("5.", 5.0),
    ("007", 7.0),
    ("+2.5", 2.5),
    ("-3", -3.0),
    ("−0.25", -0.25),
    ("1e-4", 1e-4),
    ("1E3", 1000.0),
    ("1.5e+2", 150.0),
    ("−1.2e−5", -1.2e-5),
    ("  4 ", 4.0),
    ("\u00a04\u202f\t\r\n", 4.0),
    ("\ufeff4", 4.0),
    ("0e999", 0.0),
    ("0.000", 0.0),
    ("0." + "3" * 40, 1 / 3),
    ("12345678901234567890123456789012345678", 1.2345678901234568e37),
    ("3.4028235e38", 3.4028235e38),
    ("1e-45", 1e-45),
]


def test_what_is_typed_is_what_is_read() -> None:
    """Signs, one point, exponents and surrounding blanks are read as Python reads the number."""
    for text, number in TYPED:
        assert bits(parse_number(text)) == bits(number), (text, number)


@pytest.mark.parametrize("text", ["-0", "-0.0", "−0", "-.0", "-0e5"])
def test_negative_zero_stays_negative(text: str) -> None:
    """-0 is a number of its own, and its sign is kept."""
    assert math.copysign(1, parse_number(text)) == -1


REFUSED: list[tuple[str, str]] = [
    ("", "this is empty: write a number, such as 0.5."),
    (" \u00a0\t", "this is empty: write a number, such as 0.5."),
    ("3,5", "“3,5” has a decimal comma: write a point: 3.5."),
    ("−3,5", "“−3,5” has a decimal comma: write a point: -3.5."),
    (",5", "“,5” has a decimal comma: write a point: .5."),
    ("0,125", "“0,125” has a decimal comma: write a point: 0.125."),
    ("1,0e3", "“1,0e3” has a decimal comma: write a point: 1.0e3."),
    ("1,000", "“1,000” can mean two numbers: write 1000 or 1.000."),
    ("1,000.5", "“1,000.5” has commas in it: write it without: 1000.5."),
    ("1,000,000", "“1,000,000” has commas in it: write it without: 1000000."),
    ("1.000,5", "“1.000,5” has points between its thousands: write at most one point: 1000.5."),
    ("1.000.000", "“1.000.000” has points between its thousands: write at most one point: 1000000."),
    ("1 000", "“1 000” has blanks in it: write one number a cell, without blanks: 1000."),
    ("1/2", "“1/2” is a fraction: write it with a point: 0.5."),
    ("-3 / 4", "“-3 / 4” is a fraction: write it with a point: -0.75."),
    ("1/3", "“1/3” is a fraction: write it with a point: 0.3333333333333333."),
    ("1/0", "“1/0” is a fraction: write it with a point."),
    ("1/1" + "0" * 55, "“1/10000000000000000…” is a fraction: write it with a point."),
    ("inf", "“inf” is not a finite number: write digits, such as 0.5."),
    ("-Infinity", "“-Infinity” is not a finite number: write digits, such as 0.5."),
    ("∞", "“∞” is not a finite number: write digits, such as 0.5."),
    ("NaN", "“NaN” is not a finite number: write digits, such as 0.5."),
    ("1_000", "“1_000” has underscores in it: write it without: 1000."),
    ("0x10", "“0x10” is not decimal: write plain digits: 16."),
    ("-0b101", "“-0b101” is not decimal: write plain digits: -5."),
    ("1 2", "“1 2” is more than one number: write one number a cell."),
    ("1, 2; 3", "“1, 2; 3” is more than one number: write one number a cell."),
    ("1,2,3", "“1,2,3” is more than one number: write one number a cell."),
    ("\uff13.\uff15", "“\uff13.\uff15” has characters that are not plain digits and signs: use 0 to 9: 3.5."),
    (
        "\u0663\u066b\u0665",
        "“\u0663\u066b\u0665” has characters that are not plain digits and signs: use 0 to 9: 3.5.",
    ),
    ("–5", "“–5” has characters that are not plain digits and signs: use 0 to 9: -5."),
    (
        "1e39",
        "“1e39” is too large for float32, which ends at 3.4028235e38: write a smaller number, or choose float64.",
    ),
    ("-1e999", "“-1e999” is too large for float32, which ends at 3.4028235e38: write a smaller number."),
    ("1e-50", "“1e-50” is too small for float32, which would make it 0: write 0, or choose float64."),
    ("1e-999", "“1e-999” is too small for float32, which would make it 0: write 0."),
    ("1" * 61, "“1111111111111111111…” is 61 characters long: write at most 60."),
]


def test_a_refusal_says_what_is_wrong_and_how_to_mend_it() -> None:
    """Each kind of text that is not a number has its own sentence, with the mended number where it is plain."""
    for text, sentence in REFUSED:
        assert refusal(text) == sentence, (text, sentence)


NO_NUMBERS: list[str] = [
    "abc",
    "-",
    ".",
    "e5",
    "1e",
    "1.2.3",
    "--1",
    "1e5.0",
    "5%",
    "1²",
    "½",
    "True",
    "1+1",
    "[1]",
    "1\x002",
    "2e\uff11x",
]


def test_anything_else_is_not_a_number() -> None:
    """What no other rule knows is refused as well, and never half read."""
    for text in NO_NUMBERS:
        assert refusal(text).startswith(quote(text)), text


def test_float64_holds_what_float32_cannot() -> None:
    """The limits are those of the dtype that was chosen."""
    assert parse_number("1e39", torch.float64) == 1e39
    assert parse_number("1e-50", torch.float64) == 1e-50
    assert "which ends at 1.7976931348623157e308: write a smaller number." in refusal("1e309", torch.float64)
    assert refusal("1e-400", torch.float64).endswith("which would make it 0: write 0.")


def test_a_quoted_text_is_short_and_shows_no_control_characters() -> None:
    """A sentence cannot be broken, recoloured or filled by what somebody typed."""
    assert quote("a\n\x1b[31m\u202eb\x00") == "“a\ufffd\ufffd[31m\ufffdb\ufffd”"
    assert len(quote("x" * 1000)) == 22


@given(st.text(max_size=80), st.sampled_from(DTYPES))
@example("1_0/2", torch.float32)
def test_any_text_is_a_number_or_one_sentence(text: str, dtype: torch.dtype) -> None:
    """No text gets through as infinity, and none raises anything but NumberError with one printable sentence."""
    try:
        number = parse_number(text, dtype)
    except NumberError as error:
        sentence = str(error)
        assert sentence.endswith(".")
        assert sentence.isprintable() or "\ufffd" in sentence
        assert len(sentence) < 200
    else:
        assert math.isfinite(held(number, dtype))


@given(st.from_regex(r"[+\-−]?[0-9.,_ /xe\u00a0−-]{1,12}", fullmatch=True), st.sampled_from(DTYPES))
def test_what_a_refusal_suggests_is_accepted(text: str, dtype: torch.dtype) -> None:
    """A reader who follows the suggestion is never refused a second time."""
    try:
        parse_number(text, dtype)
    except NumberError as error:
        head, _, suggestion = str(error).removesuffix(".").rpartition(": ")
        if head.startswith("“") and head.endswith(("point", "without", "blanks", "plain digits", "0 to 9")):
            parse_number(suggestion, dtype)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
@example(FLOAT32_TINIEST)
@example(3.4028234663852886e38)
@example(-0.0)
@example(0.1)
@example(1e-4)
def test_exact_text_reads_back_as_the_same_float32(x: float) -> None:
    """Every finite float32 survives its text, to the bit."""
    x = held(x, torch.float32)
    text = exact(x, torch.float32)
    assert bits(held(parse_number(text, torch.float32), torch.float32)) == bits(x)
    assert text.isascii()
    assert not any(padding in text for padding in ("+", "e0", "e-0"))


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(5e-324)
@example(-0.0)
def test_exact_text_reads_back_as_the_same_float64(x: float) -> None:
    """Every finite float64 survives its text, to the bit."""
    assert bits(parse_number(exact(x, torch.float64), torch.float64)) == bits(x)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False).filter(lambda x: x != 0))
def test_exact_text_has_the_fewest_digits(x: float) -> None:
    """One significant digit less would read back as another number."""
    mantissa = exact(x, torch.float32).partition("e")[0]
    digits = len(mantissa.replace("-", "").replace(".", "").strip("0"))
    if digits > 1:
        assert held(float(f"{x:.{digits - 2}e}"), torch.float32) != x


WRITTEN_EXACTLY: list[tuple[float, str]] = [
    (0.0, "0"),
    (-0.0, "-0"),
    (2.0, "2"),
    (-0.25, "-0.25"),
    (0.1, "0.1"),
    (1 / 3, "0.33333334"),
    (1000.0, "1000"),
    (1e5, "100000"),
    (1e6, "1e6"),
    (1e7, "1e7"),
    (16777216.0, "16777216"),
    (0.0001, "0.0001"),
    (1e-6, "1e-6"),
    (-1.5e-7, "-1.5e-7"),
    (FLOAT32_TINIEST, "1e-45"),
    (math.inf, "inf"),
    (-math.inf, "-inf"),
    (math.nan, "nan"),
]


def test_exact_text_is_plain() -> None:
    """Ordinary numbers are written as a person would, in ASCII."""
    for x, text in WRITTEN_EXACTLY:
        assert exact(x, torch.float32) == text, (x, text)


def test_exact_text_depends_on_the_dtype() -> None:
    """The same digits mean a different number of bits in each dtype."""
    tenth = held(0.1, torch.float32)
    assert exact(tenth, torch.float32) == "0.1"
    assert exact(tenth, torch.float64) == "0.10000000149011612"


WRITTEN_SHORT: list[tuple[float, str, str]] = [
    (0.0, "0", "0"),
    (-0.0, "0", "0"),
    (2.0, "2", "+2"),
    (-0.25, "−0.25", "−0.25"),
    (0.25, "0.25", "+0.25"),
    (held(0.1, torch.float32), "0.1", "+0.1"),
    (9999.0, "9999", "+9999"),
    (9999.6, "1e4", "+1e4"),
    (12345.0, "1.23e4", "+1.23e4"),
    (1.23456, "1.235", "+1.235"),
    (-0.012345, "−0.01235", "−0.01235"),
    (0.0012345, "0.00123", "+0.00123"),
    (0.00012345, "1.23e−4", "+1.23e−4"),
    (-1.2e-5, "−1.2e−5", "−1.2e−5"),
    (1.23e12, "1.23e12", "+1.23e12"),
    (-1.234e-12, "−1.2e−12", "−1.2e−12"),
    (3.4e38, "3.4e38", "+3.4e38"),
    (FLOAT32_TINIEST, "1.4e−45", "+1.4e−45"),
    (-1.234e-308, "−1e−308", "−1e−308"),
    (math.inf, "inf", "+inf"),
    (-math.inf, "−inf", "−inf"),
    (math.nan, "nan", "nan"),
]


def test_short_text() -> None:
    """Worked out by hand for each magnitude that a picture may meet."""
    for x, text, signed in WRITTEN_SHORT:
        assert short(x) == text, (x, text, signed)
        assert short(x, signed=True) == signed, (x, text, signed)


@given(SIGNED_SIZES, st.booleans())
def test_short_text_is_short_and_near(x: float, signed: bool) -> None:
    """At most 8 characters and 4 significant digits, with the sign it has and within the digits it shows."""
    text = short(x, signed)
    assert len(text) <= 8
    assert "-" not in text
    assert text.startswith("−") == (x < 0)
    mantissa = text.strip("+−").partition("e")[0]
    assert len(mantissa.replace(".", "").strip("0")) <= 4
    assert parse_number(text, torch.float64) == pytest.approx(x, rel=0.05)


@given(st.integers(-9999, 9999))
def test_short_text_has_integers_in_full(number: int) -> None:
    """Integers of up to four digits are never rounded."""
    assert short(float(number)) == str(number).replace("-", "−")
