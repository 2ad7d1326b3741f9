"""Chinese search: what is typed finds every text that contains it, and no other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shanzhi.kernel import search

CJK = st.sampled_from("漏水管道路灯不亮三栋二单元咸安区永安々〇𠀀龥")
OTHER = st.sampled_from("aZ09 ，。！ＡｚＺ０９\n'&|<->:*()\\%é①㎡")
TEXT = st.text(CJK | OTHER, max_size=40)


@pytest.fixture
def found(db: None) -> Callable[[str, str], bool]:
    """Whether a question finds a text, asked of the database with the SQL that a generated column would hold."""

    def ask(text: str, question: str) -> bool:
        with connection.cursor() as cursor:
            asked = search.query(question)
            cursor.execute(
                "select to_tsvector('simple', shz_bigrams(%s)) @@ to_tsquery('simple', %s)",
                [text, asked.get_source_expressions()[1].value],
            )
            return bool(cursor.fetchone()[0])

    return ask


@pytest.fixture
def split(db: None) -> Callable[[str], list[str]]:
    def ask(text: str) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("select shz_bigrams(%s)", [text])
            return str(cursor.fetchone()[0]).split()

    return ask


within_a_test = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@within_a_test
@given(text=TEXT)
def test_python_and_sql_split_alike(split: Callable[[str], list[str]], text: str) -> None:
    assert split(text) == search.bigrams(text).split()


@within_a_test
@given(before=TEXT, word=st.text(CJK, min_size=2, max_size=8), after=TEXT)
def test_a_word_of_two_or_more_characters_finds_every_text_that_contains_it(
    found: Callable[[str, str], bool], before: str, word: str, after: str
) -> None:
    assert found(before + word + after, word)


@within_a_test
@given(text=st.text(CJK, max_size=30), word=st.text(CJK, min_size=1, max_size=3))
def test_it_finds_nothing_else(found: Callable[[str, str], bool], text: str, word: str) -> None:
    assert found(text, word) == (word in text)


@within_a_test
@given(text=TEXT)
def test_a_text_finds_itself_whatever_it_holds(found: Callable[[str, str], bool], text: str) -> None:
    assert found(text, text) == bool(search.bigrams(text))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("漏水", True),
        ("水漏", False),
        ("3栋", True),
        ("３栋", True),
        ("13栋", False),
        ("栋漏水", True),
        ("漏水 路灯", True),
        ("漏水　路灯", True),
        ("漏水路灯", False),
        ("漏水 电梯", False),
        ("灯", True),
        ("梯", False),
        ("WIFI", True),
        ("ｗｉｆｉ5", True),
        ("wi", False),
        ("了，路灯", True),
        ("，。", False),
        ("", False),
        ("') | ('路灯", True),
        ("漏水 & !路灯", True),
    ],
)
def test_questions_on_one_text(found: Callable[[str, str], bool], question: str, expected: bool) -> None:
    assert found("永安小区3栋漏水了，路灯不亮。WiFi5坏", question) is expected


def test_a_very_long_question_asks_for_a_bounded_number_of_tokens() -> None:
    raw: Any = search.query("漏水 " * 5000).get_source_expressions()[1]
    assert raw.value.count("漏水") == search.MOST_TOKENS


def test_the_generated_column_expression_compiles_to_the_function(db: None) -> None:
    class Text(models.Model):
        title = models.TextField()
        body = models.TextField()
        search = models.GeneratedField(
            expression=search.vector("title", "body"), output_field=SearchVectorField(), db_persist=True
        )

        class Meta:
            app_label = "test_search"

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Text)
    assert """to_tsvector('simple', shz_bigrams("title" || ' ' || "body"))""" in " ".join(editor.collected_sql)
