import type { Consumer, EventFault, EventType, Finding, Source, SourceArrivals, TelephonyEvent } from '../../core/index.ts';
import { present } from '../../core/index.ts';
import type { Log } from '../log.ts';
import { monotonicSeconds } from '../monotonic-seconds.ts';
import type { ArrivalFinding } from './arrival-finding.ts';
import { findAgentFaults } from './find-agent-faults.ts';
import { findBuffer } from './find-buffer.ts';
import { findRefused } from './find-refused.ts';
import { findSilence } from './find-silence.ts';
import { sayHalfCaptured } from './half-captured.ts';
import { refusalText } from './refusal-texts.ts';
import { RisingCount } from './rising-count.ts';
import { eventFaultText, type ShownSource, type SourcesReport } from './sources-report.ts';
import { readStrayDatagrams } from './stray-datagrams.ts';
import { createFindingWarnings } from './warn-findings.ts';

/** Findings that an answer holds; what is behind is less important. */
export const MAX_FINDINGS = 64;
/** Lines of what was refused that an answer holds, the latest first. */
export const MAX_REFUSALS = 512;
const EVENTS = 'events';

interface ArrivalContext {
  readonly sources: readonly { readonly name: string; readonly source: Source }[];
  readonly now: () => number;
  readonly log: Pick<Log, 'warn'>;
  /** `hep.receive_buffer_bytes` is another than by default. */
  readonly isBufferSet: boolean;
}

/** Knows what arrives, from whom, and what of it is refused or wrong. */
export interface ArrivalWatch extends Consumer {
  /** Events were posted. */
  posted(count: number): void;
  /** Looks at what has arrived, and logs what is wrong. Once a second. `clockAheadSeconds`: by how much the clock of this machine is ahead of the times of arrival. The finding is for health. */
  look(clockAheadSeconds: number): Finding;
  /** What there is to say by now, as of the last look. */
  report(): SourcesReport;
}

/** Starts with nothing having arrived. */
export function createArrivalWatch({ sources, now, log, isBufferSet }: ArrivalContext): ArrivalWatch {
  const startedAt = now();
  const events = new PostedEvents();
  const [stray, drops] = [new RisingCount(), new RisingCount()];
  const gaps = new RecentGaps(monotonicSeconds());
  const pace = new Pace();
  const warn = createFindingWarnings(({ reason, fix, subject }) => log.warn({ component: 'hep', subject }, `${reason} ${fix}`));
  let findings: readonly ArrivalFinding[] = [];

  const arrived = (at: number) =>
    sources
      .map(({ name, source }) => ({ name, source, arrivals: source.arrivals?.(at) }))
      .map(({ arrivals = NOTHING, ...one }) => ({ ...one, arrivals }));

  const find = (clockAheadSeconds: number): readonly ArrivalFinding[] => {
    const at = now();
    const all = arrived(at);
    const refused = all.flatMap(({ arrivals }) => findRefused(arrivals.refused, at));
    const ofAgents = all.flatMap(({ arrivals }) => arrivals.agents.map(({ lastAt }) => lastAt));
    const heard = [events.lastAt, ...ofAgents];
    const heardAt = Math.max(...heard.filter((one) => one !== undefined));
    const buffers = all.flatMap(({ arrivals: { buffer, ...rest } }) => {
      if (buffer === undefined) return [];
      pace.note(framesOf(rest), monotonicSeconds());
      drops.note(buffer.drops, monotonicSeconds());
      return findBuffer(buffer, { peakFrames: pace.peak, recentDrops: drops.recent, isSet: isBufferSet });
    });
    const silence = {
      startedAt,
      isRefusing: refused.length > 0,
      isOfPrograms: ofAgents.length === 0 && events.lastAt !== undefined,
      places: all.flatMap(({ source }) => source.sockets().map(({ address, transport }) => `${address} (${transport})`)),
      stray: stray.recent,
      ...present({ heardAt: heardAt === -Infinity ? undefined : heardAt }),
    };
    const found = [
      ...buffers,
      ...refused,
      ...all.flatMap(({ arrivals }) => findAgentFaults(arrivals.agents, clockAheadSeconds, at)),
      ...gaps.find(monotonicSeconds()),
      ...findSilence(silence, at),
    ];
    // Warnings first; the order is kept otherwise.
    return found.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_FINDINGS);
  };

  return {
    name: 'arrival-watch',
    takes: (type) => TAKEN.has(type),
    accept: (event) => (event.type === 'event.rejected' ? events.refuse(event.reason, now()) : gaps.take(event)),
    posted: (count) => events.take(count, now()),
    look(clockAheadSeconds) {
      // It never rejects: where the system does not tell it is undefined.
      void readStrayDatagrams().then((count) => count !== undefined && stray.note(count, monotonicSeconds()));
      findings = find(clockAheadSeconds);
      warn(findings, monotonicSeconds());
      return healthOf(findings);
    },
    report: () => ({
      startedAt,
      sources: [...arrived(now()).map(({ name, source, arrivals }) => showSource(name, source, arrivals)), events.show()],
      findings,
    }),
  };
}

const NOTHING: SourceArrivals = { agents: [], refused: [], others: { frames: 0, refused: 0 } };

function rank({ severity, isLoss }: ArrivalFinding): number {
  if (isLoss === true) return 0;
  return severity === 'warning' ? 1 : 2;
}

/** What is being lost is degraded; what else is wrong `ringscope sources` says. */
function healthOf(findings: readonly ArrivalFinding[]): Finding {
  // The check `receive_buffer` tells of drops.
  const losses = findings.filter(({ name, isLoss }) => isLoss === true && name === 'refused');
  const [first] = losses;
  if (first === undefined) return { name: 'arrivals', severity: 'ok', reason: 'Nothing that an agent sends is refused.' };
  const more = losses.length > 1 ? ` And ${losses.length - 1} more: \`ringscope sources\`.` : '';
  return { name: 'arrivals', severity: 'degraded', reason: `${first.reason} ${first.fix}${more}` };
}

function framesOf({ agents, others }: Pick<SourceArrivals, 'agents' | 'others'>): number {
  return agents.reduce((sum, { frames }) => sum + frames, others.frames);
}

function showSource(name: string, source: Source, { agents, refused, others, buffer }: SourceArrivals): ShownSource {
  const lastAt = Math.max(...agents.map((one) => one.lastAt));
  return {
    name,
    listens: source.sockets(),
    frames: framesOf({ agents, others }),
    refused: refused.reduce((sum, { count }) => sum + count, others.refused),
    agents: agents.toSorted((a, b) => b.frames - a.frames),
    refusals: refused.slice(0, MAX_REFUSALS).map((one) => {
      const { means, fix } = refusalText(one.reason);
      return { ...one, means, fix };
    }),
    others,
    ...present({ buffer, lastAt: lastAt === -Infinity ? undefined : lastAt }),
  };
}

/** Events that it counts. */
const TAKEN: ReadonlySet<EventType> = new Set(['event.rejected', 'sip.anomaly', 'call.ended', 'call.hop']);

/** The hops of the calls that ended within the last minute, and what the capture lacks of them. */
class RecentGaps {
  readonly #hops = new RisingCount();
  readonly #lacking = new RisingCount();
  #ended = 0;
  #missed = 0;

  constructor(at: number) {
    for (const count of [this.#hops, this.#lacking]) count.note(0, at);
  }

  /** Each call has the hop of its caller, and each further one is emitted. */
  take(event: TelephonyEvent): void {
    if (event.type === 'call.ended' || event.type === 'call.hop') this.#ended += 1;
    if (event.type === 'sip.anomaly' && (event.anomaly === 'invite_not_captured' || event.anomaly === 'answers_not_captured'))
      this.#missed += 1;
  }

  find(at: number): readonly ArrivalFinding[] {
    this.#hops.note(this.#ended, at);
    this.#lacking.note(this.#missed, at);
    // Calls of which only answers are known are emitted by what they lack alone.
    const lacking = this.#lacking.recent;
    const said = sayHalfCaptured({ hops: Math.max(this.#hops.recent, lacking), lacking });
    return said === undefined ? [] : [{ name: 'half_captured', severity: 'warning', subject: 'calls', ...said }];
  }
}

/** The most frames within a second. */
class Pace {
  peak = 0;
  #frames = 0;
  #at: number | undefined;

  note(frames: number, at: number): void {
    if (this.#at !== undefined && at > this.#at) this.peak = Math.max(this.peak, (frames - this.#frames) / (at - this.#at));
    this.#frames = frames;
    this.#at = at;
  }
}

/** What is posted to the API. Who posts is known to the log of the API alone. */
class PostedEvents {
  #count = 0;
  lastAt: number | undefined;
  readonly #refused = new Map<EventFault, { count: number; lastAt: number }>();

  take(count: number, at: number): void {
    this.#count += count;
    this.lastAt = at;
  }

  refuse(fault: EventFault, at: number): void {
    this.#refused.set(fault, { count: (this.#refused.get(fault)?.count ?? 0) + 1, lastAt: at });
  }

  show(): ShownSource {
    const refusals = [...this.#refused].map(([reason, { count, lastAt }]) => ({
      address: '',
      reason,
      count,
      lastAt,
      ...eventFaultText(reason),
    }));
    return {
      name: EVENTS,
      listens: [],
      frames: this.#count,
      refused: refusals.reduce((sum, { count }) => sum + count, 0),
      agents: [],
      refusals,
      others: { frames: 0, refused: 0 },
      ...present({ lastAt: this.lastAt }),
    };
  }
}
