"""The recipe behind the bundled model: corpora, vocabulary, training, evaluation, export.

``python -m models.training prepare | train | evaluate | export`` runs one step; each step can be
stopped and started again. ``RUNS.md`` beside this file is the table of what was tried.
"""
