"""The one exception whose text is meant for a person."""


class UserError(Exception):
    """Something a person caused and can mend.

    The text is one line: what happened, and what helps. Commands print it without a traceback and
    exit with 1.
    """
