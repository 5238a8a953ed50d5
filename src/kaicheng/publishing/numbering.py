"""Index numbers (索引号): given once, at first publication, without gaps or duplicates."""

from __future__ import annotations

from kaicheng.agencies.models import Agency
from kaicheng.agencies.serials import next_serial
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
    code = agency.index_code
    if not code:
        raise NoOrganisationCode(agency)
    return f"{code}/{year}-{next_serial(IndexCounter, agency, year):0{DIGITS}d}"
