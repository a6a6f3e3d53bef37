/** Prints what was found, or all of it as JSON. The exit code: 1 when a gate is missed. */
export function report(results, isJson) {
  if (isJson) console.log(JSON.stringify(results, undefined, 2));
  else for (const result of results) print(result);
  return results.every(({ gates }) => gates.every(({ isGood }) => isGood)) ? 0 : 1;
}

function print({ title, figures, gates }) {
  console.log(title);
  for (const [name, value] of Object.entries(figures)) console.log(`  ${name}: ${shown(value)}`);
  for (const { name, measured, isGood } of gates) console.log(`  ${name}: ${shown(measured)}: ${isGood ? 'ok' : 'MISSED'}`);
}

function shown(value) {
  if (typeof value !== 'number' || Number.isInteger(value)) return value;
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
