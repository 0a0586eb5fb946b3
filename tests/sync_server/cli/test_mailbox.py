"""`vitrina-server branches mailbox` as an office types it."""

from pathlib import Path

from tests.sync_server.cli.conftest import Command


def test_the_qr_of_a_mailbox_is_one_file_and_never_over_another(demo: Command, tmp_path: Path):
    file = tmp_path / "buzon.svg"
    made = demo("branches", "mailbox", "NUNOA", str(file))
    assert made.status == 0
    assert made.out.startswith(f"{file}: http://127.0.0.1:8747/b/")
    drawn = file.read_text()
    assert drawn.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
    again = demo("branches", "mailbox", "NUNOA", str(file))
    assert again.status == 1
    assert "buzon.svg" in again.err
    assert file.read_text() == drawn
    other = tmp_path / "otro.svg"
    assert (
        demo("branches", "mailbox", "NUNOA", str(other)).out.split(": ")[1]
        == (made.out.split(": ")[1])
    )


def test_no_mailbox_is_drawn_for_a_branch_that_is_not_there(demo: Command, tmp_path: Path):
    file = tmp_path / "buzon.svg"
    refused = demo("branches", "mailbox", "MARS", str(file))
    assert refused.status == 1
    assert "MARS" in refused.err
    assert not file.exists()
