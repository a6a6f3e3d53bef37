import type { SignalTrial } from '../server/index.ts';
import { showText } from './show.ts';

const ITEM = { traces: 'a span', metrics: 'a metric', logs: 'a line of the log' } as const;

/** What a collector did with what it was sent to try it, in a line. */
export function trialText({ signal, protocol, url, isTaken, reason }: SignalTrial): string {
  const place = `${signal} (${protocol}, ${showText(url)})`;
  if (isTaken) return `${place}: the collector has taken ${ITEM[signal]}${reason === undefined ? '' : `, and ${showText(reason)}`}.`;
  return `${place}: ${ITEM[signal]} was not taken: the collector ${showText(reason ?? 'did not take it')}.`;
}
