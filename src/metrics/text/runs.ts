import type { TextBlock } from './text-block.ts';

/** A run of the bytes of a rendering. */
export interface Run {
  /** Where it begins and ends. */
  readonly start: number;
  readonly end: number;
  /** A run of a later rendering that has the same tag has the same bytes. */
  readonly tag: object;
}

/** What a run was made of. */
export interface Tag {
  readonly last: TextBlock;
  readonly blocks: number;
  /** The rendering whose text it was. */
  readonly madeAt: number;
}

/** Lines after which a run ends: enough for gzip to find what repeats, few enough that little is compressed again for one value. */
const RUN_LINES = 1024;
/** Lines with which a run ends together with its family, so that a family that grows does not shift the runs of the others. */
const FAMILY_LINES = 256;

/** The most bytes of a run that was not made of blocks. */
const LOOSE_BYTES = 128 * 1024;

/** Cuts one rendering into runs. */
export class Runs {
  readonly #runs: Run[] = [];
  readonly #number: number;
  #start = 0;
  #end = 0;
  #lines = 0;
  #blocks = 0;
  #first: TextBlock | undefined;
  #last: TextBlock | undefined;
  #changedAt = 0;
  /** Bytes of no block are in it, of which nobody knows whether they changed. */
  #isLoose = false;

  /** `number`: of the rendering. */
  constructor(number: number) {
    this.#number = number;
  }

  /** The next bytes are those of a block. */
  add(block: TextBlock): void {
    this.#first ??= block;
    this.#last = block;
    this.#blocks += 1;
    this.#lines += block.samples;
    this.#changedAt = Math.max(this.#changedAt, block.changedAt);
    this.#end += block.length;
    if (this.#lines >= RUN_LINES) this.#cut();
  }

  /** The next bytes are those of no block. */
  addLoose(length: number): void {
    this.#isLoose = true;
    this.#end += length;
  }

  endFamily(): void {
    if (this.#lines >= FAMILY_LINES || this.#isLoose) this.#cut();
  }

  finish(): readonly Run[] {
    this.#cut();
    return this.#runs;
  }

  #cut(): void {
    if (this.#isLoose) this.#cutLoose();
    else if (this.#end > this.#start) this.#runs.push({ start: this.#start, end: this.#end, tag: this.#tag() });
    this.#start = this.#end;
    this.#lines = 0;
    this.#blocks = 0;
    this.#first = undefined;
    this.#last = undefined;
    this.#changedAt = 0;
    this.#isLoose = false;
  }

  #cutLoose(): void {
    for (let start = this.#start; start < this.#end; start += LOOSE_BYTES)
      this.#runs.push({ start, end: Math.min(start + LOOSE_BYTES, this.#end), tag: {} });
  }

  #tag(): object {
    const first = this.#first;
    const last = this.#last;
    if (first === undefined || last === undefined) return {};
    const known = first.tag;
    // A block that came since was made since, and one that went is missed in the count.
    if (known !== undefined && known.last === last && known.blocks === this.#blocks && known.madeAt >= this.#changedAt) return known;
    const tag = { last, blocks: this.#blocks, madeAt: this.#number };
    first.tag = tag;
    return tag;
  }
}
