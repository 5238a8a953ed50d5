"""Bringing along what an authority had published before it came here: marked so, and without signatures."""
