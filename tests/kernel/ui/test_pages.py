"""The switch of modes, the gallery, the pages that say no."""

import pytest
from django.http import Http404
from django.template.loader import render_to_string
from django.test import RequestFactory

from shanzhi.kernel.refused import Stale
from shanzhi.kernel.ui.component import REGISTRY
from shanzhi.kernel.ui.pages import gallery, look


def post(**data: str):
    return look(RequestFactory().post("/mode/", data))


def test_the_care_mode_is_remembered_and_leads_back():
    answer = post(mode="care", next="/mine/")
    assert (answer.status_code, answer["Location"]) == (302, "/mine/")
    assert answer.cookies["mode"].value == "care"
    assert answer.cookies["mode"]["httponly"]


@pytest.mark.parametrize("away", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", ""])
def test_the_switch_leads_nowhere_else(away):
    assert post(mode="care", next=away)["Location"] == "/"


def test_an_unknown_mode_changes_nothing():
    assert "mode" not in post(mode="<b>").cookies


def test_the_switch_does_not_answer_a_link():
    assert look(RequestFactory().get("/mode/?mode=care")).status_code == 405


def test_the_gallery_shows_every_component():
    html = gallery(RequestFactory().get("/ui/?mode=care&tone=dark")).content.decode()
    assert 'data-mode="care" data-tone="dark"' in html
    assert all(f'id="c-{name}"' in html for name in REGISTRY)


def test_the_gallery_is_not_served_in_production(settings):
    settings.MODE = "production"
    with pytest.raises(Http404):
        gallery(RequestFactory().get("/ui/"))


@pytest.mark.parametrize(
    ("path", "home", "surface"),
    [("/x", "/", "resident"), ("/desk/x", "/desk/", "desk"), ("/centre/x", "/centre/", "desk")],
)
@pytest.mark.parametrize("name", ["400", "403", "404", "500", "403_csrf"])
def test_each_error_page_leads_home_on_its_own_surface(path, home, surface, name):
    html = render_to_string(f"{name}.html", request=RequestFactory().get(path))
    assert f'data-surface="{surface}"' in html
    assert f'href="{home}"' in html
    assert html.count("<h1>") == 1


def test_an_error_page_needs_nothing_from_the_request():
    assert "没有办成" in render_to_string("500.html", {})


def test_a_refusal_shows_its_own_sentence():
    html = render_to_string("errors/refused.html", {"refused": Stale()}, request=RequestFactory().get("/desk/"))
    assert Stale().message in html
