"""The operations of the command line by name, JSON in and JSON out; nearly all one transaction."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from app.domain.problems import Code, Problem
from sync_server.services import (
    base_report,
    branches,
    catalogue,
    colleagues,
    complaints_report,
    customers_report,
    demo_cars,
    erasing,
    events_office,
    exports,
    handbook,
    house,
    invitations,
    mail_report,
    quotes_report,
    reviewing,
    status,
    tablets,
    tokens,
    vouchers_office,
)
from sync_server.services.contacts import (
    data_tasks,
    due,
    gift_files,
    letters,
    news,
    planned,
    reasons,
    report,
    rule_files,
    steps,
    surveys,
    workshop,
)
from sync_server.services.gateway import Run
from sync_server.services.importing import taking as imports
from sync_server.services.office import Arguments, Office
from sync_server.storage.database import Database

Operation = Callable[[Connection, Office, Arguments], Any]

WRITING: dict[str, Operation] = {
    "branches_add": branches.add,
    "branches_provider": branches.set_provider,
    "people_add": colleagues.add,
    "people_pin": colleagues.renew_pin,
    "tokens_add": tokens.add,
    "enrol": invitations.invite,
    "customers_erase": erasing.erase,
    "customers_reapply": erasing.reapply,
    "devices_revoke": tablets.revoke,
    "weights_use": base_report.use_weights,
    "reviews_join": reviewing.join,
    "reviews_keep_apart": reviewing.keep_apart,
    "reviews_unmerge": reviewing.unmerge,
    "reviews_detach": reviewing.detach,
    "reviews_attach": reviewing.attach,
    "catalogue_import": catalogue.import_prices,
    "house_rules_import": house.import_rules,
    "demo_cars_import": demo_cars.import_cars,
    "handbook_import": handbook.import_rows,
    "recalls_import": house.import_recall,
    "recalls_close": house.close_recall,
    "imports_begin": imports.begin,
    "imports_take": imports.take,
    "imports_end": imports.end,
    "imports_undo": imports.undo,
    "plan": planned.planned,
    "programmes_import": rule_files.changed,
    "gifts_import": gift_files.changed,
    "surveys_send": surveys.send,
    "letters_due": letters.letters_due,  # issues what goes with them
    "outcomes_tell": letters.tell,
    "due_reopen": steps.reopen,
    "due_parts": steps.confirm_parts,
    "news_add": news.add,
    "news_cancel": news.cancel,
    "events_add": events_office.add,
    "events_cancel": events_office.cancel,
}
DRIVING: dict[str, Callable[[Database, Office, Arguments], Any]] = {"export_take": exports.take}
"""Those that open transactions of their own."""
READING: dict[str, Operation] = {
    "branches": branches.listed,
    "branches_mailbox": branches.mailbox,
    "people": colleagues.listed,
    "devices": tablets.listed,
    "customers": customers_report.listed,
    "customers_erased": erasing.told,
    "customer": customers_report.shown,
    "customer_why": customers_report.why,
    "quotes": quotes_report.listed,
    "quote": quotes_report.shown,
    "quote_pdf": quotes_report.paper,
    "quote_mails": mail_report.listed,
    "complaints": complaints_report.listed,
    "house_rules": house.rules,
    "recalls": house.recalls,
    "demo_cars": demo_cars.listed,
    "handbook": handbook.listed,
    "complaint": complaints_report.shown,
    "complaint_acts": complaints_report.acts,
    "complaints_sirec": complaints_report.sirec,
    "complaint_photos": complaints_report.photos,
    "complaint_photo": complaints_report.photo,
    "imports": imports.listed,
    "imports_now": imports.now,
    "due": due.listed,
    "workshops": workshop.workshops,
    "programmes_report": report.counted,
    "due_explained": reasons.explained,
    "due_calendar": reasons.calendar,
    "data_tasks": data_tasks.data_tasks,
    "news": news.listed,
    "programmes_export": rule_files.exported,
    "gifts_export": gift_files.exported,
    "vouchers": vouchers_office.listed,
    "events": events_office.listed,
    "event": events_office.shown,
    "event_passes": events_office.passes,
    "event_poster": events_office.poster,
    "captures": base_report.captured,
    "reviews_asked": base_report.asked,
    "reviews": reviewing.listed,
    "review": reviewing.shown,
    "status": status.status,
}


def administration(database: Database, office: Office) -> Run:
    """Return what runs an operation by its name; raises ``Problem``, also for an unknown name."""

    def run(name: str, arguments: Arguments) -> Any:
        if (reads := READING.get(name)) is not None:
            with database.reading() as connection:
                return reads(connection, office, arguments)
        if (writes := WRITING.get(name)) is not None:
            return database.writer.run(lambda connection: writes(connection, office, arguments))
        if (drives := DRIVING.get(name)) is not None:
            return drives(database, office, arguments)
        raise Problem(Code.NOT_FOUND, field=name, detail="operation")

    return run
