"""Presets: one YAML file each, validated by `summarize.configuration.RunConfig`."""
