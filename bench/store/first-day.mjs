import { readdirSync } from 'node:fs';

const DAY = 86_400;
const SEAL_AFTER_SECONDS = 2 * 3600;
/** How long a day is kept, in seconds. */
export const KEPT_SECONDS = 29 * DAY;

/** The name of the file of each day, the oldest first. */
export function dayFiles(folder) {
  return readdirSync(folder)
    .filter((name) => /^calls-.*\.db$/.test(name))
    .toSorted();
}

/** When the oldest day is packed, in Unix seconds: as soon as it is over, so that it is due to go before the others. */
export function firstPackedAt(folder) {
  const [first] = dayFiles(folder);
  return Date.parse(`${first.slice('calls-'.length, -'.db'.length)}T00:00:00Z`) / 1000 + DAY + SEAL_AFTER_SECONDS;
}
