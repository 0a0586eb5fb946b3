"""The text in the QR of a pass: one spelling for one content, and nothing else is a pass."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from app.domain.passes import PassText, qr_text, read_pass, short_code
from app.domain.signed_texts import typed_code

FAIR = UUID("019caf10-3180-7000-8000-0000000000aa")
LAURA = UUID("019caf10-3180-7000-8000-0000000000bb")
SEAL = bytes(range(64))

texts = st.builds(
    PassText, st.uuids(), st.uuids(), st.from_regex(r"(T[0-9]{2,4})?", fullmatch=True)
)
seals = st.binary(min_size=64, max_size=64)


@given(texts, seals)
def test_what_is_written_is_read(text: PassText, seal: bytes):
    assert read_pass(f" {qr_text(text, seal)}\n") == (text, seal)


@given(texts, seals, st.data())
def test_no_other_text_says_the_same(text: PassText, seal: bytes, data: st.DataObject):
    written = qr_text(text, seal)
    at = data.draw(st.integers(0, len(written) - 1))
    other = (
        written[:at]
        + data.draw(st.characters(min_codepoint=33, max_codepoint=126))
        + written[at + 1 :]
    )
    assert other == written or read_pass(other) != (text, seal)


def test_the_server_signs_one_form_and_a_tablet_another():
    named = "AZyvEDGAcACAAAAAAAAAqg.AZyvEDGAcACAAAAAAAAAuw"
    assert PassText(FAIR, LAURA).message() == f"VP1.{named}".encode()
    assert PassText(FAIR, LAURA, "T03").message() == f"VP2.{named}.T03".encode()


@given(st.text(max_size=60))
def test_anything_else_is_no_pass(text: str):
    assert read_pass(text) is None


def test_a_form_with_a_part_too_many_or_a_tablet_without_a_name_is_none():
    plain = qr_text(PassText(FAIR, LAURA), SEAL)
    assert read_pass(plain.replace("VP1", "VP2")) is None
    assert read_pass(qr_text(PassText(FAIR, LAURA, "T03"), SEAL).replace("T03", "")) is None
    assert read_pass(qr_text(PassText(FAIR, LAURA, "T03"), SEAL).replace("T03", "t 3")) is None
    assert read_pass(qr_text(PassText(FAIR, LAURA, "T03"), SEAL).replace("VP2", "VP1")) is None


@given(st.uuids())
def test_a_short_code_is_read_back_as_people_write_it(sign_up: UUID):
    code = short_code(sign_up)
    assert typed_code(f" {code[:3].lower()}-{code[3:]}") == code
    assert typed_code(code.replace("0", "o").replace("1", "l")) == code
