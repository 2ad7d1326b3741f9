"""What a verb says when it will not act: a sentence for the person, a slug for the program."""

from typing import ClassVar


class Refused(Exception):
    """A verb declines, and nothing was changed.

    `message` is Chinese and fit to show: what is the matter and what to do next. `english` is its counterpart for
    programs; `code` is stable; `status` is the HTTP status that a page or the API answers with.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    message: str = "现在办不了"
    english: str = "Not possible now"

    def __init__(self, message: str = "", english: str = "", **facts: object) -> None:
        self.message = message or type(self).message
        self.english = english or type(self).english
        self.facts = facts
        super().__init__(self.message)


class NotAllowed(Refused):
    """The actor's roles do not hold the verb here."""

    code = "not_allowed"
    status = 403
    message = "这件事不归您的岗位办，请交给有权限的同事"
    english = "Your role does not allow this here"


class NotFound(Refused):
    """It does not exist, or is not visible to the actor: the same words for both."""

    code = "not_found"
    status = 404
    message = "没有找到，或者不归您看"
    english = "Not found, or not visible to you"


class Stale(Refused):
    """The page was drawn from an older version than the row has now."""

    code = "stale"
    status = 409
    message = "这件事刚刚被别人动过，请看一眼最新的再办，您写的内容还在"
    english = "The record has changed since you read it"
