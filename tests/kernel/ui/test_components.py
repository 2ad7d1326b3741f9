"""Components: each example draws, and a page that names a wrong prop does not load."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import get_template

from shanzhi.kernel.ui import sample
from shanzhi.kernel.ui.component import REGISTRY
from shanzhi.kernel.ui.components import ICONS, Entry, Step
from shanzhi.kernel.ui.components.charts import BurnStrip, StripCell
from shanzhi.kernel.ui.components.progress import Track
from shanzhi.kernel.ui.ruler import draw


def drawn(source: str, **context: object) -> str:
    return Template("{% load ui words %}" + source).render(Context(context))


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_each_component_draws_its_example(name):
    html = get_template(f"ui/examples/{name}.html").render(sample.context())
    source = get_template(f"ui/examples/{name}.html").template.source
    assert f'"{name}"' in source
    assert REGISTRY[name].__doc__
    assert "<" in html
    assert "style=" not in html


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ('{% ui "tag" label="a" colour="red" %}', "no prop colour"),
        ('{% ui "tag" %}', "needs label"),
        ('{% ui "nothing" %}', "no component"),
        ('{% ui "tag" "待签收" %}', "name=value"),
        ('{% uiblock "tag" label="a" %}x{% enduiblock %}', "takes no body"),
        ('{% uiblock "deed" %}{% slot "head" %}x{% endslot %}{% enduiblock %}', "no slot head"),
        ('{% ui "tag" label="a" hx_get="/x" %}', "no prop hx_get"),
    ],
)
def test_a_wrong_use_fails_when_the_page_is_loaded(source, words):
    with pytest.raises(TemplateSyntaxError, match=words):
        Template("{% load ui %}" + source)


def test_a_word_that_the_prop_does_not_know_is_refused():
    with pytest.raises(ValueError, match="kind='red'"):
        drawn('{% ui "tag" label="a" kind="red" %}')


def test_text_of_people_is_escaped_everywhere():
    evil = '<img src=x onerror=alert(1)>"'
    entries = [Entry(evil, evil, evil)]
    html = drawn(
        '{% ui "tag" label=e %}{% ui "note" text=e %}{% ui "rail" entries=entries %}{% ui "button" label=e data_x=e refused="" %}'
        '{% ui "row" href=e title=e place=e %}{% uiblock "deed" head=e %}{{ e }}{% enduiblock %}',
        e=evil,
        entries=entries,
    )
    assert "<img" not in html
    assert 'x="<' not in html


def test_attributes_pass_through_with_hyphens():
    assert 'hx-post="/sign/"' in drawn('{% ui "button" label="签收" hx_post="/sign/" %}')


def test_a_refused_button_carries_its_reason_and_sends_nothing():
    html = drawn('{% ui "button" label="退单" refused="不行：已经派出" formaction="/x" %}')
    assert 'aria-disabled="true"' in html
    assert "不行：已经派出" in html
    assert 'type="button"' in html
    assert "formaction" not in html


def test_a_field_names_its_help_and_its_error_to_readers():
    html = drawn('{% ui "field" field=wrong.phone %}', **sample.context())
    assert 'aria-describedby="bad_phone_error bad_phone_helptext"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'id="bad_phone_error".*少了几位', html)


def test_a_choice_has_nothing_chosen_unless_the_form_says_so():
    context = sample.context()
    assert "checked" not in drawn('{% ui "choice" field=form.solved %}', **context)
    assert drawn('{% ui "choice" field=form.satisfied %}', **context).count("checked") == 1


def test_a_track_says_itself_in_words():
    assert Track(at=4, burn=True).spoken == "共5步，现在第4步：办理，已经超时"
    assert [c.state for c in Track(at=6).cells] == ["done"] * 5


def test_an_icon_that_is_not_drawn_is_an_error():
    assert "well" in ICONS
    with pytest.raises(ValueError, match="no icon"):
        drawn('{% icon "unicorn" %}')


def test_a_strip_leaves_out_what_is_empty_and_fills_the_rest():
    cells = [StripCell("超时", 0, "?", "burn"), StripCell("今天", 1, "?", "near"), StripCell("其余", 3, "?")]
    levels = [(level, x) for level, x, _ in BurnStrip(cells=cells).segments]
    assert levels == [("near", "0.00%"), ("rest", "25.00%")]
    assert BurnStrip(cells=[]).segments == []


def test_a_ruler_runs_from_edge_to_edge_and_burns_only_beyond_the_flag():
    late = draw(sample.rulers()["late"])
    ends = [float(p.x[:-1]) + float(p.width[:-1]) for p in late.parts]
    assert max(ends) == pytest.approx(100, abs=0.1)
    flag = float(late.flag[:-1])
    over = [float(p.x[:-1]) for p in late.parts if p.kind == "over"]
    assert over
    assert all(x >= flag for x in over)
    assert all(p.kind != "over" for p in draw(sample.rulers()["plain"]).parts)


def test_a_ruler_of_no_days_draws_nothing():
    assert draw([]).parts == []


def test_a_process_marks_the_step_it_is_in():
    html = drawn('{% ui "process" steps=steps %}', steps=[Step("受理", "", "done"), Step("签收", "", "here")])
    assert html.count("aria-current") == 1
