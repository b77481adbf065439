"""A mail is in the folder whole or not at all, and the same mail is there once."""

import os
from pathlib import Path

import pytest

from service.delivery.mailbox import Mailbox
from service.domain.delivery import Accepted, Deferred, Mail, Outcome


def a_mail(number: int = 1, payload: bytes = b"Subject: Hello\r\n\r\nHello\r\n") -> Mail:
    return Mail(f"<{number}@example.org>", "dateline@example.org", "anna@example.org", payload)


def deliver(mailbox: Path, mail: Mail) -> Outcome:
    mailer = Mailbox(mailbox)
    outcome = mailer.deliver(mail, before_final_dot=lambda: None)
    mailer.close()
    return outcome


def test_a_mail_is_kept_byte_for_byte_in_a_folder_that_is_made_for_it(tmp_path: Path) -> None:
    mailbox = tmp_path / "a" / "mailbox"
    outcome = deliver(mailbox, a_mail())
    (kept,) = mailbox.iterdir()
    assert kept.read_bytes() == a_mail().payload
    assert kept.suffix == ".eml"
    assert outcome == Accepted(f"kept as {kept.name}")


def test_the_same_mail_twice_is_one_file_and_another_is_another(tmp_path: Path) -> None:
    for number in (1, 2, 1):
        deliver(tmp_path, a_mail(number))
    assert len(list(tmp_path.iterdir())) == 2


def test_the_same_mail_anew_replaces_the_first(tmp_path: Path) -> None:
    deliver(tmp_path, a_mail())
    deliver(tmp_path, a_mail(payload=b"Subject: Anew\r\n\r\n"))
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"Subject: Anew\r\n\r\n"]


def test_a_name_made_from_a_hostile_message_id_stays_in_the_folder(tmp_path: Path) -> None:
    mail = Mail("<../../etc/passwd@example.org>", "dateline@example.org", "anna@example.org", b"Subject: x\r\n\r\n")
    deliver(tmp_path / "mailbox", mail)
    assert len(list((tmp_path / "mailbox").iterdir())) == 1
    assert list(tmp_path.iterdir()) == [tmp_path / "mailbox"]


def test_nobody_sees_a_mail_before_it_is_whole_and_accepted(tmp_path: Path) -> None:
    seen: list[Path] = []
    Mailbox(tmp_path).deliver(a_mail(), before_final_dot=lambda: seen.extend(tmp_path.glob("*.eml")))
    assert seen == []
    assert len(list(tmp_path.glob("*.eml"))) == 1


def test_who_stops_before_the_final_dot_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Mailbox(tmp_path).deliver(a_mail(), before_final_dot=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_waited_for(tmp_path: Path) -> None:
    in_the_way = tmp_path / "mailbox"
    in_the_way.write_text("a file")
    assert deliver(in_the_way, a_mail()) == Deferred(f"{in_the_way}: File exists")
    assert deliver(in_the_way / "inner", a_mail()) == Deferred(f"{in_the_way / 'inner'}: Not a directory")


def test_a_mail_whose_place_is_taken_is_waited_for(tmp_path: Path) -> None:
    deliver(tmp_path, a_mail())
    (kept,) = tmp_path.iterdir()
    kept.unlink()
    kept.mkdir()
    assert deliver(tmp_path, a_mail()) == Deferred(f"{tmp_path}: Is a directory")
    assert list(tmp_path.iterdir()) == [kept]
    assert os.listdir(kept) == []
