"""Django's rules for passwords, with our sentences."""

from django.contrib.auth import password_validation as django_rules


class LongEnough(django_rules.MinimumLengthValidator):
    """At least so many characters."""

    def get_error_message(self) -> str:
        """What is missing."""
        return f"新密码太短，至少要{self.min_length}位"


class NotOneself(django_rules.UserAttributeSimilarityValidator):
    """Not one's own name."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return "新密码和您的用户名或姓名太像，请换一个"


class NotCommon(django_rules.CommonPasswordValidator):
    """Not one of the twenty thousand that are tried first."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return "这个密码太常见，别人一猜就中，请换一个"


class NotDigitsOnly(django_rules.NumericPasswordValidator):
    """Not digits only."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return "新密码不能全是数字，请加上字母或汉字"
