"""The file of a case for a court: one PDF with index and page numbers, and the originals with digests."""
