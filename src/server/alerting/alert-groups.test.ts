import { expect, test } from 'vitest';
import { AlertGroups, type CurrentAlert } from './alert-groups.ts';
import type { ToldAlert } from './told-alert.ts';

const RULES = { receiver: 'ops', groupBy: ['alertname'], waitSeconds: 10, intervalSeconds: 60, repeatSeconds: 3600 };

function told(trunk: string, alertname = 'TrunkFailing'): ToldAlert {
  return {
    key: `${alertname} ${trunk}`,
    state: 'firing',
    labels: { alertname, trunk, severity: 'critical' },
    severity: 'critical',
    summary: `Trunk ${trunk}`,
    description: '',
    runbookUrl: 'http://localhost/runbooks/TrunkFailing',
    value: 1,
    startsAt: 1000,
  };
}

function loud(...trunks: readonly string[]): readonly CurrentAlert[] {
  return trunks.map((trunk) => ({ alert: told(trunk), isKeptBack: false }));
}

function quiet(...trunks: readonly string[]): readonly CurrentAlert[] {
  return trunks.map((trunk) => ({ alert: told(trunk), isKeptBack: true }));
}

/** What is told at a moment, and taken. */
function next(groups: AlertGroups, firing: readonly CurrentAlert[], at: number): string | undefined {
  groups.update(firing, at);
  const due = groups.due();
  due?.settle();
  return (
    due &&
    `${due.notification.status}: ${due.notification.alerts.map(({ labels, state }) => `${labels['trunk'] ?? ''} ${state}`).join(', ')}`
  );
}

test('a new group waits for more of its kind, and is told once', () => {
  const groups = new AlertGroups(RULES, []);
  expect(next(groups, loud('a'), 1000)).toBeUndefined();
  expect(next(groups, loud('a', 'b'), 1010)).toBe('firing: a firing, b firing');
  expect(next(groups, loud('a', 'b'), 1020)).toBeUndefined();
});

test('what changes is told after the interval, and what does not is told again', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  expect(next(groups, loud('a'), 1000)).toBe('firing: a firing');
  expect(next(groups, loud('a', 'b'), 1010)).toBeUndefined();
  expect(next(groups, loud('a', 'b'), 1060)).toBe('firing: a firing, b firing');
  expect(next(groups, loud('b'), 1120)).toBe('firing: b firing, a resolved');
  expect(next(groups, loud('b'), 4719)).toBeUndefined();
  expect(next(groups, loud('b'), 4720)).toBe('firing: b firing');
  expect(next(groups, [], 4780)).toBe('resolved: b resolved');
  expect(next(groups, [], 9000)).toBeUndefined();
});

test('an alert that fires in place of another is a change, though as many fire as before', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  expect(next(groups, loud('a'), 1000)).toBe('firing: a firing');
  expect(next(groups, loud('b'), 1059)).toBeUndefined();
  expect(next(groups, loud('b'), 1060)).toBe('firing: b firing, a resolved');
});

test('an alert that ends before it was told is never told', () => {
  const groups = new AlertGroups(RULES, []);
  expect(next(groups, loud('a'), 1000)).toBeUndefined();
  expect(next(groups, [], 1010)).toBeUndefined();
});

test('alerts that are kept back are not told; one that was told before is told as ended only when it has', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  expect(next(groups, quiet('a'), 1000)).toBeUndefined();
  expect(next(groups, loud('a'), 1010)).toBe('firing: a firing');
  expect(next(groups, quiet('a'), 1100)).toBeUndefined();
  expect(next(groups, quiet('a'), 9000)).toBeUndefined();
  expect(next(groups, [], 9010)).toBe('resolved: a resolved');
});

test('what was not taken is told as it is when its turn comes', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  groups.update(loud('a'), 1000);
  expect(groups.due()).toBeDefined();
  expect(next(groups, loud('a', 'b'), 1010)).toBe('firing: a firing, b firing');
});

test('a group that the receiver refuses lets others go first', () => {
  const groups = new AlertGroups({ ...RULES, groupBy: ['trunk'], waitSeconds: 0 }, []);
  groups.update(loud('a', 'b'), 1000);
  groups.due()?.postpone();
  expect(groups.due()?.notification.groupLabels).toEqual({ trunk: 'b' });
  expect(next(groups, loud('a'), 1300)).toBe('firing: a firing');
});

test('after a restart nothing is told twice, and what has ended meanwhile is told as resolved under the same key', () => {
  const before = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  before.update(loud('a'), 1000);
  const first = before.due();
  first?.settle();
  const kept = JSON.parse(JSON.stringify(before.told())) as ReturnType<AlertGroups['told']>;
  expect(next(new AlertGroups(RULES, kept), loud('a'), 1100)).toBeUndefined();
  const after = new AlertGroups(RULES, kept);
  after.update([], 1100);
  expect(after.due()?.notification).toMatchObject({ status: 'resolved', groupKey: first?.notification.groupKey });
});

/** Keys of what a receiver takes as firing that hears of these notifications alone, as one does that knows single alerts. */
class Listener {
  readonly firing = new Set<string>();

  hear(groups: AlertGroups, firing: readonly CurrentAlert[], at: number): { readonly truncated: number } | undefined {
    groups.update(firing, at);
    const due = groups.due();
    due?.settle();
    for (const { key, state } of due?.notification.alerts ?? []) {
      if (state === 'firing') this.firing.add(key);
      else expect(this.firing.delete(key)).toBe(true);
    }
    return due && { truncated: due.notification.truncated };
  }
}

const names = (from: number, to: number): readonly string[] => Array.from({ length: to - from }, (_, index) => `t${from + index}`);

test('of a group of 250 alerts each end is told of those that were told by name, and others take their places', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  const receiver = new Listener();
  expect(receiver.hear(groups, loud(...names(0, 250)), 1000)).toEqual({ truncated: 150 });
  expect(receiver.firing.size).toBe(100);
  // Thirty that have names end, and thirty that are counted.
  expect(receiver.hear(groups, loud(...names(30, 220)), 1060)).toEqual({ truncated: 90 });
  expect(receiver.firing).toEqual(new Set(names(30, 130).map((trunk) => `TrunkFailing ${trunk}`)));
  // All that have names end at once; a restart in between.
  const kept = JSON.parse(JSON.stringify(groups.told())) as ReturnType<AlertGroups['told']>;
  const after = new AlertGroups({ ...RULES, waitSeconds: 0 }, kept);
  expect(receiver.hear(after, loud(...names(130, 220)), 1120)).toEqual({ truncated: 0 });
  expect(receiver.firing).toEqual(new Set(names(130, 220).map((trunk) => `TrunkFailing ${trunk}`)));
  expect(receiver.hear(after, [], 1180)).toEqual({ truncated: 0 });
  expect(receiver.firing).toEqual(new Set());
});

test('a counted alert that ends changes the number, and what is kept back keeps its place', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  const receiver = new Listener();
  receiver.hear(groups, loud(...names(0, 102)), 1000);
  expect(receiver.hear(groups, loud(...names(0, 101)), 1060)).toEqual({ truncated: 1 });
  expect(receiver.hear(groups, [...quiet(...names(0, 100)), ...loud('t100')], 1120)).toBeUndefined();
  // Nothing has a name that could be told.
  expect(receiver.hear(groups, quiet(...names(0, 100)), 1180)).toBeUndefined();
  expect(receiver.hear(groups, [], 1240)).toEqual({ truncated: 0 });
  expect(receiver.firing).toEqual(new Set());
});

test('10,000 alerts are told as a hundred and a number, and 10,000 groups are not kept', () => {
  const many = loud(...Array.from({ length: 10_000 }, (_, index) => `t${index}`));
  const one = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  one.update(many, 1000);
  expect(one.due()?.notification).toMatchObject({ truncated: 9900 });
  expect(one.due()?.notification.alerts).toHaveLength(100);
  const each = new AlertGroups({ ...RULES, groupBy: ['trunk'] }, []);
  each.update(many, 1000);
  expect(each.refused).toBe(9000);
});

test('a clock that was set back delays nothing', () => {
  const groups = new AlertGroups({ ...RULES, waitSeconds: 0 }, []);
  expect(next(groups, loud('a'), 9000)).toBe('firing: a firing');
  expect(next(groups, loud('a', 'b'), 5000)).toBeUndefined();
  expect(next(groups, loud('a', 'b'), 5060)).toBe('firing: a firing, b firing');
});
