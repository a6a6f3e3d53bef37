import { type Ladder, makeLadder } from '../../calls/index.ts';
import { isFailure, type CallRecord } from '../../core/index.ts';
import { importAll, shownCall, shownRegistration, type ImportedCall, type ImportRequest } from '../import.ts';
import type { Privacy } from '../privacy/privacy.ts';
import type { CaptureCounts } from './import-captures.ts';
import { Outline, type CallOutline } from './outline.ts';
import type { FinalCall } from './final-calls.ts';
import { SortedPile } from './sorted-pile.ts';

/** A call that is shown, with its messages as they are drawn, when they are kept. */
export interface ShownCall {
  readonly call: ImportedCall;
  readonly ladder: Ladder;
}

/** Which calls are shown. */
export interface CallChoice {
  /** Those that started at this time or later. */
  readonly since?: number;
  readonly isFailed: boolean;
  /** The first so many of them. */
  readonly limit: number;
}

/** What an import has found. */
export interface ImportFindings {
  readonly counts: CaptureCounts;
  /** Of all calls, also of those that are not shown. */
  readonly outline: CallOutline;
  /** How many are meant by the choice. */
  readonly chosen: number;
  /** The first ones, the oldest first. */
  readonly shown: readonly ShownCall[];
}

/** How an import is made and what is kept of it. */
export interface ReportRequest extends Omit<ImportRequest, 'onCall' | 'onRegistration' | 'onChange'> {
  readonly choice: CallChoice;
  /** Told of each call that is chosen, whenever something of it is new. */
  readonly onChange?: (call: ImportedCall) => void;
}

/** Imports captures and keeps of their calls as many as are shown. Throws what `importAll` throws. */
export async function importReport({ choice, onChange, ...request }: ReportRequest): Promise<ImportFindings> {
  const outline = new Outline();
  const first = new FirstCalls(choice.limit);
  let chosen = 0;
  const counts = await importAll({
    ...request,
    onCall(call, privacy) {
      outline.addCall(call.record);
      if (!isChosen(call.record, choice)) return;
      chosen += 1;
      first.add(call, privacy);
    },
    onRegistration: (record) => outline.addRegistration(record),
    ...(onChange === undefined
      ? {}
      : { onChange: (record: CallRecord, privacy: Privacy) => void (isChosen(record, choice) && onChange(shownCall(record, privacy))) }),
  });
  return { counts, outline: outline.read(), chosen, shown: first.list() };
}

/** What is written of an import as JSON. */
export interface JsonRequest {
  readonly choice: CallChoice;
  /** Also what all calls have in common, and how many are meant by the choice. */
  readonly hasSummary?: boolean;
  /** Also the messages of each call as they are drawn, for an import that keeps timelines. */
  readonly hasLadders?: boolean;
}

/** All that an import finds, as pieces of one JSON object: calls and registrations lie on the disk meanwhile, for there may be many. `run` makes the import. */
export async function* importJson(
  { choice, hasSummary = false, hasLadders = false }: JsonRequest,
  run: (told: Pick<ImportRequest, 'onCall' | 'onRegistration'>) => Promise<CaptureCounts>,
): AsyncGenerator<string, void> {
  const outline = new Outline();
  const [calls, registrations] = [new SortedPile(), new SortedPile()];
  let chosen = 0;
  try {
    const { packets, read, passedOver, ...counts } = await run({
      onCall({ record, timeline }, privacy) {
        outline.addCall(record);
        if (!isChosen(record, choice)) return;
        chosen += 1;
        const shown = shownCall(record, privacy);
        calls.add(record.startedAt, tieOf(record), JSON.stringify(hasLadders ? { ...shown, ladder: makeLadder(record, timeline) } : shown));
      },
      onRegistration(record, privacy) {
        outline.addRegistration(record);
        if (record.startedAt >= (choice.since ?? 0) && !choice.isFailed)
          registrations.add(record.startedAt, tieOf(record), JSON.stringify(shownRegistration(record, privacy)));
      },
    });
    yield `${JSON.stringify({ packets, read, passedOver, ...counts }).slice(0, -1)},"calls":[`;
    yield* joined(calls.read(choice.limit));
    yield '],"registrations":[';
    yield* joined(registrations.read(choice.limit));
    const { kpis, ...summary } = outline.read();
    yield `],"kpis":${JSON.stringify(kpis)}${hasSummary ? `,"chosen":${chosen},"summary":${JSON.stringify(summary)}` : ''}}\n`;
  } finally {
    calls.close();
    registrations.close();
  }
}

function isChosen(record: CallRecord, { since = Number.NEGATIVE_INFINITY, isFailed }: CallChoice): boolean {
  return record.startedAt >= since && (!isFailed || isFailure(record));
}

function tieOf({ callId, id }: { readonly callId: string; readonly id: string }): string {
  return `${callId}\u0000${id}`;
}

function* joined(texts: Iterable<string>): Generator<string, void> {
  let isFirst = true;
  for (const text of texts) {
    yield isFirst ? text : `,${text}`;
    isFirst = false;
  }
}

/** The oldest so many calls. */
class FirstCalls {
  readonly #calls: (FinalCall & { readonly call: ImportedCall })[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add({ record, timeline }: FinalCall, privacy: Privacy): void {
    let place = this.#calls.length;
    while (place > 0 && this.#isBefore(record, place - 1)) place -= 1;
    if (place >= this.#limit) return;
    this.#calls.splice(place, 0, { record, timeline, call: shownCall(record, privacy) });
    if (this.#calls.length > this.#limit) this.#calls.pop();
  }

  list(): readonly ShownCall[] {
    return this.#calls.map(({ record, timeline, call }) => ({ call, ladder: makeLadder(record, timeline) }));
  }

  #isBefore(record: CallRecord, place: number): boolean {
    const other = this.#calls[place]?.record;
    if (other === undefined) return false;
    if (record.startedAt !== other.startedAt) return record.startedAt < other.startedAt;
    return tieOf(record) < tieOf(other);
  }
}
