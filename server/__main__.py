"""Greenroom's commands."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from server.config import ROOT, load_settings
from server.errors import GreenroomError

app = typer.Typer(
    help="A private study companion for product managers moving into technical roles.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
prompts = typer.Typer(help="Check or publish the versioned prompts.", no_args_is_help=True)
app.add_typer(prompts, name="prompts")


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to bind; GREENROOM_HOST.")] = "",
    port: Annotated[int, typer.Option(help="Port; GREENROOM_PORT.")] = -1,
) -> None:
    """Start the service; weights are fetched behind it when they are not there yet."""
    # The web stack takes a second to import; the other commands do without.
    from server.serving import serve as run

    settings = load_settings(**_given(host=host or None, port=None if port < 0 else port))
    raise typer.Exit(run(settings))


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Chapters of your own: files, or the folder of a whole course."),
    ] = None,
    learner: Annotated[
        str, typer.Option(help="Whose they are, where a proxy names learners.")
    ] = "",
) -> None:
    """Add chapters of your own, and build the index; without PATH, build the index alone.

    Exit status 1 when a file was refused, 2 when nothing could be done.
    """
    # onnxruntime and chromadb take seconds to import.
    from server.intake import index as take_in

    raise typer.Exit(take_in(load_settings(), paths or [], learner=learner))


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="The file to write; it must not exist.")],
) -> None:
    """Write everything that cannot be fetched again into one file, also while Greenroom runs."""
    from server.backup import backup as run  # sqlalchemy and alembic

    typer.echo(run(load_settings(), file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.")]) -> None:
    """Put a backup in the place of what is there, also while Greenroom runs."""
    from server.backup import restore as run  # sqlalchemy and alembic

    typer.echo(run(load_settings(), file))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")],
    learner: Annotated[str, typer.Option(help="Whose, where a proxy names learners.")] = "",
) -> None:
    """Write all that a learner has (sessions, stories, audiences, chapters) into one archive."""
    from server.keeping import export as run  # sqlalchemy

    typer.echo(run(load_settings(), file, learner=learner))


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(help="What `export` wrote.")],
    learner: Annotated[str, typer.Option(help="Whose it becomes.")] = "",
) -> None:
    """Take an archive back; what is there already stays as it is."""
    from server.keeping import take_in as run  # sqlalchemy

    typer.echo(run(load_settings(), file, learner=learner))


@app.command()
def erase(
    yes: Annotated[bool, typer.Option("--yes", help="Do it, without a question.")] = False,
    learner: Annotated[str, typer.Option(help="Whose, where a proxy names learners.")] = "",
) -> None:
    """Delete all that a learner has, for good."""
    from server.keeping import erase as run  # sqlalchemy

    settings = load_settings()
    if not yes:
        typer.confirm(f"Delete everything in {settings.home} that learners wrote?", abort=True)
    typer.echo(run(settings, learner=learner))


@app.command()
def doctor() -> None:
    """Find what is wrong, and say how to mend it; exit status 1 when something is."""
    from server.doctor import examined, told  # yaml, sqlalchemy, alembic

    wrong = False
    for finding in examined():
        typer.echo(told(finding))
        wrong = wrong or finding.verdict == "wrong"
    raise typer.Exit(1 if wrong else 0)


@app.command("eval", context_settings={"ignore_unknown_options": True})
def evaluate(
    name: Annotated[str, typer.Argument(help="What to measure: a module of evals/.")],
    arguments: Annotated[list[str] | None, typer.Argument(help="The evaluation's own.")] = None,
    split: Annotated[str, typer.Option(help="Which part of the cases.")] = "dev",
    limit: Annotated[int, typer.Option(help="At most so many cases; 0: all.")] = 0,
) -> None:
    """Measure a mode, or the search, on the cases in evals/ with the configured model."""
    # It builds the whole service.
    from evals.run import Options, run

    options = Options(load_settings(), split, limit, tuple(arguments or ()))
    typer.echo(run(name, options))


@app.command()
def calibrate(
    mode: Annotated[str, typer.Argument(help="One mode; all that have several plans.")] = "",
    limit: Annotated[int, typer.Option(help="At most so many cases a plan; 0: all.")] = 0,
) -> None:
    """Find out which plan the configured model deserves; kept per model in GREENROOM_HOME."""
    # It builds the whole service.
    from server.calibration import calibrate as run

    told = partial(typer.echo, err=True)
    typer.echo(run(load_settings(), only=mode, limit=limit, told=told))


@prompts.command()
def check(root: Path = ROOT / "prompts") -> None:
    """Verify that no published prompt was changed and no lock line removed."""
    from server.prompting import lock  # jinja2 is not needed by the other commands

    problems = lock.check(root)
    for line in problems:
        typer.echo(line, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo("the prompts are as published")


@prompts.command()
def publish(name: str, root: Path = ROOT / "prompts") -> None:
    """Publish a prompt's draft, or lock its newest version."""
    from server.prompting import lock  # jinja2 is not needed by the other commands

    typer.echo(lock.publish(root, name))


def _given(**options: object) -> dict[str, object]:
    return {name: value for name, value in options.items() if value is not None}


def main() -> None:
    """Run a command; an error of ours is one line on stderr and exit status 2."""
    try:
        app()
    except GreenroomError as error:
        sys.stderr.write(f"greenroom: {error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
