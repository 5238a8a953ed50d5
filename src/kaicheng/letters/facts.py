"""What a letter states: immutable facts of a case, checked by nobody here but asked for by every template.

Texts are plain; a sentence may carry its final stop or not. Whatever is empty or ``None`` counts as not
known: a letter that must state it refuses to be written and names it (:class:`~.errors.MissingFacts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kaicheng.statute import Channel, Conventions, Fee, Means


class PartyKind(StrEnum):
    """Who asks or is asked."""

    PERSON = "person"
    """自然人."""
    ORGANISATION = "organisation"
    """法人或者其他组织."""


@dataclass(frozen=True, slots=True)
class Party:
    """An applicant or a third party.

    ``id_number`` is never printed: it is here so that :func:`~.verify.verify` can make sure of that.
    """

    name: str
    kind: PartyKind = PartyKind.PERSON
    address: str = ""
    phone: str = ""
    id_number: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """An agency and how to reach it."""

    name: str
    address: str = ""
    phone: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """The authority that signs, from its profile.

    ``kind`` is a key of ``agencies`` in the statute's ``remedies.yaml``. Of the bodies of reconsideration
    those are needed to which its kind leads on the day of a letter. ``court`` is the court in which it is
    sued, ``office`` its 政府信息公开工作机构, ``online_reconsideration`` where to apply on line.
    """

    name: str
    kind: str
    court: str = ""
    own_government: str = ""
    higher_government: str = ""
    higher_department: str = ""
    higher_justice_department: str = ""
    office: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    hours: str = ""
    website: str = ""
    online_reconsideration: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing asked for, in the applicant's words.

    Where things end differently, ``outcome``, ``variant`` and ``reasons`` are this one's own answer, and
    ``detail`` what is given, or where it is to be had.
    """

    text: str
    outcome: str = ""
    variant: str = ""
    reasons: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """Information that goes with the letter; ``pages`` where it has pages. ``digest`` is the SHA-256 of the
    file: it is not printed, and says which file was signed for."""

    title: str
    pages: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """Where something is public: ``where`` in words, ``address`` a web address."""

    title: str
    where: str
    on: date | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A part that is not given: what it is (without telling it), the refusal outcome, and why."""

    what: str
    outcome: str
    reasons: str
    provision: str = ""
    """The provision that forbids it, where that is the ground."""


@dataclass(frozen=True, slots=True)
class Search:
    """How the information was looked for: who, when, where, with what words, and what came of it."""

    on: date
    by: str
    places: str
    keywords: str
    result: str


@dataclass(frozen=True, slots=True)
class Correction:
    """What has to be corrected. ``days`` are working days, the statute's default where ``None``;
    ``earlier_on`` is the day of a correction notice already sent."""

    points: tuple[str, ...]
    guidance: str = ""
    days: int | None = None
    earlier_on: date | None = None


@dataclass(frozen=True, slots=True)
class NoticeSent:
    """A notice sent earlier in this case, when it was served, and the last day that it set."""

    title: str
    on: date
    number: str = ""
    served_on: date | None = None
    limit_on: date | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """Working days added, why, and the new last day."""

    days: int
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier answer to the same applicant on the same information."""

    title: str
    on: date
    number: str = ""


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """When and how (书面、当面、通过互联网) the applicant withdrew."""

    on: date
    how: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record about oneself that is said to be wrong (Art. 41): which, what is said against it, and what
    the examination found."""

    what: str
    claim: str
    found: str = ""
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True)
class Assist:
    """What an office inside is asked to do, and by when."""

    office: str
    task: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Service:
    """One delivery: what was served, how, when, to whom and with what proof."""

    letters: tuple[str, ...]
    means: Means
    on: date
    address: str
    waybill: str = ""


@dataclass(frozen=True, slots=True)
class Reconsideration:
    """A reconsideration in which the authority replies.

    ``notice`` is the document number of the notice to reply, ``received_on`` the day on which the copy of
    the application arrived, ``contested`` the letter attacked, ``account`` the facts and ``view`` the
    authority's grounds, ``plea`` what it asks for.
    """

    body: str
    received_on: date
    contested: str
    account: str
    view: str
    plea: str
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of a case when a letter is written."""

    authority: Authority
    case_number: str
    applicant: Party
    items: tuple[Item, ...]
    received_on: date
    channel: Channel
    number: str = ""
    """The letter's document number; empty while it has none yet."""
    arrived_on: date | None = None
    due_on: date | None = None
    due_explained: str = ""
    """How the last day to answer came about, as ``statute`` tells it."""
    corrected_on: date | None = None
    outcome: str = ""
    variant: str = ""
    """Which wording, where an outcome has several; see the templates."""
    reasons: str = ""
    """The facts of this case that lead to the outcome."""
    evidence: frozenset[str] = frozenset()
    """Codes of the statute's ``evidence.yaml`` that are on file."""
    wanted_form: str = ""
    form: str = ""
    form_reason: str = ""
    given: tuple[Given, ...] = ()
    obtain: str = ""
    """Where, how and when to get what is not enclosed."""
    published: tuple[Published, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    search: Search | None = None
    responsible: Contact | None = None
    transferred_on: date | None = None
    third_party: Party | None = None
    third_party_matter: str = ""
    third_party_opinion: str = ""
    disclosed: str = ""
    """What will be disclosed against a third party's wish."""
    co_agency: Contact | None = None
    reply_address: str = ""
    """Where whoever is consulted can reply on line."""
    consulted_on: date | None = None
    correction: Correction | None = None
    notice: NoticeSent | None = None
    request_history: str = ""
    applicant_reasons: str = ""
    reasons_days: int | None = None
    extension: Extension | None = None
    delay_until: date | None = None
    fee: Fee | None = None
    fee_how: str = ""
    forbidding_provision: str = ""
    inquiry_matter: str = ""
    inquiry_rule: str = ""
    proper_channel: str = ""
    earlier: Earlier | None = None
    withdrawal: Withdrawal | None = None
    record: Record | None = None
    assist: Assist | None = None
    service: Service | None = None
    reconsideration: Reconsideration | None = None
    exhibits: tuple[str, ...] = ()
    served_online: bool = False
    """The letter goes to the applicant through the internet."""
    handling_office: str = ""
    settings: Conventions | None = None
    """The authority's own conventions where they differ from the statute's defaults."""
