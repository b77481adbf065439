"""Golden files: a feed and a mail, byte for byte."""

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension


class _Feed(SingleFileSnapshotExtension):
    file_extension = "ics"


class _Mail(SingleFileSnapshotExtension):
    file_extension = "eml"


@pytest.fixture
def golden_feed(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Feed)


@pytest.fixture
def golden_mail(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(_Mail)
