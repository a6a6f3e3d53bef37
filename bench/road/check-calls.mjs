import { setTimeout as pause } from 'node:timers/promises';

const SETTLE_SECONDS = 30;

/** How many calls of each outcome a server must have and has, once they have settled. */
export async function checkCalls(url, since, wanted) {
  let found = {};
  for (let second = 0; second < SETTLE_SECONDS && !isSame(found, wanted); second += 1) {
    await pause(1000);
    found = await readOutcomes(url, since);
  }
  return { wanted, found, isExact: isSame(found, wanted) };
}

/** Only calls that are over are counted by outcome. */
async function readOutcomes(url, since) {
  const until = Math.ceil(Date.now() / 1000) + 1;
  const response = await fetch(`${url}/api/v1/dashboard?since=${since}&until=${until}`);
  if (!response.ok) return {};
  const { byOutcome } = await response.json();
  return Object.fromEntries(Object.entries(byOutcome).map(([outcome, { attempts }]) => [outcome, attempts]));
}

function isSame(found, wanted) {
  const names = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  return [...names].every((name) => (found[name] ?? 0) === (wanted[name] ?? 0));
}
