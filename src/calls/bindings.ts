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
  readonly addressOfRecord: number;
  readonly contact: number;
  readonly source: LabelText;
  /** Another contact of the same user. */
  next: Binding | undefined;
}

/** More contacts of one user are left out: nobody has so many, and they are gone through one by one. */
const MAX_CONTACTS = 256;

/** The first binding of each address of record: nearly every user has one contact. */
type Users = Map<number, Binding>;

/** Counts who is registered, by source: a binding counts from its 2xx until it expires or is removed. */
export class Bindings {
  readonly #emit: Emit;
  readonly #most: number;
  readonly #bySource = new Map<LabelText, Users>();
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
    const users = this.#usersOf(source);
    const before = chain(users.get(addressOfRecord));
    if (isWhole) for (const one of before) if (!contacts.some(({ contact }) => contact === one.contact)) this.#end(one);
    for (const { contact, seconds } of contacts) {
      const known = chain(users.get(addressOfRecord)).find((one) => one.contact === contact);
      if (seconds > 0) this.#begin(known ?? this.#open(users, { addressOfRecord, contact, source }, at), at + seconds);
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

  #usersOf(source: LabelText): Users {
    const known = this.#bySource.get(source);
    if (known !== undefined) return known;
    const users: Users = new Map();
    this.#bySource.set(source, users);
    this.#counts.set(source, 0);
    return users;
  }

  #begin(binding: Binding | undefined, dueAt: number): void {
    if (binding === undefined) return;
    binding.dueAt = dueAt;
    this.#due.put(binding);
  }

  #open(users: Users, { addressOfRecord, contact, source }: Pick<Binding, 'addressOfRecord' | 'contact' | 'source'>, at: number) {
    const first = users.get(addressOfRecord);
    if (this.#size >= this.#most || chain(first).length >= MAX_CONTACTS) {
      this.#emit({ type: 'event.dropped', at, stage: labelText('registrations'), reason: 'table_full', count: 1 });
      return undefined;
    }
    const opened: Binding = { addressOfRecord, contact, source, next: first, dueAt: 0, place: -1 };
    users.set(addressOfRecord, opened);
    this.#add(source, 1);
    return opened;
  }

  #end(binding: Binding): void {
    const users = this.#usersOf(binding.source);
    const of = chain(users.get(binding.addressOfRecord));
    const place = of.indexOf(binding);
    if (place === -1) return;
    const before = of[place - 1];
    if (before !== undefined) before.next = binding.next;
    else if (binding.next !== undefined) users.set(binding.addressOfRecord, binding.next);
    else users.delete(binding.addressOfRecord);
    this.#due.remove(binding);
    this.#add(binding.source, -1);
  }

  #add(source: LabelText, change: number): void {
    this.#counts.set(source, (this.#counts.get(source) ?? 0) + change);
    this.#size += change;
  }
}

/** A binding and those behind it. */
function chain(first: Binding | undefined): readonly Binding[] {
  const all: Binding[] = [];
  for (let one = first; one !== undefined; one = one.next) all.push(one);
  return all;
}
