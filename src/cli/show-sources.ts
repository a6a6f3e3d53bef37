import type { ArrivalFinding, ShownSource, SourcesReport } from '../server/index.ts';
import { showText } from './show.ts';
import { renderTable } from './table.ts';

/** How long ago something was, for people. */
export function showAgo(at: number | undefined, now: number): string {
  if (at === undefined) return 'never';
  const seconds = Math.max(0, Math.round(now - at));
  if (seconds < 120) return `${seconds} s ago`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

/** What is wrong with what arrives, with what mends it, as lines. */
export function showFindings(findings: readonly ArrivalFinding[]): readonly string[] {
  return findings.flatMap(({ severity, reason, fix }) => [`${severity}: ${showText(reason)}`, `  fix: ${showText(fix)}`]);
}

/** What arrives, from whom, and what is wrong with it, as lines. */
export function showSources({ sources, findings }: SourcesReport, now: number): readonly string[] {
  const lines = sources.flatMap((source) => ['', ...showSource(source, now)]);
  const fine = sources.every(({ frames }) => frames === 0) ? 'Nothing has arrived yet.' : 'Nothing is wrong with what arrives.';
  return [...lines.slice(1), '', ...(findings.length === 0 ? [fine] : showFindings(findings))];
}

function showSource(
  { name, listens, frames, refused, lastAt, agents, refusals, others, buffer }: ShownSource,
  now: number,
): readonly string[] {
  const unit = name === 'events' ? 'events' : 'frames';
  const places = listens.map(({ address, transport }) => `${address} (${transport})`).join(', ');
  const lost = buffer === undefined || buffer.drops === 0 ? '' : `, ${buffer.drops} dropped by the kernel`;
  const head = `${name}: ${frames} ${unit}, the last ${showAgo(lastAt, now)}; ${refused} refused${lost}.${places === '' ? '' : ` Listens on ${places}.`}`;
  const agentRows = agents.map((one) => [
    one.label,
    one.address,
    String(one.frames),
    showAgo(one.lastAt, now),
    String(one.requests),
    String(one.responses),
  ]);
  const refusalRows = refusals.map((one) => [one.address, one.reason, String(one.count), showAgo(one.lastAt, now), one.means]);
  const more = others.frames + others.refused === 0 ? [] : [`others: ${others.frames} ${unit}, ${others.refused} refused.`];
  return [
    head,
    ...(agentRows.length === 0 ? [] : renderTable(['agent', 'address', unit, 'last', 'requests', 'responses'], agentRows)),
    ...(refusalRows.length === 0 ? [] : renderTable(['refused from', 'reason', 'count', 'last', 'which usually means'], refusalRows)),
    ...more,
  ];
}
