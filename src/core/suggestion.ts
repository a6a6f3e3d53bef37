/** Letters of a part that tells what is meant. */
const LEAST_PART = 4;

/** The candidate that the text was most likely meant to be, or undefined when none is near. Case, dashes and underscores do not count. */
export function suggestion(text: string, candidates: readonly string[]): string | undefined {
  const bare = plain(text);
  let best: string | undefined;
  // A third of the letters may be wrong, but in a short word at most one.
  let bestDistance = Math.max(1, Math.floor(bare.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(bare, plain(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  // Or a part of a longer one: headers for headers_file.
  return best ?? candidates.find((candidate) => bare.length >= LEAST_PART && plain(candidate).startsWith(bare));
}

/** All candidates, those first that the text is nearest to. */
export function nearestFirst(text: string, candidates: readonly string[]): readonly string[] {
  const bare = plain(text);
  const distance = new Map(candidates.map((candidate) => [candidate, editDistance(bare, plain(candidate))]));
  return candidates.toSorted((left, right) => (distance.get(left) ?? 0) - (distance.get(right) ?? 0));
}

function plain(text: string): string {
  return text
    .slice(0, 80)
    .toLowerCase()
    .replace(/[_\-\s]/g, '');
}

/** Insertions, deletions, replacements and swaps of neighbours between two texts (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? at(beforeLast, j - 2) + 1 : replaced;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
