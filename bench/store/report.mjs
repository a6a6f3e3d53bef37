import { GATES } from './gates.mjs';

/** Prints every figure as it was measured. */
export function printFigures(figures, sizes) {
  for (const size of sizes) {
    console.log(`\n${size} calls`);
    for (const [name, value] of Object.entries(figures[size])) console.log(`  ${name}: ${format(value)}`);
  }
  if (figures.stall !== undefined) console.log(`\nstall of the main thread, ms at p99: ${format(figures.stall)}`);
  console.log('');
}

function format(value) {
  if (value === undefined) return 'not measured';
  if (typeof value === 'number') return value >= 1000 ? String(Math.round(value)) : String(Math.round(value * 100) / 100);
  if (Array.isArray(value)) return `[${value.map(format).join(', ')}]`;
  if (typeof value === 'object')
    return Object.entries(value)
      .map(([name, one]) => `${name} ${typeof one === 'object' && !Array.isArray(one) ? `(${format(one)})` : format(one)}`)
      .join(', ');
  return String(value);
}

/** Holds the gates of these parts against the figures and prints them. What could not be measured fails. */
export function judge(figures, sizes, parts) {
  const verdicts = [];
  for (const { part, name, atLeast, atMost, needs = 1, of } of GATES) {
    if (!parts.includes(part) || sizes.length < needs) continue;
    const value = valueOf(() => of(figures, sizes));
    const isGood = value !== undefined && (atLeast === undefined ? value <= atMost : value >= atLeast);
    const wanted = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    console.log(`${isGood ? 'ok    ' : 'FAILED'} ${part}: ${name}: ${value === undefined ? 'not measured' : format(value)} (${wanted})`);
    verdicts.push({ part, name, value, wanted, isGood });
  }
  return verdicts;
}

function valueOf(read) {
  try {
    const value = read();
    return Number.isFinite(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export { format };
