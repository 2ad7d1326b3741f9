"""A case at the desk: its page, what can be done with it now, its sheet of paper."""
