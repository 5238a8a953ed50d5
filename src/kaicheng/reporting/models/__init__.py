"""What is stored for reports besides the records themselves."""

from kaicheng.reporting.models.draft import ReportDraft, Section
from kaicheng.reporting.models.entered import EnteredFigure
from kaicheng.reporting.models.hand_in import HandIn, Intake, IntakeFile, SealKey, Season

__all__ = ["EnteredFigure", "HandIn", "Intake", "IntakeFile", "ReportDraft", "SealKey", "Season", "Section"]
