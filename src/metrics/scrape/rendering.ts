import { type Format, writeFamily } from '../text/compose-family.ts';
import { encodeFamily } from '../protobuf/encode-family.ts';
import { FamilyText } from '../text/family-text.ts';
import type { ReadFamily } from '../pages/family-log.ts';
import { LineWriter } from '../text/line-writer.ts';
import { type Run, Runs } from '../text/runs.ts';
import { TextBlock } from '../text/text-block.ts';

/** The exposition of a registry at one moment. */
export interface Rendering {
  /** Valid and unchanged until `release`. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same bytes cut into runs that change as a whole, in order and without a gap. */
  readonly runs: readonly Run[];
  /** Gives the memory back for a later rendering. May be called twice; when never called, the memory is collected. */
  release(): void;
  /** Callback once the whole text was sent. Absent without a listener. */
  readonly sent?: () => void;
}

/** Memory for text kept from rendering to rendering, shared by all formats. */
export interface KeptRoom {
  readonly maxBytes: number;
  bytes: number;
}

/** Memory of a rendering that remembers which one it holds. */
class RenderBuffer extends LineWriter {
  holds = 0;
}

/** Free memory that is kept: one scraper needs one, a second may come while the answer to it is being sent. */
const MAX_FREE = 2;

const OPENMETRICS_END = new TextEncoder().encode('# EOF\n');

/** Renders one registry in one format, again and again. */
export class Renderer {
  readonly #format: Format;
  readonly #families: readonly ReadFamily[];
  readonly #room: KeptRoom;
  /** Text by the number of the family. Undefined when it is too large to be kept. */
  readonly #kept: (FamilyText | undefined)[] = [];
  readonly #free: RenderBuffer[] = [];
  readonly #end: TextBlock;
  #rendering = 0;
  #lastLength = 0;

  /** `families` may grow at its end. */
  constructor(format: Format, families: readonly ReadFamily[], room: KeptRoom) {
    this.#format = format;
    this.#families = families;
    this.#room = room;
    this.#end = new TextBlock(format === 'openmetrics' ? OPENMETRICS_END : new Uint8Array(0), [], 0);
  }

  render(): Rendering {
    this.#rendering += 1;
    const buffer = this.#take();
    const runs = new Runs(this.#rendering);
    for (const [number, read] of this.#families.entries()) {
      const text = this.#keptText(number, read);
      if (text === undefined) {
        const start = buffer.length;
        this.#write(read, buffer);
        runs.addLoose(buffer.length - start);
        // It may have written over what stood behind it.
        buffer.holds = 0;
      } else for (const block of text.blocks) this.#place(block, buffer, runs);
      runs.endFamily();
    }
    this.#place(this.#end, buffer, runs);
    this.#lastLength = buffer.length;
    buffer.holds = this.#rendering;
    return this.#handOut(buffer, runs.finish());
  }

  /** Writes a family whose text is not kept. */
  #write({ family, series }: ReadFamily, buffer: RenderBuffer): void {
    if (this.#format === 'protobuf') buffer.append(encodeFamily(family, series));
    else writeFamily(buffer, family, series, this.#format);
  }

  #handOut(buffer: RenderBuffer, runs: readonly Run[]): Rendering {
    let isOut = true;
    return {
      bytes: buffer.bytes.subarray(0, buffer.length),
      runs,
      release: () => {
        if (isOut && this.#free.length < MAX_FREE) this.#free.push(buffer);
        isOut = false;
      },
    };
  }

  /** Free memory with the latest rendering, since most of it can stay. */
  #take(): RenderBuffer {
    this.#free.sort((one, other) => one.holds - other.holds);
    const buffer = this.#free.pop() ?? new RenderBuffer(this.#lastLength + (this.#lastLength >> 3));
    buffer.length = 0;
    return buffer;
  }

  /** Puts a block next. */
  // Hot: a block that stands in this memory already is not copied.
  #place(block: TextBlock, buffer: RenderBuffer, runs: Runs): void {
    const rendering = this.#rendering;
    const position = buffer.length;
    buffer.reserve(block.length);
    if (block.changedAt === rendering || block.position !== position || block.placedAt !== rendering - 1) block.settledAt = rendering;
    block.position = position;
    block.placedAt = rendering;
    if (block.settledAt > buffer.holds) block.copy(buffer.bytes, position);
    buffer.length += block.length;
    runs.add(block);
  }

  /** The text of one family as it is now. Undefined when there is no room to keep it. */
  #keptText(number: number, { family, series }: ReadFamily): FamilyText | undefined {
    if (this.#format === 'protobuf') return undefined;
    // Exemplars change with nearly every move.
    const isKept = this.#format === 'text' || family.hasExemplars !== true;
    if (number === this.#kept.length) this.#kept.push(isKept ? new FamilyText(family, series, this.#format) : undefined);
    const text = this.#kept[number];
    if (text === undefined) return undefined;
    const before = text.size;
    text.update(this.#rendering);
    this.#room.bytes += text.size - before;
    if (this.#room.bytes <= this.#room.maxBytes) return text;
    this.#room.bytes -= text.size;
    this.#kept[number] = undefined;
    return undefined;
  }
}
