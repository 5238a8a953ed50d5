"""The format of the audit trail and its proof, with neither framework nor database.

Whoever holds an export can verify it with this package alone, or with a program of their own:
``docs/audit.md`` defines every byte that is hashed and gives test vectors.

``canonical`` writes values, ``digests`` hashes them, ``record`` is one event, ``verify`` reads a chain,
``export`` and ``anchors`` are the two kinds of file, ``show`` prints what was found.
"""
