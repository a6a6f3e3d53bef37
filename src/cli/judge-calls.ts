import type { TallyView } from '../server/index.ts';
import { showRatio } from './show.ts';

/** Below this share of calls that the network carried to an answer or to a choice of either side, calls fail. */
const LOW_NER = 0.8;

/** How calls are, with the reasons. */
export interface CallHealth {
  readonly status: 'healthy' | 'idle' | 'degraded';
  readonly attempts: number;
  /** Absent without attempts. */
  readonly ner?: number;
  readonly active: number;
  /** Open calls that started more than an hour ago. */
  readonly stale: number;
  /** Why it is degraded. */
  readonly reasons: readonly string[];
  /** What may be looked into and does not make it degraded. */
  readonly warnings: readonly string[];
}

/** Judges the calls of the last hour: idle when there were none, degraded when less than 80 % of them were carried (NER, E.425). Old open calls are a warning: some calls are long. */
export function judgeCalls({ attempts, ner }: Pick<TallyView, 'attempts' | 'ner'>, active: number, stale: number): CallHealth {
  const reasons =
    ner !== undefined && ner < LOW_NER
      ? [
          `The network carried only ${showRatio(ner)} of ${attempts} calls of the last hour. \`ringscope failures --since 1h\` lists the others.`,
        ]
      : [];
  const warnings =
    stale === 0
      ? []
      : [
          `${stale} of ${active} open calls started more than an hour ago. \`ringscope cleanup-stale --dry-run\` lists those nobody hears of.`,
        ];
  return {
    status: reasons.length > 0 ? 'degraded' : attempts === 0 && active === 0 ? 'idle' : 'healthy',
    attempts,
    ...(ner === undefined ? {} : { ner }),
    active,
    stale,
    reasons,
    warnings,
  };
}
