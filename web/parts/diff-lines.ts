/** A part of two texts: in both, in the first alone, or in the second alone. */
export interface Difference {
  readonly kind: 'same' | 'gone' | 'new';
  readonly text: string;
}

/** Texts with more parts than this, beside what they begin and end with alike, are not set against each other one by one: a forged message may have any number. */
const MOST_PARTS = 1000;

/** What has to leave the first list, and what has to come, to make the second one of it: the least of both. */
export function diffLines(one: readonly string[], other: readonly string[]): readonly Difference[] {
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && one.at(-1 - tail) === other.at(-1 - tail)) tail += 1;
  const [left, right] = [one.slice(head, one.length - tail), other.slice(head, other.length - tail)];
  const same = (text: string): Difference => ({ kind: 'same', text });
  return [...one.slice(0, head).map(same), ...between(left, right), ...one.slice(one.length - tail).map(same)];
}

function between(left: readonly string[], right: readonly string[]): readonly Difference[] {
  const gone = (text: string): Difference => ({ kind: 'gone', text });
  const come = (text: string): Difference => ({ kind: 'new', text });
  if (left.length > MOST_PARTS || right.length > MOST_PARTS) return [...left.map(gone), ...right.map(come)];
  const width = right.length + 1;
  const common = commonOf(left, right);
  const found: Difference[] = [];
  let at = 0;
  left.forEach((text, row) => {
    const isKept = (): boolean => text === right[at];
    const isBetterToGoOn = (): boolean => (common[row * width + at + 1] ?? 0) > (common[(row + 1) * width + at] ?? 0);
    for (; at < right.length && !isKept() && isBetterToGoOn(); at += 1) found.push(come(right[at] ?? ''));
    found.push(isKept() ? { kind: 'same', text } : gone(text));
    if (isKept()) at += 1;
  });
  return [...found, ...right.slice(at).map(come)];
}

/** How many parts the ends of both lists have in common, from each pair of places on. */
function commonOf(left: readonly string[], right: readonly string[]): Uint16Array {
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  for (let row = left.length - 1; row >= 0; row -= 1)
    for (let column = right.length - 1; column >= 0; column -= 1) {
      const [down = 0, across = 0] = [common[(row + 1) * width + column], common[row * width + column + 1]];
      common[row * width + column] =
        left[row] === right[column] ? (common[(row + 1) * width + column + 1] ?? 0) + 1 : Math.max(down, across);
    }
  return common;
}
