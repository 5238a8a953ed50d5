"""The register of reconsiderations and suits (复议、诉讼): dates, limits for our reply, how each ended."""
