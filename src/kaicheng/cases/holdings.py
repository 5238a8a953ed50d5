"""What waits on a person here, so that a hand-over leaves nothing behind."""

from kaicheng.agencies import holdings
from kaicheng.cases.models import Case

holdings.register(
    "cases.open",
    zh="承办中的申请",
    en="requests in charge of",
    held=lambda user, agency: Case.objects.filter(handler=user, agency=agency, finished_on__isnull=True),
    field="handler",
    open_in=lambda agency: Case.objects.filter(agency=agency, finished_on__isnull=True),
)
