"""Golden files: a feed and a mail, byte for byte."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension


class _Feed(SingleFileSnapshotExtension):
    file_extension = "ics"


class _Mail(SingleFileSnapshotExtension):
    file_extension = "eml"


class _Atom(SingleFileSnapshotExtension):
    file_extension = "atom"


class _Json(SingleFileSnapshotExtension):
    file_extension = "json"


@pytest.fixture
def golden_feed(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Feed)


@pytest.fixture
def golden_mail(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Mail)


@pytest.fixture
def golden_atom(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Atom)


@pytest.fixture
def golden_json(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Json)
