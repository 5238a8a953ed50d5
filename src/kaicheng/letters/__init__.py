"""The letters of a disclosure request, drawn from the law: fixed parts, text to edit, DOCX and PDF."""
