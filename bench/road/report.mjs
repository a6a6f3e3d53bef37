/** Prints what was found, or all of it as JSON. The exit code: 1 when a gate is missed. */
export function report(found, isJson) {
  const isGood = found.gates.every((gate) => gate.isGood);
  if (isJson) console.log(JSON.stringify(found, undefined, 2));
  else {
    console.log(found.title);
    for (const [name, value] of Object.entries(found.figures)) console.log(`  ${name}: ${shown(value)}`);
    for (const { name, measured, isGood: holds } of found.gates) console.log(`  ${name}: ${shown(measured)}: ${holds ? 'ok' : 'MISSED'}`);
  }
  return isGood ? 0 : 1;
}

function shown(value) {
  if (typeof value !== 'number') return value;
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}
