import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { FREE_KPI_BIT, isRegular, kpiBits, KpiCounter, type KpiCall, type KpiCounts, talkMicrosecondsOf } from './kpis.ts';
import { isProbe } from './probe.ts';
import type { CallRecord } from './records.ts';
import { Sketch, type Distribution } from './sketch.ts';

/** What a tally needs to know of a call; a record of the tracker and one of a store both fit. */
export interface TallyCall
  extends KpiCall, Pick<CallRecord, 'state' | 'isProvisional' | 'isEmergency' | 'isAnswerOnly' | 'setupSeconds' | 'pddSeconds'> {
  readonly agent?: string;
  readonly mos?: number;
  readonly agentResponseSeconds?: number;
  readonly hasTranscript?: boolean;
}

type Sketches = readonly [Sketch, Sketch, Sketch, Sketch, Sketch];

/** `full` holds the distributions too, about 0.5 to 2 kB when encoded; `slim` only the counts, about 20 bytes. */
export type TallyWeight = 'full' | 'slim';

/** What a call counts as beside what the ratios are made of. */
const BIT = { cancelled: FREE_KPI_BIT, swept: 2 * FREE_KPI_BIT, withTranscript: 4 * FREE_KPI_BIT, emergency: 8 * FREE_KPI_BIT } as const;

const FORMAT: Readonly<Record<TallyWeight, number>> = { slim: 4, full: 5 };

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
  #sketches: Sketches | undefined;

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

  /** Given up before an answer; without those that were answered elsewhere. */
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

  /** Seconds from the first 2xx to the end, of the calls that ended as their parties wanted: those of ACD. Absent without such a call or when slim, as are the others. */
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
    const share = shareOf(call);
    if (share !== undefined) this.count(share, 1);
  }

  /** Takes back a call exactly as it was added. */
  remove(call: TallyCall): void {
    const share = shareOf(call);
    if (share !== undefined) this.count(share, -1);
  }

  // Hot: per call of a rollup row and of its dimensions; nothing is allocated.
  /** Counts the call that the share was made of, or with -1 takes it back exactly as it was added. */
  count({ bits, talkMicroseconds, call }: CallShare, by: 1 | -1): void {
    this.#counter.count(bits, by, by * talkMicroseconds);
    if (bits >= FREE_KPI_BIT) this.#countRest(bits, by);
    if (this.#sketches === undefined) return;
    const [talk, setup, pdd, mos, agentResponse] = this.#sketches;
    move(talk, isRegular(call.ended) ? call.talkSeconds : undefined, by);
    move(setup, call.setupSeconds, by);
    move(pdd, call.pddSeconds, by);
    move(mos, call.mos, by);
    move(agentResponse, call.agentResponseSeconds, by);
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

  /** All of it as bytes. */
  encode(): Uint8Array {
    const out = new ByteWriter();
    this.write(out);
    return out.take();
  }

  /** Writes a format byte, the counts, and unless it is to be slim the sketches, each with its length before it. */
  write(out: ByteWriter, weight: TallyWeight = this.weight): void {
    const counter = this.#counter;
    out.byte(FORMAT[weight]);
    out.varint(counter.attempts);
    out.varint(counter.challenged);
    out.varint(counter.deferred);
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
    if (weight === 'full') for (const sketch of this.#sketches ?? []) out.block(sketch.encode());
  }

  /** The tally that `write` wrote. Undefined when the bytes are none. */
  static decode(bytes: Uint8Array): CallTally | undefined {
    const tally = new CallTally(bytes[0] === FORMAT.slim ? 'slim' : 'full');
    return tally.take(new ByteReader(bytes), bytes.length) ? tally : undefined;
  }

  // Hot: a dashboard takes in hundreds of these; a tally of their own for each would cost more than to add them up.
  /** Adds all calls of a tally that `write` wrote, from where `input` is until `end`. False when those bytes are none: then it is of no more use. */
  take(input: ByteReader, end: number): boolean {
    const format = input.byte();
    if (format !== FORMAT.slim && format !== FORMAT.full) return false;
    this.#takeCounts(input);
    if (format === FORMAT.full && this.#sketches === undefined) input.goTo(end);
    else if (format === FORMAT.full) {
      for (const sketch of this.#sketches ?? []) {
        const length = input.varint();
        if (!sketch.take(input, input.at + length)) return false;
      }
    }
    return !input.isBroken && input.at === end;
  }

  #takeCounts(input: ByteReader): void {
    const counter = this.#counter;
    counter.attempts += input.varint();
    counter.challenged += input.varint();
    counter.deferred += input.varint();
    counter.redirected += input.varint();
    counter.answered += input.varint();
    counter.effective += input.varint();
    counter.ineffective += input.varint();
    counter.delivered += input.varint();
    counter.completed += input.varint();
    counter.talked += input.varint();
    counter.talkMicroseconds += input.varint();
    this.#cancelled += input.varint();
    this.#swept += input.varint();
    this.#withTranscript += input.varint();
    this.#emergency += input.varint();
  }

  #countRest(bits: number, calls: number): void {
    if ((bits & BIT.cancelled) !== 0) this.#cancelled += calls;
    if ((bits & BIT.swept) !== 0) this.#swept += calls;
    if ((bits & BIT.withTranscript) !== 0) this.#withTranscript += calls;
    if ((bits & BIT.emergency) !== 0) this.#emergency += calls;
  }
}

function move(sketch: Sketch, value: number | undefined, by: 1 | -1): void {
  if (value === undefined) return;
  if (by === 1) sketch.add(value);
  else sketch.remove(value);
}

/** What a call adds to a tally: made once, into however many tallies it goes. */
export interface CallShare {
  readonly call: TallyCall;
  /** What it counts as. */
  readonly bits: number;
  readonly talkMicroseconds: number;
}

/** Undefined for a call that is not over, has not settled, was sent as a test, or of which nobody knows how it ended: no tally counts it. */
export function shareOf(call: TallyCall): CallShare | undefined {
  if (call.state !== 'ended' || call.isProvisional || call.outcome === undefined || call.isAnswerOnly === true || isProbe(call))
    return undefined;
  const bits =
    kpiBits(call) |
    (call.outcome === 'cancelled' && call.cause !== 'elsewhere' ? BIT.cancelled : 0) |
    (call.ended === 'unknown' || call.outcome === 'unknown' ? BIT.swept : 0) |
    (call.hasTranscript === true ? BIT.withTranscript : 0) |
    (call.isEmergency ? BIT.emergency : 0);
  return { call, bits, talkMicroseconds: talkMicrosecondsOf(call, bits) };
}
