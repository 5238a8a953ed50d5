"""A letter as text, HTML, Word document or archival PDF: the same blocks in the same order."""
