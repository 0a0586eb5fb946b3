"""The contact programmes we ship, as data that a dealer may change (R019-R061).

Windows are days from the programme's trigger. ``consent`` says whether the contact promotes: then
it needs a grant for the channel used. The texts are ours; their matter is the deck's.
"""

from collections.abc import Mapping
from datetime import date
from string import Formatter
from typing import Annotated

from pydantic import Field

from app.domain.consent import Channel, Purpose
from app.domain.fields import Frozen, Note, OpenEnum, Slug, Text

QUESTION_NAMES = frozenset({"day", "model"})
"""What a question may name: when the person came, and the model that was looked at."""

Days = Annotated[int, Field(ge=-400, le=400)]


class Programme(OpenEnum):
    """Programmes that follow from what a customer bought, had serviced or is, and from our news."""

    POSTVENTA = "POSTVENTA"
    POSTSERV = "POSTSERV"
    MSI = "MSI"
    MANT = "MANT"
    ANIV = "ANIV"
    CUMPLE = "CUMPLE"
    TEMPORADA = "TEMPORADA"
    REEMPLAZO = "REEMPLAZO"
    RECONTACTO = "RECONTACTO"
    LEAL = "LEAL"
    MODELO = "MODELO"
    EVENTO = "EVENTO"
    AVISO = "AVISO"
    CAMPANA = "CAMPANA"
    UNKNOWN = "unknown"


class Rule(Frozen):
    """How one programme works from ``valid_from`` on; ``channels`` in the order of preference.

    ``numbers`` are what the trigger counts with: months, kilometres, season days (MMDD), or by how
    many days the loyal ones hear of a new model before the others.
    ``aim``, ``who`` and ``how`` are the card's propósito, identificación and procedimiento;
    ``question`` is what is asked word by word, ``points`` what else may be said and ``letter`` the
    paragraphs of the letter, with {model}, {vehicle} and {until} filled in; parts are parted by «|».
    A ``question`` may name the {day} on which the person came and the {model} that was looked at;
    of its parts the first is said that names nothing unknown.
    """

    code: Slug
    valid_from: date = date(2000, 1, 1)
    active: bool = True
    opens: Days
    closes: Days
    expires: Days
    channels: tuple[Channel, ...]
    purpose: Purpose
    consent: bool
    attempts: Annotated[int, Field(ge=1, le=3)] = 3
    numbers: tuple[Annotated[int, Field(ge=0, le=999_999)], ...] = ()
    chief_calls: bool = False
    aim: Text
    who: Text
    how: Note
    question: Text = ""
    forbidden: Text = ""
    points: Note = ""
    letter: Note = ""


QUESTION = "¿Le satisfizo la experiencia con nuestro concesionario?"
FORBIDDEN = "No pregunte por el auto ni por la reparación"
_PHONE = (Channel.PHONE,)

SHIPPED: tuple[Rule, ...] = (
    Rule(
        code=Programme.POSTVENTA,
        opens=3,
        closes=5,
        expires=15,
        channels=_PHONE,
        purpose=Purpose.SERVICE,
        consent=False,
        aim="Saber cómo se sintió al comprar y agradecerle.",
        who="Quien recibió un vehículo hace tres a cinco días.",
        how="Confirme con quién habla, agradezca, haga la pregunta y escuche sin interrumpir.",
        question=QUESTION,
        forbidden=FORBIDDEN,
        points="Recuérdele su primera mantención|Comparta un consejo para cuidar su modelo",
    ),
    Rule(
        code=Programme.POSTSERV,
        opens=3,
        closes=5,
        expires=15,
        channels=_PHONE,
        purpose=Purpose.SERVICE,
        consent=False,
        aim="Saber cómo se sintió en el taller y agradecerle.",
        who="Quien retiró su vehículo del taller hace tres a cinco días.",
        how="Confirme con quién habla, agradezca, haga la pregunta y escuche sin interrumpir.",
        question=QUESTION,
        forbidden=FORBIDDEN,
        points="Recuérdele la próxima mantención|Mencione las reparaciones recomendadas",
    ),
    Rule(
        code=Programme.MSI,
        opens=0,
        closes=30,
        expires=30,
        channels=(Channel.EMAIL, Channel.PHONE),
        purpose=Purpose.SURVEY,
        consent=False,
        attempts=2,
        aim="Invitar a contestar el índice de la marca.",
        who="Quien compró en los últimos tres meses o se atendió en el último año.",
        how="Envíe el formulario una vez y recuérdelo una vez.",
        question="La marca le envió una encuesta breve. ¿Pudo contestarla?",
    ),
    Rule(
        code=Programme.MANT,
        opens=-21,
        closes=0,
        expires=45,
        channels=(Channel.PHONE, Channel.LETTER, Channel.EMAIL),
        purpose=Purpose.SERVICE,
        consent=False,
        numbers=(1, 12, 24, 36),
        aim="Invitar a la mantención que le toca a su vehículo.",
        who="El dueño de un vehículo cuya mantención se acerca.",
        how="Diga qué trabajo toca, cuánto cuesta y cuánto demora; ofrezca una hora.",
        question="A su vehículo le toca una mantención. ¿Qué día le acomoda traerlo?",
        points="Diga qué trabajo toca, cuánto cuesta y cuánto demora|Ofrezca un día y una hora",
        letter="A su {model} ({vehicle}) le toca una mantención.|Llámenos o pase por el local para reservar el día que le acomode. Así su vehículo conserva su garantía y su valor.",
    ),
    Rule(
        code=Programme.ANIV,
        opens=-21,
        closes=-14,
        expires=0,
        channels=(Channel.LETTER,),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        numbers=(12, 24, 36),
        aim="Agradecer un año más con su vehículo.",
        who="Quien compró hace casi uno, dos o tres años.",
        how="Envíe la carta de saludo con el servicio de cortesía.",
        question="Se cumple un año más de su compra y queremos agradecérselo.",
        letter="Se cumple un año más de la compra de su {model} y queremos agradecerle su confianza.|Le esperamos en el local con un servicio de cortesía.",
    ),
    Rule(
        code=Programme.CUMPLE,
        opens=-3,
        closes=0,
        expires=0,
        channels=(Channel.LETTER, Channel.WHATSAPP),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        aim="Saludar en su cumpleaños.",
        who="Todos los que autorizaron saludos y ofertas.",
        how="Salude e invite a retirar su regalo en el local.",
        question="Le deseamos un feliz cumpleaños y le tenemos un presente en el local.",
        letter="Le deseamos un feliz cumpleaños.|En el local hay un presente para usted.",
    ),
    Rule(
        code=Programme.TEMPORADA,
        opens=0,
        closes=30,
        expires=45,
        channels=(Channel.PHONE, Channel.WHATSAPP),
        purpose=Purpose.MARKETING,
        consent=True,
        numbers=(601, 1201),
        aim="Preparar el vehículo para la temporada.",
        who="Quien no compró en seis meses ni hizo mantención en tres.",
        how="Salude, pregunte en qué estado está el vehículo y anótelo; ofrezca la revisión.",
        question="Cambia la temporada. ¿En qué estado está su vehículo?",
        points="Anote el estado del vehículo en la ficha|Ofrezca la revisión de temporada",
    ),
    Rule(
        code=Programme.REEMPLAZO,
        opens=0,
        closes=30,
        expires=60,
        channels=_PHONE,
        purpose=Purpose.MARKETING,
        consent=True,
        numbers=(36, 60_000),
        aim="Conversar sobre la renovación de su vehículo.",
        who="El dueño de un vehículo de tres años o de sesenta mil kilómetros.",
        how="Pregunte qué espera de su próximo auto y ofrezca tasar el actual.",
        question="¿Ha pensado en renovar su vehículo? ¿Qué espera del próximo?",
        points="Ofrezca tasar su auto actual",
    ),
    Rule(
        code=Programme.RECONTACTO,
        opens=10,
        closes=15,
        expires=30,
        channels=_PHONE,
        purpose=Purpose.SERVICE,
        consent=False,
        chief_calls=True,
        aim="Asegurarse de que la solución le sirvió.",
        who="Quien reclamó y cuyo caso se cerró hace diez días.",
        how="Agradezca que lo haya dicho y pregunte si quedó conforme.",
        question="Hace unos días cerramos su reclamo. ¿Quedó conforme con la solución?",
        points="Agradezca que lo haya dicho",
    ),
    Rule(
        code=Programme.LEAL,
        opens=0,
        closes=60,
        expires=60,
        channels=_PHONE,
        purpose=Purpose.MARKETING,
        consent=True,
        numbers=(2, 1, 3, 36),
        chief_calls=True,
        aim="Agradecer su lealtad en persona.",
        who="Dos compras, o una compra y tres mantenciones en treinta y seis meses.",
        how="El jefe llama, agradece y pregunta qué haría mejor.",
        question="Usted nos prefiere hace tiempo. ¿Qué podríamos hacer mejor?",
    ),
    Rule(
        code=Programme.MODELO,
        opens=0,
        closes=0,
        expires=30,
        channels=(Channel.LETTER, Channel.EMAIL),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        numbers=(14,),
        aim="Presentar el modelo nuevo, primero a quienes nos prefieren.",
        who="Todos los que autorizaron ofertas; los leales, catorce días antes.",
        how="Envíe la carta con folletos, recuerdo, nota de prensa y cuestionario.",
        question="Presentamos un modelo nuevo y queremos conocer su opinión.",
        letter="Queremos presentarle {model}.|Le invitamos a conocerlo en el local y a contarnos qué le parece.",
    ),
    Rule(
        code=Programme.EVENTO,
        opens=-21,
        closes=-3,
        expires=0,
        channels=(Channel.LETTER,),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        aim="Invitar al evento.",
        who="Todos los que autorizaron ofertas, dueños de otras marcas incluidos.",
        how="Envíe la carta de invitación y confirme la asistencia.",
        letter="Queremos invitarle a {model}, el {until}.|Confirme su asistencia en el local o por teléfono.",
    ),
    Rule(
        code=Programme.AVISO,
        opens=0,
        closes=30,
        expires=30,
        channels=(Channel.EMAIL,),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        aim="Contar una noticia de su modelo.",
        who="Clientes leales que tienen el modelo.",
        how="Envíe el aviso una vez.",
    ),
    Rule(
        code=Programme.CAMPANA,
        opens=0,
        closes=30,
        expires=180,
        channels=(Channel.PHONE, Channel.EMAIL, Channel.LETTER),
        purpose=Purpose.SERVICE,
        consent=False,
        aim="Avisar que el fabricante llama a revisión su vehículo.",
        who="El dueño de un vehículo de la campaña.",
        how="Explique qué se revisa, que no tiene costo, y ofrezca una hora.",
        question="El fabricante llama a revisar su vehículo sin costo. ¿Qué día le acomoda traerlo?",
        points="No ofrezca nada más en esta llamada",
        letter="El fabricante llama a revisar su {model} ({vehicle}). La revisión no tiene costo.|Llámenos o pase por el local para reservar una hora.",
    ),
)


_DOUBT = "¿Le quedó alguna duda que pueda resolverle?"
_CAME = f"Nos visitó {{day}} para ver el {{model}}. {_DOUBT}|Nos visitó {{day}}. {_DOUBT}"
_TRY_IT = "Ofrezca una hora para probar el auto"

FOLDED: tuple[Rule, ...] = (
    Rule(
        code="POTENCIAL",
        opens=1,
        closes=7,
        expires=30,
        channels=(Channel.PHONE, Channel.WHATSAPP),
        purpose=Purpose.QUOTE,
        consent=False,
        aim="Responder lo que le quedó pendiente de su visita.",
        who="Quien nos visitó y puede comprar.",
        how="Confirme con quién habla, pregunte qué le falta para decidir y ofrezca un paso.",
        question=_CAME,
        points=_TRY_IT,
    ),
    Rule(
        code="SOLICITUD",
        opens=0,
        closes=0,
        expires=10,
        channels=(Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL),
        purpose=Purpose.ANSWER,
        consent=False,
        aim="Responder lo que pidió.",
        who="Quien pidió algo y espera nuestra respuesta.",
        how="Tenga a mano lo que pidió y responda antes de la hora prometida.",
        question=_CAME,
        points=_TRY_IT,
    ),
    Rule(
        code="CONSULTA",
        opens=0,
        closes=0,
        expires=10,
        channels=(Channel.PHONE, Channel.WHATSAPP, Channel.EMAIL),
        purpose=Purpose.ANSWER,
        consent=False,
        aim="Responder su consulta.",
        who="Quien preguntó algo y espera nuestra respuesta.",
        how="Averigüe la respuesta antes de llamar y confirme que quedó clara.",
        question=_CAME,
        points=_TRY_IT,
    ),
    Rule(
        code="SEMBRADO",
        opens=0,
        closes=30,
        expires=60,
        channels=(Channel.PHONE, Channel.WHATSAPP),
        purpose=Purpose.MARKETING,
        consent=True,
        attempts=1,
        numbers=(12,),
        aim="Saludar una vez al año, sin apuro por vender.",
        who="Estudiantes, o en su primer trabajo, que aún no piensan comprar.",
        how="Salude, pregunte qué cambió en su vida y anote su interés; no insista.",
        question="Hace un tiempo nos visitó. ¿Cómo va todo? ¿Ha vuelto a pensar en un auto?",
        points="Cuéntele en qué modelos comienzan otras personas de su edad",
    ),
)
"""Programmes that follow from records alone (``app/domain/programmes.py``): of these the texts may be
changed, the windows are the law's and ours."""


def named_in(question: str) -> set[str]:
    """Return what a question names in braces; raises ``ValueError`` where they do not pair."""
    return {name for _, name, _, _ in Formatter().parse(question) if name is not None}


def asked(question: str, known: Mapping[str, str]) -> str:
    """Return the first part of a question that names only what is known, filled in; else nothing."""
    parts = question.split("|")
    fitting = (part for part in parts if all(known.get(name) for name in named_in(part)))
    return next(fitting, "").format_map(known)


def rules_on(day: date, changed: tuple[Rule, ...] = ()) -> dict[str, Rule]:
    """Return the rule of each programme that holds on a day: the newest one valid by then."""
    valid = [rule for rule in (*SHIPPED, *FOLDED, *changed) if rule.valid_from <= day]
    return {rule.code: rule for rule in sorted(valid, key=lambda rule: rule.valid_from)}
