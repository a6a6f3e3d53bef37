import { createProgress } from './progress.mjs';

/** Rounds of upkeep until there is nothing left to do: what they did in all, and how long each took (ms). `days`: about how many there are to pack. */
export async function settle(store, name, days, now, policy = {}) {
  const done = { sealedDays: 0, deletedCalls: 0, freedBytes: 0 };
  const slices = [];
  const progress = createProgress(name, days);
  for (let isDone = false; !isDone;) {
    const from = performance.now();
    const round = await store.maintain(now, policy);
    slices.push(performance.now() - from);
    for (const figure of Object.keys(done)) done[figure] += round[figure];
    progress.show(done.sealedDays);
    isDone = round.isDone;
  }
  progress.end();
  return { ...done, slices, milliseconds: slices.reduce((sum, one) => sum + one, 0) };
}
