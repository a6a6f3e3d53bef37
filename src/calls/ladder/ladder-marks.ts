import { present, secondsBetween } from '../../core/index.ts';
import type { Ladder, LadderMark, LadderRow } from './ladder-fields.ts';

type Phases = Ladder['phases'];

/** How the media of a stream flow, as the line of an SDP says it. */
const ON_HOLD = /\b(?:sendonly|inactive)\b/u;
const BOTH_WAYS = /\bsendrecv\b/u;

/** What rows mean for the call, seen from the side of its caller, and how long each part of it took. */
export interface Marked {
  /** One list for each row. */
  readonly marks: readonly (readonly LadderMark[])[];
  readonly phases: Phases;
}

/** Reads rows in their order. Where the first one is no INVITE, its caller is not known: then only what follows an answer is marked. */
export function markRows(rows: readonly LadderRow[]): Marked {
  const reader = new MarkReader(rows[0]);
  return { marks: rows.map((row) => reader.read(row)), phases: reader.phases() };
}

class MarkReader {
  readonly #caller: string | undefined;
  readonly #starts = new Map<LadderMark, number>();
  #invitedAt: number | undefined;
  #progressAt: number | undefined;
  #finalAt: number | undefined;
  #isHeld = false;

  constructor(first: LadderRow | undefined) {
    if (first?.method === 'INVITE' && first.status === undefined) this.#caller = first.src;
  }

  read(row: LadderRow): readonly LadderMark[] {
    return (row.status === undefined ? this.#readRequest(row) : this.#readAnswer(row, row.status)).filter(
      // Another hop of the same, or the same again.
      (mark) => mark === 'held' || mark === 'resumed' || mark === 'challenged' || this.#begin(mark, row.offsetSeconds),
    );
  }

  /** Those of which the beginning was seen, in the order in which they begin. */
  phases(): Phases {
    const end = (at: number | undefined) => present({ endSeconds: at });
    const from = (mark: LadderMark): number | undefined => this.#starts.get(mark);
    const [early, ringing, answered, final] = [from('early_media'), from('ringing'), from('answered'), this.#finalAt];
    const found: Phases[number][] = [];
    if (this.#invitedAt !== undefined && this.#progressAt !== undefined)
      found.push({ phase: 'pdd', startSeconds: this.#invitedAt, endSeconds: this.#progressAt });
    if (early !== undefined) found.push({ phase: 'early_media', startSeconds: early, ...end(final) });
    if (ringing !== undefined) found.push({ phase: 'ring', startSeconds: ringing, ...end(final) });
    if (answered !== undefined) found.push({ phase: 'talk', startSeconds: answered, ...end(from('released')) });
    return found.filter(
      ({ startSeconds, endSeconds }) => endSeconds === undefined || secondsBetween(startSeconds, endSeconds) !== undefined,
    );
  }

  #begin(mark: LadderMark, offset: number): boolean {
    if (this.#starts.has(mark)) return false;
    this.#starts.set(mark, offset);
    return true;
  }

  #readRequest(row: LadderRow): readonly LadderMark[] {
    const { method, src, media } = row;
    if (method === 'BYE') return ['released'];
    if (method === 'REFER') return ['transfer'];
    if (method === 'CANCEL') return src === this.#caller && this.#finalAt === undefined ? ['cancelled'] : [];
    if (method !== 'INVITE' && method !== 'UPDATE') return [];
    return this.#starts.has('answered') ? this.#readHold(media) : this.#readInvite(row);
  }

  /** The last try counts: the caller was asked for a password before. */
  #readInvite({ method, src, offsetSeconds }: LadderRow): readonly LadderMark[] {
    if (method === 'INVITE' && src === this.#caller && this.#progressAt === undefined) this.#invitedAt = offsetSeconds;
    return [];
  }

  #readHold(media: string | undefined): readonly LadderMark[] {
    if (media === undefined || !(this.#isHeld ? BOTH_WAYS : ON_HOLD).test(media)) return [];
    this.#isHeld = !this.#isHeld;
    return [this.#isHeld ? 'held' : 'resumed'];
  }

  #readAnswer({ method, dst, sdp, offsetSeconds }: LadderRow, status: number): readonly LadderMark[] {
    if (method !== 'INVITE' || dst !== this.#caller || this.#starts.has('answered') || status <= 100) return [];
    if (status < 200) return this.#readProgress(status, sdp, offsetSeconds);
    if (status === 401 || status === 407) return ['challenged'];
    this.#finalAt ??= offsetSeconds;
    if (status < 300) return ['answered'];
    return this.#starts.has('cancelled') ? [] : ['refused'];
  }

  #readProgress(status: number, sdp: LadderRow['sdp'], offset: number): readonly LadderMark[] {
    if (status === 180 || status === 183) this.#progressAt ??= offset;
    const early = sdp === undefined ? [] : (['early_media'] as const);
    return status === 180 ? [...early, 'ringing'] : early;
  }
}
