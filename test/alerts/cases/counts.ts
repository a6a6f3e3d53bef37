/** Values of a counter: for so many steps it grows by so much in each. */
export function counts(...parts: readonly (readonly [steps: number, each: number])[]): string {
  let total = 0;
  const texts = ['0'];
  for (const [steps, each] of parts) {
    if (steps === 0) continue;
    texts.push(`${total + each}+${each}x${steps - 1}`);
    total += steps * each;
  }
  return texts.join(' ');
}

/** A name and labels as a series. */
export function series(name: string, labels: Readonly<Record<string, string>>): string {
  return `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`;
}

/** The series of a histogram: what falls at most into each bound, in each step, for so many steps; the last bound takes all. */
export function buckets(
  name: string,
  labels: Readonly<Record<string, string>>,
  steps: number,
  upTo: Readonly<Record<string, number>>,
): Readonly<Record<string, string>> {
  const all = Object.values(upTo).at(-1) ?? 0;
  const bounds = Object.entries({ ...upTo, '+Inf': all }).map(([le, each]) => [
    series(`${name}_bucket`, { ...labels, le }),
    counts([steps, each]),
  ]);
  return { ...Object.fromEntries(bounds), [series(`${name}_count`, labels)]: counts([steps, all]) };
}
