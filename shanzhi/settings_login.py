"""Settings of login: passwords, second factor, lock-out, sessions. Imported by `settings`."""

ACCOUNT_USER_MODEL_EMAIL_FIELD = None
