"""Writing a document in the CMS: its form, the body, attachments, and the pages around them."""
