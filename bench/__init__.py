"""Measuring: how fast the product is on a large cell, each figure beside its limit taken in the same run."""
