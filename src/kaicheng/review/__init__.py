"""Three signatures (三审制) on exactly what goes public: author, office head, leader in charge, in turn.

It rides on the CMS's workflows: a :class:`~kaicheng.review.models.SignatureTask` for each level, a workflow
for each chain of levels. What the CMS would let a superuser, a script or a forged request do, the gate of
:mod:`kaicheng.review.gate` does not: nothing is public without the signatures on its own content.
"""
