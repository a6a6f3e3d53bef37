// Chance that is the same in every run. Nothing here is fit for secrets.

/** Numbers in [0, 1) from a seed (sfc32 without its counter's upper half). */
export function createRandom(seed) {
  let [a, b, c, d] = [seed | 0, 0x9e3779b9, 0x243f6a88, 1];
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let round = 0; round < 16; round += 1) next();
  return next;
}

/** A standard normal deviate (Box and Muller). */
export function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** A log-normal value with this median, to the microsecond. */
export function logNormal(random, median, sigma) {
  return micro(median * Math.exp(sigma * normal(random)));
}

/** Rounded to whole microseconds, as the tracker rounds. */
export function micro(seconds) {
  return Math.round(seconds * 1e6) / 1e6;
}

/** Draws 0 to count - 1, the k-th as often as 1/(k+1). */
export function zipf(count) {
  const reach = new Float64Array(count);
  let sum = 0;
  for (let rank = 0; rank < count; rank += 1) reach[rank] = sum += 1 / (rank + 1);
  return (random) => {
    const wanted = random() * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reach[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

/** Draws one of `[value, share]`; shares need not add up to 1. */
export function weighted(pairs) {
  const sum = pairs.reduce((total, [, share]) => total + share, 0);
  return (random) => {
    let wanted = random() * sum;
    for (const [value, share] of pairs) if ((wanted -= share) < 0) return value;
    return pairs[0][0];
  };
}

const LETTERS = Uint8Array.from('abcdefghijklmnopqrstuvwxyz234567', (letter) => letter.charCodeAt(0));

/** 32 bits that look like chance, from two numbers. */
export function mix(number, salt) {
  let bits = Math.imul(number ^ Math.imul(salt, 0x85ebca6b) ^ 0x5bd1e995, 0xcc9e2d51);
  bits = Math.imul(bits ^ (bits >>> 15), 0x2c1b3c6d);
  bits = Math.imul(bits ^ (bits >>> 12), 0x297a2d39);
  return (bits ^ (bits >>> 15)) >>> 0;
}

// Made at once: to join pairs of letters costs more, and leaves a text in parts for whoever first reads it.
/** 16 letters as a keyed hash has them, another text for each number. */
export function hashText(number, salt) {
  const [a, b, c] = [mix(number, salt), mix(number, salt + 1), mix(number, salt + 2)];
  return String.fromCharCode(
    LETTERS[(a >>> 5) & 31],
    LETTERS[a & 31],
    LETTERS[(a >>> 15) & 31],
    LETTERS[(a >>> 10) & 31],
    LETTERS[(a >>> 25) & 31],
    LETTERS[(a >>> 20) & 31],
    LETTERS[(b >>> 5) & 31],
    LETTERS[b & 31],
    LETTERS[(b >>> 15) & 31],
    LETTERS[(b >>> 10) & 31],
    LETTERS[(b >>> 25) & 31],
    LETTERS[(b >>> 20) & 31],
    LETTERS[(c >>> 5) & 31],
    LETTERS[c & 31],
    LETTERS[(c >>> 15) & 31],
    LETTERS[(c >>> 10) & 31],
  );
}
