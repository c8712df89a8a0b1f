"""Sessions and turns in a database: SQLite by default, written durably, one writer."""
