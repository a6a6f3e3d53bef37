import { TeleError } from '../../core/index.ts';

const MOST_FAILURES = 10;
const WINDOW_SECONDS = 60;
/** Addresses that are remembered; beyond, the one that began first is forgotten. */
const MOST_ADDRESSES = 10_000;

/** Failures by address. */
export interface FailedLogins {
  /** Throws `LOGINS_THROTTLED` for an address that failed ten times within a minute, until that minute is over. */
  refuse(address: string): void;
  /** For how many seconds it is refused from now on; 0 when it is not. */
  secondsRefused(address: string): number;
  /** Counts a failure. */
  add(address: string): void;
  /** How many more failures are let in before it is refused. */
  left(address: string): number;
}

interface Failures {
  readonly until: number;
  count: number;
}

/** Makes an empty table. `now`: monotonic seconds. */
export function createFailedLogins(now: () => number): FailedLogins {
  const table = new Map<string, Failures>();
  const current = (key: string): Failures | undefined => {
    const known = table.get(key);
    if (known === undefined || known.until > now()) return known;
    table.delete(key);
    return undefined;
  };
  const left = (address: string): number => Math.max(0, MOST_FAILURES - (current(networkOf(address))?.count ?? 0));

  return {
    left,
    refuse(address) {
      if (left(address) === 0)
        throw new TeleError('LOGINS_THROTTLED', `From this address came ${MOST_FAILURES} wrong credentials within a minute.`);
    },
    secondsRefused(address) {
      const failures = left(address) === 0 ? current(networkOf(address)) : undefined;
      return failures === undefined ? 0 : failures.until - now();
    },
    add(address) {
      const key = networkOf(address);
      const failures = current(key) ?? { until: now() + WINDOW_SECONDS, count: 0 };
      failures.count += 1;
      if (!table.has(key)) table.set(key, failures);
      const [oldest] = table.size > MOST_ADDRESSES ? table.keys() : [];
      if (oldest !== undefined) table.delete(oldest);
    },
  };
}

/** As what an address is counted: whoever has an IPv6 address has 2^64 of them. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
