"""Authorities, their offices, and the people who hold posts in them."""

from .agency import Agency, AgencyName
from .imported import Import
from .office import Office
from .post import Delegation, Membership
from .user import User

__all__ = ["Agency", "AgencyName", "Delegation", "Import", "Membership", "Office", "User"]
