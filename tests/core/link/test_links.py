"""Links: every state survives its text to the bit, and no text whatsoever gets past decode as anything but a link."""

import re
from urllib.parse import parse_qsl, urlencode

import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor

from core.link.fields import MAX_STEP, MAX_TEXT
from core.link.links import LINK_LIMIT, Link, PermalinkError, base_scenario, decode, encode, encode_short
from core.presets.presets import DEFAULT_PRESET, PRESETS
from core.scenario.draws import DRAW_KINDS, Draw
from core.scenario.limits import MAX_CELLS
from core.scenario.losses import LOSSES, REDUCTIONS
from core.scenario.scenario import Scenario

SMALL_PRESETS = [slug for slug in PRESETS if base_scenario(slug).t_indep.numel() < 100]
SMALL_DRAWS = st.builds(
    Draw, st.sampled_from(tuple(DRAW_KINDS)), st.integers(1, 6), st.integers(1, 4), st.integers(0, 9)
)
DTYPES = st.sampled_from((torch.float32, torch.float64))


def bits(scenario: Scenario) -> tuple[object, ...]:
    """Everything that a scenario holds but its name; unlike `==`, it tells 0 from -0."""
    tensors = (scenario.t_indep, scenario.t_dep, scenario.coeffs)
    return (scenario.loss, scenario.reduction, scenario.dtype, *((t.shape, t.numpy().tobytes()) for t in tensors))


def cells(dtype: torch.dtype) -> st.SearchStrategy[float]:
    """Any finite number of a dtype, with the awkward ones more often than by chance."""
    width = 32 if dtype == torch.float32 else 64
    any_number = st.floats(width=width, allow_nan=False, allow_infinity=False)  # type: ignore[arg-type]
    return st.sampled_from((0.0, -0.0, 1.0, 0.5, -2.25, torch.finfo(dtype).max, torch.finfo(dtype).tiny)) | any_number


@st.composite
def own_scenarios(draw: st.DrawFn) -> Scenario:
    """Scenarios of any small shape with any numbers."""
    dtype = draw(DTYPES)
    n_samples, n_coeffs = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    settings = draw(st.sampled_from(tuple(LOSSES))), draw(st.sampled_from(tuple(REDUCTIONS))), dtype
    shapes = ((n_samples, n_coeffs), (n_samples,), (n_coeffs,))
    t_indep, t_dep, coeffs = (draw(tensors(shape, dtype)) for shape in shapes)
    return Scenario(t_indep, t_dep, coeffs, *settings)


def tensors(shape: tuple[int, ...], dtype: torch.dtype) -> st.SearchStrategy[Tensor]:
    """Tensors of one shape with any finite numbers."""
    size = torch.Size(shape).numel()
    numbers = st.lists(cells(dtype), min_size=size, max_size=size)
    return numbers.map(lambda flat: torch.tensor(flat, dtype=dtype).reshape(shape))


@st.composite
def changed_scenarios(draw: st.DrawFn, base: str) -> Scenario:
    """A base in any precision and with any settings, and some of its cells changed."""
    dtype = draw(DTYPES)
    scenario = base_scenario(base, dtype)
    changed = {}
    for name in ("t_indep", "t_dep", "coeffs"):
        tensor = getattr(scenario, name).clone()
        for position in draw(st.lists(st.integers(0, tensor.numel() - 1), max_size=3)):
            tensor.view(-1)[position] = draw(cells(dtype))
        changed[name] = tensor
    settings = {"loss": draw(st.sampled_from(tuple(LOSSES))), "reduction": draw(st.sampled_from(tuple(REDUCTIONS)))}
    return scenario.replace(**changed, **settings)


@st.composite
def links(draw: st.DrawFn) -> Link:
    """Links of every kind: from a preset, a draw or nothing, changed or replaced."""
    base = draw(st.sampled_from(["", *SMALL_PRESETS]) | SMALL_DRAWS.map(lambda drawn: drawn.slug))
    scenario = draw(own_scenarios() | changed_scenarios(base) if base else own_scenarios())
    chosen = draw(st.integers(0, scenario.n_samples - 1)), draw(st.integers(0, scenario.n_coeffs - 1))
    return Link(scenario, base, draw(st.integers(0, MAX_STEP)), *chosen, draw(st.booleans()))


@given(links())
def test_a_link_survives_its_text(link: Link) -> None:
    """Base, view and every bit of every number come back, and the same state always has the same text."""
    text = encode(link)
    read = decode(text)
    assert read == link
    assert bits(read.scenario) == bits(link.scenario)
    assert encode(read) == text


@given(links())
def test_a_link_needs_no_escapes(link: Link) -> None:
    """Its characters stay as they are in any address, so a link that went through a browser is the same text."""
    assert re.fullmatch(r"[A-Za-z0-9._=&-]*", encode(link))


def test_the_default_link_is_empty() -> None:
    """The app's plain address is the article's 2×2 at step 0."""
    assert encode(Link()) == ""
    assert decode("") == Link()
    assert decode("").scenario == PRESETS[DEFAULT_PRESET].build()


def test_a_base_is_linked_by_its_name_alone() -> None:
    """However large the base is, its link is its slug and what is not as usual."""
    for slug in [*PRESETS, "hidden-50-3-7", "uniform-20-2-0"]:
        scenario = base_scenario(slug)
        view = Link(scenario.replace(loss="mse"), slug, step=3, j=1)
        named = "" if slug == DEFAULT_PRESET else f"from={slug}&"
        assert encode(view) == f"{named}loss=mse&step=3&j=1", slug
        assert decode(encode(view)) == view, slug
        assert decode(encode(view)).scenario.name == scenario.name, slug


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"t_dep": [5, 6, 0, 7]}, "from=mixed-4x2&set=dep.3_7"),
        ({"t_indep": [[1, 2], [3, -0.0], [2, 1], [4, 0]]}, "from=mixed-4x2&set=indep.1.1_-0"),
        ({"t_dep": [1, 2, 3, 4], "coeffs": [0.5, 9]}, "from=mixed-4x2&dep=1_2_3_4&set=coeffs.1_9"),
        ({"coeffs": [0.5, torch.finfo(torch.float32).max]}, "from=mixed-4x2&set=coeffs.1_3.4028235e38"),
        ({"coeffs": [1e-6, 2]}, "from=mixed-4x2&coeffs=1e-6_2"),
        (
            {"t_indep": [[1], [2]], "t_dep": [3, 4], "coeffs": [5]},
            "from=mixed-4x2&indep=1__2&dep=3_4&coeffs=5",
        ),
    ],
)
def test_the_shorter_of_changed_cells_and_all_numbers_is_written(changes: dict[str, list[float]], text: str) -> None:
    """A single cell is named; a tensor with most of its cells changed is written out."""
    link = Link(base_scenario("mixed-4x2").replace(**changes), "mixed-4x2")
    assert encode(link) == text
    read = decode(text)
    assert bits(read.scenario) == bits(link.scenario)
    assert read.scenario.name == "4×2, residuals of both signs, changed"


def test_numbers_without_a_base_have_a_name() -> None:
    """A problem that somebody typed is theirs."""
    read = decode("indep=1_2__3_4&dep=5_6&coeffs=0.5_0.5")
    assert read.base == ""
    assert read.scenario == PRESETS["article-2x2"].build()
    assert read.scenario.name == "Your numbers"


@given(st.data())
def test_an_8_by_8_problem_of_short_numbers_stays_under_2000_characters(data: st.DataObject) -> None:
    """The promise of a short link, with two decimals and a sign in every cell."""
    shapes = ((8, 8), (8,), (8,))
    short = st.integers(-9999, 9999).map(lambda hundredths: hundredths / 100)
    numbers = (
        data.draw(st.lists(short, min_size=(size := torch.Size(shape).numel()), max_size=size)) for shape in shapes
    )
    t_indep, t_dep, coeffs = (torch.tensor(n).reshape(s) for n, s in zip(numbers, shapes, strict=True))
    link = Link(Scenario(t_indep, t_dep, coeffs, "huber", "sum"), "", MAX_STEP, 7, 7, trace=True)
    assert len(encode(link)) < 2_000
    assert encode_short(link) is not None


def test_large_data_do_not_fit_and_a_large_draw_does() -> None:
    """What counts is how much has to be written."""
    drawn = base_scenario("hidden-1000-10-1")
    assert encode_short(Link(drawn, "hidden-1000-10-1")) is not None
    assert (
        encode_short(Link(drawn.replace(t_dep=drawn.t_dep.index_fill(0, torch.tensor([3]), 1.5)), "hidden-1000-10-1"))
        is not None
    )
    assert encode_short(Link(drawn, "")) is None
    assert encode_short(Link(drawn.replace(t_indep=drawn.t_indep + 1), "hidden-1000-10-1")) is None


@given(st.integers(200, 500))
def test_fits_agrees_with_the_text(n_samples: int) -> None:
    """Around the limit the answer is that of the text's length."""
    link = Link(Draw("uniform", n_samples, 1, 0).build(), "")
    assert (encode_short(link) is not None) == (len(encode(link)) <= LINK_LIMIT)


BAD_LINKS: list[tuple[str, str]] = [
    ("x", "the link is damaged: copy it again, from the first character to the last."),
    ("step=1&&i=1", "the link is damaged: copy it again, from the first character to the last."),
    ("from=%ff", "the link is damaged: copy it again, from the first character to the last."),
    ("&".join(["i=0"] * 60), "the link is damaged: copy it again, from the first character to the last."),
    ("i=" + "1" * MAX_TEXT, "the link has 100,002 characters: use one of at most 100,000."),
    ("x=1", "“x” is not a part of a link: remove it."),
    ("<script>=1", "“<script>” is not a part of a link: remove it."),
    ("step=1&step=2", "step is given twice: keep one."),
    ("step=-1", "step is “-1”: use a whole number from 0 to 1000."),
    ("step=1001", "step is “1001”: use a whole number from 0 to 1000."),
    ("step=%D9%A3", "step is “\u0663”: use a whole number from 0 to 1000."),
    ("step=", "step is “”: use a whole number from 0 to 1000."),
    ("step=1%00", "step is “1\ufffd”: use a whole number from 0 to 1000."),
    ("step=1.0", "step is “1.0”: use a whole number from 0 to 1000."),
    ("i=2", "i is 2, but these numbers go from 0 to 1: use one of them."),
    ("j=999999999", "j is 999999999, but these numbers go from 0 to 1: use one of them."),
    ("j=99999999999", "j is “99999999999”: use a whole number from 0 to 1000000000."),
    ("trace=yes", "trace is “yes”: choose one of 0, 1."),
    ("loss=l1", "loss is “l1”: choose one of mae, mse, huber, logcosh."),
    ("reduction=none", "reduction is “none”: choose one of mean, sum."),
    ("dtype=int64", "dtype is “int64”: choose one of float32, float64."),
    ("from=uniform-5000001-1-0", "from asks for 5000001×1 cells: use at most 5,000,000."),
    ("from=hidden-999999999-999999999-0", "from asks for 999999999×999999999 cells: use at most 5,000,000."),
    ("coeffs=1_x", "coeffs[1]: “x” is not a number: write digits with at most one point, such as 0.5 or 1e-4."),
    ("indep=1_2__3_&dep=1_2&coeffs=1_2", "t_indep[1, 1]: this is empty: write a number, such as 0.5."),
    ("set=dep.0_1e-999", "t_dep[0]: “1e-999” is too small for float32, which would make it 0: write 0."),
    ("set=dep.2_1", "set changes t_dep[2]: use a cell inside the shape (2,)."),
    ("set=dep.0.0_1", "set changes t_dep[0, 0]: use a cell inside the shape (2,)."),
    ("set=indep.1_1", "set changes t_indep[1]: use a cell inside the shape (2, 2)."),
    ("set=dep.0_1__dep.0_2", "t_dep[0] is given twice: keep one."),
    ("dep=1_2&set=dep.0_1", "t_dep[0] is given twice: keep one."),
    ("indep=1&dep=1&coeffs=1&set=dep.0_1", "t_dep[0] is given twice: keep one."),
    ("set=loss.0_1", "set holds “loss.0_1”: write each change as a cell and its number, such as dep.0_5."),
    ("set=", "set holds “”: write each change as a cell and its number, such as dep.0_5."),
]


def test_a_bad_link_is_refused_in_a_sentence() -> None:
    """The sentence names the part, what it holds and what to put there."""
    for text, sentence in BAD_LINKS:
        with pytest.raises(PermalinkError) as caught:
            decode(text)
        assert str(caught.value) == sentence, (text, sentence)


@pytest.mark.parametrize(
    "base", ["", "article", "ARTICLE-2x2", "../../etc/passwd", "__class__", "hidden-0-1-1", "x" * 999]
)
def test_a_base_that_does_not_exist_is_refused(base: str) -> None:
    """Only the registries' own names are looked up."""
    with pytest.raises(
        PermalinkError, match=r"^from is “.*”: use one of article-2x2, .*, or a draw such as hidden-50-3-7\.$"
    ):
        decode(urlencode({"from": base}))


@pytest.mark.parametrize("text", ["dep=1_2_3", "coeffs=1", "indep=1_2", "indep=1_2__3_4__5_6", "indep=1_2__3"])
def test_numbers_that_do_not_fit_together_are_refused(text: str) -> None:
    """The scenario's own sentence about shapes is handed on."""
    with pytest.raises(PermalinkError, match=r"^(t_dep|coeffs|t_indep row 1) has .*\.$"):
        decode(text)


def test_the_largest_draw_is_drawn() -> None:
    """The bound is inclusive."""
    assert decode(f"from=uniform-{MAX_CELLS}-1-0").scenario.n_samples == MAX_CELLS


def link_or_sentence(text: str) -> Link | str:
    """What a visitor who opens this link gets."""
    try:
        return decode(text)
    except PermalinkError as error:
        return str(error)


@st.composite
def damaged_texts(draw: st.DrawFn) -> str:
    """A good link with some characters cut, doubled, moved or replaced."""
    text = encode(draw(links()))
    for _ in range(draw(st.integers(1, 4))):
        start, stop = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        put = draw(st.sampled_from(("", text[start:stop] * 2, "_", "__", "&", "=", "%", "%00", "-", "e", "9" * 5, ".")))
        text = text[:start] + (put or draw(st.text(max_size=3))) + text[stop:]
    return text


@st.composite
def hostile_queries(draw: st.DrawFn) -> str:
    """Known parts with any values."""
    names = st.sampled_from(["from", "indep", "dep", "coeffs", "set", "loss", "dtype", "step", "i", "j", "trace"])
    values = st.text(max_size=20) | st.from_regex(r"[a-z0-9._e-]{0,20}", fullmatch=True)
    return urlencode(draw(st.dictionaries(names, values, max_size=4)), errors="replace")


@given(st.text(max_size=100) | damaged_texts() | hostile_queries())
@example("from=uniform-1-1-0&set=indep.0.0_1")
def test_any_text_is_a_link_or_one_sentence(text: str) -> None:
    """Nothing else is ever raised; a link that was read can be written, and what it writes is read again."""
    read = link_or_sentence(text)
    if isinstance(read, str):
        assert read.endswith(".")
        assert read.isprintable() or "\ufffd" in read
        assert len(read) < 300
    else:
        assert decode(encode(read)) == read
        assert 0 <= read.i < read.scenario.n_samples
        assert 0 <= read.j < read.scenario.n_coeffs
        assert 0 <= read.step <= MAX_STEP


@given(links())
def test_a_browser_that_rebuilds_the_address_changes_nothing(link: Link) -> None:
    """Parts come back in any order, as a dictionary gives them."""
    parts = dict(reversed(parse_qsl(encode(link), keep_blank_values=True)))
    assert decode(urlencode(parts)) == link
