"""Runs the migrations on a synchronous connection to the same database."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from server.store.models import Base

SYNC_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}

url = make_url(context.config.attributes["url"])
engine = create_engine(url.set(drivername=SYNC_DRIVERS[url.get_backend_name()]))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
