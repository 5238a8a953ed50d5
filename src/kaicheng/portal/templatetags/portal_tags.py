"""Filters for the public templates."""

from __future__ import annotations

import base64

from django import template

register = template.Library()


@register.filter
def data_uri(text: str, content_type: str) -> str:
    """A text as an address of its own, so that a result can be saved without being kept by the site."""
    return f"data:{content_type};charset=utf-8;base64,{base64.b64encode(text.encode()).decode()}"


@register.filter
def split_commas(text: str) -> list[str]:
    """The parts of a text between its commas."""
    return text.split(",")
