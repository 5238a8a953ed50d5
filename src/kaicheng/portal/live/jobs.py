"""What keeps the search index right when something has gone wrong, and what tells subscribers."""

from __future__ import annotations

import datetime as dt
import logging

from kaicheng.portal.live import outlet, subscribing
from kaicheng.retrieval import IndexBusy, IndexUnavailable
from kaicheng.workbench.schedule import periodic

logger = logging.getLogger(__name__)


@periodic("search_compare", every=dt.timedelta(hours=1))
def compare(at: dt.datetime) -> None:
    """Count what is public and what can be found; where they differ build the index anew."""
    try:
        public, found = outlet.differences()
        if public == found:
            return
        logger.warning("%s documents are public and %s can be found: building the index anew", public, found)
    except IndexUnavailable as error:
        logger.warning("Building the search index anew: %s", error.message.en)
    try:
        found = outlet.build()
    except IndexBusy:  # somebody is at it
        return
    if found != len(outlet.public_pks()):
        # Rows that say “live” without the signatures: they stay out, and somebody must look.
        logger.error(
            "Some documents are live in the database and not rightly public; the search leaves them out"
        )


@periodic("subscriptions", every=dt.timedelta(minutes=30))
def tell(at: dt.datetime) -> None:
    """Write to subscribers, once a day."""
    try:
        subscribing.tell(at)
    except IndexUnavailable as error:
        logger.warning("Subscribers are told later: %s", error.message.en)
