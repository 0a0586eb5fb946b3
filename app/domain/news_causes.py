"""Whom does the dealer tell what it has to tell? Pure, for one customer.

MODELO: everybody, the loyal ones some days before (R046). EVENTO: everybody of the branch but who
has a pass already (R049). AVISO: loyal owners of the models it is for (R059). CAMPANA: whose
vehicle the maker calls back, loyal or not: it is about their safety, not about an offer.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from app.domain.consent import Purpose, allows
from app.domain.contact_rules import Programme, Rule
from app.domain.dues import DueReason
from app.domain.history import Cause, Exclusion, History
from app.domain.news import News, NewsKind
from app.domain.recalls import vehicle_key


def is_ours(history: History) -> bool:
    """Say whether to greet at all: whoever bought or came, others who allowed offers."""
    offers = (d for p, d in history.consents.items() if p.purpose is Purpose.MARKETING)
    return bool(history.bought or history.served) or any(map(allows, offers))


def told(history: History, loyal: date | None, rules: Mapping[str, Rule]) -> Iterator[Cause]:
    """Yield what is to be told; ``loyal`` is since when the customer is."""
    for news in history.news:
        if news.kind is NewsKind.RECALL:
            yield from _called_back(history, news)
        elif not is_ours(history):
            continue
        elif news.kind is NewsKind.LAUNCH:
            yield _launch(news, loyal, rules)
        elif news.kind is NewsKind.NOTICE:
            yield _notice(history, news, loyal)
        elif news.kind is NewsKind.EVENT:
            yield _invitation(history, news)


def _launch(news: News, loyal: date | None, rules: Mapping[str, Rule]) -> Cause:
    rule = rules.get(Programme.MODELO)
    ahead = rule.numbers[0] if rule is not None and rule.numbers else 0
    early = loyal is not None and loyal <= news.on
    return Cause(
        Programme.MODELO,
        news.id(),
        news.on,
        model=news.models[0] if news.models else news.title,
        source_id=news.code,
        opens=-ahead if early else None,
    )


def _invitation(history: History, news: News) -> Cause:
    return Cause(
        Programme.EVENTO,
        news.id(),
        news.on,
        model=news.title,
        source_id=news.code,
        ended=DueReason.DONE if news.id() in history.signed_up else None,
    )


def _notice(history: History, news: News, loyal: date | None) -> Cause:
    owned = {sale.model.casefold(): sale for sale in history.bought if not sale.former}
    about = next((owned[m.casefold()] for m in news.models if m.casefold() in owned), None)
    why = Exclusion.OTHER_MODEL if news.models and about is None else None
    if loyal is None or loyal > news.on:
        why = Exclusion.NOT_LOYAL
    return Cause(
        Programme.AVISO,
        news.id(),
        news.on,
        vehicle=(about.plate or about.vehicle) if about else "",
        model=about.model if about else "",
        source_id=news.code,
        excluded=why,
    )


def _called_back(history: History, news: News) -> Iterator[Cause]:
    for sale in history.bought:
        names = {sale.plate, sale.vehicle.rpartition(":")[2]} - {""}
        if (
            sale.former
            or not {vehicle_key(history.country, name) for name in names} & news.vehicles
        ):
            continue
        yield Cause(
            Programme.CAMPANA,
            sale.record,
            max(news.on, sale.day),
            vehicle=sale.plate or sale.vehicle,
            model=sale.model,
            branch=sale.branch,
            source_id=news.code,
            owner=sale.owner,
            step=f":{news.code}",
        )
