"""Importing: a calendar file becomes revisions of its events; loading it again changes nothing."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlite_utils import Database

from service.catalogue.calendar_file import CalendarFile, read
from service.domain.errors import Mistakes
from service.domain.event import AnyEvent
from service.domain.revision import Revision
from service.domain.site import Site
from service.operations.publishing import Progress, in_silence, publish
from service.operations.revising import revise
from service.storage.calendars import add_calendar_revision, calendar_named
from service.storage.database import transaction
from service.storage.events import (
    event_with_uid,
    last_revision_by,
    release_slugs,
    uid_with_slug,
    uids_in,
)
from service.storage.pieces import latest_stamp_in
from service.storage.publications import calendars_change
from service.storage.renames import new_calendar_slug, remember_former_slug, rename_calendar


class Change(StrEnum):
    """What a load did to an event."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICTING = "conflicting"  # edited here since the last load and changed in the file, too: the edit was kept
    MISSING = "missing"  # in the database, but no longer in the file: it was kept


@dataclass(frozen=True)
class Loaded:
    """What loading a file did, per event, in the order of the file; then the events that it misses."""

    file: str
    calendar: str
    calendar_changed: bool
    changes: tuple[tuple[str, Change], ...]


def calendar_files(paths: list[Path]) -> list[CalendarFile]:
    """The calendars in these files; a folder stands for its .toml files.

    Raises Mistakes with all that is wrong in all of them.
    """
    mistakes, files = [], []
    for path in _files_in(paths):
        try:
            files.append(read(path))
        except Mistakes as found:
            mistakes += found.mistakes
    if mistakes:
        raise Mistakes(mistakes)
    return files


def load(
    db: Database,
    files: list[CalendarFile],
    site: Site,
    now: datetime,
    *,
    overwrite: bool = False,
    progress: Progress = in_silence,
) -> list[Loaded]:
    """Loads all the files or, where one cannot be loaded, none of them (Mistakes).

    An event that was edited here since the last load, and that the file changes too, is kept as it
    was edited, unless `overwrite`.
    """
    mistakes = _calendars_named_twice(files)
    with transaction(db):
        loaded = []
        for file in files:
            wrong = _renamed(db, file, files)
            decided = [] if wrong else [_decide(db, event, file, overwrite=overwrite) for event in file.events]
            wrong += _clashes(db, file, decided)
            mistakes += wrong
            if not wrong:
                loaded.append(_load(db, file, decided, site, now, progress))
        if mistakes:
            raise Mistakes(mistakes)
    return loaded


@dataclass(frozen=True)
class _Decided:
    """What the file's version of an event means beside the current revision, if there is one."""

    event: AnyEvent
    current: Revision | None
    change: Change

    @property
    def revises(self) -> bool:
        return self.change in (Change.ADDED, Change.CHANGED)


def _files_in(paths: list[Path]) -> list[Path]:
    mistakes, files = [], []
    for path in paths:
        found = sorted(path.glob("*.toml")) if path.is_dir() else [path]
        if not found:
            mistakes.append(f"{path}: expected a folder with calendar files, *.toml")
        files += found
    if mistakes:
        raise Mistakes(mistakes)
    return files


def _calendars_named_twice(files: list[CalendarFile]) -> list[str]:
    first: dict[str, CalendarFile] = {}
    return [
        f"{file.name}: calendar: slug: expected one that is used nowhere else; "
        f'{first[file.calendar.slug].name} is the calendar "{file.calendar.slug}"'
        for file in files
        if first.setdefault(file.calendar.slug, file) is not file
    ]


def _renamed(db: Database, file: CalendarFile, files: list[CalendarFile]) -> list[str]:
    """Gives the calendar that had another slug before the one of the file; what hinders that, in sentences."""
    slug, mistakes = file.calendar.slug, []
    own_files = {each.calendar.slug: each.name for each in files}
    for old in file.calendar.formerly:
        now_called = new_calendar_slug(db, old, private=True)
        if old in own_files:
            mistakes.append(f'{own_files[old]} is the calendar "{old}"')
        elif now_called not in (None, slug):
            mistakes.append(f'"{old}" was the calendar "{now_called}"')
        elif calendar_named(db, old) and calendar_named(db, slug):
            mistakes.append(f'"{old}" is loaded as a calendar of its own')
        elif calendar_named(db, old):
            rename_calendar(db, old, slug)
    return [f"{file.name}: calendar: formerly: expected slugs that it had before; {each}" for each in mistakes]


def _clashes(db: Database, file: CalendarFile, decided: list[_Decided]) -> list[str]:
    """Names in the file that belong to another calendar already, or to an event that keeps them."""
    mistakes = []
    revised = {each.event.uid for each in decided if each.revises}
    for each in decided:
        event, current = each.event, each.current
        if current and current.calendar != file.calendar.slug:
            mistakes.append(
                f'{file.name}: event "{event.uid}": uid: expected one that is used nowhere else; '
                f'the calendar "{current.calendar}" has it'
            )
        holder = uid_with_slug(db, event.slug)
        if each.revises and holder and holder not in revised:
            mistakes.append(
                f'{file.name}: event "{event.uid}": slug: expected one that is used nowhere else; '
                f'"{event.slug}" is the event "{holder}"'
            )
    return mistakes


def _load(
    db: Database, file: CalendarFile, decided: list[_Decided], site: Site, now: datetime, progress: Progress
) -> Loaded:
    slug = file.calendar.slug
    before = calendar_named(db, slug)
    calendar_changed = before != file.calendar
    if (before is None or before.private) != file.calendar.private:
        calendars_change(db, now=now)
    if calendar_changed:
        add_calendar_revision(db, file.calendar, at=_later_than_published(db, slug, now), author=file.name)
        for old in file.calendar.formerly:
            remember_former_slug(db, old, slug)
    to_revise = [each for each in decided if each.revises]
    release_slugs(db, [each.event.uid for each in to_revise])
    revised = [
        revise(db, each.event, each.current, calendar=slug, author=file.name, now=now)
        for each in progress("Storing", to_revise)
    ]
    uids = uids_in(db, slug)
    if calendar_changed and len(revised) < len(uids):
        publish(db, slug, site, now, progress=progress)
    elif calendar_changed or revised:
        publish(db, slug, site, now, changed=revised, progress=progress)
    in_file = {event.uid for event in file.events}
    kept = [uid for uid in uids if uid not in in_file]
    changes = [(each.event.uid, each.change) for each in decided] + [(uid, Change.MISSING) for uid in kept]
    return Loaded(file.name, slug, calendar_changed, tuple(changes))


def _later_than_published(db: Database, slug: str, now: datetime) -> datetime:
    """So that the DTSTAMP of every event rises that shows anything of the calendar."""
    published = latest_stamp_in(db, slug)
    return max(now, published + timedelta(seconds=1)) if published else now


def _decide(db: Database, event: AnyEvent, file: CalendarFile, *, overwrite: bool) -> _Decided:
    current = event_with_uid(db, event.uid)
    loaded = last_revision_by(db, event.uid, file.name)
    return _Decided(event, current, _change(event, current, loaded, overwrite=overwrite))


def _change(event: AnyEvent, current: Revision | None, loaded: Revision | None, *, overwrite: bool) -> Change:
    """What the file's version of an event means, beside the current one and the one that it loaded last."""
    if current is None:
        return Change.ADDED
    if event == current.event:
        return Change.UNCHANGED
    if overwrite or (loaded and loaded.number == current.number):
        return Change.CHANGED
    if loaded and event == loaded.event:
        return Change.UNCHANGED  # edited here, and the file still says what it said: the edit stands
    return Change.CONFLICTING
