"""The bundled news suite: documents.jsonl, its card suite.json and README.md."""
