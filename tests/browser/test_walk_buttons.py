"""Every button does something that a person can see; those of desks in a file of their own."""

import pytest

from tests.browser.buttons import dead_buttons, in_order
from tests.browser.screen import Screen
from tests.browser.views import DESKS, VIEWS


@pytest.mark.parametrize("name", in_order(VIEWS.keys() - DESKS))
def test_no_button_is_dead(walked: Screen, alive: set[str], name: str):
    assert dead_buttons(walked, alive, name) == []
