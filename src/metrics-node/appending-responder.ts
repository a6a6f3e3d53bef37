import { counter, type SharedRegistry, type TextFormat } from '../metrics/index.ts';
import { headerText, type MetricsResponder, respond } from './metrics-response.ts';
import { negotiateAmong } from './negotiate.ts';
import { type ForeignFamily, parseExposition } from './parse-exposition.ts';
import { claimedNames, writeFamily } from './write-exposition.ts';

/** A registry of another client: a `Registry` of prom-client and of what descends from it fits as it is. */
export interface TextSource {
  /** Says whether the text is OpenMetrics; anything else is taken for text 0.0.4. */
  readonly contentType: string;
  metrics(): string | Promise<string>;
}

const REASONS = ['conflict', 'malformed', 'late', 'failed'] as const;

/** What of an appended registry is missing in the answers to scrapes. */
export const appendedRefusedTotal = counter('ringscope_metrics_appended_refused_total', {
  help: 'Families of an appended registry left out of a scrape. conflict: the name is taken. malformed: a line cannot be read. late, failed: the whole registry.',
  labels: { reason: REASONS },
});

/** How long a scrape waits for the other registry. */
const WAIT_MS = 1000;

/** What stands for the text of a source that is too late or failed. */
class Missing {
  readonly reason: (typeof REASONS)[number];

  constructor(reason: (typeof REASONS)[number]) {
    this.reason = reason;
  }
}

/**
 * Answers scrapes of a registry with the metrics of another client behind its own, in text 0.0.4 or OpenMetrics. A name that both use stays ours; what is left out is counted, and shows in the
 * next scrape. A source that takes longer than a second or fails is left out. Both must live in the calling thread.
 */
export function createAppendingResponder(registry: SharedRegistry, source: TextSource): MetricsResponder {
  const refused = registry.add(appendedRefusedTotal);
  // All are there at 0 from the start.
  for (const reason of REASONS) refused.add(0, { reason });
  return async (headers) => {
    const format = negotiateAmong(headerText(headers['accept']), ['text', 'openmetrics']);
    const text = await readSource(source);
    const own = registry.composeBytes(format);
    if (text instanceof Missing) {
      refused.inc({ reason: text.reason });
      return respond(own, format, headers);
    }
    const ours = Buffer.from(own.buffer, own.byteOffset, own.length);
    const { families, malformed } = parseExposition(text, formatOf(source));
    const { kept, conflicts } = withoutConflicts(families, ours);
    refused.add(malformed, { reason: 'malformed' });
    refused.add(conflicts, { reason: 'conflict' });
    return respond(join(ours, kept.map((family) => writeFamily(family, format)).join(''), format), format, headers);
  };
}

/** The text of a source, or why there is none. Its late text goes nowhere. */
async function readSource(source: TextSource): Promise<string | Missing> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Missing>((resolve) => {
    timer = setTimeout(() => resolve(new Missing('late')), WAIT_MS).unref();
  });
  try {
    return await Promise.race([source.metrics(), late]);
  } catch {
    return new Missing('failed');
  } finally {
    clearTimeout(timer);
  }
}

function formatOf({ contentType }: TextSource): TextFormat {
  return contentType.startsWith('application/openmetrics-text') ? 'openmetrics' : 'text';
}

/** The families whose names are free, and how many are not. */
function withoutConflicts(families: readonly ForeignFamily[], ours: Buffer): { kept: readonly ForeignFamily[]; conflicts: number } {
  const taken = new Set(typeLines(ours).flatMap(claimedNames));
  const kept = families.filter((family) => {
    const names = claimedNames(family);
    if (names.some((name) => taken.has(name))) return false;
    for (const name of names) taken.add(name);
    return true;
  });
  return { kept, conflicts: families.length - kept.length };
}

/** Name and type of every family of our text. */
function typeLines(text: Buffer): readonly { name: string; type: string }[] {
  const found: { name: string; type: string }[] = [];
  const mark = '# TYPE ';
  // A mark inside a label value or a help text begins no line.
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (at > 0 && text[at - 1] !== 0x0a) continue;
    const [name = '', type = ''] = text.toString('utf8', at + mark.length, text.indexOf('\n', at)).split(' ');
    found.push({ name, type });
  }
  return found;
}

/** Both texts with one end. */
function join(ours: Buffer, theirs: string, format: TextFormat): Uint8Array<ArrayBuffer> {
  const end = format === 'openmetrics' ? '# EOF\n' : '';
  return new Uint8Array(Buffer.concat([ours.subarray(0, ours.length - end.length), Buffer.from(theirs + end)]));
}
