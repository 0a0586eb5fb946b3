"""What is learned of strangers, without labels."""

from random import Random

from sync_server.master.chance import strangers
from sync_server.master.fields import FIELDS
from sync_server.master.frequencies import counted
from sync_server.master.normalise import normalised
from sync_server.master.training import blank_start

DOCUMENT = [field.name for field in FIELDS].index("document")
OTHER_TYPE = FIELDS[DOCUMENT].levels.index("other_type")
DIFFERENT = FIELDS[DOCUMENT].levels.index("different")


def test_strangers_are_of_one_country_for_people_of_two_are_never_compared():
    chileans = [normalised({"country": "CL", "national_id_type": "RUT", "national_id": f"{9_000_000 + 104_729 * n}"})
                for n in range(100)]  # fmt: skip
    peruvians = [normalised({"country": "PE", "national_id_type": "DNI", "national_id": f"{40_000_000 + 104_729 * n}"})
                 for n in range(100)]  # fmt: skip
    people = [*chileans, *peruvians]
    found = strangers(people, counted(people), blank_start().stranger, 1.0, Random(1))  # noqa: S311 - draws pairs, guards nothing
    assert found[DOCUMENT][OTHER_TYPE] < 0.001
    assert found[DOCUMENT][DIFFERENT] > 0.9
