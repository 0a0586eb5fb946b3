"""What the demo dealer says of its models; prices are invented, and each row says that it is DEMO."""

from datetime import date

from app.domain.handbook import CareTip, ServiceWork
from sync_server.demo.cast import BRANCH

_SINCE = date(2026, 1, 1)
_WORK = (
    ("m1", "Revisión de los primeros 1.000 km", 0, 45),
    ("km10000", "Aceite, filtro de aceite y revisión de frenos", 129_990, 90),
    ("km20000", "Aceite, filtros, rotación de neumáticos y alineación", 189_990, 120),
    ("km30000", "Aceite, filtros, líquido de frenos y escobillas", 219_990, 150),
    ("km40000", "Mantención mayor: bujías, filtros, correas y frenos", 349_990, 240),
)
_TIPS = (
    ("", "Revise la presión de los neumáticos una vez al mes, en frío"),
    ("Terra 5", "En la ciudad, use el modo ECO: alarga la vida de los frenos"),
    ("Terra 7", "Con siete pasajeros, suba la presión como dice la puerta del conductor"),
)

WORKS = tuple(
    ServiceWork(
        country=BRANCH.country,
        make="Demo",
        step=step,
        valid_from=_SINCE,
        work=work,
        price=price,
        minutes=minutes,
        demo=True,
    )
    for step, work, price, minutes in _WORK
)
TIPS = tuple(
    CareTip(
        country=BRANCH.country,
        make="Demo",
        model=model,
        valid_from=_SINCE,
        text=text,
        demo=True,
    )
    for model, text in _TIPS
)
