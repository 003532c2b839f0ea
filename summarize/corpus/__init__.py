"""Many articles: a journal, so that nothing is lost or done twice; shards; ways to run them.

Begin reading at `summarize.corpus.run`.
"""
