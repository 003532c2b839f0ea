"""Jinja templates of the HTML result (see `summarize.writers.html`)."""
