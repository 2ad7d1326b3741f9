"""Residents' pages of an appeal: say it, see where it stands, rate it, read what others had done."""
