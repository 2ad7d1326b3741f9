"""How staff get in: password, second factor, lock-out, idle time, and what must be done before work (on allauth)."""
