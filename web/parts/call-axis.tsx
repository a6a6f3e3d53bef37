import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { duration } from './numbers.ts';

type One = Answer<'/api/v1/calls/{id}'>['calls'][number];

/** A bar or, without a length, a mark on the axis. Seconds since its beginning. */
interface Bar {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly kind: string;
}
interface Lane {
  readonly name: string;
  readonly bars: readonly Bar[];
}

/** As many labels as fit below each other's ends on a narrow screen. */
const MOST_STEPS = 6;
/** From this part of the axis on a label stands before its time. */
const LAST = 0.85;
/** Beyond, the marks of a lane stand for each other. */
const MOST_BARS = 500;

/** What happened in a call along its time: its phases, its messages, what was told of it and what its voice agent took, one below the other. */
export function CallAxis({ one }: { readonly one: One }) {
  const lanes = lanesOf(one);
  const all = lanes.flatMap(({ bars }) => bars);
  if (all.length === 0) return null;
  const first = Math.min(0, ...all.map(({ from }) => from));
  const span = Math.max(0.001, ...all.map(({ to }) => to)) - first;
  const place = ({ from, to }: Pick<Bar, 'from' | 'to'>) => ({
    '--from': String((from - first) / span),
    '--width': String((to - from) / span),
  });
  return (
    <div class="axis" role="img" aria-label={`${WORDS.onTheCall}: ${lanes.map(said).join('; ')}`}>
      {lanes.map(({ name, bars }) => (
        <div key={name} class="axis-lane">
          <span>{name}</span>
          <span class="axis-bars">
            {bars.map((bar, index) => (
              <span key={index} class={`bar ${bar.kind}`} style={place(bar)} title={`${bar.name} ${duration(bar.to - bar.from) ?? ''}`} />
            ))}
          </span>
        </div>
      ))}
      <div class="axis-lane faint">
        <span />
        <span class="axis-bars">
          {stepsOf(first, span).map((at) => (
            <span key={at} class={at - first > span * LAST ? 'step before' : 'step'} style={place({ from: at, to: at })}>
              {at === 0 ? '0' : duration(at)}
            </span>
          ))}
        </span>
      </div>
    </div>
  );
}

function lanesOf({ call, ladder, stages }: One): readonly Lane[] {
  const zero = ladder.rows[0]?.at ?? call.startedAt;
  const end = call.endedAt === undefined ? (ladder.rows.at(-1)?.offsetSeconds ?? 0) : Math.max(0, call.endedAt - zero);
  const phases = ladder.phases.map(({ phase, startSeconds, endSeconds = Math.max(end, startSeconds) }) => ({
    name: WORDS.phases[phase],
    bars: [{ name: WORDS.phases[phase], from: startSeconds, to: endSeconds, kind: phase }],
  }));
  const tick = (name: string, at: number, kind: string): Bar => ({ name, from: at, to: at, kind: `tick ${kind}` });
  const messages = ladder.rows.map(({ method, status, offsetSeconds }) =>
    tick(String(status ?? method), offsetSeconds, status !== undefined && status >= 400 ? 'bad' : ''),
  );
  const told = (call.told ?? []).map(({ state, at }) => tick(state ?? '', at - zero, ''));
  const kinds = [...new Set(stages.map(({ stage }) => stage))];
  const turns = kinds.map((kind) => ({
    name: WORDS.stages[kind],
    bars: stages
      .filter(({ stage }) => stage === kind)
      .map(({ at, seconds }) => ({ name: WORDS.stages[kind], from: at - zero - seconds, to: at - zero, kind: 'stage' })),
  }));
  return [...phases, { name: WORDS.ladder, bars: messages }, { name: WORDS.told, bars: told }, ...turns]
    .map(({ name, bars }) => ({ name, bars: bars.slice(0, MOST_BARS) }))
    .filter(({ bars }) => bars.length > 0);
}

function said({ name, bars }: Lane): string {
  const [one] = bars;
  if (bars.length === 1 && one !== undefined && one.to > one.from)
    return WORDS.barSaid(name, duration(one.to - one.from) ?? '', duration(one.from) ?? '');
  return `${name}: ${bars.length}`;
}

/** Round times over a span, from its beginning on. */
function stepsOf(first: number, span: number): readonly number[] {
  const raw = span / MOST_STEPS;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = power * ([1, 2, 5].find((one) => one * power >= raw) ?? 10);
  const from = Math.ceil(first / step);
  return Array.from({ length: Math.floor((first + span) / step) - from + 1 }, (_, index) => (from + index) * step);
}
