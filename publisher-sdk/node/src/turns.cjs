'use strict';

// Lets so many at once do something; the others wait, in order.
class Turns {
  #free;
  #waiting = new Set();

  constructor(atOnce) {
    this.#free = atOnce;
  }

  // Rejects with what `late` makes if the turn does not come within so many milliseconds.
  async take(milliseconds, late, work) {
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(milliseconds, late);
    try {
      return await work();
    } finally {
      this.#pass();
    }
  }

  #wait(milliseconds, late) {
    return new Promise((resolve, reject) => {
      const mine = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(mine);
        reject(late());
      }, milliseconds);
      this.#waiting.add(mine);
    });
  }

  #pass() {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

module.exports = { Turns };
