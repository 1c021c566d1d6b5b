"""Why something does not go on, in one line for a person."""

import logging

from pose.errors import UserError


def reason(error: Exception, logger: logging.Logger, what: str) -> str:
    """Return one line; what is no person's doing goes to `logger` with its traceback, and says what is to be done.

    Parameters
    ----------
    what : what broke, such as "the monitor".
    """
    if isinstance(error, UserError):
        return str(error)
    logger.error("%s broke", what, exc_info=error)
    return f"internal error ({type(error).__name__}: {error}); please report it"
