"""The wordings of letters, read from ``data/``: one file for each version, never changed once in use.

``data/templates/KIND/N.yaml`` is version N of a letter, ``data/decisions/N.yaml`` the sentences that state
an outcome, which several letters share. A version is in force from its day until the next one is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Formatter

from kaicheng.findings import Text
from kaicheng.statute import outcomes
from kaicheng.statute.citation import Article, InForce, Mark, in_force_on, read_article, read_in_force
from kaicheng.statute.datafile import Node, load

from .errors import NoTemplate
from .letter import Role

DATA = files("kaicheng.letters") / "data"


class RemedyOf(StrEnum):
    """Whose remedies a letter prints."""

    NONE = "none"
    """None: the letter decides nothing."""
    OUTCOME = "outcome"
    """Those of the case's outcome."""
    CHOICE = "choice"
    """Reconsideration or suit, whatever the outcome."""
    ITEMS = "items"
    """Those of each item's outcome."""
    THIRD_PARTY = "third_party"
    """Those of a third party against disclosure."""


class Addressee(StrEnum):
    """To whom a letter goes: a name of the facts."""

    APPLICANT = "applicant"
    THIRD_PARTY = "third_party"
    CO_AGENCY = "co_agency"
    OFFICE = "office"
    RECONSIDERATION_BODY = "reconsideration_body"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a letter: a text with ``{places}``, repeated for each member of the list ``each``, and
    left out where a word of ``when`` is not known (or, with ``!``, is)."""

    id: str
    role: Role
    text: str
    editable: bool
    optional: bool
    each: str
    when: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """What a letter says of one outcome: its articles, the words that fill its places, further needs."""

    cites: tuple[Article, ...]
    words: tuple[tuple[str, str], ...]
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a letter.

    ``outcomes`` are those it can state (none: it states no outcome), ``acts`` the acts of the statute that
    it stands for. ``cites`` must be in the finished letter. ``variants`` by ``outcome`` or
    ``outcome.variant``; ``itself`` is what the letter calls itself.
    """

    kind: str
    version: int
    in_force: InForce
    mark: Mark
    name: Text
    title: str
    itself: str
    addressee: Addressee
    outcomes: tuple[str, ...]
    acts: tuple[str, ...]
    cites: tuple[Article, ...]
    needs: tuple[str, ...]
    one_of: tuple[str, ...]
    decisions: int | None
    remedy: RemedyOf
    signed_by_office: bool
    form: bool
    variants: dict[str, Variant]
    parts: tuple[Part, ...]


_ROLES = {
    "heading": Role.HEADING,
    "fixed": Role.PARAGRAPH,
    "edit": Role.PARAGRAPH,
    "remedy": Role.REMEDY,
    "contact": Role.CONTACT,
    "attachment": Role.ATTACHMENT,
    "table": Role.TABLE,
}


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(item.text() for item in node.each()) if node else ()


def _articles(node: Node | None) -> tuple[Article, ...]:
    return tuple(read_article(item) for item in node.each()) if node else ()


def places(text: str) -> tuple[str, ...]:
    """The ``{places}`` of a text, in order."""
    return tuple(name for _, name, _, _ in Formatter().parse(text) if name)


def _read_part(node: Node) -> Part:
    node.only("id", *_ROLES, "optional", "each", "when")
    kinds = [kind for kind in _ROLES if node.maybe(kind)]
    if len(kinds) != 1:
        raise node.fault(f"应有{'、'.join(_ROLES)}之一", f"expected one of {', '.join(_ROLES)}")
    (kind,) = kinds
    optional, each, when = node.maybe("optional"), node.maybe("each"), node.maybe("when")
    rows = (
        tuple((label, value.value or "") for label, value in node.at(kind).items()) if kind == "table" else ()
    )
    return Part(
        id=node.at("id").text(),
        role=_ROLES[kind],
        text="" if rows else node.at(kind).text(),
        editable=kind == "edit",
        optional=optional.flag() if optional else False,
        each=each.text() if each else "",
        when=_texts(when),
        rows=rows,
    )


def _read_variants(node: Node | None) -> dict[str, Variant]:
    found = {}
    for code, entry in node.items() if node else ():
        entry.only("cites", "words", "needs")
        words = entry.maybe("words")
        found[code] = Variant(
            _articles(entry.maybe("cites")),
            tuple((name, text.text()) for name, text in words.items()) if words else (),
            _texts(entry.maybe("needs")),
        )
    return found


def read_template(node: Node) -> Template:
    """Read a file of ``data/templates/``.

    Raises:
        DataError: it lacks a part, names an unknown outcome or article, or uses an id twice.
    """
    node.only(
        "letter", "version", "in_force", "mark", "name", "title", "itself", "addressee", "outcomes", "acts",
        "cites", "needs", "one_of", "decisions", "remedy", "signed_by_office", "form", "variants", "parts",
    )  # fmt: skip
    stated, decisions = node.maybe("outcomes"), node.maybe("decisions")
    by_office, form = node.maybe("signed_by_office"), node.maybe("form")
    parts = tuple(_read_part(part) for part in node.at("parts").each())
    for number, part in enumerate(parts):
        if part.id in [other.id for other in parts[:number]]:
            raise node.at("parts").fault(f"“{part.id}”出现了不止一次", f"{part.id!r} stands more than once")
    return Template(
        kind=node.at("letter").text(),
        version=node.at("version").integer(),
        in_force=read_in_force(node.at("in_force")),
        mark=Mark(node.at("mark").choice(Mark)),
        name=node.at("name").pair(),
        title=node.at("title").text(),
        itself=node.at("itself").text(),
        addressee=Addressee(node.at("addressee").choice(Addressee)),
        outcomes=tuple(code.choice(outcomes()) for code in stated.each()) if stated else (),
        acts=_texts(node.maybe("acts")),
        cites=_articles(node.maybe("cites")),
        needs=_texts(node.maybe("needs")),
        one_of=_texts(node.maybe("one_of")),
        decisions=decisions.integer() if decisions else None,
        remedy=RemedyOf(node.at("remedy").choice(RemedyOf)),
        signed_by_office=by_office.flag() if by_office else False,
        form=form.flag() if form else False,
        variants=_read_variants(node.maybe("variants")),
        parts=parts,
    )


def _versions(folder: Traversable) -> list[Traversable]:
    named = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    return sorted(named, key=lambda file: int(file.name.removesuffix(".yaml")))


@cache
def templates() -> dict[str, tuple[Template, ...]]:
    """All versions of every letter by its code, oldest first."""
    folders = sorted((DATA / "templates").iterdir(), key=lambda folder: folder.name)
    return {
        folder.name: tuple(read_template(load(file)) for file in _versions(folder))
        for folder in folders
        if folder.is_dir() and not folder.name.startswith("_")
    }


@cache
def decisions() -> dict[int, dict[str, Variant]]:
    """The sentences that state outcomes, by version and by ``outcome`` or ``outcome.variant``."""
    return {
        (root := load(file).only("version", "outcomes")).at("version").integer(): _read_variants(
            root.at("outcomes")
        )
        for file in _versions(DATA / "decisions")
    }


@cache
def labels() -> dict[str, Text]:
    """What a clerk calls each fact."""
    return {name: node.pair() for name, node in load(DATA / "labels.yaml").items()}


def pick(kind: str, on: date, version: int | None = None) -> Template:
    """The version asked for, or the one in force on that day.

    Raises:
        NoTemplate: there is none.
    """
    if kind not in templates():
        known = ", ".join(templates())
        raise NoTemplate(
            Text(zh=f"没有这种文书：{kind}；可以是：{known}", en=f"no such letter: {kind}; {known}")
        )
    versions: Sequence[Template] = templates()[kind]
    if version is not None:
        named = next((template for template in versions if template.version == version), None)
        if named is None:
            raise NoTemplate(
                Text(
                    zh=f"{versions[0].name.zh}没有第{version}版模板；现有版本："
                    f"{'、'.join(str(each.version) for each in versions)}。",
                    en=f"{versions[0].name.en} has no version {version}.",
                )
            )
        return named
    found = in_force_on(versions[::-1], on)
    if found is None:
        since = versions[0].in_force.since
        raise NoTemplate(
            Text(
                zh=f"{versions[0].name.zh}没有{on.year}年{on.month}月{on.day}日可用的模板：最早的模板自"
                f"{since.year}年{since.month}月{since.day}日起使用。请核对文书日期。",
                en=f"No template of {versions[0].name.en} for {on}: they begin on {since}.",
            )
        )
    return found
