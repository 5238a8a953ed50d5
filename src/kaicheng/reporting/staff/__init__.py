"""The pages on which reports are written, handed up and supervised."""
