import type { Ladder, LadderRow } from '../../src/calls/index.ts';

/** All that a ladder says but absolute times, a line for each thing, to be read and compared. */
export function ladderText({ endpoints, vantages, rows, phases }: Ladder): string {
  const lines = [
    ...endpoints.map(({ address, trunk }) => `endpoint ${address}${trunk === undefined ? '' : ` ${trunk}`}`),
    ...vantages.map(({ agent, aheadSeconds }) => `vantage ${agent}${aheadSeconds === undefined ? '' : ` ahead ${seconds(aheadSeconds)}`}`),
    ...rows.map(rowText),
    ...phases.map(
      (one) => `phase ${one.phase} ${seconds(one.startSeconds)} to ${one.endSeconds === undefined ? '?' : seconds(one.endSeconds)}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function rowText(row: LadderRow): string {
  const { offsetSeconds, src, dst, method, status, phrase, marks = [], repeats, repeatSeconds = 0, duplicates, isMoved } = row;
  const more: readonly (readonly [unknown, string])[] = [
    [row.sdp, `SDP ${row.sdp}: ${row.media ?? 'not kept'}`],
    [row.reasonSip, `SIP ${row.reasonSip}`],
    [row.reasonQ850, `Q.850 ${row.reasonQ850}`],
    [repeats > 0 ? repeats : undefined, `again ${repeats} within ${seconds(repeatSeconds)}`],
    [duplicates, `captured again ${duplicates}`],
    [isMoved, 'moved'],
    [marks[0], `[${marks.join(' ')}]`],
  ];
  const said = more.filter(([value]) => value !== undefined).map(([, text]) => text);
  const what = status === undefined ? method : `${status} ${phrase ?? '?'} (${method})`;
  const seen = `seen ${row.vantages.join(',')} as ${row.places.join(',')}`;
  return [`+${seconds(offsetSeconds)} ${src} > ${dst} ${what}`, ...said, seen].join('; ');
}

function seconds(value: number): string {
  return value.toFixed(3);
}
