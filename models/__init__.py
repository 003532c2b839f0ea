"""Floor 1: text becomes text. The catalogue of models, the engines that run them, the bundled one.

Importing this package loads nothing heavy.
"""
