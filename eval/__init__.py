"""Floor 3: is it any good? Metrics, suites with reference summaries, significance, the report.

Importing this package loads nothing heavy.
"""
