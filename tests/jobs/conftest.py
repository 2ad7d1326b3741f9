"""Fixtures of the desk."""

from tests.support.desk import community, dispatcher, seated, worker

__all__ = ["community", "dispatcher", "seated", "worker"]
