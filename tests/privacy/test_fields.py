"""Columns: closed in the database, masked in print, found by blind index, safe from forms, dumps and logs."""

from __future__ import annotations

import copy
import logging
import pickle

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection
from django.template import Context, Template
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kaicheng.privacy import cipher, keys
from kaicheng.privacy.fields import CannotCompare, Confidential, EncryptedTextField, blind
from kaicheng.privacy.masking import mask_name, mask_phone

PHONE = "13800001234"


def raw(applicant) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM privacy_applicant WHERE id = %s", [applicant.pk])
        return dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))


@pytest.fixture
def zhang(applicants):
    return applicants.objects.create(name="张小明", phone=PHONE)


def test_database__holds_no_word_of_it(zhang):
    stored = raw(zhang)
    assert stored["name"].startswith("k1:first:")
    assert "张" not in str(stored)
    assert PHONE not in str(stored)
    assert stored["identity_number"] is None


def test_value__prints_masked_and_is_given_on_request(applicants, zhang):
    found = applicants.objects.get(pk=zhang.pk)
    assert (str(found.name), f"{found.phone}", str(found)) == ("张*明", "138****1234", "张*明")
    assert repr(found.name) == "<Confidential>"
    assert (found.name.reveal(), found.phone.reveal()) == ("张小明", PHONE)
    assert found.identity_number is None
    assert found.name == "张小明" and found.name == zhang.name and found.name != "张三"
    assert {found.name} == {zhang.name}


def test_before_it_is_saved__it_prints_masked_too(applicants):
    assert str(applicants(name="张小明").name) == "张*明"


def test_template_and_log__show_the_mask(zhang, caplog):
    assert Template("{{ a.phone }}").render(Context({"a": zhang})) == "138****1234"
    with caplog.at_level(logging.INFO):
        logging.getLogger("test").info("applicant %s %r", zhang.phone, zhang.phone)
    assert PHONE not in caplog.text


def test_empty__stays_empty_and_needs_no_key(applicants, key_file):
    applicant = applicants.objects.create(name="张三", phone="")
    assert raw(applicant)["phone"] == ""
    assert not applicants.objects.get().phone
    assert applicants.objects.filter(identity_number__isnull=True).count() == 1


def test_deferred__is_fetched_when_asked_for(applicants, zhang):
    assert applicants.objects.only("owner").get().phone.reveal() == PHONE


def test_blind_index__finds_equal_values_however_written(applicants, zhang):
    applicants.objects.create(name="李四", phone="13900001234")
    for written in (PHONE, " 138 0000 1234 ", "１３８００００１２３４"):
        assert applicants.objects.get(phone_index=blind(applicants, "phone", written)) == zhang
    assert not applicants.objects.filter(phone_index=blind(applicants, "phone", "")).exists()
    assert applicants.objects.get(pk=zhang.pk).phone_index != PHONE


@pytest.mark.parametrize("lookup", ["phone", "phone__contains", "phone__in", "phone__gt"])
def test_comparing__is_refused_instead_of_finding_nothing(applicants, lookup):
    with pytest.raises(CannotCompare, match="BlindIndexField"):
        list(applicants.objects.filter(**{lookup: [PHONE] if lookup.endswith("in") else PHONE}))


def test_form__does_not_touch_it(applicants, zhang):
    form = forms.modelform_factory(applicants, fields="__all__")({"owner": "x"}, instance=zhang)
    assert "phone" not in form.fields
    form.save()
    assert applicants.objects.get(pk=zhang.pk).phone.reveal() == PHONE


def test_cleaning__judges_the_text_itself(applicants):
    with pytest.raises(ValidationError) as caught:
        applicants(name="张" * 51, identity_number="").full_clean()
    assert set(caught.value.message_dict) == {"name", "identity_number"}
    applicants(name="张三", identity_number="1").full_clean()


def test_dump__is_ciphertext(zhang):
    text = serializers.serialize("json", [zhang], ensure_ascii=False)
    assert "k1:first:" in text
    assert "张" not in text


def test_pickling__is_refused(zhang):
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(zhang.phone)
    assert copy.deepcopy(zhang).phone == PHONE


def test_altered_in_the_database__is_found(applicants, zhang):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_applicant SET phone = name WHERE id = %s", [zhang.pk])
    with pytest.raises(cipher.Damaged, match=r"privacy\.applicant\.phone"):
        applicants.objects.get(pk=zhang.pk).phone.reveal()


def test_other_keys__are_told_apart_from_damage(applicants, zhang, settings, tmp_path):
    keys.create(tmp_path / "other", "other")
    settings.KAICHENG_PERSONAL_KEYS = str(tmp_path / "other")
    with pytest.raises(keys.UnknownKey, match="first"):
        str(applicants.objects.get(pk=zhang.pk).phone)


@given(text=st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
def test_any_text__comes_back_from_the_database(applicants, text):
    applicant = applicants.objects.create(name=text)
    assert applicants.objects.get(pk=applicant.pk).name.reveal() == text


def test_migration__does_not_repeat_the_mask():
    _name, path, _args, options = EncryptedTextField("电话", mask=mask_phone).deconstruct()
    assert path == "kaicheng.privacy.fields.EncryptedTextField"
    assert options == {"verbose_name": "电话"}


def test_confidential__is_false_only_when_empty():
    assert Confidential("x", mask_name)
    assert not Confidential("", mask_name)
