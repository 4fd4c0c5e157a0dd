"""What can go wrong. `code` is the same word in every language's SDK."""


class FanfareError(Exception):
    code = "error"


class InvalidArgument(FanfareError, ValueError):
    """The call is wrong: nothing was sent. The message names what is wrong."""

    code = "invalid_argument"


class NotAuthorized(FanfareError):
    """Redis refuses the login or the command, or Fanfare the key."""

    code = "not_authorized"


class Unavailable(FanfareError):
    """No connection, no answer in time, or an error of the other side.

    After a timeout the message may have been published or not. The next call connects again.
    """

    code = "unavailable"
