"""Errors a user can do something about; everything else is a bug.

The command line prints their message as one sentence and exits with status 2. Each message says
what was found, what was expected and what to do.
"""

from __future__ import annotations


class QysqaError(Exception):
    """Base of all errors that are the user's to mend."""


class ConfigurationError(QysqaError):
    """An option or a configuration file asks for something that does not exist."""


class InputError(QysqaError):
    """A file or a text cannot be read as a Kazakh article."""


class ModelError(QysqaError):
    """A model is unknown, absent, damaged, or lacks a language that was asked for."""


class OutputError(QysqaError):
    """A result cannot be written where it was asked to go."""
