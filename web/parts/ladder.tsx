import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { LadderDetails } from './ladder-details.tsx';
import { useUrlState } from './location.ts';
import { duration } from './numbers.ts';

type LadderOf = Answer<'/api/v1/calls/{id}'>['calls'][number]['ladder'];
export type LadderRow = LadderOf['rows'][number];
type Mark = NonNullable<LadderRow['marks']>[number];

/** The phase whose end a mark is. */
const ENDS: { readonly [M in Mark]?: LadderOf['phases'][number]['phase'] } = {
  early_media: 'pdd',
  ringing: 'pdd',
  answered: 'ring',
  refused: 'ring',
  released: 'talk',
};

interface Of {
  readonly ladder: LadderOf;
  /** Before the name of a row in the URL: there may be several ladders on a screen. */
  readonly prefix: string;
}

/** The messages of a call in the order of cause: an arrow from column to column each, where there is room for it, else from whom to whom. */
export function Ladder({ ladder, prefix }: Of) {
  const { endpoints, vantages, rows } = ladder;
  const [url, set] = useUrlState();
  const columns = new Map(endpoints.map(({ address }, index) => [address, index]));
  const change = (name: string): void => set({ row: url['row'] === name ? undefined : name, message: undefined });
  return (
    <div class="ladder" style={{ '--columns': String(endpoints.length) }}>
      {vantages.length < 2 ? null : <Vantages vantages={vantages} />}
      <div class="ladder-head" aria-hidden="true">
        {endpoints.map(({ address, trunk }) => (
          <span key={address}>
            {trunk ?? ''}
            <small>{address}</small>
          </span>
        ))}
      </div>
      <ol>
        {rows.map((row, index) => {
          const name = `${prefix}${index}`;
          const isOpen = url['row'] === name;
          return (
            <li key={name}>
              <button type="button" class={kindOf(row)} aria-expanded={isOpen} onClick={() => change(name)}>
                <span class="offset">+{row.offsetSeconds.toFixed(3)}</span>
                <span class="between">
                  {row.src} → {row.dst}
                </span>
                <Arrow from={columns.get(row.src) ?? 0} to={columns.get(row.dst) ?? 0} count={endpoints.length} text={textOf(row)} />
                <Marks row={row} ladder={ladder} />
              </button>
              {isOpen ? (
                <LadderDetails row={row} before={rows.slice(0, index).findLast(({ media }) => media !== undefined)} name={name} />
              ) : null}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Who captured the messages, by a letter each, and whose clock differs. */
function Vantages({ vantages }: Pick<LadderOf, 'vantages'>) {
  return (
    <ul class="strip">
      {vantages.map(({ agent, aheadSeconds }, index) => (
        <li key={agent}>
          <span class="mark">{letterOf(index)}</span> {agent}
          {aheadSeconds === undefined ? null : <span class="faint"> {WORDS.clockAhead(aheadSeconds)}</span>}
        </li>
      ))}
    </ul>
  );
}

function letterOf(vantage: number): string {
  return vantage < 26 ? String.fromCharCode(65 + vantage) : String(vantage + 1);
}

/** What a message means for the call, how long it took until then, and who captured it where not all did. */
function Marks({ row, ladder }: { readonly row: LadderRow; readonly ladder: LadderOf }) {
  const seen = new Set<string>();
  const took = (mark: Mark): string => {
    const phase = ladder.phases.find((one) => one.phase === ENDS[mark]);
    // Early media and ringing both end the delay: the first of them says it.
    if (phase?.endSeconds === undefined || Math.abs(phase.endSeconds - row.offsetSeconds) > 0.0005 || seen.has(phase.phase)) return '';
    seen.add(phase.phase);
    return ` · ${WORDS.phases[phase.phase]} ${duration(phase.endSeconds - phase.startSeconds) ?? ''}`;
  };
  const isByAll = row.vantages.length === ladder.vantages.length;
  return (
    <span class="marks">
      {(row.marks ?? []).map((mark) => (
        <span key={mark} class={`mark ${mark}`}>
          {WORDS.marks[mark]}
          {took(mark)}
        </span>
      ))}
      {isByAll ? null : <span class="mark">{row.vantages.map(letterOf).join(' ')}</span>}
    </span>
  );
}

function Arrow({ from, to, count, text }: { readonly from: number; readonly to: number; readonly count: number; readonly text: string }) {
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const place = { '--from': String((left + 0.5) / count), '--width': String((right - left) / count) };
  return (
    <span class="lane">
      <span class={`arrow ${from === to ? 'self' : from < to ? 'right' : 'left'}`} style={place}>
        <span>{text}</span>
      </span>
    </span>
  );
}

function textOf({ method, status, phrase, sdp, repeats, repeatSeconds, duplicates, isMoved }: LadderRow): string {
  const what = status === undefined ? method : `${status} ${phrase ?? ''} (${method})`;
  const more = [
    sdp === undefined ? '' : `SDP ${WORDS.sdp[sdp]}`,
    repeats === 0 ? '' : WORDS.again(repeats, duration(repeatSeconds)),
    duplicates === undefined ? '' : WORDS.captured(duplicates + 1),
    isMoved === true ? WORDS.moved : '',
  ].filter((one) => one !== '');
  return [what, ...more].join(', ');
}

function kindOf({ status }: LadderRow): string {
  if (status === undefined) return 'request';
  return status >= 400 ? 'bad' : status >= 200 ? 'good' : 'early';
}
