import { type OpenCall, type OpenView, ReadOpenCall } from './open-call.ts';
import type { OpenPart } from '../../../format/index.ts';

/** A call in progress with its place: a small number that stands for it as long as it is in progress, and then for another one. */
export interface OpenWithPlace {
  readonly place: number;
  readonly open: OpenCall;
}

/** A call in progress, as the writer holds it. */
interface HeldCall extends OpenWithPlace {
  open: OpenCall;
  /** The number of the part that has it. */
  part: number;
}

/** A part, as the writer knows it. */
export interface LogPart {
  readonly id: number;
  /** Of the calls that were written in it. */
  readonly places: readonly number[];
}

/** A part that is not written yet. */
export interface NewPart {
  readonly id: number;
  /** Each once. */
  readonly calls: OpenWithPlace[];
  /** Places that are free again. */
  readonly removed: number[];
}

/** The calls in progress, as the one who writes them holds them: by their ids, and by the parts of the log that have them. */
export class OpenLog {
  readonly #calls = new Map<string, HeldCall>();
  readonly #byPlace = new Map<number, HeldCall>();
  /** Places that calls have left. */
  readonly #free: number[] = [];
  /** From here on no place was ever taken. */
  #end = 0;
  readonly #parts: LogPart[] = [];
  #written = 0;
  /** Undefined until it is asked for, and after each change. */
  #all: readonly OpenCall[] | undefined;

  /** Begins with what the parts of a file say, oldest first. */
  constructor(parts: readonly { readonly id: number; readonly part: OpenPart }[]) {
    const newest = new Map<number, { readonly id: number; readonly call: OpenView }>();
    for (const { id, part } of parts) {
      for (const place of part.removed) newest.delete(place);
      for (const call of part.calls) newest.set(call.place, { id, call: new ReadOpenCall(call) });
      this.#parts.push({ id, places: part.calls.map(({ place }) => place) });
      this.#written += part.calls.length;
    }
    for (const [place, { id, call }] of newest) this.#hold({ place, open: call.unpack(), part: id });
  }

  get size(): number {
    return this.#calls.size;
  }

  /** Calls in all parts, those of before among them. */
  get written(): number {
    return this.#written;
  }

  /** The oldest part. */
  get first(): LogPart | undefined {
    return this.#parts[0];
  }

  get lastId(): number {
    return this.#parts.at(-1)?.id ?? 0;
  }

  find(id: string): OpenCall | undefined {
    return this.#calls.get(id)?.open;
  }

  /** Every one, in no order; another array after each change. */
  all(): readonly OpenCall[] {
    this.#all ??= Array.from(this.#calls.values(), ({ open }) => open);
    return this.#all;
  }

  /** Takes in what changed, as the part that says so. */
  add(put: readonly OpenCall[], removed: readonly string[]): NewPart {
    this.#all = undefined;
    const part: NewPart = { id: this.lastId + 1, calls: [], removed: [] };
    for (const id of removed) this.#remove(part, id);
    for (const open of put) this.#put(part, open);
    return part;
  }

  /** Moves what the oldest part alone has to a new one. */
  moveFirst(part: NewPart): void {
    const first = this.#parts.shift();
    if (first === undefined) return;
    for (const place of first.places) {
      const held = this.#byPlace.get(place);
      if (held?.part === first.id) this.#write(part, held);
    }
    this.#written -= first.places.length;
  }

  /** A new part was written. */
  keep({ id, calls }: NewPart): void {
    this.#parts.push({ id, places: calls.map(({ place }) => place) });
  }

  #put(part: NewPart, open: OpenCall): void {
    const held = this.#calls.get(open.packed.id) ?? this.#hold({ place: this.#free.pop() ?? this.#end, open, part: part.id });
    held.open = open;
    this.#write(part, held);
  }

  #write(part: NewPart, held: HeldCall): void {
    held.part = part.id;
    part.calls.push(held);
    this.#written += 1;
  }

  #hold(held: HeldCall): HeldCall {
    this.#calls.set(held.open.packed.id, held);
    this.#byPlace.set(held.place, held);
    this.#end = Math.max(this.#end, held.place + 1);
    return held;
  }

  #remove(part: NewPart, id: string): void {
    const held = this.#calls.get(id);
    if (held === undefined) return;
    this.#calls.delete(id);
    this.#byPlace.delete(held.place);
    this.#free.push(held.place);
    part.removed.push(held.place);
  }
}
