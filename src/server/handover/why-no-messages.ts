const HOUR_SECONDS = 3600;

/** Why a call has no whole messages, and what to do. `hours`: for how many they are kept, `startedAt`: of the call. */
export function whyNoMessages(hours: number, startedAt: number, now: number): string {
  if (hours === 0)
    return 'Whole messages are not kept: `store.keep_raw_hours` is 0. Set it to 24, as the profile `operator` of `ringscope init` does, and those of calls from then on are.';
  if (now - startedAt > hours * HOUR_SECONDS)
    return `The whole messages of this call are gone: they are kept for ${hours} h, as \`store.keep_raw_hours\` says. Set it higher, and those of calls from then on stay longer.`;
  return 'No whole messages of this call were kept: only those that a capture agent sends are, none from before `store.keep_raw_hours` was set, and the oldest give way to `store.raw_max_bytes`.';
}
