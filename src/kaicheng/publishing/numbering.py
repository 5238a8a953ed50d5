"""Index numbers (索引号): given once, at first publication, without gaps or duplicates."""

from __future__ import annotations

from django.db import connection, transaction

from kaicheng.agencies.models import Agency
from kaicheng.publishing.models import IndexCounter

DIGITS = 5


class NoOrganisationCode(ValueError):
    """The authority has no code for its index numbers to begin with."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(
            f"“{agency}”还没有登记统一社会信用代码或者组织机构代码，不能编索引号。请系统管理员先在机关资料里补上。"
        )


def next_index_number(agency: Agency, year: int) -> str:
    """The next number of that year: ``000013338/2023-00079``.

    Call it in the transaction that publishes: rolled back, the number is free again. Raises
    :class:`NoOrganisationCode`, and RuntimeError outside a transaction.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an index number belongs to the transaction that publishes")
    code = agency.index_code
    if not code:
        raise NoOrganisationCode(agency)
    with transaction.atomic():
        IndexCounter.objects.get_or_create(agency=agency, year=year)
    counter = IndexCounter.objects.select_for_update().get(agency=agency, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{code}/{year}-{counter.last:0{DIGITS}d}"
