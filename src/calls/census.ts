import { labelText, type Emit, type EventType, type TelephonyEvent } from '../core/index.ts';
import { censusChange, isCensusType, LASTING, type CensusChange, type Tell } from './census-changes.ts';

/**
 * Counts what begins and ends by id: a gauge is how many ids have begun and not ended. So an end that comes twice or late makes no gauge wrong, and one that never
 * comes makes it wrong for a day at most.
 */
export interface Census {
  /** Whether events of a type may change a count. */
  takes(type: EventType): boolean;
  accept(event: TelephonyEvent): void;
  /** Tells every count that has changed, and lets go of what nobody ended within a day. */
  tick(now: number): void;
}

/** What was begun and not ended for so long is over. */
const SWEEP_SECONDS = 86_400;

interface Group {
  readonly tell: Tell;
  /** When each member began, by arrival; the oldest first. */
  readonly members: Map<string, number>;
  shown: string;
}

interface Member {
  readonly source: string;
  readonly group: string;
}

type Opened = Extract<CensusChange, { readonly kind: 'opened' }>;

/** The things of one subject: who is where, and the groups that are told. */
class Subject {
  readonly #members = new Map<string, Member>();
  readonly #groups = new Map<string, Group>();

  get size(): number {
    return this.#members.size;
  }

  open({ id, source, group: name, tell }: Opened, at: number): void {
    const key = `${source}|${id}`;
    const known = this.#members.get(key);
    if (known?.group === name) return;
    if (known !== undefined) this.close(key);
    const group = this.#groups.get(name) ?? { tell, members: new Map<string, number>(), shown: '' };
    group.members.set(key, at);
    this.#groups.set(name, group);
    this.#members.set(key, { source, group: name });
  }

  close(key: string): void {
    const member = this.#members.get(key);
    if (member === undefined) return;
    this.#members.delete(key);
    this.#groups.get(member.group)?.members.delete(key);
  }

  /** Lets go of a group without telling of it again. */
  clear(name: string): void {
    const group = this.#groups.get(name);
    if (group === undefined) return;
    for (const key of group.members.keys()) this.#members.delete(key);
    this.#groups.delete(name);
  }

  /** Ends what of a source began before a time. */
  closeSource(source: string, before: number): void {
    for (const [key, member] of this.#members) {
      const begun = this.#groups.get(member.group)?.members.get(key) ?? 0;
      if (member.source === source && begun < before) this.close(key);
    }
  }

  closeOldest(): void {
    const [oldest] = this.#members.keys();
    if (oldest !== undefined) this.close(oldest);
  }

  sweep(since: number): void {
    for (const [key, { group }] of this.#members) {
      if ((this.#groups.get(group)?.members.get(key) ?? 0) >= since) return;
      this.close(key);
    }
  }

  tell(now: number, emit: Emit): void {
    for (const [name, group] of this.#groups) {
      const [begun] = group.members.values();
      const oldestSeconds = begun === undefined ? undefined : Math.max(0, Math.floor(now - begun));
      const event = group.tell(group.members.size, now, oldestSeconds);
      const shown = `${group.members.size}|${event.type === 'queue.active' ? oldestSeconds : ''}`;
      if (shown !== group.shown) emit(event);
      group.shown = shown;
      if (group.members.size === 0) this.#groups.delete(name);
    }
  }
}

/** Creates an empty census of at most `most` things of each subject. */
export function createCensus({ emit, most }: { readonly emit: Emit; readonly most: number }): Census {
  const subjects = new Map<string, Subject>();

  const apply = (change: CensusChange, at: number): void => {
    if (change.kind === 'restarted') {
      for (const subject of subjects.values()) subject.closeSource(change.source, at);
      return;
    }
    const known = subjects.get(change.subject);
    if (change.kind === 'cleared') return known?.clear(change.group);
    if (change.kind === 'closed') return known?.close(`${change.source}|${change.id}`);
    const subject = known ?? new Subject();
    subjects.set(change.subject, subject);
    if (subject.size >= most) {
      subject.closeOldest();
      emit({ type: 'event.dropped', at, stage: labelText('census'), reason: 'table_full', count: 1 });
    }
    subject.open(change, at);
  };

  return {
    takes: isCensusType,
    accept(event) {
      const change = censusChange(event);
      if (change !== undefined) apply(change, event.receivedAt ?? event.at);
    },
    tick(now) {
      for (const [name, subject] of subjects) {
        if (!LASTING.has(name)) subject.sweep(now - SWEEP_SECONDS);
        subject.tell(now, emit);
      }
    },
  };
}
