"""Disclosure requests (依申请公开), from any letterbox to the archive.

A case is a ledger of acts (:mod:`kaicheng.cases.ledger`). What is due, what may happen next and why follows
from it by :mod:`kaicheng.statute`; nothing about time, permitted steps, outcomes, fees or remedies is decided
here.
"""
