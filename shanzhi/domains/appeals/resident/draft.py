"""Draft 草稿: a report on its way. Kept in the session, and signed in each form, so that a lost session loses nothing."""

import secrets
from dataclasses import asdict, dataclass, field, fields
from datetime import timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest

_DRAFT, _SENT = "report_draft", "report_sent"
_SALT = "appeals.draft"
_LIFE = timedelta(days=3)
_KEPT_NUMBERS = 10
#: Pictures on one report.
MOST_FILES = 9


@dataclass(slots=True)
class Draft:
    """What was said so far. `token` makes sending it twice one case. `privacy` is open, sealed (保密) or anonymous."""

    token: str = ""
    body: str = ""
    files: list[int] = field(default_factory=list)
    territory: str = ""
    place_code: str = ""
    place_text: str = ""
    lon: float | None = None
    lat: float | None = None
    is_place_sure: bool = True
    nature: str = ""
    category: str = ""
    is_category_own: bool = False
    is_public: bool | None = None
    privacy: str = ""
    name: str = ""
    for_id: int | None = None
    seen_notices: list[str] = field(default_factory=list)

    @property
    def has_words(self) -> bool:
        """Something was said or shown."""
        return bool(self.body.strip() or self.files)

    @property
    def is_anonymous(self) -> bool:
        """匿名举报."""
        return self.nature == "report" and self.privacy == "anonymous"

    @property
    def is_sealed(self) -> bool:
        """保密举报; an anonymous one is confidential too."""
        return self.nature == "report" and self.privacy in {"sealed", "anonymous"}

    def kept(self) -> str:
        """The draft for a hidden input, signed."""
        return signing.dumps(asdict(self), salt=_SALT, compress=True)


def fresh() -> Draft:
    """An empty draft with a token of its own."""
    return Draft(token=secrets.token_urlsafe(12))


def of_session(request: HttpRequest) -> Draft | None:
    """The draft of this session."""
    raw = request.session.get(_DRAFT)
    return _from(raw) if raw else None


def current(request: HttpRequest) -> Draft | None:
    """The draft that a form was about: the session's if it is the same one, else the form's own signed copy.

    On GET the session's. None when neither is there.
    """
    own = of_session(request)
    kept = _unsigned(request.POST.get("kept", "")) if request.method == "POST" else None
    if kept is None or (own is not None and own.token == kept.token):
        return own
    return kept


def sent_number(request: HttpRequest, token: str) -> str:
    """The number of the case that this draft became; empty while it did not."""
    numbers: dict[str, str] = request.session.get(_SENT, {})
    return numbers.get(token, "")


def keep(request: HttpRequest, draft: Draft) -> None:
    """Put it into the session."""
    request.session[_DRAFT] = asdict(draft)


def forget(request: HttpRequest) -> None:
    """Start over."""
    request.session.pop(_DRAFT, None)


def sent(request: HttpRequest, draft: Draft, number: str) -> None:
    """It became a case: a second press of the same form leads there.

    Of an anonymous one nothing stays: the same form is known again by its `source_key`.
    """
    own = of_session(request)
    if own is not None and own.token == draft.token:
        forget(request)
    if draft.is_anonymous:
        return
    numbers = {**request.session.get(_SENT, {}), draft.token: number}
    request.session[_SENT] = dict(list(numbers.items())[-_KEPT_NUMBERS:])


def _unsigned(text: str) -> Draft | None:
    try:
        return _from(signing.loads(text, salt=_SALT, max_age=_LIFE)) if text else None
    except signing.BadSignature:
        return None


def _from(raw: dict[str, Any]) -> Draft:
    known = {each.name for each in fields(Draft)}
    return Draft(**{key: value for key, value in raw.items() if key in known})
