"""A walk over every screen: what can be tapped is named, large and within the screen."""

import pytest

from tests.browser.screen import DESK, Screen
from tests.browser.views import faults_of_every_view


@pytest.mark.parametrize("text_size", [100, 150])
def test_every_control_is_named_large_enough_and_within_a_lying_screen(
    walked: Screen, text_size: int
):
    assert faults_of_every_view(walked, DESK, text_size) == {}
