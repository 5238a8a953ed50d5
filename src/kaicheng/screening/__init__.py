"""What must not go public, and what is wrong in it: leaks, slips, metadata, in text and inside files.

::

    from kaicheng.screening import Context, mask, screen_file, screen_text

    ours = Context(telephones=frozenset({"0834-2160001"}))
    for finding in screen_text(body, field="body", context=ours):
        print(finding.severity, finding.rule, finding.message)
    screen_file(data, "名单.xlsx", context=ours).unseen      # what could not be looked into
    mask(body).text                                          # 330102********1234, 138****1234, 张*
"""

from kaicheng.screening.catalogue import Rule, catalogue
from kaicheng.screening.context import Context
from kaicheng.screening.copying import Copied, Index, copied_finding
from kaicheng.screening.files import FileScreening, Read, screen_file, texts_of_file
from kaicheng.screening.files.sniff import media_type
from kaicheng.screening.masked_workbook import mask_xlsx
from kaicheng.screening.masking import (
    Masked,
    MaskedFile,
    Replacement,
    conventions,
    mask,
    mask_docx,
    mask_html,
)
from kaicheng.screening.metadata import Attribute, Metadata, Origin, Sort, screen_attachments, screen_metadata
from kaicheng.screening.pages import Link, links_of, screen_links, screen_page
from kaicheng.screening.text import screen_name, screen_text
from kaicheng.screening.together import screen_together

__all__ = [
    "Attribute",
    "Context",
    "Copied",
    "FileScreening",
    "Index",
    "Link",
    "Masked",
    "MaskedFile",
    "Metadata",
    "Origin",
    "Read",
    "Replacement",
    "Rule",
    "Sort",
    "catalogue",
    "conventions",
    "copied_finding",
    "links_of",
    "mask",
    "mask_docx",
    "mask_html",
    "mask_xlsx",
    "media_type",
    "screen_attachments",
    "screen_file",
    "screen_links",
    "screen_metadata",
    "screen_name",
    "screen_page",
    "screen_text",
    "screen_together",
    "texts_of_file",
]
