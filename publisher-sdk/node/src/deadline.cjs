'use strict';

// What `promise` comes to, or a rejection with what `late` makes if that takes longer than so many milliseconds.
function within(milliseconds, promise, late) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), milliseconds);
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}

module.exports = { within };
