"""`vitrina-server import-export-file` as an office types it, on either engine."""

import re
from pathlib import Path

from app.services.capture import VisitForm
from app.services.enrolment import Invitation
from sync_server.main import opened
from sync_server.settings import Settings
from tests.app.rig import Rig
from tests.builders import HandClock
from tests.sync_server.cli.conftest import Command


def exported(code: str, folder: Path) -> Path:
    """Return the file of a tablet that joined, pulled once, met somebody and found no network."""
    settings = Settings()
    with opened(settings) as server:
        rig = Rig(folder, HandClock(), lambda _url: server.sync)
        rig.tablet.enrolling.enrol(Invitation(settings.address(), code), "Feria")
        rig.sync()
        [seller, *_] = rig.tablet.session.people()
        rig.tablet.capture.save_visit(seller, VisitForm(name="Ana Prueba", phone="9 5550 1000"))
        made = rig.tablet.day_close.export()
        rig.store.close()
    file = folder / made.name
    file.write_bytes(made.data)
    return file


def test_a_file_is_taken_in_and_again_it_is_here_already(demo: Command, tmp_path: Path):
    code = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", demo("enrol", "--branch", "NUNOA").out)
    assert code is not None
    file = exported(code[0], tmp_path / "tablet")
    first = demo("import-export-file", str(file))
    assert (first.status, first.out.split(": ")[1]) == (0, "1 new, 0 here already, 0 refused\n")
    assert demo("import-export-file", str(file)).out.endswith(
        ": 0 new, 1 here already, 0 refused\n"
    )


def test_what_is_no_export_is_refused_with_a_sentence(demo: Command, tmp_path: Path):
    assert "There is no file" in demo("import-export-file", str(tmp_path / "none")).err
    file = tmp_path / "clientes.csv"
    for content in (b"nombre;celular\n", "ñandú".encode(), b"VITRINA-EXPORT-1\nAAAA\n"):
        file.write_bytes(content)
        refused = demo("import-export-file", str(file))
        assert refused.status == 1
        assert refused.err.startswith("That cannot be read: ")
