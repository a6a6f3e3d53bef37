/** What is known of the media of one leg; each is absent when nobody told. */
export interface LegFigures {
  readonly rttSeconds?: number | undefined;
  /** Interarrival jitter. */
  readonly jitterSeconds?: number | undefined;
  /** Of the whole leg. */
  readonly lossRatio?: number | undefined;
  /** As named by RTP, e.g. PCMU or opus. */
  readonly codec?: string | undefined;
}

/** How a leg sounds by a simple E-model (ITU-T G.107), and what it follows from. */
export interface QualityEstimate {
  /** Mouth to ear: half the round trip, and a jitter buffer of three times the jitter. */
  readonly oneWaySeconds: number;
  /** Id, what the delay costs. */
  readonly delayImpairment: number;
  /** Ie, what the codec costs without loss (ITU-T G.113). */
  readonly codecImpairment: number;
  /** What loss costs on top, for packets lost at random. */
  readonly lossImpairment: number;
  /** R, 0 to 100. */
  readonly rFactor: number;
  /** Mean opinion score, 1 to 4.5, not rounded. */
  readonly mos: number;
}

/** A codec: the best R with it, its impairment, and how well it bears loss in percent. */
interface Codec {
  readonly best: number;
  readonly impairment: number;
  readonly robustness: number;
}

const NARROW = 93.2;
const WIDE = 95;
const CODECS: ReadonlyMap<string, Codec> = new Map([
  ['pcmu', { best: NARROW, impairment: 0, robustness: 25.1 }],
  ['pcma', { best: NARROW, impairment: 0, robustness: 25.1 }],
  ['opus', { best: WIDE, impairment: 2, robustness: 25.1 }],
  ['g722', { best: WIDE, impairment: 2, robustness: 14 }],
  ['g729', { best: NARROW, impairment: 11, robustness: 19 }],
  ['ilbc', { best: NARROW, impairment: 11, robustness: 22 }],
]);
const OTHER: Codec = { best: NARROW, impairment: 5, robustness: 15 };

/** Taken for the round trip when only other figures are known. */
const USUAL_RTT_SECONDS = 0.1;
const LEAST_BUFFER_SECONDS = 0.02;
const MOST_BUFFER_SECONDS = 0.25;
/** From this delay on, in milliseconds, people begin to interrupt each other. */
const NOTICED_MS = 177.3;

/** Estimates how a leg sounds. Undefined when neither round trip nor jitter nor loss is known: no data is no estimate. */
export function estimateQuality({ rttSeconds, jitterSeconds, lossRatio, codec }: LegFigures): QualityEstimate | undefined {
  if (rttSeconds === undefined && jitterSeconds === undefined && lossRatio === undefined) return undefined;
  const { best, impairment, robustness } = CODECS.get((codec ?? 'pcmu').toLowerCase()) ?? OTHER;
  const buffer = clamp(3 * (jitterSeconds ?? 0), LEAST_BUFFER_SECONDS, MOST_BUFFER_SECONDS);
  const oneWaySeconds = (rttSeconds ?? USUAL_RTT_SECONDS) / 2 + buffer;
  const delay = oneWaySeconds * 1000;
  const delayImpairment = 0.024 * delay + 0.11 * Math.max(0, delay - NOTICED_MS);
  const loss = clamp(lossRatio ?? 0, 0, 1);
  const lossImpairment = ((95 - impairment) * loss) / (loss + robustness / 100);
  const rFactor = clamp(best - delayImpairment - impairment - lossImpairment, 0, 100);
  return { oneWaySeconds, delayImpairment, codecImpairment: impairment, lossImpairment, rFactor, mos: mosOf(rFactor) };
}

/** The mean opinion score of an R (ITU-T G.107 Annex B). */
function mosOf(r: number): number {
  return clamp(1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6, 1, 4.5);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
