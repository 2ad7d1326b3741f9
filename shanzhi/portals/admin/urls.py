"""Addresses of administration."""

from django.urls import path, re_path

from shanzhi.portals.admin import accounts, clients, door, grids, lockouts, mandates, policies, record, units

_CODE = r"(?P<code>\d{12})/"

app_name = "admin"
urlpatterns = [
    path("", door.front, name="front"),
    path("units/", units.units, name="units"),
    path("units/new/", units.new, name="unit-new"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<int:pk>/", policies.policy, name="policy"),
    path("calendar/", policies.calendar, name="calendar"),
    path("grids/", grids.grid_places, name="grid-places"),
    re_path(f"^grids/{_CODE}$", grids.grids, name="grids"),
    path("estates/", grids.estate_places, name="estate-places"),
    re_path(f"^estates/{_CODE}$", grids.estates, name="estates"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.new, name="account-new"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/seat/", accounts.seat, name="seat"),
    path("lockouts/", lockouts.lockouts, name="lockouts"),
    path("clients/", clients.clients, name="clients"),
    path("clients/new/", clients.new, name="client-new"),
    path("record/", record.record, name="record"),
    path("looks/", record.looks, name="looks"),
    path("chain/", record.chain, name="chain"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/new/", mandates.new, name="mandate-new"),
]
