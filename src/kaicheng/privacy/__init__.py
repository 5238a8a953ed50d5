"""Personal data: encrypted where it lies, masked where it shows, opened on record, erased in time."""
