"""Ways to give a saved quote to the customer."""

from urllib.parse import quote as percent_encoded

import flet as ft

from app.domain.quote_standing import KnownQuote
from app.services.tablet import Tablet
from app.ui.scene import ask


async def download(tablet: Tablet, saved: KnownQuote) -> None:
    """Give the PDF: the system's dialog on a device, a download in a browser."""
    made = await ask(tablet.quote_book.pdf, saved.id)
    await ft.FilePicker().save_file(file_name=_file_name(saved), src_bytes=made)


async def share(tablet: Tablet, saved: KnownQuote) -> None:
    """Open the system's share sheet with the PDF, which can print; a browser downloads it."""
    book = tablet.quote_book
    made, message = await ask(book.pdf, saved.id), await ask(book.message, saved.id)
    file = ft.ShareFile.from_bytes(made, mime_type="application/pdf", name=_file_name(saved))
    await ft.Share().share_files([file], text=message)


async def print_it(tablet: Tablet, saved: KnownQuote) -> None:
    """Open the PDF in a new tab of the browser, whose viewer prints."""
    made = await ask(tablet.quote_book.pdf, saved.id)
    address = await ask(tablet.print_tray.lay, made)
    await ft.UrlLauncher().launch_url(address, web_only_window_name="_blank")


async def whatsapp(tablet: Tablet, saved: KnownQuote) -> None:
    """Hand WhatsApp the text; the link is in it once the server has the quote."""
    message = await ask(tablet.quote_book.message, saved.id)
    await ft.UrlLauncher().launch_url(f"https://wa.me/?text={percent_encoded(message)}")


def _file_name(known: KnownQuote) -> str:
    return f"cotizacion-{known.quote.number}-v{known.quote.version}.pdf"
