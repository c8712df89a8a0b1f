"""The schema's history, as alembic keeps it."""
