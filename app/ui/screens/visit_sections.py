"""The questions of the visit form that are answered by a tap.

Each is kept, so that a letter typed elsewhere does not redraw it.
"""

import flet as ft

from app.domain.catalogue import CarModel
from app.domain.complaints import Mood
from app.domain.visits import LifeStage, Origin, Purchase, Reason, Relation
from app.ui.hooks import kept
from app.ui.scene import Scene
from app.ui.screens.visit_desk import VisitDesk
from app.ui.widgets.chips import Choice, chip, chips, group, tiles
from app.ui.widgets.intent_scale import intent_scale

SHOWN_MODELS = 6
STAGE_ICONS: dict[LifeStage, ft.IconData] = {
    LifeStage.SCHOOL: ft.Icons.BACKPACK_ROUNDED,
    LifeStage.TEENAGER: ft.Icons.SPORTS_ESPORTS_ROUNDED,
    LifeStage.STUDENT: ft.Icons.SCHOOL_ROUNDED,
    LifeStage.FIRST_JOB: ft.Icons.WORK_ROUNDED,
    LifeStage.PROMOTION: ft.Icons.TRENDING_UP_ROUNDED,
    LifeStage.COUPLE: ft.Icons.FAVORITE_ROUNDED,
    LifeStage.FAMILY: ft.Icons.FAMILY_RESTROOM_ROUNDED,
    LifeStage.UNSAID: ft.Icons.REMOVE_CIRCLE_OUTLINE_ROUNDED,
}


@kept
def ReasonChips(scene: Scene, desk: VisitDesk, chosen: Reason | None) -> ft.Control:
    choices = [Choice(it, scene.words.of(it)) for it in Reason if it is not Reason.UNKNOWN]
    return group(
        scene.look,
        scene.words("What brings them?"),
        chips(
            scene.look,
            choices,
            [chosen] if chosen else [],
            lambda it: scene.act(desk.toggle, "reason", Reason(it)),
            identifier="reason",
        ),
    )


@kept
def ModelChips(
    scene: Scene,
    desk: VisitDesk,
    on_show: tuple[CarModel, ...],
    chosen: tuple[str, ...],
    sought: str | None,
) -> ft.Control:
    """The six models most looked at (or those sought), those chosen, and the search."""
    look, words = scene.look, scene.words
    names = [model.name for model in on_show]
    matching = [name for name in names if (sought or "").casefold() in name.casefold()]
    shown = matching[:SHOWN_MODELS]
    shown += [name for name in chosen if name not in shown]
    buttons: list[ft.Control] = [
        chip(
            look,
            Choice(name, name),
            scene.act(desk.toggle_model, name),
            selected=name in chosen,
            identifier=f"model-{name}",
            several=True,
        )
        for name in shown
    ]
    if len(names) > SHOWN_MODELS and sought is None:
        search = Choice("search", words("Search"), ft.Icons.SEARCH_ROUNDED)
        buttons.append(
            chip(
                look,
                search,
                scene.act(desk.open_search),
                selected=False,
                identifier="model-search",
            )
        )
    return group(
        look,
        words("Model they look at"),
        ft.Row(buttons, wrap=True, spacing=8, run_spacing=8),
    )


@kept
def IntentScale(
    scene: Scene,
    desk: VisitDesk,
    intent: int | None,
    unsaid: bool,  # noqa: FBT001 - a part of the answer
) -> ft.Control:
    return group(
        scene.look,
        scene.words("How near to buying?"),
        intent_scale(
            scene.look,
            scene.words,
            intent,
            unsaid=unsaid,
            pick=lambda value: scene.act(desk.pick_intent, value),
        ),
    )


@kept
def LifeStageTiles(scene: Scene, desk: VisitDesk, chosen: LifeStage | None) -> ft.Control:
    return group(
        scene.look,
        scene.words("Stage of life"),
        tiles(
            scene.look,
            [Choice(stage, scene.words.of(stage), icon) for stage, icon in STAGE_ICONS.items()],
            chosen,
            lambda it: scene.act(desk.toggle, "life_stage", LifeStage(it)),
            identifier="stage",
        ),
        hint=scene.words("optional"),
    )


MOOD_ICONS: dict[Mood, ft.IconData] = {
    Mood.ANGRY: ft.Icons.SENTIMENT_VERY_DISSATISFIED_ROUNDED,
    Mood.UPSET: ft.Icons.SENTIMENT_DISSATISFIED_ROUNDED,
    Mood.NEUTRAL: ft.Icons.SENTIMENT_NEUTRAL_ROUNDED,
    Mood.CALM: ft.Icons.SENTIMENT_SATISFIED_ROUNDED,
    Mood.PLEASED: ft.Icons.SENTIMENT_VERY_SATISFIED_ROUNDED,
}


@kept
def CompanionChips(scene: Scene, desk: VisitDesk, chosen: tuple[Relation, ...]) -> ft.Control:
    choices = [Choice(it, scene.words.of(it)) for it in Relation if it is not Relation.UNKNOWN]
    return group(
        scene.look,
        scene.words("Who came along?"),
        chips(
            scene.look,
            choices,
            chosen,
            lambda it: scene.act(desk.toggle_companion, Relation(it)),
            identifier="companion",
            several=True,
        ),
        hint=scene.words("optional"),
    )


@kept
def MoodFaces(scene: Scene, desk: VisitDesk, chosen: Mood | None) -> ft.Control:
    return group(
        scene.look,
        scene.words("How are they?"),
        tiles(
            scene.look,
            [Choice(mood, scene.words.of(mood), icon) for mood, icon in MOOD_ICONS.items()],
            chosen,
            lambda it: scene.act(desk.toggle, "mood", Mood(it)),
            identifier="mood",
        ),
        hint=scene.words("optional"),
    )


@kept
def PurchaseChips(scene: Scene, desk: VisitDesk, chosen: Purchase | None) -> ft.Control:
    choices = [Choice(it, scene.words.of(it)) for it in Purchase if it is not Purchase.UNKNOWN]
    return group(
        scene.look,
        scene.words("Would they buy…"),
        chips(
            scene.look,
            choices,
            [chosen] if chosen else [],
            lambda it: scene.act(desk.toggle, "purchase", Purchase(it)),
            identifier="purchase",
        ),
        hint=scene.words("optional"),
    )


@kept
def OriginChips(scene: Scene, desk: VisitDesk, chosen: Origin | None) -> ft.Control:
    choices = [Choice(it, scene.words.of(it)) for it in Origin if it is not Origin.UNKNOWN]
    return group(
        scene.look,
        scene.words("How did they come?"),
        chips(
            scene.look,
            choices,
            [chosen] if chosen else [],
            lambda it: scene.act(desk.toggle, "origin", Origin(it)),
            identifier="origin",
        ),
    )
