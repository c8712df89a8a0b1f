"""HTTP: decode, call, encode; nothing else is decided here."""
