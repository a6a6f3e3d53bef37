import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { KpiCounter, type KpiCall, type KpiCounts } from './kpis.ts';
import type { CallRecord } from './records.ts';
import { Sketch, type Distribution } from './sketch.ts';

/** What a tally needs to know of a call; a record of the tracker and one of a store both fit. */
export interface TallyCall extends KpiCall, Pick<CallRecord, 'state' | 'isProvisional' | 'isEmergency' | 'setupSeconds' | 'pddSeconds'> {
  readonly mos?: number;
  readonly agentResponseSeconds?: number;
  readonly hasTranscript?: boolean;
}

/** `full` holds the distributions too, about 0.5 to 2 kB when encoded; `slim` only the counts, about 20 bytes. */
export type TallyWeight = 'full' | 'slim';

const FORMAT: Readonly<Record<TallyWeight, number>> = { slim: 2, full: 3 };

/**
 * What is known of many calls: counts, and distributions unless it is slim. Only calls that are over and settled are counted. Tallies of parts merge into the
 * tally of the whole; a call taken back is as if it had never been there.
 */
export class CallTally {
  readonly weight: TallyWeight;
  readonly #counter = new KpiCounter();
  #cancelled = 0;
  #swept = 0;
  #withTranscript = 0;
  #emergency = 0;
  /** Talk, set-up, post-dial delay, MOS, agent response. */
  readonly #sketches: readonly [Sketch, Sketch, Sketch, Sketch, Sketch] | undefined;

  constructor(weight: TallyWeight) {
    this.weight = weight;
    this.#sketches = weight === 'slim' ? undefined : [new Sketch(), new Sketch(), new Sketch(), new Sketch(), new Sketch()];
  }

  /** What the ratios are made of. A swept call is in it with the outcome it had before the sweep. */
  get counts(): KpiCounts {
    return this.#counter;
  }

  /** All calls of the tally. */
  get attempts(): number {
    return this.#counter.attempts;
  }

  /** Given up by the caller before an answer. */
  get cancelled(): number {
    return this.#cancelled;
  }

  /** Calls that silence ended: their BYE or final answer was never seen. */
  get swept(): number {
    return this.#swept;
  }

  get withTranscript(): number {
    return this.#withTranscript;
  }

  get emergency(): number {
    return this.#emergency;
  }

  /** Seconds from the first 2xx to the end, of every call of which both were seen. Absent without such a call or when slim, as are the others. */
  get talk(): Distribution | undefined {
    return this.#sketches?.[0].distribution();
  }

  /** Seconds from the INVITE to the 2xx. */
  get setup(): Distribution | undefined {
    return this.#sketches?.[1].distribution();
  }

  /** Seconds from the INVITE to the first 180 or 183. */
  get pdd(): Distribution | undefined {
    return this.#sketches?.[2].distribution();
  }

  /** Mean opinion score, 1 to 5. */
  get mos(): Distribution | undefined {
    return this.#sketches?.[3].distribution();
  }

  /** Seconds from the end of the caller's speech to the agent's first audio, the mean of each call. */
  get agentResponse(): Distribution | undefined {
    return this.#sketches?.[4].distribution();
  }

  /** Counts a call. One that is not over or has not settled is left out. */
  add(call: TallyCall): void {
    if (!isFinal(call)) return;
    this.#count(call, 1);
    if (this.#sketches === undefined) return;
    const [talk, setup, pdd, mos, agentResponse] = this.#sketches;
    if (call.talkSeconds !== undefined) talk.add(call.talkSeconds);
    if (call.setupSeconds !== undefined) setup.add(call.setupSeconds);
    if (call.pddSeconds !== undefined) pdd.add(call.pddSeconds);
    if (call.mos !== undefined) mos.add(call.mos);
    if (call.agentResponseSeconds !== undefined) agentResponse.add(call.agentResponseSeconds);
  }

  /** Takes back a call exactly as it was added. */
  remove(call: TallyCall): void {
    if (!isFinal(call)) return;
    this.#count(call, -1);
    if (this.#sketches === undefined) return;
    const [talk, setup, pdd, mos, agentResponse] = this.#sketches;
    if (call.talkSeconds !== undefined) talk.remove(call.talkSeconds);
    if (call.setupSeconds !== undefined) setup.remove(call.setupSeconds);
    if (call.pddSeconds !== undefined) pdd.remove(call.pddSeconds);
    if (call.mos !== undefined) mos.remove(call.mos);
    if (call.agentResponseSeconds !== undefined) agentResponse.remove(call.agentResponseSeconds);
  }

  /** Adds all calls of another tally. A full tally that takes a slim one lacks the distributions of its calls. */
  merge(other: CallTally): void {
    this.#counter.merge(other.#counter);
    this.#cancelled += other.#cancelled;
    this.#swept += other.#swept;
    this.#withTranscript += other.#withTranscript;
    this.#emergency += other.#emergency;
    other.#sketches?.forEach((sketch, index) => this.#sketches?.[index]?.merge(sketch));
  }

  /** A format byte, the counts, and the sketches, each with its length before it. */
  encode(): Uint8Array {
    const out = new ByteWriter();
    const counter = this.#counter;
    out.byte(FORMAT[this.weight]);
    out.varint(counter.attempts);
    out.varint(counter.challenged);
    out.varint(counter.redirected);
    out.varint(counter.answered);
    out.varint(counter.effective);
    out.varint(counter.ineffective);
    out.varint(counter.delivered);
    out.varint(counter.completed);
    out.varint(counter.talked);
    out.varint(counter.talkMicroseconds);
    out.varint(this.#cancelled);
    out.varint(this.#swept);
    out.varint(this.#withTranscript);
    out.varint(this.#emergency);
    for (const sketch of this.#sketches ?? []) out.block(sketch.encode());
    return out.take();
  }

  /** The tally that `encode` wrote. Undefined when the bytes are none. */
  static decode(bytes: Uint8Array): CallTally | undefined {
    const input = new ByteReader(bytes);
    const format = input.byte();
    if (format !== FORMAT.slim && format !== FORMAT.full) return undefined;
    const tally = new CallTally(format === FORMAT.full ? 'full' : 'slim');
    tally.#readCounts(input);
    for (const sketch of tally.#sketches ?? []) {
      const read = Sketch.decode(input.block());
      if (read === undefined) return undefined;
      sketch.merge(read);
    }
    return input.isBroken || !input.isDone ? undefined : tally;
  }

  #readCounts(input: ByteReader): void {
    const counter = this.#counter;
    counter.attempts = input.varint();
    counter.challenged = input.varint();
    counter.redirected = input.varint();
    counter.answered = input.varint();
    counter.effective = input.varint();
    counter.ineffective = input.varint();
    counter.delivered = input.varint();
    counter.completed = input.varint();
    counter.talked = input.varint();
    counter.talkMicroseconds = input.varint();
    this.#cancelled = input.varint();
    this.#swept = input.varint();
    this.#withTranscript = input.varint();
    this.#emergency = input.varint();
  }

  #count(call: TallyCall, by: 1 | -1): void {
    this.#counter.count(call, by);
    if (call.outcome === 'cancelled') this.#cancelled += by;
    if (call.ended === 'unknown' || call.outcome === 'unknown') this.#swept += by;
    if (call.hasTranscript === true) this.#withTranscript += by;
    if (call.isEmergency) this.#emergency += by;
  }
}

/** Over, settled, and known how it ended. */
function isFinal(call: TallyCall): boolean {
  return call.state === 'ended' && !call.isProvisional && call.outcome !== undefined;
}
