"""Invented failures of an endpoint: hand-made streams, named as such."""
