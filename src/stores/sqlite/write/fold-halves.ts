import { chooseHalf } from '../../../core/index.ts';
import type { PackedCall, PackedChange } from '../../../format/index.ts';
import type { ActiveFile } from '../open/active-file.ts';
import { keysOf } from './find-halves.ts';
import { addChange, beginFold, changed, type FoldedCall, type KeptCall, refold } from './folded-call.ts';

interface Known {
  readonly isBehind: boolean;
  readonly active: ActiveFile;
  /** What was over before, by id. */
  readonly kept: ReadonlyMap<string, readonly KeptCall[]>;
  /** What may be the other half, by change of a call that was not there. */
  readonly halves: ReadonlyMap<PackedCall, readonly KeptCall[]>;
}

const NOWHERE: readonly KeptCall[] = [];

/** Puts changes together one after the other, so that a call of which the other half is over by then is joined to it. */
export function foldHalves(changes: readonly PackedChange[], known: Known): FoldedCall[] {
  const fold = new HalvesFold(known);
  for (const change of changes) if (change.kind === 'call') fold.add(change);
  return fold.calls();
}

class HalvesFold {
  readonly #known: Known;
  readonly #folded = new Map<string, FoldedCall>();
  /** Ids of what is the half of a call under another id now. */
  readonly #gone = new Set<string>();
  readonly #idsByKey = new Map<string, Set<string>>();

  constructor(known: Known) {
    this.#known = known;
  }

  calls(): FoldedCall[] {
    return [...this.#folded.values()];
  }

  add(change: PackedCall): void {
    const before = this.#folded.get(change.id);
    if (before === undefined) this.#begin(change);
    else {
      addChange(before, change);
      this.#noteKeys(before);
    }
  }

  #begin(change: PackedCall): void {
    const { isBehind, active, kept } = this.#known;
    const isGone = this.#gone.has(change.id);
    const wasOpen = isGone ? undefined : active.find(change.id);
    const places = isGone ? NOWHERE : (kept.get(change.id) ?? NOWHERE);
    const isReported = change.half === 'reported';
    const isNew = wasOpen === undefined && (places.length === 0 || (isBehind && !isReported));
    const other = isNew ? this.#findHalf(change) : undefined;
    if (other !== undefined && isReported) {
      addChange(other, change);
      this.#put(other);
      return;
    }
    const call = other === undefined ? beginFold(change, wasOpen) : this.#takeOver(other, change);
    if (places.length > 0) {
      call.kept = [...places, ...call.kept];
      refold(call);
    }
    this.#put(call);
  }

  /** What a program told first goes on under the id of the capture. */
  #takeOver(told: FoldedCall, change: PackedCall): FoldedCall {
    this.#folded.delete(told.id);
    this.#gone.add(told.id);
    return {
      id: change.id,
      ...changed(told, change),
      changes: [...told.changes, change],
      added: change.hasTimeline ? [...told.added, change] : told.added,
      wasOpen: undefined,
      gone: told.wasOpen === undefined ? told.gone : [...told.gone, told.wasOpen],
      kept: told.kept,
    };
  }

  /** The other half of a new call, if that is over. */
  #findHalf(change: PackedCall): FoldedCall | undefined {
    const stored = (this.#known.halves.get(change) ?? []).filter(({ packed: { id } }) => this.#isKept(id));
    const ids = new Set(keysOf(change).flatMap((key) => [...(this.#idsByKey.get(key) ?? [])]));
    const inBatch = [...ids].flatMap((id) => this.#folded.get(id) ?? []).filter(({ isOpen }) => !isOpen);
    const others = [...stored, ...inBatch].map(({ packed }) => packed.record);
    const chosen = chooseHalf(change.record, others);
    return chosen === undefined ? undefined : (this.#folded.get(chosen.id) ?? keptCall(chosen.id, stored));
  }

  /** Whether a stored call is as it was, and is over. */
  #isKept(id: string): boolean {
    return !this.#folded.has(id) && !this.#gone.has(id) && this.#known.active.find(id) === undefined;
  }

  #put(call: FoldedCall): void {
    this.#folded.set(call.id, call);
    this.#noteKeys(call);
  }

  #noteKeys({ id, packed }: FoldedCall): void {
    for (const key of keysOf(packed)) {
      const ids = this.#idsByKey.get(key) ?? new Set();
      ids.add(id);
      this.#idsByKey.set(key, ids);
    }
  }
}

/** A call as the files have it. */
function keptCall(id: string, stored: readonly KeptCall[]): FoldedCall | undefined {
  const kept = stored.filter(({ packed }) => packed.id === id);
  const [first] = kept;
  if (first === undefined) return undefined;
  return { id, packed: first.packed, isOpen: false, changes: [], added: [], wasOpen: undefined, gone: [], kept };
}
