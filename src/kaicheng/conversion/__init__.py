"""Bodies of documents: what an office pastes or uploads, as clean HTML."""
