import { TeleError, type CauseSide, type LatencyRecord, type StoredCall } from '../core/index.ts';
import type {
  ConfiguredTrunk,
  AlertsAnswer,
  Dashboard,
  FailureGroup,
  FoundPerson,
  Latencies,
  ListedLevels,
  PresentedCall,
  PresentedRegistration,
  Series,
  ShownSilence,
  SourcesReport,
  Top,
} from '../server/index.ts';

/** What the API answers, by the path. Each is what the server declares; the one field named here is what makes the answer one. */
interface Bodies {
  readonly '/api/v1/dashboard': Dashboard;
  readonly '/api/v1/series': Series;
  readonly '/api/v1/top': Top;
  readonly '/api/v1/latencies': Latencies;
  readonly '/api/v1/latencies/events': { readonly latencies: readonly LatencyRecord[]; readonly nextCursor?: string };
  readonly '/api/v1/registrations': {
    readonly registrations: readonly PresentedRegistration[];
    readonly nextCursor?: string;
    readonly isPartial?: boolean;
  };
  readonly '/api/v1/failures': {
    readonly failures: readonly { readonly reason: string; readonly side?: CauseSide; readonly call: PresentedCall }[];
    readonly groups?: readonly FailureGroup[];
    readonly nextCursor?: string;
    readonly isPartial?: boolean;
  };
  readonly '/api/v1/stale': {
    readonly count: number;
    readonly calls: readonly StoredCall[];
    readonly active: number;
    readonly storedActive: number;
  };
  readonly '/api/v1/stale/sweep': { readonly swept: readonly string[] };
  readonly '/api/v1/people': ErasedPerson;
  readonly '/api/v1/log-levels': ListedLevels;
  readonly '/api/v1/sources': SourcesReport;
  readonly '/api/v1/trunks': { readonly trunks: readonly ConfiguredTrunk[] };
  readonly '/api/v1/alerts': AlertsAnswer;
  readonly '/api/v1/alerts/test': { readonly isSent: boolean; readonly isBeat?: boolean; readonly reason?: string };
  readonly '/api/v1/silences': { readonly silences: readonly ShownSilence[] };
  readonly '/api/v1/silences/:id': ShownSilence;
}

/** Counts of what an erasure deleted, or would delete. */
export type ErasedPerson = Omit<FoundPerson, 'calls'> & { readonly erased: number };

/** What the API answers at a path. */
export type BodyOf<Path extends keyof Bodies> = Bodies[Path];

const MARK: { readonly [Path in keyof Bodies]: keyof Bodies[Path] } = {
  '/api/v1/dashboard': 'deltas',
  '/api/v1/series': 'steps',
  '/api/v1/top': 'values',
  '/api/v1/latencies': 'stages',
  '/api/v1/latencies/events': 'latencies',
  '/api/v1/registrations': 'registrations',
  '/api/v1/failures': 'failures',
  '/api/v1/stale': 'storedActive',
  '/api/v1/stale/sweep': 'swept',
  '/api/v1/people': 'erased',
  '/api/v1/log-levels': 'components',
  '/api/v1/sources': 'findings',
  '/api/v1/trunks': 'trunks',
  '/api/v1/alerts': 'counts',
  '/api/v1/alerts/test': 'isSent',
  '/api/v1/silences': 'silences',
  '/api/v1/silences/:id': 'matchers',
};

/** The body of an answer as what the path answers. Throws when it is something else. */
export function asBody<Path extends keyof Bodies>(path: Path, body: unknown): Bodies[Path] {
  // The rest of its fields are those of the server's declarations.
  if (typeof body === 'object' && body !== null && MARK[path] in body) return body as Bodies[Path];
  throw new TeleError('SERVER_UNREACHABLE', 'What answered is no ringscope server of this version.');
}
