"""What happens when everybody has signed a letter: number, files, and its place in the ledger."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from kaicheng.audit import moment
from kaicheng.cases.actions.act import RecordAct
from kaicheng.cases.case_facts import consultation_of
from kaicheng.cases.filing import keep
from kaicheng.cases.given import given_files
from kaicheng.cases.letter_text import composed, number_of
from kaicheng.cases.models import CaseLetter, FileRole
from kaicheng.cases.models.letters import template_of
from kaicheng.cases.numbering import next_letter_serial
from kaicheng.findings import Severity
from kaicheng.letters import LetterError, to_docx, to_pdf, verify
from kaicheng.statute import StatuteError


def issue(letter: CaseLetter) -> None:
    """Give the letter its number, make its files and record the act that it is, in the signer's transaction.

    Raises ValidationError when the case has moved on meanwhile, so that the law or the checks refuse it
    now: then the
    last signature is not given, and the number is not used.
    """
    at = moment.now()
    on = timezone.localdate(at)
    number = number_of(letter.case, on.year, next_letter_serial(letter.case.agency, on.year))
    try:
        written, facts = composed(letter, on, number)
    except (LetterError, StatuteError) as error:
        raise ValidationError(error.message.zh) from error
    wrong = [one for one in verify(written, facts) if one.severity is Severity.BLOCK]
    if wrong:
        raise ValidationError(
            _("签发前再次检查，发现必须改正的问题：%(what)s请退回改正。") % {"what": wrong[0].message.zh}
        )
    if letter.act == "answer" and {one.digest for one in facts.given} != {
        one.digest for one in given_files(letter.case)
    }:
        raise ValidationError(
            _("文书拟好以后，公开件又有增减或者重新生成，和文书写的不一致。请退回，重新保存文书再送审。")
        )
    name = f"{number} {template_of(letter).name.zh}"
    seal = b""
    if letter.case.agency.seal:
        with letter.case.agency.seal.open() as picture:
            seal = picture.read()
    pdf = keep(
        letter.case, FileRole.LETTER, f"{name}.pdf", to_pdf(written, seal=seal or None), by=None, at=at
    )
    word = keep(letter.case, FileRole.LETTER, f"{name}.docx", to_docx(written), by=None, at=at)
    row = None
    if letter.act:
        row = RecordAct(letter.case, letter.act, on, letter.act_data, note=number, by=None, at=at).execute()
    if facts.extension and letter.act == "extension" and letter.case.due != facts.extension.until:
        raise ValidationError(
            _("期限已变动：延长后的答复期限现在是%(now)s，文书写的是%(said)s。请退回，重新保存文书再送审。")
            % {"now": letter.case.due, "said": facts.extension.until}
        )
    asked = consultation_of(letter)
    if asked is not None and row is not None:
        asked.letter_act = row
        asked.save(update_fields=["letter_act"])
    signed = {"number": number, "on": on, "file": pdf, "word_file": word, "act_row": row}
    CaseLetter.objects.filter(pk=letter.pk).update(**signed)
    for field, value in signed.items():
        setattr(letter, field, value)
