"""Forms of the workbench."""

from __future__ import annotations

from django import forms

from kaicheng.workbench.events import RULES
from kaicheng.workbench.models import Rules


class RulesForm(forms.ModelForm[Rules]):
    """When mail may be sent."""

    class Meta:
        model = Rules
        fields = RULES
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("digest_at", "quiet_from", "quiet_to")
        }
