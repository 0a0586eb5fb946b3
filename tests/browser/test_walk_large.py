"""The walk of `test_walk.py` in the largest letters: a file of its own, so that both go at once."""

from tests.browser.screen import DESK, Screen
from tests.browser.views import faults_of_every_view


def test_every_control_is_named_large_enough_and_within_a_lying_screen_of_large_letters(
    walked: Screen,
):
    assert faults_of_every_view(walked, DESK, 200) == {}
