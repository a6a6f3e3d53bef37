import { TeleError } from '../../core/index.ts';

const MOST_FAILURES = 10;
const WINDOW_SECONDS = 60;
/** Addresses that are remembered; beyond, the one that began first is forgotten. */
const MOST_ADDRESSES = 10_000;
/** Attempts of one address that wait for others of it. */
const MOST_WAITING = 64;

/** Failures by address. */
export interface FailedLogins {
  /** Throws `LOGINS_THROTTLED` for an address that failed ten times within a minute, until that minute is over. */
  refuse(address: string): void;
  /** For how many seconds it is refused from now on; 0 when it is not. */
  secondsRefused(address: string): number;
  /** Counts a failure. */
  add(address: string): void;
  /**
   * Makes an attempt, which fails when it gives undefined. No more are made at once for an address than it may fail: the others wait, and are refused once it has
   * failed ten times. Rejects with `LOGINS_THROTTLED`, with `LOGINS_BUSY` when too many wait, and with what the attempt rejects with, which is no failure.
   */
  attempt<T>(address: string, work: () => Promise<T | undefined>): Promise<T | undefined>;
}

interface Failures {
  readonly until: number;
  count: number;
}

/** The attempts of an address: how many there are, how many of them are being made, and what lets the others look again. */
interface Attempts {
  all: number;
  running: number;
  waiting: (() => void)[];
}

/** Makes an empty table. `now`: monotonic seconds. */
export function createFailedLogins(now: () => number): FailedLogins {
  const table = new Map<string, Failures>();
  const attempts = new Map<string, Attempts>();
  const current = (key: string): Failures | undefined => {
    const known = table.get(key);
    if (known === undefined || known.until > now()) return known;
    table.delete(key);
    return undefined;
  };
  const countOf = (key: string): number => current(key)?.count ?? 0;

  function refuse(key: string): void {
    if (countOf(key) >= MOST_FAILURES)
      throw new TeleError('LOGINS_THROTTLED', `From this address came ${MOST_FAILURES} wrong credentials within a minute.`);
  }

  function add(key: string): void {
    const failures = current(key) ?? { until: now() + WINDOW_SECONDS, count: 0 };
    failures.count += 1;
    if (!table.has(key)) table.set(key, failures);
    const [oldest] = table.size > MOST_ADDRESSES ? table.keys() : [];
    if (oldest !== undefined) table.delete(oldest);
  }

  async function begin(key: string, mine: Attempts): Promise<void> {
    for (;;) {
      refuse(key);
      if (countOf(key) + mine.running < MOST_FAILURES) break;
      if (mine.waiting.length >= MOST_WAITING)
        throw new TeleError('LOGINS_BUSY', `${MOST_WAITING} logins from this address wait for others of it.`);
      await new Promise<void>((resolve) => mine.waiting.push(resolve));
    }
    mine.running += 1;
  }

  async function make<T>(key: string, mine: Attempts, work: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      const made = await work();
      if (made === undefined) add(key);
      return made;
    } finally {
      mine.running -= 1;
      for (const look of mine.waiting.splice(0)) look();
    }
  }

  return {
    refuse: (address) => refuse(networkOf(address)),
    secondsRefused(address) {
      const failures = current(networkOf(address));
      return failures === undefined || failures.count < MOST_FAILURES ? 0 : failures.until - now();
    },
    add: (address) => add(networkOf(address)),
    async attempt(address, work) {
      const key = networkOf(address);
      const mine = attempts.get(key) ?? { all: 0, running: 0, waiting: [] };
      attempts.set(key, mine);
      mine.all += 1;
      try {
        await begin(key, mine);
        return await make(key, mine, work);
      } finally {
        mine.all -= 1;
        if (mine.all === 0) attempts.delete(key);
      }
    },
  };
}

/** Whoever has an IPv6 address has 2^64 of them. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':');
}
