"""The demo: 咸宁市咸安区 with its real streets and communities, one story community, invented people and cases."""


def accounts() -> list[tuple[str, str, str]]:
    """Who to log in as: (portal, what to type, who it is)."""
    from shanzhi.demo.people import PASSWORD, RESIDENTS, STAFF

    staff = [
        ("/centre/" if person.role in {"county_leader", "county_dispatcher"} else "/desk/",
         f"{person.username} / {PASSWORD}", f"{person.name}，{person.title}")
        for person in STAFF
    ]  # fmt: skip
    residents = [("/", f"{phone}（验证码见 /outbox/）", f"{name}，{about}") for name, phone, about in RESIDENTS]
    return residents + staff
