import { createPipeline, MAX_AHEAD_SECONDS, readToldEvent, type RegistrationRecord, TeleError } from '../../core/index.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { createCaptureReader, feedCapture, type CaptureSummary } from '../../sources/index.ts';
import { createImportTally, type ImportCounts } from '../import-tally.ts';
import type { CountRelay } from './count-relay.ts';
import { callsInHeap } from '../heap-limits.ts';
import type { ImportWriter } from '../import-writer.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { Settings } from '../settings/server-settings.ts';
import { createTrunkMatcher } from '../settings/trunk-matcher.ts';
import { trackerSettings } from '../tracker-settings.ts';
import { FinalCalls, type FinalCall } from './final-calls.ts';

/** One capture: a file, or a stream that may go on for ever. */
export interface Capture {
  /** For messages; decides the format where the content does not. */
  readonly name: string;
  readonly open: () => AsyncIterable<Uint8Array>;
  /** It comes as it is captured: while nothing comes, its clock goes on with that of this machine. */
  readonly isLive?: boolean;
}

/** Captures, one after the other; each is read before the next one is asked for. */
export type Captures = Iterable<Capture> | AsyncIterable<Capture>;

/** What the captures hold besides calls. */
export interface CaptureCounts extends ImportCounts {
  /** Records: datagrams, HEP frames or captured frames, whatever they carry. */
  readonly packets: number;
  /** What is neither SIP nor HEP, by kind. */
  readonly passedOver: CaptureSummary['passedOver'];
}

/** The settings that an import goes by. */
export type ImportSettings = Pick<Settings, 'calls' | 'trunks' | 'sources' | 'hep' | 'privacy'>;

/** What an import is made with. */
export interface ImportParts {
  readonly settings: ImportSettings;
  readonly privacy: Privacy;
  /** Writes what is found. Absent: nothing is written. */
  readonly writer?: ImportWriter;
  /** Tells a server what moves its metrics. Absent: it moves none. */
  readonly counts?: CountRelay;
  /** Events that programs told beside the captures, as they are posted: those up to a time, each once and by time. Absent: none. One that is no event ends the import. */
  readonly toldUntil?: (at: number) => Iterable<{ readonly at: number }>;
  readonly keepsTimelines?: boolean;
  /** Each call once, when it changes no more. */
  readonly onCall: (call: FinalCall) => void;
  readonly onRegistration: (record: RegistrationRecord) => void;
  /** The same call whenever something of it is new. */
  readonly onChange?: (call: FinalCall['record']) => void;
  /** Told after each piece how many bytes of all captures were read so far; what it throws ends the import. */
  readonly onProgress?: (bytesRead: number) => void;
  /** Ends the import: nothing more is read. */
  readonly signal?: AbortSignal;
  /** Of this machine, Unix seconds. */
  readonly now: () => number;
}

/** Longer than live: a file has no one who waits for it, and its agents' clocks may differ. */
const SETTLE_SECONDS = 10;
/** Nobody looks at a call of a file before it has settled; who follows one that comes live asks for what is new. */
const PROVISIONAL_SECONDS = SETTLE_SECONDS;
/** How far the clock of a capture runs between two looks at what has settled. */
const TICK_SECONDS = 1;
/** How often a capture that comes live is looked at, and from when on nothing comes for the moment. */
const LOOK_MS = 250;
/** More than this between two looks is read as a file is. */
const BUSY_BYTES = 1024 * 1024;
/** 1990, before there was SIP: the clock of the machine that captured was never set. */
const EARLIEST_STORED = 631_152_000;
/** A capture that begins longer than this before the end of the one before it is one of the same time, not its continuation. */
const OVERLAP_SECONDS = SETTLE_SECONDS;

/**
 * Reads captures, one after the other, through an engine of their own, whose clock is the time of their records. What goes on behind the end of one is followed in the next,
 * unless that begins before. At the end everything that can settle does. Memory grows with the calls that are open at a time, not with the captures. Throws
 * `FILE_UNREADABLE`, `FILE_FORMAT`, what `onProgress` throws, and the reason of the signal.
 */
export async function importCaptures(captures: Captures, parts: ImportParts): Promise<CaptureCounts> {
  const run = new ImportRun(parts);
  let packets = 0;
  const passedOver = new Map<string, number>();
  for await (const capture of captures) {
    const found = await run.read(capture);
    packets += found.packets;
    for (const [kind, count] of Object.entries(found.passedOver)) passedOver.set(kind, (passedOver.get(kind) ?? 0) + count);
  }
  run.end();
  const sorted = [...passedOver].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { packets, passedOver: Object.fromEntries(sorted), ...run.tally.counts() };
}

class ImportRun {
  readonly tally = createImportTally();
  readonly #parts: ImportParts;
  readonly #calls: FinalCalls;
  #engine: Engine;
  #clock = 0;
  #nextTickAt = 0;
  #bytes = 0;
  /** When the last piece came, or the clock went on without one, by the clock of this machine. */
  #heardAt = 0;
  /** How many bytes had come at the last look. */
  #lookedBytes = 0;

  constructor(parts: ImportParts) {
    this.#parts = parts;
    this.#calls = new FinalCalls({ keepsTimelines: parts.keepsTimelines === true, take: parts.onCall });
    this.#engine = this.#openEngine();
  }

  async read(capture: Capture): Promise<CaptureSummary> {
    const { privacy, settings, writer, counts, signal, onProgress, now } = this.#parts;
    let isBegun = false;
    const reader = createCaptureReader(capture.name, {
      emit: (event) => this.#engine.emit(event),
      hashSeed: privacy.hashSeed,
      aliasHeaders: settings.hep.aliasHeaders,
      ...(writer === undefined ? {} : { timeBounds: storedTimes(now) }),
      onRecord: (clock) => {
        if (!isBegun && clock < this.#clock - OVERLAP_SECONDS) this.#beginAnew();
        isBegun = true;
        this.#tellUntil(clock);
        this.#moveTo(Math.max(this.#clock, clock), false);
      },
    });
    // What a look throws ends the import with the next piece, or at its end: nobody else would catch it.
    let fault: { readonly error: unknown } | undefined;
    const between = async (): Promise<void> => {
      if (fault !== undefined) throw fault.error;
      signal?.throwIfAborted();
      this.#heardAt = now();
      onProgress?.(this.#bytes);
      await writer?.taken();
      await counts?.taken();
    };
    this.#heardAt = now();
    const look = (): void => {
      try {
        this.#look(reader.release);
      } catch (error) {
        fault ??= { error };
      }
    };
    const looking = capture.isLive === true ? setInterval(look, LOOK_MS) : undefined;
    try {
      const summary = await feedCapture(reader, capture.name, this.#counted(capture.open()), between);
      if (fault !== undefined) throw fault.error;
      return summary;
    } finally {
      clearInterval(looking);
    }
  }

  end(): void {
    this.#tellUntil(Number.POSITIVE_INFINITY);
    this.#engine.settleAll(this.#clock);
    this.#calls.end();
  }

  /** Captures of one time are read one after the other, each by its own clock. */
  #beginAnew(): void {
    this.end();
    this.#clock = 0;
    this.#nextTickAt = 0;
    this.#engine = this.#openEngine();
  }

  #openEngine(): Engine {
    const { settings, privacy, writer, counts, onRegistration, onChange } = this.#parts;
    const engine = createEngine({
      pipeline: createPipeline(() => this.#clock),
      settings: {
        ...trackerSettings({ ...settings, calls: callsInHeap(settings.calls) }),
        settleSeconds: SETTLE_SECONDS,
        provisionalSeconds: PROVISIONAL_SECONDS,
      },
      hashId: privacy.hashId,
      hashCallId: privacy.hashCallId,
      ...(writer === undefined ? {} : { sealCallId: privacy.sealCallId, endOf: privacy.endOf }),
      trunkOf: createTrunkMatcher(settings.trunks),
      isSynthetic: settings.sources.synthetic,
      output: (output) => {
        if (output.type === 'registration.closed') onRegistration(output.record);
        else if (output.type !== 'latency.measured' && output.type !== 'call.told') onChange?.(output.record);
        this.#calls.push(output, this.#clock);
        writer?.take(output);
      },
    });
    engine.add(this.tally);
    if (counts !== undefined) engine.add(counts.consumer);
    return engine;
  }

  /** A capture that comes live: while nothing comes the time goes on all the same, and what is new is told, unless too much comes for anybody to follow. */
  #look(release: () => void): void {
    const idleSeconds = this.#parts.now() - this.#heardAt;
    const isBusy = this.#bytes - this.#lookedBytes > BUSY_BYTES;
    this.#lookedBytes = this.#bytes;
    if (isBusy) return;
    const isIdle = idleSeconds >= LOOK_MS / 1000;
    if (isIdle) release();
    if (this.#clock === 0) return;
    if (isIdle) this.#heardAt += idleSeconds;
    this.#moveTo(this.#clock + (isIdle ? idleSeconds : 0), true);
    this.#parts.writer?.flush();
    this.#parts.counts?.flush();
  }

  /** What programs told comes between the records of its time. */
  #tellUntil(at: number): void {
    for (const told of this.#parts.toldUntil?.(at) ?? []) {
      const event = readToldEvent(told, { now: told.at, source: 'api' });
      if ('malformed' in event) throw new TeleError('BAD_REQUEST', `What was told is no event: ${event.message}`);
      this.#moveTo(Math.max(this.#clock, event.at), false);
      this.#engine.emit(event);
    }
  }

  #moveTo(clock: number, isAsked: boolean): void {
    this.#clock = clock;
    if (clock < this.#nextTickAt && !isAsked) return;
    this.#engine.tick(clock, isAsked);
    this.#calls.release(clock);
    this.#nextTickAt = clock + TICK_SECONDS;
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      yield chunk;
    }
  }
}

/** What may be stored: no day of another time is made. A stream may last for days. */
function storedTimes(now: () => number) {
  return {
    earliest: EARLIEST_STORED,
    get latest() {
      return now() + MAX_AHEAD_SECONDS;
    },
  };
}
