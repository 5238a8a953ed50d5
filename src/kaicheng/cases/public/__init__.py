"""The applicant's side of a request: asking on line, following, correcting, and a third party's reply.

Nobody signs in here. What is begun is kept under a resume code, what is sent is followed by number and code;
both are looked up by a keyed digest, so that a wrong number and a wrong code cost the same work and get the
same answer.
"""
