"""What waits on a person here, so that a hand-over leaves nothing behind."""

from kaicheng.agencies import holdings
from kaicheng.publishing.models import DocumentPage

holdings.register(
    "publishing.drafts",
    zh="未公开的文稿",
    en="documents not yet public",
    held=lambda user, agency: DocumentPage.objects.filter(first_author=user, agency=agency, live=False),
    field="first_author",
)
