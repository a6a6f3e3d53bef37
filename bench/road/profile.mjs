const TOP = 40;
/** Waiting, and what the profiler does itself. */
const LEFT_OUT = new Set(['(idle)', '(root)', 'dispatch']);
const ROOT = /^.*\/(?=dist\/|node_modules\/)/;

/** Where a thread spent its time: functions by self time, in shares of what it worked and in microseconds a packet. Waiting is left out. */
export function summarizeProfile({ nodes, samples, timeDeltas }, packets) {
  const selfUs = new Map(nodes.map(({ id }) => [id, 0]));
  samples.forEach((id, index) => selfUs.set(id, selfUs.get(id) + timeDeltas[index]));
  const byPlace = new Map();
  for (const { id, callFrame } of nodes) {
    const { functionName, url, lineNumber } = callFrame;
    const place =
      url === '' ? functionName : `${functionName || '(anonymous)'} ${url.replace(ROOT, '').replace('file://', '')}:${lineNumber + 1}`;
    if (!LEFT_OUT.has(place)) byPlace.set(place, (byPlace.get(place) ?? 0) + selfUs.get(id));
  }
  const all = [...byPlace.values()].reduce((sum, us) => sum + us, 0);
  const lines = [...byPlace].toSorted(([, a], [, b]) => b - a).map(([place, us]) => line(us / all, us / packets, place));
  const byFile = new Map();
  for (const [place, us] of byPlace) {
    const file = place.includes('/') ? place.slice(place.lastIndexOf(' ') + 1, place.lastIndexOf(':')) : place;
    byFile.set(file, (byFile.get(file) ?? 0) + us);
  }
  const files = [...byFile].toSorted(([, a], [, b]) => b - a).map(([file, us]) => line(us / all, us / packets, file));
  return [
    `main: ${(all / packets).toFixed(1)} us a packet over ${packets} packets (wall time on its core, sampled)`,
    '',
    'share     us/packet  function, self time',
    ...lines.slice(0, TOP),
    '',
    'share     us/packet  file, self time',
    ...files.slice(0, TOP),
    '',
  ].join('\n');
}

function line(share, us, place) {
  return `${(share * 100).toFixed(1).padStart(5)} %  ${us.toFixed(2).padStart(9)}  ${place}`;
}
