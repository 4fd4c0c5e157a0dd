'use strict';

// What can go wrong. `code` is the same word in every language's SDK.
class FanfareError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = new.target.name;
  }
}

// The call is wrong: nothing was sent. The message names what is wrong.
class InvalidArgument extends FanfareError {
  code = 'invalid_argument';
}

// Redis refuses the login or the command, or Fanfare the key.
class NotAuthorized extends FanfareError {
  code = 'not_authorized';
}

// No connection, no answer in time, or an error of the other side. After a timeout the message may have been
// published or not. The next call connects again.
class Unavailable extends FanfareError {
  code = 'unavailable';
}

module.exports = { FanfareError, InvalidArgument, NotAuthorized, Unavailable };
