"""The tables that acts are looked up in: their words, the reasons for refusing them, channels, means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kaicheng.findings import Text

from .acts import ACTS, Channel, Means
from .citation import Article, read_article
from .datafile import DATA, Node, load


@dataclass(frozen=True, slots=True)
class ActWords:
    """What is said of an act: its name, the article that allows it, the sentence that tells what may be
    done, and the one for the record with ``{places}`` to fill."""

    name: Text
    article: Article
    may: Text
    did: Text


@dataclass(frozen=True, slots=True)
class ChannelRule:
    """Which day counts as receipt: that of confirmation (``confirmed``) or of arrival; ``same_day``: the
    agency owes the confirmation on the day of arrival."""

    name: Text
    confirmed: bool
    same_day: bool
    article: Article


@dataclass(frozen=True, slots=True)
class MeansRule:
    """A way of serving, the day that counts, and whether it is allowed."""

    name: Text
    day: Text
    allowed: bool
    article: Article


@dataclass(frozen=True, slots=True)
class RefusalWords:
    """Why an act is refused: the article and a sentence with ``{places}`` to fill."""

    article: Article
    message: Text


def read_act_words(node: Node) -> dict[str, ActWords]:
    """Read ``data/acts.yaml``.

    Raises:
        DataError: an act is missing or unknown, or lacks a part.
    """
    node.only(*ACTS)
    return {
        code: ActWords(
            name=(entry := node.at(code).only("name", "article", "may", "did")).at("name").pair(),
            article=read_article(entry.at("article")),
            may=entry.at("may").pair(),
            did=entry.at("did").pair(),
        )
        for code in ACTS
    }


def read_refusals(node: Node) -> dict[str, RefusalWords]:
    """Read ``data/refusals.yaml``.

    Raises:
        DataError: a reason lacks its article or one of its languages.
    """
    return {
        code: RefusalWords(
            article=read_article(entry.only("article", "zh", "en").at("article")),
            message=Text(zh=entry.at("zh").text(), en=entry.at("en").text()),
        )
        for code, entry in node.items()
    }


def read_channels(node: Node) -> dict[Channel, ChannelRule]:
    """Read ``data/channels.yaml``.

    Raises:
        DataError: a channel is missing or unknown, or lacks a part.
    """
    node.only(*Channel)
    return {
        channel: ChannelRule(
            name=(entry := node.at(channel).only("name", "confirmed", "same_day", "article", "mark"))
            .at("name")
            .pair(),
            confirmed=entry.at("confirmed").flag(),
            same_day=entry.at("same_day").flag(),
            article=read_article(entry.at("article")),
        )
        for channel in Channel
    }


def read_means(node: Node) -> dict[Means, MeansRule]:
    """Read ``data/means.yaml``.

    Raises:
        DataError: a way of serving is missing or unknown, or lacks a part.
    """
    node.only(*Means)
    return {
        means: MeansRule(
            name=(entry := node.at(means).only("name", "day", "allowed", "article", "mark"))
            .at("name")
            .pair(),
            day=entry.at("day").pair(),
            allowed=entry.at("allowed").flag(),
            article=read_article(entry.at("article")),
        )
        for means in Means
    }


@cache
def act_words() -> Mapping[str, ActWords]:
    """Words of every act by its code."""
    return MappingProxyType(read_act_words(load(DATA / "acts.yaml")))


@cache
def refusals() -> Mapping[str, RefusalWords]:
    """Every reason for refusing, by its code."""
    return MappingProxyType(read_refusals(load(DATA / "refusals.yaml")))


@cache
def channels() -> Mapping[Channel, ChannelRule]:
    """Every channel's rule."""
    return MappingProxyType(read_channels(load(DATA / "channels.yaml")))


@cache
def means_rules() -> Mapping[Means, MeansRule]:
    """Every way of serving."""
    return MappingProxyType(read_means(load(DATA / "means.yaml")))
