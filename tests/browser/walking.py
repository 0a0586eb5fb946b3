"""What a screen is made of, measured in its ARIA tree, and what is wrong with it."""

from collections.abc import Iterator
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

from playwright.sync_api import TimeoutError as Late

from tests.browser.screen import PATIENCE, Screen

SMALLEST = 48  # CSS pixels, both ways
SLACK = 1.0  # pixels, for what layout rounds
OVERHANG = 10.0  # pixels by which the box of a text field is larger than what is drawn
BY_ITSELF = ("sync-pill", "sending-hint")  # what changes without a tap
FLOATING = ("message", "undo", "close-message")  # said over the screen for ten seconds
STILL_FOR = 120  # milliseconds
SHARES = (0.75, 0.5, 0.2)  # of an area's height, for each look at a screen
ANSWERS_WITHIN = 10_000  # milliseconds
LEAVES_WITHIN = 2_000  # milliseconds
MOVES_WITHIN = 5_000  # milliseconds
TAPS = 10

_TREE = "() => document.querySelector('flt-semantics-host').innerHTML"
# Read by a screen reader, Flutter empties the field that has the cursor once it is scrolled away.
_LEAVE = """() => {
  const field = document.activeElement;
  if (['INPUT', 'TEXTAREA'].includes(field.tagName)) field.blur();
}"""
_MOVED = f"before => ({_TREE})() !== before"

_READ = """() => {
  const host = document.querySelector('flt-semantics-host');
  const CONTROLS = '[flt-tappable], [role=button], [role=checkbox], [role=switch], input, textarea';
  const box = node => {
    const {left, top, right, bottom} = node.getBoundingClientRect();
    return [left, top, right, bottom];
  };
  const shared = (one, two) => [
    Math.max(one[0], two[0]), Math.max(one[1], two[1]),
    Math.min(one[2], two[2]), Math.min(one[3], two[3]),
  ];
  const areas = [...host.querySelectorAll('*')]
    .filter(node => /auto|scroll|hidden/.test(node.style.overflow + node.style.overflowY));
  const rolled = node => ({box: box(node), above: node.scrollTop,
    below: node.scrollHeight - node.clientHeight - node.scrollTop});
  const own = node => (node.getAttribute('aria-label') || [...node.childNodes]
    .filter(one => one.nodeType === 3 || one.tagName === 'SPAN')
    .map(one => one.textContent).join(' ')).trim();
  const chosen = [...host.querySelectorAll('*')].filter(node => node.tagName !== 'SPAN'
    && (node.matches(CONTROLS) || (own(node) && !node.closest(CONTROLS))));
  const parts = chosen.map(node => {
    const home = node.closest('[flt-semantics-identifier]');
    const around = areas.filter(area => area !== node && area.contains(node));
    return {
      identifier: home ? home.getAttribute('flt-semantics-identifier') : '',
      control: node.matches(CONTROLS),
      role: node.getAttribute('role') || node.tagName.toLowerCase(),
      name: (node.getAttribute('aria-label') || node.textContent).trim(),
      current: node.getAttribute('aria-current') === 'true',
      checked: node.getAttribute('aria-checked'),
      enabled: node.getAttribute('aria-disabled') !== 'true',
      box: box(node),
      seen: around.map(box).reduce(shared, box(node)),
      scrolled: around.length > 0,
    };
  });
  const over = [];
  chosen.forEach((one, i) => chosen.slice(i + 1).forEach((two, j) => {
    const [left, top, right, bottom] = shared(parts[i].seen, parts[i + 1 + j].seen);
    if (right - left > 2 && bottom - top > 2 && !one.contains(two) && !two.contains(one))
      over.push([i, i + 1 + j]);
  }));
  return {parts, over, areas: areas.map(rolled)};
}"""


# A tree that never rests is looked at all the same, after fifty waits.
_STILL = """quiet => new Promise(done => {
  const host = document.querySelector('flt-semantics-host');
  const end = () => { observer.disconnect(); clearTimeout(last); done(); };
  let rest = setTimeout(end, quiet);
  const last = setTimeout(end, 50 * quiet);
  const observer = new MutationObserver(() => { clearTimeout(rest); rest = setTimeout(end, quiet); });
  observer.observe(host, {attributes: true, characterData: true, childList: true, subtree: true});
})"""

# What a person can tell apart: names, states and places, but for what changes by itself.
_PRINT = """([floating, byItself]) => {
  const said = [], stands = [];
  for (const node of document.querySelectorAll('flt-semantics-host *')) {
    if (node.tagName === 'SPAN') continue;
    const home = node.closest('[flt-semantics-identifier]');
    const identifier = home ? home.getAttribute('flt-semantics-identifier') : '';
    if (byItself.includes(identifier)) continue;
    const words = [...node.attributes].filter(it => it.name.startsWith('aria-'))
      .map(it => it.value).join('|');
    const text = [...node.childNodes].filter(it => it.nodeType === 3 || it.tagName === 'SPAN')
      .map(it => it.textContent).join('|');
    const told = [identifier, words, text, node.style.width, node.style.height, node.style.transform];
    (floating.includes(identifier) ? said : stands).push(told.join('/'));
  }
  return {said: said.join(), stands: stands.join()};
}"""
_DIFFERS = f"""([before, marks]) => {{
  const now = ({_PRINT})(marks);
  return now.stands !== before.stands || (now.said !== '' && now.said !== before.said);
}}"""


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class Part(NamedTuple):
    """A control, or words that belong to none. ``seen`` is what scrolling areas leave of the box."""

    identifier: str
    control: bool
    role: str
    name: str
    current: bool
    checked: str | None
    enabled: bool
    box: Box
    seen: Box
    scrolled: bool

    def __str__(self) -> str:
        where = ",".join(f"{edge:.0f}" for edge in self.box)
        return f"{self.role} {self.identifier or self.name[:40]!r} ({where})"


class Area(NamedTuple):
    """A part of the screen that scrolls, and how many pixels of it are hidden on either side."""

    box: Box
    above: float
    below: float


class Sight(NamedTuple):
    """All that is on the screen now, what lies over what, and the areas that scroll."""

    parts: list[Part]
    over: list[tuple[Part, Part]]
    areas: list[Area]

    def area(self, box: Box) -> Area:
        """Return the area that stands there; one that has gone hides nothing."""
        return next((area for area in self.areas if area.box == box), Area(box, 0, 0))


def sight(screen: Screen) -> Sight:
    found: dict[str, Any] = screen.ask(_READ)
    parts = [
        Part(**{**one, "box": Box(*one["box"]), "seen": Box(*one["seen"])})
        for one in found["parts"]
    ]
    over = [(parts[one], parts[two]) for one, two in found["over"]]
    areas = [Area(Box(*one["box"]), one["above"], one["below"]) for one in found["areas"]]
    return Sight(parts, over, areas)


def settled(screen: Screen) -> Sight:
    """Wait until the tree has been still for a while, then look."""
    screen.ask(_STILL, STILL_FOR)
    return sight(screen)


def looks(screen: Screen, share: float = 0.75) -> Iterator[Sight]:
    """Look at the screen, then at every stop of each of its areas, scrolled to the end and back."""
    first = settled(screen)
    yield first
    for area in first.areas:
        yield from stops(screen, area.box, share)
        scroll(screen, area.box, -100)


def stops(screen: Screen, box: Box, share: float) -> Iterator[Sight]:
    """Scroll an area by shares of its height until its end."""
    now = sight(screen)
    while now.area(box).below > SLACK:
        before, now = now, scroll(screen, box, share)
        yield now
        if now.area(box).above == before.area(box).above:
            return  # another area lies over it and takes the wheel


def scroll(screen: Screen, box: Box, share: float) -> Sight:
    """Scroll an area; a slow machine may take a while before the first thing moves."""
    now = sight(screen).area(box)
    if (now.below if share > 0 else now.above) <= SLACK:
        return sight(screen)
    screen.ask(_LEAVE)
    before = screen.ask(_TREE, None)
    screen.page.mouse.move((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    # Of a screen with fewer pixels Chromium turns the wheel further, and so does Flutter.
    turned = float(screen.ask("devicePixelRatio")) ** 2
    screen.page.mouse.wheel(0, (box.bottom - box.top) * share * turned)
    with suppress(Late):  # another area lies over it
        screen.page.wait_for_function(_MOVED, arg=before, timeout=MOVES_WITHIN)
    return settled(screen)


def reach(screen: Screen, start: str | tuple[str, ...], words: str = "") -> str:
    """Scroll until a control is there and whole; return its identifier, which begins so.

    What is far away is not drawn, and what comes with the next exchange is not there yet: the
    screen is looked through from top to end until the patience ends.
    """
    met: set[str] = set()
    until = monotonic() + PATIENCE / 1000
    while monotonic() < until:
        for seen in looks(screen, 0.4):
            if found := _whole(seen, start, words):
                return found
            met.update(f"{part.identifier} {part.name[:40]!r}" for part in seen.parts)
    raise AssertionError(f"{start} {words} is nowhere among {sorted(met)}")


def _whole(seen: Sight, start: str | tuple[str, ...], words: str) -> str | None:
    """Return the first such control of which the areas around it cut no more than its overhang."""
    return next(
        (
            part.identifier
            for part in seen.parts
            if part.control
            and part.identifier.startswith(start)
            and words in part.name
            and _cut(part) <= OVERHANG
        ),
        None,
    )


def _cut(part: Part) -> float:
    return max(abs(edge - seen) for edge, seen in zip(part.box, part.seen, strict=True))


Sizes = dict[tuple[str, str], tuple[float, float, Part]]


def faults(screen: Screen, rail: Sizes) -> list[str]:
    """Return what is wrong with the screen and stays so: a slow machine draws in the middle.

    ``rail`` keeps the largest size at which each part of the rail was seen on any screen: of one
    that is chosen while an area cuts it, Flutter goes on telling the size of the rest.
    """
    first, *again = SHARES
    found = _faults_now(screen, rail, first)
    for share in again:
        found = found and found & _faults_now(screen, rail, share)
    return sorted(found)


def _faults_now(screen: Screen, rail: Sizes, share: float) -> set[str]:
    """Look at every place to which the screen scrolls."""
    size = screen.page.viewport_size
    assert size is not None
    found: set[str] = set()
    largest: Sizes = {}
    for seen in looks(screen, share):
        for part in seen.parts:
            found.update(_outside(part, size["width"], size["height"]))
            if part.control:
                _grow(rail if part.identifier.startswith("nav-") else largest, part)
        found.update(f"{one} lies over {two}" for one, two in seen.over if _clash(one, two))
    for width, height, part in (*rail.values(), *largest.values()):
        if min(width, height) < SMALLEST - SLACK:
            found.add(f"{part} is {width:.0f} by {height:.0f}")
        if not part.name:
            found.add(f"{part} has no name")
    return found


def _grow(largest: Sizes, part: Part) -> None:
    """Remember a control where most of it was seen: at the edge of an area it is cut."""
    key = part.identifier, "" if part.identifier.startswith("nav-") else part.name
    width, height, _ = largest.get(key, (0.0, 0.0, part))
    box = part.box
    largest[key] = max(width, box.right - box.left), max(height, box.bottom - box.top), part


def _outside(part: Part, width: int, height: int) -> Iterator[str]:
    box, seen = part.box, part.seen
    if box.left < -SLACK or box.right > width + SLACK:
        yield f"{part} leaves the screen sideways"
    if not part.scrolled and (box.top < -SLACK or box.bottom > height + SLACK):
        yield f"{part} leaves the screen"
    if seen.right > seen.left and box.right - seen.right + seen.left - box.left > OVERHANG:
        yield f"{part} is cut sideways"


def _clash(one: Part, two: Part) -> bool:
    """Say whether two parts that overlap should not: a prefix stands in its field.

    Of an image that an area cuts, Flutter tells the size rightly and the place wrongly.
    """
    if one.identifier in FLOATING or two.identifier in FLOATING or "img" in (one.role, two.role):
        return False
    return one.identifier != two.identifier or not one.identifier


def tappable(screen: Screen) -> list[Part]:
    """Return the controls that stand whole on the screen, without scrolling."""
    size = screen.page.viewport_size
    assert size is not None
    return [
        part
        for part in settled(screen).parts
        if part.control
        and part.enabled
        and _cut(part) <= OVERHANG
        and not list(_outside(part, size["width"], size["height"]))
    ]


def stands(screen: Screen, identifier: str) -> bool:
    """Say whether a control is there once the screen is still."""
    screen.ask(_STILL, STILL_FOR)
    return screen.shows(identifier)


def answers(screen: Screen, identifier: str) -> bool:
    """Tap a control and say whether anything came of it that a person can see.

    One that leaves before it is tapped, because the screen goes on by itself, is not dead.
    """
    marks = [list(FLOATING), list(BY_ITSELF)]
    screen.ask(_STILL, STILL_FOR)
    before = screen.ask(_PRINT, marks)
    if not _tapped(screen, identifier):
        return not screen.shows(identifier)
    try:
        screen.page.wait_for_function(_DIFFERS, arg=[before, marks], timeout=ANSWERS_WITHIN)
    except Late:
        return False
    return True


def _tapped(screen: Screen, identifier: str) -> bool:
    """Tap a control for as long as it is there; say whether it was."""
    for _ in range(TAPS):
        try:
            screen.find(identifier).tap(timeout=LEAVES_WITHIN)
        except Late:
            if not screen.shows(identifier):
                return False
        else:
            return True
    return False
