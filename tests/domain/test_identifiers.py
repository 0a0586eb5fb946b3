"""Every edge case of the identifiers of Chile and Perú, as literals, and rules for any text."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.identifiers import (
    Doubt,
    birth_date_doubt,
    clean,
    display_document,
    display_phone,
    fold,
    is_checksum_valid,
    is_mobile,
    name_doubt,
    read_birth_date,
    read_document,
    read_email,
    read_name,
    read_phone,
    read_plate,
    read_vin,
)
from app.domain.people import Country, DocumentType, PersonName

CL, PE = Country.CL, Country.PE

any_text = st.text(max_size=60) | st.text(
    alphabet=st.characters(categories=("Cs", "Cc", "Cf", "Nd", "Lu", "Ll", "Lo", "Mn", "So")),
    max_size=60,
)
digit_like = st.text(alphabet="0123456789+-. ()oOkKqQiIlabc", max_size=24)
email_like = st.text(alphabet="abcÑñé.@ ,;gmail<>com", max_size=30)
typed_texts = any_text | digit_like | email_like
countries = st.sampled_from(Country)
document_types = st.sampled_from(DocumentType)
AWKWARD = (
    "\ud800",
    "a\x00b",
    "👨‍👩‍👧",
    "محمد علي",
    "\u202e987654321",
    "İ@ß.cl",
    "x" * 10_000,
    "9" * 10_000,
)


@pytest.mark.parametrize(
    ("typed", "country", "value"),
    [
        ("9 8765 4321", CL, "+56987654321"),
        ("987 654 321", PE, "+51987654321"),
        ("987654321", CL, "+56987654321"),
        ("987654321", PE, "+51987654321"),
        ("0051987654321", PE, "+51987654321"),
        ("0051987654321", CL, "+51987654321"),
        ("56987654321", CL, "+56987654321"),
        ("+56 9 8765 4321", PE, "+56987654321"),
        ("(+56) 9 8765-4321", PE, "+56987654321"),
        ("+1 212 555 0123", CL, "+12125550123"),
        ("09 8765 4321", CL, "+56987654321"),
        ("+56 (0)9 8765 4321", CL, "+56987654321"),
        ("٩٨٧٦٥٤٣٢١", CL, "+56987654321"),
        ("".join(chr(0xFF10 + n) for n in (9, 8, 7, 6, 5, 4, 3, 2, 1)), PE, "+51987654321"),
    ],
)
def test_a_phone_is_read_in_the_country_of_the_branch(typed, country, value):
    reading = read_phone(typed, country)

    assert (reading.field.value, reading.field.state, reading.doubt) == (value, "valid", None)


@pytest.mark.parametrize(
    ("typed", "country", "value", "shown"),
    [
        ("12345678", PE, "+5112345678", "(01) 2345678"),
        ("01 234 5678", PE, "+5112345678", "(01) 2345678"),
        ("2 2345 6789", CL, "+56223456789", "(2) 2345 6789"),
    ],
)
def test_a_landline_is_valid_and_shown_back_as_one(typed, country, value, shown):
    reading = read_phone(typed, country)

    assert (reading.field.value, reading.field.state) == (value, "valid")
    assert reading.doubt == "phone_landline"
    assert display_phone(value, country) == shown
    assert not is_mobile(value)


@pytest.mark.parametrize(
    ("typed", "country", "doubt", "suggestion"),
    [
        ("87654321", CL, "phone_missing_nine", "9 8765 4321"),
        ("+56 8765 4321", CL, "phone_missing_nine", "9 8765 4321"),
        ("912345678", CL, "phone_other_country", "+51 912 345 678"),
        ("223456789", PE, "phone_other_country", "+56 2 2345 6789"),
        ("51987654321", CL, "phone_other_country", "+51 987 654 321"),
        ("56987654321", PE, "phone_other_country", "+56 9 8765 4321"),
        ("98765432", PE, "phone_too_short", None),
        ("9876543", CL, "phone_too_short", None),
        ("9876543210", CL, "phone_too_long", None),
        ("987654321 / 912345678", PE, "phone_too_long", None),
        ("cel 987654321 mamá", CL, "phone_unknown", "9 8765 4321"),
        ("no tiene", CL, "phone_unknown", None),
        ("99999999", CL, "phone_too_short", None),
        ("😀", PE, "phone_unknown", None),
        ("+", PE, "phone_unknown", None),
        ("987654321", Country.UNKNOWN, "phone_unknown", None),
    ],
)
def test_digits_that_are_no_number_here_say_why_and_guess_only_aloud(
    typed, country, doubt, suggestion
):
    reading = read_phone(typed, country)

    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)
    assert (reading.field.value, reading.field.state) == (None, "to_verify")


@pytest.mark.parametrize(
    ("typed", "value", "doubt"),
    [
        ("999999999", "+56999999999", "phone_repeated"),
        ("600 123 4567", "+566001234567", "phone_service"),
        ("800 200 300", "+56800200300", "phone_service"),
    ],
)
def test_a_number_that_no_person_has_joins_nobody(typed, value, doubt):
    reading = read_phone(typed, CL)

    assert (reading.field.value, reading.doubt) == (value, doubt)
    assert reading.field.trusted() is None


def test_a_phone_is_displayed_as_its_readers_write_it():
    assert display_phone("+56987654321", CL) == "9 8765 4321"
    assert display_phone("+51987654321", PE) == "987 654 321"
    assert display_phone("+56987654321", PE) == "+56 9 8765 4321"
    assert display_phone("not a number", PE) == "not a number"
    assert is_mobile("+56987654321")
    assert is_mobile("+51987654321")
    assert is_mobile("+12125550123")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("Juan.Perez@gmail.com", "juan.perez@gmail.com"),
        ("  juan@GMAIL.com \n", "juan@gmail.com"),
        ("test@example.com", "test@example.com"),
        ("j.u.a.n@gmail.com", "j.u.a.n@gmail.com"),
        ("a@ñandú.cl", "a@ñandú.cl"),
        ("ana+toma@empresa.com.pe", "ana+toma@empresa.com.pe"),
        ("ana@hotmail.cl", "ana@hotmail.cl"),
        ("ana@yahoo.es", "ana@yahoo.es"),
    ],
)
def test_an_email_is_read_without_case_and_keeps_its_dots(typed, value):
    reading = read_email(typed)

    assert (reading.field.value, reading.field.state, reading.doubt) == (value, "valid", None)


@pytest.mark.parametrize(
    ("typed", "value", "doubt", "suggestion"),
    [
        ("a@hotmail.con", "a@hotmail.con", "email_domain_typo", "a@hotmail.com"),
        ("a@gmial.com", "a@gmial.com", "email_domain_typo", "a@gmail.com"),
        ("a@gmial.con", "a@gmial.con", "email_domain_typo", "a@gmail.com"),
        ("a@hotmal.com", "a@hotmal.com", "email_domain_typo", "a@hotmail.com"),
        ("a@gmail.co", "a@gmail.co", "email_domain_typo", "a@gmail.com"),
        ("a@gmail", None, "email_unknown", "a@gmail.com"),
        ("juan perez@gmail.com", None, "email_unknown", "juanperez@gmail.com"),
        ("juan@gmail,com", None, "email_unknown", "juan@gmail.com"),
        ("muñoz@gmail.com", None, "email_unknown", "munoz@gmail.com"),
        ("<juan@gmail.com>", None, "email_unknown", "juan@gmail.com"),
        ("a@@b.com", None, "email_unknown", None),
        ("juan.gmail.com", None, "email_no_at", None),
        ("no usa", None, "email_no_at", None),
    ],
)
def test_an_odd_email_says_what_is_odd_and_what_was_perhaps_meant(typed, value, doubt, suggestion):
    reading = read_email(typed)

    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)
    assert (reading.field.value, reading.field.state) == (value, "to_verify")


def test_an_email_cut_to_fit_the_field_is_not_taken_for_another_address():
    address = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 30}.com"
    reading = read_email(address)

    assert len(address) == 217
    assert (reading.field.value, reading.doubt) == (None, "email_unknown")


@pytest.mark.parametrize(
    ("typed", "given_names", "surname", "second"),
    [
        ("Ana", "Ana", "", ""),
        ("Ana Soto", "Ana", "Soto", ""),
        ("ana soto pérez", "Ana", "Soto", "Pérez"),
        ("María José", "María José", "", ""),
        ("María José Pérez", "María José", "Pérez", ""),
        ("JUAN CARLOS DE LA CRUZ SOTO", "Juan Carlos", "de la Cruz", "Soto"),
        ("María de los Ángeles Soto", "María de los Ángeles", "Soto", ""),
        ("Juan Paz Soto", "Juan", "Paz", "Soto"),
        ("María Paz Soto", "María Paz", "Soto", ""),
        ("Luis del Río", "Luis", "del Río", ""),
        ("Pérez Soto, Juan", "Juan", "Pérez", "Soto"),
        ("ANA-MARÍA O'HIGGINS", "Ana-María", "O'Higgins", ""),
        ("Ian McDonald", "Ian", "McDonald", ""),
        ("Ana Luisa Inés Soto Pérez", "Ana Luisa Inés", "Soto", "Pérez"),
        ("محمد علي", "محمد", "علي", ""),
        ("李", "李", "", ""),
        ("😀 Ana 2 Soto 🚗", "Ana", "Soto", ""),
        ("123", "", "", ""),
        (",", "", "", ""),
        ("de la", "de la", "", ""),
    ],
)
def test_a_full_name_divides_as_on_the_identity_card(typed, given_names, surname, second):
    assert read_name(typed) == PersonName(
        typed=typed, given=given_names, surname=surname, second_surname=second
    )


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("", None),
        ("J", "name_too_short"),
        ("J.", "name_too_short"),
        ("Jo", None),
        ("李", None),
        ("12", "name_without_letters"),
        ("😀", "name_without_letters"),
    ],
)
def test_a_name_that_cannot_be_said_is_doubted(typed, doubt):
    assert name_doubt(typed) == doubt


@pytest.mark.parametrize(
    ("typed", "value", "doubt", "shown"),
    [
        ("12.531.909-2", "125319092", None, "12.531.909-2"),
        ("CL12531909-2", "125319092", None, "12.531.909-2"),
        ("125319092", "125319092", None, "12.531.909-2"),
        ("12,531,909-2", "125319092", None, "12.531.909-2"),
        ("012531909-2", "125319092", None, "12.531.909-2"),
        ("20.347.878-k", "20347878K", None, "20.347.878-K"),
        ("123456-0", "01234560", None, "123.456-0"),
        ("01234560", "01234560", None, "123.456-0"),
        ("76.123.456-0", "761234560", "rut_company", "76.123.456-0"),
    ],
)
def test_a_rut_is_read_with_its_check_character_and_shown_with_dots(typed, value, doubt, shown):
    reading = read_document(typed, DocumentType.RUT, PE)

    assert (reading.document.value, reading.document.state) == (value, "valid")
    assert (reading.doubt, reading.document.country) == (doubt, CL)
    assert display_document(reading.document) == shown
    assert is_checksum_valid(reading.document)


@pytest.mark.parametrize(
    ("typed", "value", "doubt", "suggestion"),
    [
        ("12531909-3", "125319093", "rut_check_digit", None),
        ("12531909-X", "12531909X", "rut_check_digit", None),
        ("12531909", None, "rut_check_digit", "12.531.909-2"),
        ("11.111.111-1", None, "rut_repeated", None),
        ("011.111.111-1", None, "rut_repeated", None),
        ("00000000-0", None, "rut_repeated", None),
        ("1-9", None, "rut_length", None),
        ("100000000-1", None, "rut_length", None),
        ("sin rut", None, "rut_length", None),
    ],
)
def test_a_rut_that_fails_its_rule_is_kept_and_proves_nothing(typed, value, doubt, suggestion):
    reading = read_document(typed, DocumentType.RUT, CL)

    assert (reading.document.value, reading.document.state) == (value, "to_verify")
    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)
    assert display_document(reading.document) == typed
    assert not is_checksum_valid(reading.document)


@pytest.mark.parametrize(
    ("kind", "typed", "value", "proved", "shown"),
    [
        ("dni", "10117410", "10117410", False, "10117410"),
        ("dni", "10117410-2", "101174102", True, "10117410-2"),
        ("dni", "10117410g", "10117410G", True, "10117410-G"),
        ("dni", "00117410", "00117410", False, "00117410"),
        ("ruc", "10101174102", "10101174102", True, "10101174102"),
        ("ruc", "20-51233379-7", "20512333797", True, "20512333797"),
        ("ce", "001043328", "001043328", False, "001043328"),
        ("passport", "ab 123456", "AB123456", False, "AB123456"),
    ],
)
def test_a_document_is_proved_only_by_a_check_character(kind, typed, value, proved, shown):
    reading = read_document(typed, DocumentType(kind), PE)

    assert (reading.document.value, reading.document.state) == (value, "valid")
    assert reading.doubt is None
    assert is_checksum_valid(reading.document) is proved
    assert display_document(reading.document) == shown


@pytest.mark.parametrize(
    ("kind", "typed", "doubt", "suggestion"),
    [
        ("dni", "0117410", "dni_zero_lost", "00117410"),
        ("dni", "117410", "dni_zero_lost", "00117410"),
        ("dni", "12345", "dni_length", None),
        ("dni", "1234567890", "dni_length", None),
        ("dni", "10117410-3", "dni_check", None),
        ("dni", "00000000", "dni_repeated", None),
        ("ruc", "2051233379", "ruc_length", None),
        ("ruc", "20512333798", "ruc_check", None),
        ("ruc", "16101174102", "ruc_check", None),
        ("ce", "1043328", "ce_length", "001043328"),
        ("ce", "12", "ce_length", None),
        ("passport", "1234", "passport_shape", None),
        ("passport", "A" * 16, "passport_shape", None),
        ("unknown", "X-1", "document_type_unknown", None),
    ],
)
def test_a_document_of_odd_shape_is_to_be_verified(kind, typed, doubt, suggestion):
    reading = read_document(typed, DocumentType(kind), PE)

    assert (reading.document.state, reading.document.typed) == ("to_verify", typed)
    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)
    assert not is_checksum_valid(reading.document)


def test_the_type_says_who_issued_a_document_and_the_branch_only_where_it_does_not():
    issuers = {kind: read_document("x", kind, CL).document.country for kind in DocumentType}

    assert issuers == {"rut": CL, "dni": PE, "ruc": PE, "ce": PE, "passport": CL, "unknown": CL}


@pytest.mark.parametrize(
    ("typed", "country", "value", "doubt"),
    [
        ("BBCL-12", CL, "BBCL12", None),
        ("bbcl·12", CL, "BBCL12", None),
        ("AA·10-00", CL, "AA1000", None),
        ("ABC-123", CL, "ABC123", None),
        ("ABC-12", CL, "ABC12", None),
        ("AB-123", CL, "AB123", None),
        ("BBBBB·0", CL, "BBBBB0", None),
        ("BBBB·0", CL, "BBBB0", None),
        ("MNBB12", CL, "MNBB12", "plate_rare_letter"),
        ("A1B-234", CL, "A1B234", "plate_other_country"),
        ("A1B-234", PE, "A1B234", None),
        ("ABC-123", PE, "ABC123", None),
        ("1234-5A", PE, "12345A", None),
        ("AB-1234", PE, "AB1234", None),
        ("BBCL12", PE, "BBCL12", "plate_other_country"),
    ],
)
def test_a_plate_of_either_country_is_valid(typed, country, value, doubt):
    reading = read_plate(typed, country)

    assert (reading.field.value, reading.field.state) == (value, "valid")
    assert reading.doubt == doubt


@pytest.mark.parametrize(
    ("typed", "country", "doubt", "suggestion"),
    [
        ("BCDF1O", CL, "plate_letter_o", "BCDF10"),
        ("BCDFO1", CL, "plate_letter_o", "BCDF01"),
        ("ABC-O23", PE, "plate_letter_o", "ABC023"),
        ("ÑBCD12", CL, "plate_unknown_format", None),
        ("X", PE, "plate_unknown_format", None),
        ("EN TRÁMITE", PE, "plate_unknown_format", None),
    ],
)
def test_a_plate_of_no_known_format_is_kept_with_a_doubt(typed, country, doubt, suggestion):
    reading = read_plate(typed, country)

    assert reading.field.state == "to_verify"
    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)


@pytest.mark.parametrize(
    ("typed", "state", "doubt", "suggestion"),
    [
        ("1M8GDM9AXKP042788", "valid", None, None),
        ("3mzbpabl6km107908", "valid", None, None),
        ("WVWZZZ1JZXW000001", "valid", None, None),
        ("JM7BP2S7Z01234567", "valid", None, None),
        ("3MZBPABL7KM107908", "to_verify", "vin_check_digit", None),
        ("11111111111111111", "to_verify", "vin_check_digit", None),
        ("3MZBPABL6KM1O79O8", "to_verify", "vin_letters", "3MZBPABL6KM107908"),
        ("WVWZZZIJZXW00000Q", "to_verify", "vin_letters", "WVWZZZ1JZXW000000"),
        ("WVWZZZ1JZXW00000Ñ", "to_verify", "vin_letters", None),
        ("WVWZZZ", "to_verify", "vin_length", None),
    ],
)
def test_a_vin_is_checked_where_its_check_digit_binds(typed, state, doubt, suggestion):
    reading = read_vin(typed)

    assert (reading.field.value, reading.field.state) == (typed.upper(), state)
    assert (reading.doubt, reading.suggestion) == (doubt, suggestion)


@pytest.mark.parametrize(
    ("born", "doubt"),
    [
        (date(2026, 11, 25), None),
        (date(2026, 11, 26), "birth_date_future"),
        (date(1906, 1, 1), None),
        (date(1905, 12, 31), "birth_date_too_old"),
    ],
)
def test_nobody_is_born_tomorrow_or_older_than_120(born, doubt):
    assert birth_date_doubt(born, date(2026, 11, 25)) == doubt


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("a\x00b\x1b\x7f\x85c", "abc"),
        ("\ud800x\udfff", "x"),
        ("\u202eabc\u2066\u200f", "abc"),
        ("Jose\u0301", "José"),
        ("  uno\n\tdos  ", "uno\n\tdos"),
        ("محمد علي", "محمد علي"),
        ("👨‍👩‍👧", "👨‍👩‍👧"),
    ],
)
def test_cleaning_drops_what_cannot_be_seen_and_keeps_every_script(raw, kept):
    assert clean(raw) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ñuñoa", "nunoa"), ("  JOSÉ   Luis ", "jose luis"), ("Straße", "STRASSE")],
)
def test_folded_texts_compare_without_accents_and_case(one, other):
    assert fold(one) == fold(other)


@given(typed_texts, countries)
@example("\ud800", CL)
@example("9" * 10_000, PE)
@example("\u202e987654321", CL)
def test_a_phone_that_was_read_reads_the_same_again(typed, country):
    reading = read_phone(typed, country)

    if (value := reading.field.value) is not None:
        again = read_phone(value, country)
        assert (again.field.value, again.field.state) == (value, reading.field.state)
        assert read_phone(display_phone(value, country), country).field.value == value
    if reading.suggestion is not None:
        assert read_phone(reading.suggestion, country).field.state == "valid"


@given(typed_texts)
@example("İ@ß.cl")
@example("a@" + "b." * 5_000 + "com")
def test_an_email_that_was_read_reads_the_same_again(typed):
    reading = read_email(typed)

    if (value := reading.field.value) is not None:
        again = read_email(value)
        assert (again.field.value, again.field.state) == (value, reading.field.state)
    if reading.suggestion is not None:
        assert read_email(reading.suggestion).field.state == "valid"


@given(typed_texts, document_types, countries)
def test_a_document_that_was_read_reads_the_same_again(typed, kind, country):
    reading = read_document(typed, kind, country)

    if (value := reading.document.value) is not None:
        again = read_document(value, kind, country)
        assert (again.document.value, again.document.state) == (value, reading.document.state)
    if reading.document.state == "valid":
        assert read_document(display_document(reading.document), kind, country).document.value == (
            reading.document.value
        )
    if reading.suggestion is not None:
        assert read_document(reading.suggestion, kind, country).document.state == "valid"


@given(typed_texts, countries)
def test_a_plate_or_a_vin_that_was_read_reads_the_same_again(typed, country):
    for reading, again in (
        (read_plate(typed, country), lambda value: read_plate(value, country)),
        (read_vin(typed), read_vin),
    ):
        if (value := reading.field.value) is not None:
            assert (again(value).field.value, again(value).field.state) == (
                value,
                reading.field.state,
            )


@given(st.text(alphabet="BCDFGHA01OIQ12", min_size=5, max_size=7), countries)
def test_a_plate_is_suggested_only_if_it_is_one(typed, country):
    suggestion = read_plate(typed, country).suggestion

    assert suggestion is None or read_plate(suggestion, country).field.state == "valid"


@given(typed_texts, countries)
@example(AWKWARD[0], CL)
@example(AWKWARD[1], CL)
@example(AWKWARD[2], CL)
@example(AWKWARD[3], PE)
@example(AWKWARD[4], PE)
@example(AWKWARD[5], PE)
@example(AWKWARD[6], PE)
@example(AWKWARD[7], CL)
def test_whatever_is_typed_is_kept_up_to_two_hundred_characters_and_never_refused(typed, country):
    kept = clean(typed)[:200].rstrip()
    fields = [
        read_phone(typed, country).field.typed,
        read_email(typed).field.typed,
        read_plate(typed, country).field.typed,
        read_vin(typed).field.typed,
        read_name(typed).typed,
        *(read_document(typed, kind, country).document.typed for kind in DocumentType),
    ]

    assert set(fields) == {kept}
    kept.encode()


@given(st.dates(date(1906, 1, 1), date(2026, 11, 25)), st.sampled_from("-/. "))
def test_a_birth_date_reads_as_it_is_written_whatever_divides_it(born, mark):
    written = f"{born.day:02}{mark}{born.month:02}{mark}{born.year}"
    assert read_birth_date(written, date(2026, 11, 25)) == (born, None)


@given(typed_texts)
def test_what_is_read_as_a_birth_date_is_one_that_can_be(typed):
    born, doubt = read_birth_date(typed, date(2026, 11, 25))
    assert (born is None) == (doubt is not None)
    assert born is None or date(1906, 1, 1) <= born <= date(2026, 11, 25)


@given(typed_texts)
def test_cleaning_and_folding_twice_changes_nothing_more(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aáñÑZdel , -'.1😀م", max_size=60))
def test_no_letter_of_a_name_is_lost_between_its_parts(typed):
    name = read_name(typed)
    parts = f"{name.given}{name.surname}{name.second_surname}"

    assert sorted(c for c in parts.lower() if c.isalpha()) == sorted(
        c for c in typed.lower() if c.isalpha()
    )


@pytest.mark.parametrize("typed", ["", " ", "\n", "\u200b", "\x00"])
def test_an_empty_field_is_no_doubt(typed):
    readings = [read_phone(typed, CL), read_email(typed), read_plate(typed, PE), read_vin(typed)]

    assert [(r.field.typed, r.field.value, r.doubt) for r in readings] == [("", None, None)] * 4
    assert read_document(typed, DocumentType.RUT, CL).doubt is None


def test_doubts_are_codes_that_a_screen_can_put_into_words():
    assert all(doubt.value == doubt.name.lower() for doubt in Doubt)
