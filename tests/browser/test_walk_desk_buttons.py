"""As `test_walk_buttons.py`, where quotes, events, complaints and cars are worked on."""

import pytest

from tests.browser.buttons import dead_buttons, in_order
from tests.browser.screen import Screen
from tests.browser.views import DESKS


@pytest.mark.parametrize("name", in_order(DESKS))
def test_no_button_is_dead(walked: Screen, alive: set[str], name: str):
    assert dead_buttons(walked, alive, name) == []
