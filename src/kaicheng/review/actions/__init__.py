"""What may be done in a review: submit, sign, return, take back, judge a finding, set a chain."""
