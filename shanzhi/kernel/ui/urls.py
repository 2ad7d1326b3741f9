"""Addresses that all surfaces share; included at the root."""

from django.urls import path

from shanzhi.kernel.ui import pages

urlpatterns = [
    path("mode/", pages.look, name="look"),
    path("ui/", pages.gallery, name="gallery"),
]
