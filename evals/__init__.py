"""Measurements of the modes on a live model: never part of the tests, run by `greenroom eval`."""
