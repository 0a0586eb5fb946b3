"""The programmes' texts: a question names the day and the model only where they are known."""

import pytest

from app.domain import answers, programmes
from app.domain.contact_rules import FOLDED, asked, named_in

CAME = "Nos visitó {day} para ver el {model}. ¿Y?|Nos visitó {day}. ¿Y?"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"day": "ayer", "model": "Terra 7"}, "Nos visitó ayer para ver el Terra 7. ¿Y?"),
        ({"day": "ayer", "model": ""}, "Nos visitó ayer. ¿Y?"),
        ({}, ""),
    ],
)
def test_the_first_part_is_said_that_names_only_what_is_known(known: dict[str, str], said: str):
    assert asked(CAME, known) == said


def test_a_question_without_names_is_said_as_it_is():
    assert asked("¿Le satisfizo?", {}) == "¿Le satisfizo?"
    assert named_in(CAME) == {"day", "model"}
    with pytest.raises(ValueError, match="expected"):
        named_in("Nos visitó {day")


def test_the_table_tells_the_windows_that_records_alone_have():
    told = {rule.code: (rule.opens, rule.closes, rule.expires) for rule in FOLDED}

    assert told[programmes.POTENCIAL] == (*programmes.WINDOW, programmes.EXPIRY)
    assert told[answers.SOLICITUD] == told[answers.CONSULTA] == (0, 0, answers.EXPIRY)
    later = programmes.TOUCH_WINDOW, programmes.TOUCH_EXPIRY
    assert told[programmes.SEMBRADO] == (0, *later)
