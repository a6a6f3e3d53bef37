/** What goes wrong in the demo. */
export const INCIDENT_KIND = ['trunk_outage', 'dead_carrier', 'slow_language_model', 'modem_flap', 'register_storm'] as const;
export type IncidentKind = (typeof INCIDENT_KIND)[number];

/** Something that goes wrong from a time to a time, planted so that it can be found. */
export interface Incident {
  readonly kind: IncidentKind;
  /** One of its own for each time that it happens, e.g. `dead_carrier_2`. */
  readonly name: string;
  /** What it befalls: a trunk, a modem, a source of events or `phones`. */
  readonly subject: string;
  /** Unix seconds. */
  readonly begin: number;
  readonly end: number;
  /** What somebody sees who looks. */
  readonly shows: string;
  /** The command that shows it. */
  readonly look: string;
}

/** What each kind is, and when it happens: minutes after the beginning of a demo, negative before it. */
interface Plan {
  readonly kind: IncidentKind;
  readonly subject: string;
  readonly shows: string;
  readonly look: string;
  /** In the day before and at the beginning. */
  readonly first: readonly [begin: number, end: number];
  /** In each round after it. */
  readonly again: readonly [begin: number, end: number];
}

const PLANS: readonly Plan[] = [
  {
    kind: 'trunk_outage',
    subject: 'carrier-b',
    shows: 'carrier-b answers every call with 503: some go on over another carrier, the others fail with the cause congestion.',
    look: 'failures --since 8h --hop-trunk carrier-b --hop-code 503',
    first: [-310, -265],
    again: [20, 28],
  },
  {
    kind: 'register_storm',
    subject: 'phones',
    shows: 'All phones register again and again, and the proxy refuses one in three with 503.',
    look: 'registrations --since 3h --outcome failed',
    first: [-124, -120],
    again: [30, 33],
  },
  {
    kind: 'dead_carrier',
    subject: 'carrier-c',
    shows: 'carrier-c never answers an INVITE: calls are set up five seconds late over another carrier, or fail with 408.',
    look: 'calls --since 1h --hop-trunk carrier-c',
    first: [-35, 10],
    again: [38, 48],
  },
  {
    kind: 'slow_language_model',
    subject: 'voice-agent',
    shows: 'The language model takes seconds for its first token, so callers wait for the voice agent and leave.',
    look: 'latency --since 1h',
    first: [-25, 15],
    again: [50, 58],
  },
  {
    kind: 'modem_flap',
    subject: 'modem-2',
    shows: 'modem-2 is lost again and again within a minute after it was connected.',
    look: 'telephony_modem_flaps_total at /metrics',
    first: [-3, 6],
    again: [62, 67],
  },
];

/** A round of incidents, in minutes: as long as it takes until they begin anew. */
const ROUND_MINUTES = 60;

/** What goes wrong in a demo that begins at a time, up to another: over the day before, at the beginning, and then once an hour. */
export function planIncidents(startedAt: number, until: number): readonly Incident[] {
  const found: Incident[] = [];
  for (const { first, again, ...what } of PLANS) {
    found.push(incidentOf(what, startedAt, first, 1));
    const rounds = Math.max(0, Math.ceil((until - startedAt) / 60 / ROUND_MINUTES));
    for (let round = 0; round < rounds; round += 1) found.push(incidentOf(what, startedAt + round * ROUND_MINUTES * 60, again, round + 2));
  }
  return found.filter(({ begin }) => begin < until).toSorted((a, b) => a.begin - b.begin);
}

function incidentOf(what: Omit<Plan, 'first' | 'again'>, start: number, [begin, end]: readonly [number, number], number: number): Incident {
  const name = number === 1 ? what.kind : `${what.kind}_${number}`;
  return { ...what, name, begin: start + begin * 60, end: start + end * 60 };
}

/** Whether something of a kind goes wrong at a time, to this subject where one is given. */
export function isUnder(incidents: readonly Incident[], kind: IncidentKind, at: number, subject?: string): boolean {
  return incidents.some(
    (one) => one.kind === kind && one.begin <= at && at < one.end && (subject === undefined || one.subject === subject),
  );
}
