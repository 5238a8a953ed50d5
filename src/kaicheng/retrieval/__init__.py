"""Search that understands Chinese, over files: an index of segmented text."""
