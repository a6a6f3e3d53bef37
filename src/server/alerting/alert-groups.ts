import { seriesKey, type SeriesLabels } from '../../expressions/index.ts';
import type { Notification, ToldAlert } from './told-alert.ts';

/** How a receiver wants to be told. */
export interface GroupRules {
  readonly receiver: string;
  /** Alerts with the same values of these labels are told together. */
  readonly groupBy: readonly string[];
  /** How long a new group waits for more of its kind. */
  readonly waitSeconds: number;
  /** How long until what has changed in a group is told. */
  readonly intervalSeconds: number;
  /** How long until a group is told again that has not changed. */
  readonly repeatSeconds: number;
}

/** A firing alert; one that is kept back is not told, and not told as ended either. */
export interface CurrentAlert {
  readonly alert: ToldAlert;
  readonly isKeptBack: boolean;
}

/** What a receiver was told of a group. */
export interface ToldGroup {
  readonly key: string;
  readonly labels: SeriesLabels;
  /** When it was told last, Unix seconds. */
  readonly at: number;
  /** What fires as far as the receiver knows: at most a hundred, which it was told in full. */
  readonly firing: readonly ToldAlert[];
  /** The keys of those that it was told as a number. */
  readonly counted: readonly string[];
}

interface Group {
  readonly key: string;
  readonly labels: SeriesLabels;
  /** When it came up. */
  firstAt: number;
  /** When it was told last. */
  toldAt: number | undefined;
  /** Not before this time. */
  notBefore: number;
  /** What it was told in full and fires as far as the receiver knows: as many as the most, so all their ends find room. */
  told: ReadonlyMap<string, ToldAlert>;
  /** The keys of what it was told as a number. */
  counted: ReadonlySet<string>;
  /** What fires, by key. */
  current: Map<string, CurrentAlert>;
}

/** What is told next, and what is known once it was. */
export interface DueNotification {
  readonly notification: Notification;
  /** It was told. */
  settle(): void;
  /** The receiver refused it for good: others go first. */
  postpone(): void;
}

/** Beyond, alerts of new groups wait until one has ended. */
const MOST_GROUPS = 1000;
/** How long a group waits that a receiver refused. */
const REFUSED_SECONDS = 300;
/** More firing alerts of a group are told as a number, and so do not end one by one. */
const MOST_ALERTS = 100;

/** The groups of one receiver: what it was told, and what it is to be told next. What is told twice is the same again; nothing is taken as told before `settle`. */
export class AlertGroups {
  readonly #rules: GroupRules;
  readonly #groups = new Map<string, Group>();
  #refused = 0;
  #at = 0;

  /** `told`: what was told before a restart. */
  constructor(rules: GroupRules, told: readonly ToldGroup[]) {
    this.#rules = rules;
    for (const { key, labels, at, firing, counted } of told.slice(0, MOST_GROUPS))
      this.#groups.set(key, {
        key,
        labels,
        firstAt: at,
        toldAt: at,
        notBefore: Number.NEGATIVE_INFINITY,
        told: new Map(firing.slice(0, MOST_ALERTS).map((one) => [one.key, one])),
        counted: new Set([...firing.slice(MOST_ALERTS).map((one) => one.key), ...counted]),
        current: new Map(),
      });
  }

  /** Firing alerts of groups that have no place. */
  get refused(): number {
    return this.#refused;
  }

  /** What was told, for a restart. */
  told(): readonly ToldGroup[] {
    return [...this.#groups.values()].flatMap(({ key, labels, toldAt, told, counted }) =>
      toldAt === undefined ? [] : [{ key, labels, at: toldAt, firing: [...told.values()], counted: [...counted] }],
    );
  }

  /** Takes what fires at a moment. */
  update(firing: readonly CurrentAlert[], at: number): void {
    // When the clock was set back, what was told was told now at the latest.
    for (const group of this.#groups.values()) {
      group.current.clear();
      group.firstAt = Math.min(group.firstAt, at);
      group.notBefore = Math.min(group.notBefore, at + REFUSED_SECONDS);
      if (group.toldAt !== undefined) group.toldAt = Math.min(group.toldAt, at);
    }
    this.#refused = 0;
    this.#at = at;
    for (const one of firing) this.#take(one);
    for (const [key, group] of this.#groups) if (knownSize(group) === 0 && group.current.size === 0) this.#groups.delete(key);
  }

  /** The next group that is to be told of, those that ended first. Undefined when none is. */
  due(): DueNotification | undefined {
    for (;;) {
      const group = this.#next();
      if (group === undefined) return undefined;
      const due = this.#notify(group);
      if (due.notification.alerts.length > 0 || due.notification.status === 'resolved') return due;
      // What has ended was a number, and what fires is kept back.
      due.settle();
    }
  }

  #next(): Group | undefined {
    let found: Group | undefined;
    for (const group of this.#groups.values()) {
      if (!this.#isDue(group)) continue;
      if (!isOn(group)) return group;
      found ??= group;
    }
    return found;
  }

  #take(one: CurrentAlert): void {
    const { groupBy } = this.#rules;
    const labels = Object.fromEntries(groupBy.map((name) => [name, one.alert.labels[name] ?? '']));
    const key = groupKey(labels);
    let group = this.#groups.get(key);
    if (group === undefined) {
      // One that is kept back from the beginning makes no group.
      if (one.isKeptBack) return;
      if (this.#groups.size >= MOST_GROUPS) {
        this.#refused += 1;
        return;
      }
      group = {
        key,
        labels,
        firstAt: this.#at,
        toldAt: undefined,
        notBefore: Number.NEGATIVE_INFINITY,
        told: new Map(),
        counted: new Set(),
        current: new Map(),
      };
      this.#groups.set(key, group);
    }
    if (!one.isKeptBack || isKnown(group, one.alert.key)) group.current.set(one.alert.key, one);
  }

  #isDue(group: Group): boolean {
    const { firstAt, toldAt, notBefore, current } = group;
    const { waitSeconds, intervalSeconds, repeatSeconds } = this.#rules;
    if (this.#at < notBefore) return false;
    if (toldAt === undefined) return current.size > 0 && this.#at >= firstAt + waitSeconds;
    const isChanged = current.size !== knownSize(group) || [...current.keys()].some((key) => !isKnown(group, key));
    if (isChanged) return this.#at >= toldAt + intervalSeconds;
    return this.#at >= toldAt + repeatSeconds && [...current.values()].some(({ isKeptBack }) => !isKeptBack);
  }

  #notify(group: Group): DueNotification {
    const at = this.#at;
    const { key, labels, told } = group;
    const { named, keptBack, counted } = chosen(group);
    const ended = [...told.values()]
      .filter((one) => !group.current.has(one.key))
      .map((one): ToldAlert => ({ ...one, state: 'resolved', endsAt: at }));
    const notification: Notification = {
      receiver: this.#rules.receiver,
      groupKey: key,
      groupLabels: labels,
      status: isOn(group) ? 'firing' : 'resolved',
      alerts: [...named, ...ended],
      truncated: counted.filter(({ isKeptBack }) => !isKeptBack).length,
      at,
    };
    return {
      notification,
      settle() {
        group.toldAt = at;
        group.told = new Map([...named, ...keptBack].map((one) => [one.key, one]));
        group.counted = new Set(counted.map(({ alert }) => alert.key));
      },
      postpone() {
        group.notBefore = at + REFUSED_SECONDS;
      },
    };
  }
}

/** Which of the alerts that fire are told in full, those first that were before; which were and are kept back now; and which are a number. */
function chosen({ told, current }: Group) {
  const all = [...current.values()];
  const [known, others] = [all.filter(({ alert }) => told.has(alert.key)), all.filter(({ alert }) => !told.has(alert.key))];
  const loud = others.filter(({ isKeptBack }) => !isKeptBack);
  const newcomers = new Set(loud.slice(0, MOST_ALERTS - known.length));
  return {
    named: [...known.filter(({ isKeptBack }) => !isKeptBack), ...newcomers].map(({ alert }) => alert),
    keptBack: known.filter(({ isKeptBack }) => isKeptBack).map(({ alert }) => alert),
    counted: others.filter((one) => !newcomers.has(one)),
  };
}

function isKnown({ told, counted }: Group, key: string): boolean {
  return told.has(key) || counted.has(key);
}

function knownSize({ told, counted }: Group): number {
  return told.size + counted.size;
}

function isOn({ current }: Group): boolean {
  return current.size > 0;
}

/** As that of Alertmanager. */
function groupKey(labels: SeriesLabels): string {
  const values = JSON.parse(seriesKey(labels)) as readonly (readonly [string, string])[];
  return `{}:{${values.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(', ')}}`;
}
