"""Your numbers with another model: the data stay, the start is drawn, and each tensor can be pasted."""

import pytest
from streamlit.testing.v1 import AppTest

from core import MODELS, draw_start, exact
from core.presets.presets import PRESETS
from core.scenario.starts import in_model
from tests.ui.markup import parse, text, texts
from tests.ui.numbers.visits import fields, open_page, scenario, typed
from tests.ui.visits import address, click, go_to, markup, notices, sound


def choose(at: AppTest, model: str, place: str = "page") -> AppTest:
    return sound(at.selectbox(key=f"{place}_model").set_value(model).run(), model)


def paste(at: AppTest, **tensors: str) -> AppTest:
    for name, pasted in tensors.items():
        at.text_area(key=f"paste_{name}").set_value(pasted).run()
    return at.button(key="paste_button").click().run()


def captions(at: AppTest) -> list[str]:
    return texts(markup(at), "caption")


def test_a_model_keeps_the_data_and_draws_its_start_and_the_way_back_is_the_article_s_start() -> None:
    at = open_page(**{"from": "mixed-4x2", "loss": "mse"})
    article = scenario(at)
    for model in MODELS:
        choose(at, model)
        assert MODELS[model].adds in captions(at)
        expected = article if model == "linear" else in_model(article, model)
        assert scenario(at) == expected, model
        assert address(at) == {"from": "mixed-4x2", "loss": "mse"} | ({} if model == "linear" else {"model": model})
        assert "4×2, residuals of both signs" in texts(markup(at), "strip")[0]
        assert (MODELS[model].title in texts(markup(at), "strip")[0]) == (model != "linear")
        assert "agree for every" in text(parse(markup(at)))
        assert [each.key for each in at.text_input if each.key == "page_start"] == (
            [] if model == "linear" else ["page_start"]
        )
    assert scenario(choose(at, "linear")) == article


def test_a_seed_draws_the_lesson_s_start_and_what_is_none_gets_a_sentence() -> None:
    at = choose(open_page(), "hidden")
    sound(at.text_input(key="page_start").set_value("442").run(), "442")
    assert address(at) == {"model": "hidden", "start": "442"}
    for name, tensor in draw_start("hidden", 2, 442).items():
        assert scenario(at).tensors[name].equal(tensor)
    click(at, "page_another")
    assert address(at) == {"model": "hidden", "start": "443"}
    at.text_input(key="page_start").set_value("1e3").run()
    assert notices(at, "refusal") == [
        "Seed of the start: “1e3” does not fit: write a whole number from 0 to 4,294,967,295."
    ]
    assert at.text_input(key="page_start").value == "1e3"
    assert address(at) == {"model": "hidden", "start": "443"}
    sound(at.text_input(key="page_start").set_value("7").run(), "7")
    assert address(at) == {"model": "hidden", "start": "7"}


def test_presets_and_draws_bring_their_data_into_the_chosen_model() -> None:
    at = choose(open_page(), "matrix")
    sound(at.selectbox(key="page_preset").set_value("mixed-4x2").run(), "preset")
    assert address(at) == {"from": "mixed-4x2", "model": "matrix"}
    assert scenario(at) == in_model(PRESETS["mixed-4x2"].build(), "matrix")
    assert at.selectbox(key="page_preset").value == "mixed-4x2"
    sound(at.button(key="draw_button").click().run(), "draw")
    assert address(at) == {"from": "hidden-50-3-0", "model": "matrix"}
    assert scenario(at).coeffs.shape == (3, 1)


def test_each_tensor_can_be_pasted_and_shapes_that_do_not_fit_name_both() -> None:
    at = choose(open_page(), "hidden")
    sound(paste(at, layer1="[[1, 2], [3, 4]]", layer2="0.5\n-1", const="0.25"), "three leaves")
    assert scenario(at).layer1.tolist() == [[1, 2], [3, 4]]
    assert scenario(at).layer2.tolist() == [[0.5], [-1]]
    assert scenario(at).const.item() == 0.25
    assert address(at) == {"model": "hidden", "layer1": "1_2__3_4", "layer2": "0.5__-1", "const": "0.25"}
    before = address(at)
    wrong = {
        ("layer1", "[[1, 2, 3]]"): "t_indep (2, 2) and layer1 (1, 3) cannot be multiplied as matrices",
        ("layer2", "1\n2\n3"): "hidden (2, 2) and layer2 (3, 1) cannot be multiplied as matrices",
        (
            "layer2",
            "[[1, 2], [3, 4]]",
        ): "preds has shape (2, 2) where (2, 1) is needed, one prediction a row",
        ("const", "[1, 2]"): "const is a single number: paste one.",
        ("t_dep", "[1, 2, 3]"): "t_dep has shape (3,) but t_indep has 2 rows",
        ("layer1", "[[1, abc], [3, 4]]"): "layer1[0, 1]: “abc”",
    }
    for (name, pasted), sentence in wrong.items():
        (said,) = notices(paste(at, **{name: pasted}), "refusal")
        assert sentence in said
        assert at.text_area(key=f"paste_{name}").value == pasted
        assert address(at) == before
        at.text_area(key=f"paste_{name}").set_value("").run()


def test_data_with_other_columns_have_the_start_drawn_for_them() -> None:
    at = choose(open_page(), "deep")
    sound(paste(at, t_indep="1 2 3\n4 5 6", t_dep="1\n0"), "three columns")
    assert scenario(at).layer1.equal(draw_start("deep", 3, 0)["layer1"])
    assert address(at) == {"model": "deep", "indep": "1_2_3__4_5_6", "dep": "1_0"}
    assert scenario(choose(at, "linear")).coeffs.shape == (3,)


def test_a_model_with_one_coefficient_a_column_has_its_fields() -> None:
    at = typed(choose(open_page(), "sigmoid"), "coeffs_1", "2")
    assert scenario(at).coeffs[1].item() == 2
    assert address(at) == {"model": "sigmoid", "set": "coeffs.1_2"}
    click(at, "page_add_a_coefficient")
    assert scenario(at).coeffs.shape == (3,)
    assert sorted(fields(choose(at, "matrix"))) == ["Seed of the start", "coeffs[0, 0]"], "the chosen entry alone"


def test_precision_keeps_model_and_seed() -> None:
    at = open_page(model="hidden", start="3")
    sound(at.segmented_control(key="page_dtype").set_value("float64").run(), "float64")
    assert address(at) == {"model": "hidden", "start": "3", "dtype": "float64"}


def test_a_table_is_used_in_the_chosen_model() -> None:
    at = choose(open_page(), "hidden")
    at.text_area(key="table_text").set_value("size, tip\n2, 1\n3, 2\n4, 2").run()
    sound(at.button(key="table_read").click().run(), "read")
    assert not [each for each in at.segmented_control if each.label == "Start coeffs at"]
    sound(at.button(key="table_use").click().run(), "use")
    assert scenario(at).model == "hidden"
    assert scenario(at).t_dep.tolist() == [1, 2, 2]


def test_one_entry_of_a_leaf_is_changed_by_its_field_on_the_page_and_in_the_strip() -> None:
    at = choose(open_page(**{"from": "mixed-4x2"}), "hidden")
    before = scenario(at)
    at.segmented_control(key="pagechoose-leaf").set_value("layer2").run()
    at.number_input(key="pagechoose-row").set_value(13).run()
    cell = at.text_input(key="page_number")
    assert cell.label == "layer2[13, 0]"
    assert cell.value == exact(before.layer2[13, 0].item(), before.dtype)
    sound(cell.set_value(" .07 ").run(), "a number")
    assert address(at) == {
        "from": "mixed-4x2",
        "model": "hidden",
        "leaf": "layer2",
        "i": "13",
        "set": "layer2.13.0_0.07",
    }
    changed = before.layer2.clone()
    changed[13, 0] = 0.07
    assert scenario(at) == before.replace(layer2=changed)
    at.text_input(key="page_number").set_value("7,5").run()
    (refusal,) = notices(at, "refusal")
    assert refusal.startswith("layer2[13, 0]: “7,5”")
    assert refusal.endswith("It keeps 0.07.")
    assert at.text_input(key="page_number").value == "7,5"
    assert scenario(at).layer2[13, 0].item() == pytest.approx(0.07)
    at.segmented_control(key="pagechoose-leaf").set_value("const").run()
    sound(at.text_input(key="page_number").set_value("1e30").run(), "const")
    assert scenario(at).const.item() == pytest.approx(1e30)


def test_a_drawn_start_is_held_by_its_seed_where_the_data_are_too_many_for_a_link() -> None:
    """Back from another page, too, where the address has nothing but a hash: the next start is the next seed's."""
    rows = "\n".join(f"{number} {number / 7}" for number in range(1, 900))
    at = paste(choose(open_page(), "hidden"), t_indep=rows, t_dep="\n".join("1" for _ in range(1, 900)))
    at.text_input(key="page_start").set_value("7").run()
    (digest,) = address(at).values()
    go_to(at, {"model": "sigmoid"})
    go_to(at, {"data": digest})
    assert at.text_input(key="page_start").value == "7"
    click(at, "page_another")
    assert at.text_input(key="page_start").value == "8"
