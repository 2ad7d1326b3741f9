"""Bundles of verbs that several roles share, so that a duty is written once."""

from shanzhi.kernel.roles import Reach

OWN, UNIT, TERRITORY = Reach.OWN, Reach.UNIT, Reach.TERRITORY

#: 上报: one's own finding anywhere, anybody's word inside the territory; a slip can be taken back.
REPORT = {"case.report": OWN | TERRITORY, "case.withdraw": OWN}

#: 查看: what one reported, what the unit is a party to, and the whole territory. Search sees what reading sees.
LOOK = {
    "case.read": OWN | UNIT | TERRITORY,
    "case.search": OWN | UNIT | TERRITORY,
    "case.comment": OWN | UNIT | TERRITORY,
    "case.print": OWN | UNIT | TERRITORY,
}

#: 受理派单核查回访: decided by place.
TRIAGE = {
    "case.accept": TERRITORY,
    "case.decline": TERRITORY,
    "case.dispatch": TERRITORY,
    "case.verify": TERRITORY,
    "case.send_back": TERRITORY,
    "case.revisit": TERRITORY,
}

#: 签收办理: only the unit that the matter was given to.
HANDLE = {
    "case.sign": UNIT,
    "case.contact": UNIT,
    "case.feed_back": UNIT,
    "case.ask_return": UNIT,
}

#: 查看 of a unit without a territory of its own to watch.
LOOK_AS_PARTY = {
    "case.read": OWN | UNIT,
    "case.search": OWN | UNIT,
    "case.comment": OWN | UNIT,
    "case.print": OWN | UNIT,
}
