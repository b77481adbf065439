"""The long form of the crash test: `python -m tests.crashes`, see --help."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.tables import table
from tests.crashes.findings import mistakes
from tests.crashes.trial import Ended, Interruption, Trial, run


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--mails", type=click.IntRange(20), default=12_000, show_default=True)
@click.option(
    "--kills", type=click.IntRange(1), default=40, show_default=True, help="How often a sender is interrupted."
)
@click.option("--evidence/--no-evidence", default=True, show_default=True, help="Whether the relay's log is read.")
@click.option("--two-senders", is_flag=True, help="At once, on the same database.")
@click.option("--stop", is_flag=True, help="Stop one until another has taken over instead of killing it.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of all that happens by chance.")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), help="Keep everything here, to look into.")
def main(mails: int, kills: int, evidence: bool, two_senders: bool, stop: bool, seed: int, folder: Path | None) -> None:
    """Kill or stop senders at random while a troubled relay takes their mails; fail where one is lost or repeated."""
    if stop and not evidence:
        raise click.UsageError("Who is stopped can be told from who was killed by the log of the relay alone.")
    trial = Trial(
        mails=mails,
        interruption=Interruption.STOPPED if stop else Interruption.KILLED,
        times=kills,
        senders=2 if two_senders or stop else 1,
        by_evidence=evidence,
        seed=seed,
    )
    with TemporaryDirectory() as temporary:
        ended = run(trial, _made(folder) or Path(temporary), lambda said: click.echo(f"… {said}", err=True))
    wrong = list(mistakes(ended.findings, planned=mails, most_repeated=trial.most_repeated))
    click.echo(table(("what", "how many"), _rows(trial, ended)))
    for each in wrong:
        click.echo(f"WRONG: {each}")
    sys.exit(1 if wrong else 0)


def _made(folder: Path | None) -> Path | None:
    if folder:
        folder.mkdir(parents=True)
    return folder


def _rows(trial: Trial, ended: Ended) -> list[tuple[str, str]]:
    record = ended.findings.record
    accepted = {each.message_id for each in record.accepted}
    steps = ended.findings.steps
    sent = [each for each in ended.findings.kept if each.state == "sent"]
    counts = {
        "mails": trial.mails,
        f"times that a sender was {trial.interruption.value}": trial.times,
        **{f"relay {fault}": count for fault, count in sorted(record.faults.items())},
        **{f"messages that went from {before} to {after}": count for (before, after), count in sorted(steps.items())},
        "most mails in doubt after one was killed": ended.most_in_doubt,
        **{f"messages in the end {state}": count for state, count in sorted(ended.states.items())},
        "lost": sum(each.message_id not in accepted for each in sent),
        "repeated": record.repeated,
        "seconds": round(ended.seconds),
    }
    return [(what, f"{count:,}") for what, count in counts.items()]


if __name__ == "__main__":
    main()
