import { ByteReader, type ByteWriter, isFailure, type StoredCall, CALL_FIELDS, TeleError } from '../../core/index.ts';
import { readText, writeText } from './packed-text.ts';
import { whole } from './record-stream.ts';

/** One bit each in the column `flags`; the state takes the two above. */
export const FLAG = {
  emergency: 1,
  rung: 2,
  challenged: 4,
  provisional: 8,
  transcriptKnown: 16,
  transcript: 32,
  failure: 64,
  completed: 128,
} as const;
export const STATE_UNIT = 256;
export const STATES = CALL_FIELDS.state.values ?? [];

/** What may be absent, one bit each. */
const HAS = {
  outcome: 1,
  cause: 2,
  ended: 4,
  codec: 8,
  sip: 16,
  talk: 32,
  setup: 64,
  pdd: 128,
  span: 256,
  response: 512,
  mos: 1024,
} as const;
type Part = keyof typeof HAS;

/** What of a call is the same in many others: its words, its flags, and which of its fields are there. Kept once for all of them. */
export class CallShape {
  /** What `writeShape` and a record codec wrote. */
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly flags: number;
  readonly outcome: string | undefined;
  readonly cause: string | undefined;
  readonly ended: string | undefined;
  readonly sip: number | undefined;
  /** Where the part of the codec begins. */
  readonly restAt: number;
  readonly #has: number;
  #key: string | undefined;
  #kept: CallShape | undefined;

  /** Throws `STORE_CORRUPT` for bytes that are cut short. */
  constructor(bytes: Uint8Array) {
    const input = new ByteReader(bytes);
    this.bytes = bytes;
    this.version = input.varint();
    this.flags = input.varint();
    this.#has = input.varint();
    this.outcome = this.has('outcome') ? readText(input) : undefined;
    this.cause = this.has('cause') ? readText(input) : undefined;
    this.ended = this.has('ended') ? readText(input) : undefined;
    this.sip = this.has('sip') ? input.varint() : undefined;
    this.restAt = input.at;
    if (input.isBroken) throw new TeleError('STORE_CORRUPT', 'The shape of a call is cut short.');
  }

  /** The same for equal shapes, and for no other. */
  get key(): string {
    this.#key ??= shapeKey(this.bytes);
    return this.#key;
  }

  /** The same in memory of its own. */
  keep(): CallShape {
    if (this.bytes.buffer.byteLength === this.bytes.length) return this;
    this.#kept ??= new CallShape(this.bytes.slice());
    return this.#kept;
  }

  /** Whether calls of this shape have it. */
  has(part: Part): boolean {
    return (this.#has & HAS[part]) !== 0;
  }

  get state(): string | undefined {
    return STATES[Math.floor(this.flags / STATE_UNIT) % STATES.length];
  }
}

/** The bytes of a shape as a text, to find equal ones by. */
export function shapeKey(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}

/** Writes the beginning of a shape. Throws `INTERNAL` for a number that cannot be stored. */
export function writeShape(out: ByteWriter, call: StoredCall): void {
  const { outcome, cause, ended, sipCode } = call;
  out.varint(whole(call.version));
  out.varint(flagsOf(call));
  out.varint(
    bit(outcome, HAS.outcome) |
      bit(cause, HAS.cause) |
      bit(ended, HAS.ended) |
      bit(call.codec, HAS.codec) |
      bit(sipCode, HAS.sip) |
      bit(call.talkSeconds, HAS.talk) |
      bit(call.setupSeconds, HAS.setup) |
      bit(call.pddSeconds, HAS.pdd) |
      bit(call.endedAt, HAS.span) |
      bit(call.agentResponseSeconds, HAS.response) |
      bit(call.mos, HAS.mos),
  );
  if (outcome !== undefined) writeText(out, outcome);
  if (cause !== undefined) writeText(out, cause);
  if (ended !== undefined) writeText(out, ended);
  if (sipCode !== undefined) out.varint(whole(sipCode));
}

function bit(value: unknown, mask: number): number {
  return value === undefined ? 0 : mask;
}

function flagsOf(call: StoredCall): number {
  return (
    (call.isEmergency ? FLAG.emergency : 0) |
    (call.hasRung ? FLAG.rung : 0) |
    (call.isChallenged ? FLAG.challenged : 0) |
    (call.isProvisional ? FLAG.provisional : 0) |
    (call.hasTranscript === undefined ? 0 : FLAG.transcriptKnown) |
    (call.hasTranscript === true ? FLAG.transcript : 0) |
    (isFailure(call) ? FLAG.failure : 0) |
    (call.isCompleted ? FLAG.completed : 0) |
    (STATES.indexOf(call.state) * STATE_UNIT)
  );
}
