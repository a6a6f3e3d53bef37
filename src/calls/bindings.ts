import { labelText, type Emit, type LabelText } from '../core/index.ts';
import { DueQueue, type Due } from './due-queue.ts';

/** Bindings of an address of record, as a registrar told them. */
export interface BoundContacts {
  /** Its hash. */
  readonly addressOfRecord: number;
  readonly contacts: readonly { readonly contact: number; readonly seconds: number }[];
  /** There are no others. */
  readonly isWhole: boolean;
  /** When they were told, by arrival. */
  readonly at: number;
}

interface Binding extends Due {
  readonly user: string;
  readonly contact: number;
  readonly source: LabelText;
}

/** Counts who is registered, by source: a binding counts from its 2xx until it expires or is removed. */
export class Bindings {
  readonly #emit: Emit;
  readonly #most: number;
  readonly #byUser = new Map<string, Map<number, Binding>>();
  readonly #due = new DueQueue<Binding>();
  readonly #counts = new Map<LabelText, number>();
  readonly #shown = new Map<LabelText, number>();
  #size = 0;

  /** Of at most so many; of more, the others are left out and counted. */
  constructor(emit: Emit, most: number) {
    this.#emit = emit;
    this.#most = most;
  }

  /** Takes what a 2xx says. */
  bind(source: LabelText, { addressOfRecord, contacts, isWhole, at }: BoundContacts): void {
    const user = `${source}|${addressOfRecord}`;
    const before = this.#byUser.get(user)?.values() ?? [];
    if (isWhole) for (const one of before) if (!contacts.some(({ contact }) => contact === one.contact)) this.#end(one);
    if (!this.#counts.has(source)) this.#counts.set(source, 0);
    for (const { contact, seconds } of contacts) {
      const known = this.#byUser.get(user)?.get(contact);
      if (seconds > 0) this.#begin(known ?? this.#open(user, contact, source, at), at + seconds);
      else if (known !== undefined) this.#end(known);
    }
  }

  /** Ends those that have expired, and tells each count that has changed. */
  tick(now: number): void {
    for (const one of this.#due.takeDue(now)) this.#end(one);
    for (const [source, count] of this.#counts) {
      if (this.#shown.get(source) === count) continue;
      this.#shown.set(source, count);
      this.#emit({ type: 'registration.active', at: now, source, count });
    }
  }

  #begin(binding: Binding | undefined, dueAt: number): void {
    if (binding === undefined) return;
    binding.dueAt = dueAt;
    this.#due.put(binding);
  }

  #open(user: string, contact: number, source: LabelText, at: number): Binding | undefined {
    if (this.#size >= this.#most) {
      this.#emit({ type: 'event.dropped', at, stage: labelText('registrations'), reason: 'table_full', count: 1 });
      return undefined;
    }
    const opened: Binding = { user, contact, source, dueAt: 0, filedAt: 0, place: -1 };
    const ofUser = this.#byUser.get(user) ?? new Map<number, Binding>();
    this.#byUser.set(user, ofUser.set(contact, opened));
    this.#add(source, 1);
    return opened;
  }

  #end(binding: Binding): void {
    const ofUser = this.#byUser.get(binding.user);
    if (ofUser?.delete(binding.contact) !== true) return;
    if (ofUser.size === 0) this.#byUser.delete(binding.user);
    this.#due.remove(binding);
    this.#add(binding.source, -1);
  }

  #add(source: LabelText, change: number): void {
    this.#counts.set(source, (this.#counts.get(source) ?? 0) + change);
    this.#size += change;
  }
}
