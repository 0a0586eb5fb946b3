"""The walk of `test_walk.py` on a tablet held upright: a file of its own, so that both go at once."""

import pytest

from tests.browser.screen import UPRIGHT, Screen
from tests.browser.views import faults_of_every_view


@pytest.mark.parametrize("text_size", [100, 200])
def test_every_control_is_named_large_enough_and_within_an_upright_screen(
    walked: Screen, text_size: int
):
    assert faults_of_every_view(walked, UPRIGHT, text_size) == {}
