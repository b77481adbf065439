"""A mail is in the folder whole or not at all, and the same mail is there once."""

import os
from contextlib import closing
from pathlib import Path

from service.delivery.mailbox import ROOM, Mailbox
from service.domain.delivery import Accepted, Deferred, Mail, Ready
from tests.delivery.sending import a_mail, mails, outcome_of, send


def test_a_mail_is_kept_byte_for_byte_in_a_folder_that_is_made_for_it(tmp_path: Path) -> None:
    mailbox = tmp_path / "a" / "mailbox"
    outcome = outcome_of(Mailbox(mailbox), a_mail())
    (kept,) = mailbox.iterdir()
    assert kept.read_bytes() == a_mail().payload
    assert kept.suffix == ".eml"
    assert outcome == Accepted(f"kept as {kept.name}")


def test_the_same_mail_twice_is_one_file_and_another_is_another(tmp_path: Path) -> None:
    for number in (1, 2, 1):
        outcome_of(Mailbox(tmp_path), a_mail(number=number))
    assert len(list(tmp_path.iterdir())) == 2


def test_the_same_mail_anew_replaces_the_first(tmp_path: Path) -> None:
    outcome_of(Mailbox(tmp_path), a_mail())
    outcome_of(Mailbox(tmp_path), a_mail(b"Subject: Anew\r\n\r\n"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"Subject: Anew\r\n\r\n"]


def test_a_name_made_from_a_hostile_message_id_stays_in_the_folder(tmp_path: Path) -> None:
    mail = Mail("<../../etc/passwd@example.org>", "dateline@example.org", "anna@example.org", b"Subject: x\r\n\r\n")
    outcome_of(Mailbox(tmp_path / "mailbox"), mail)
    assert len(list((tmp_path / "mailbox").iterdir())) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "mailbox"]


def test_nobody_sees_a_mail_before_it_is_finished(tmp_path: Path) -> None:
    with closing(Mailbox(tmp_path)) as carrier:
        carrier.take(a_mail())
        assert carrier.news(seconds=0) == [Ready(a_mail())]
        carrier.finish(a_mail())
        assert list(tmp_path.glob("*.eml")) == []
        assert len(carrier.news(seconds=0)) == 1
        assert len(list(tmp_path.glob("*.eml"))) == 1


def test_what_is_dropped_or_never_finished_leaves_nothing_behind(tmp_path: Path) -> None:
    first, second, third = mails(3)
    carrier = Mailbox(tmp_path)
    for mail in (first, second, third):
        carrier.take(mail)
    carrier.news(seconds=0)
    carrier.drop(first)
    carrier.finish(second)
    carrier.close()
    assert list(tmp_path.iterdir()) == []
    assert carrier.news(seconds=0) == []


def test_a_mail_that_was_dropped_can_be_taken_again(tmp_path: Path) -> None:
    assert send(Mailbox(tmp_path), [a_mail()], drop=[a_mail()]) == {}
    assert isinstance(outcome_of(Mailbox(tmp_path), a_mail()), Accepted)


def test_more_mails_than_there_is_room_for_are_kept_one_after_the_other(tmp_path: Path) -> None:
    wanted = mails(2 * ROOM + 1)
    carrier = Mailbox(tmp_path)
    for mail in wanted[:ROOM]:
        carrier.take(mail)
    assert carrier.room() == 0
    carrier.close()
    assert carrier.room() == ROOM
    send(carrier, wanted)
    assert sorted(path.read_bytes() for path in tmp_path.iterdir()) == sorted(mail.payload for mail in wanted)


def test_a_folder_that_cannot_be_made_is_waited_for(tmp_path: Path) -> None:
    in_the_way = tmp_path / "mailbox"
    in_the_way.write_text("a file")
    assert outcome_of(Mailbox(in_the_way), a_mail()) == Deferred(f"{in_the_way}: File exists")
    assert outcome_of(Mailbox(in_the_way / "inner"), a_mail()) == Deferred(f"{in_the_way / 'inner'}: Not a directory")


def test_a_mail_whose_place_is_taken_is_waited_for(tmp_path: Path) -> None:
    outcome_of(Mailbox(tmp_path), a_mail())
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    kept.mkdir()
    assert outcome_of(Mailbox(tmp_path), a_mail()) == Deferred(f"{tmp_path}: Is a directory")
    assert list(tmp_path.iterdir()) == [kept]
    assert os.listdir(kept) == []
