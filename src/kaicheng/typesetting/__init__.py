"""What every official document of ours is set with: the page of GB/T 9704, open fonts, PDF/A, office files.

The annual report and the letters of a request are written with the same parts, so that they look like
papers of one office: :mod:`.pdf` (typst), :mod:`.word` (python-docx) and :mod:`.packages` (zip archives).
"""
