from server.api.forms import Option, controls_for, label_of, options_in


def control(schema, *, chosen=None, **study):
    (made,) = controls_for({"x": schema}, offered=study, chosen=chosen or {})
    return made


def test_a_short_list_of_choices_becomes_radio_buttons_with_the_default_chosen():
    made = control({"type": "string", "enum": ["junior", "senior"], "default": "senior"})
    assert made.kind == "radio"
    assert [o.label for o in made.options if o.chosen] == ["Senior"]


def test_a_long_list_of_choices_becomes_a_select():
    assert control({"enum": ["a", "b", "c", "d"], "default": "a"}).kind == "select"


def test_a_list_of_known_values_becomes_checkboxes():
    made = control(
        {"type": "array", "items": {"enum": ["sales", "vp_product"]}, "default": ["sales"]}
    )
    assert (made.kind, made.options[1].label) == ("checkboxes", "VP of Product")
    assert [o.chosen for o in made.options] == [True, False]


def test_a_list_of_free_texts_becomes_lines():
    made = control({"type": "array", "items": {"type": "string"}, "default": ["a", "b"]})
    assert (made.kind, made.value) == ("lines", "a\nb")


def test_numbers_switches_and_texts_have_inputs_of_their_own():
    assert control({"type": "integer", "minimum": 15, "default": 45}).minimum == 15
    assert control({"type": "boolean", "default": True}).kind == "switch"
    assert control({"type": ["string", "null"], "default": None}).kind == "text"


def test_choices_of_the_study_data_fill_an_open_option():
    made = control(
        {"type": ["string", "null"], "default": None},
        chosen={"x": "b"},
        x=[Option("a", "A"), Option("b", "B", "round=behavioral")],
    )
    assert (made.kind, made.nullable) == ("select", True)
    assert made.options[1] == Option("b", "B", "round=behavioral", chosen=True)


def test_an_option_with_nothing_to_choose_between_has_no_control():
    schema = {"x": {"type": ["array", "null"], "default": None}}
    assert controls_for(schema, offered={"x": [Option("a", "A")]}, chosen={}) == []


def test_an_option_whose_value_is_an_object_has_no_control():
    assert controls_for({"tags": {"type": "object", "default": {}}}, offered={}, chosen={}) == []


def test_alternatives_are_read_as_choices_with_their_titles():
    made = control({"oneOf": [{"const": "a", "title": "First"}, {"const": "b"}], "default": "a"})
    assert [o.label for o in made.options] == ["First", "B"]


def test_an_unknown_name_is_spelled_out():
    assert label_of("some_new_option") == "Some new option"


FORM = controls_for(
    {
        "mood": {"enum": ["a", "b"], "default": "a"},
        "who": {"type": "array", "items": {"enum": ["x", "y"]}, "default": ["x"]},
        "where": {"type": ["array", "null"], "items": {"enum": ["x", "y"]}, "default": None},
        "n": {"type": "integer", "default": 3},
        "on": {"type": "boolean", "default": True},
        "words": {"type": "array", "items": {"type": "string"}, "default": []},
        "note": {"type": ["string", "null"], "default": None},
    },
    offered={},
    chosen={},
)


def test_a_posted_form_gives_the_options_back_in_their_types():
    form = {"mood": ["b"], "who": ["x", "y"], "where": ["x"], "n": ["4"], "on": ["on"]}
    form |= {"words": [" one \r\n\r\ntwo"], "note": ["hello"]}
    assert options_in(FORM, form) == {
        "mood": "b",
        "who": ["x", "y"],
        "where": ["x"],
        "n": 4,
        "on": True,
        "words": ["one", "two"],
        "note": "hello",
    }


def test_what_a_form_leaves_empty_is_null_where_it_may_be_and_else_left_out():
    found = options_in(FORM, {"mood": ["a"], "n": [""], "note": [""], "words": [""]})
    assert found == {"mood": "a", "who": [], "where": None, "on": False, "words": [], "note": None}


def test_a_number_that_is_none_stays_for_the_schema_to_refuse():
    assert options_in(FORM, {"n": ["many"]})["n"] == "many"


def test_a_form_without_any_option_changes_none():
    assert options_in(FORM, {"message": ["hello"]}) == {}
