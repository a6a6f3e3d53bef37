/**
 * What a reader found: its polls that began while the writer was at work, and those after the last of it. Polls while the generator works count nowhere.
 * `busy`: from when to when the writer worked, in order.
 */
export function readerFigures(found, busy) {
  const last = busy.at(-1)?.[1];
  if (found === undefined || last === undefined) return undefined;
  const { asked, errors } = found;
  const beside = asked.filter(({ at }) => busy.some(([from, to]) => at >= from && at < to));
  const alone = asked.filter(({ at }) => at >= last);
  return { errors: errors.length, firstError: errors[0] ?? 'none', beside: ranks(beside), alone: ranks(alone) };
}

/** Milliseconds of a question of any kind, of one of each kind, and of the three of a poll together. */
function ranks(polls) {
  const of = (took) => {
    const sorted = polls.flatMap(took).toSorted((a, b) => a - b);
    const rank = (q) => sorted[Math.floor(q * (sorted.length - 1))];
    return { p50: rank(0.5), p99: rank(0.99) };
  };
  return {
    polls: polls.length,
    ...of(({ list, dashboard, call }) => [list, dashboard, call]),
    list: of(({ list }) => list),
    dashboard: of(({ dashboard }) => dashboard),
    call: of(({ call }) => call),
    together: of(({ list, dashboard, call }) => list + dashboard + call),
  };
}
