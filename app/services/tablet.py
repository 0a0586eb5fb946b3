"""All that the buttons of one tablet can do, wired once in ``app/main.py``."""

from dataclasses import dataclass

from app.services.calling import Calling
from app.services.capture import Capture
from app.services.case_book import CaseBook
from app.services.casework import Casework
from app.services.complaining import Complaining
from app.services.consents import Consents
from app.services.contact_list import ContactList
from app.services.day_close import DayClose
from app.services.deciding import Deciding
from app.services.door_camera import DoorCamera
from app.services.enrolment import Enrolling
from app.services.event_book import EventBook
from app.services.fichas import Fichas
from app.services.home import Home
from app.services.hosting import Hosting
from app.services.lookup import Lookup
from app.services.mailbox import Mailbox
from app.services.odd_readings import OddReadings
from app.services.outgoing import Outgoing
from app.services.photos import PhotoAlbum
from app.services.preferences import Preferences
from app.services.print_tray import PrintTray
from app.services.profiling import Profiling
from app.services.quote_book import QuoteBook
from app.services.quote_verifying import QuoteVerifying
from app.services.quoting import Quoting
from app.services.redeeming import Redeeming
from app.services.salvaging import Salvaging
from app.services.searching import Searching
from app.services.session import Session
from app.services.showroom import Showroom
from app.services.steps import Steps
from app.services.touches import Touches
from app.services.workshop import Workshop


@dataclass(frozen=True)
class Tablet:
    """The use cases of one tablet; every page in a browser shares the same one."""

    showroom: Showroom
    session: Session
    enrolling: Enrolling
    capture: Capture
    contacts: ContactList
    odd_readings: OddReadings
    calling: Calling
    steps: Steps
    consents: Consents
    outgoing: Outgoing
    day_close: DayClose
    home: Home
    lookup: Lookup
    searching: Searching
    profiling: Profiling
    fichas: Fichas
    touches: Touches
    preferences: Preferences
    quoting: Quoting
    quote_book: QuoteBook
    quote_verifying: QuoteVerifying
    print_tray: PrintTray
    door_camera: DoorCamera
    case_book: CaseBook
    complaining: Complaining
    casework: Casework
    workshop: Workshop
    album: PhotoAlbum
    event_book: EventBook
    hosting: Hosting
    redeeming: Redeeming
    mailbox: Mailbox
    deciding: Deciding
    salvaging: Salvaging
