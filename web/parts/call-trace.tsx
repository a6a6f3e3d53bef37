import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { WORDS } from '../words.ts';
import { useUrlState } from './location.ts';
import { duration } from './numbers.ts';
import { Said } from './said.tsx';
import { SpanDetails } from './span-details.tsx';
import { placeSpans, type PlacedSpan } from './span-tree.ts';
import { Empty, Failure, Loading } from './states.tsx';

type Trace = Answer<'/api/v1/calls/{id}/trace'>;

/** While the call is not over. */
const REFRESH_SECONDS = 5;
/** Which row each key leads to, of the one that has the focus. */
const STEPS: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

/** The trace of a call as it is exported: what took how long within what, and where it is shown with the traces of other programs. */
export function CallTrace({ id, isOver }: { readonly id: string; readonly isOver: boolean }) {
  const again = isOver ? {} : { everySeconds: REFRESH_SECONDS };
  const { answer, error } = useAnswer('/api/v1/calls/{id}/trace', {}, { names: { id }, ...again });
  if (answer === undefined) return error === undefined ? <Loading /> : <Failure error={error} />;
  return (
    <>
      <h2>{WORDS.trace}</h2>
      <Named trace={answer} />
      {answer.spans.length < 2 ? <Empty what={WORDS.noSpans} next={WORDS.noSpansNext} /> : <Waterfall placed={placeSpans(answer.spans)} />}
    </>
  );
}

function Named({ trace: { traceId, traceUrl } }: { readonly trace: Trace }) {
  return (
    <>
      <p>
        {WORDS.traceId} <code>{traceId}</code>
        {traceUrl === undefined ? null : (
          <>
            {' · '}
            <a href={traceUrl} rel="noreferrer">
              {WORDS.traceElsewhere}
            </a>
          </>
        )}
      </p>
      {traceUrl === undefined ? (
        <p class="faint">
          <Said text={WORDS.noTraceUrl} />
        </p>
      ) : null}
    </>
  );
}

/** A row for each span: its name below that of what it is a part of, and a bar on the time axis of the call. */
function Waterfall({ placed }: { readonly placed: readonly PlacedSpan[] }) {
  const [url, set] = useUrlState();
  const total = Math.max(0.001, ...placed.map(({ from, seconds }) => from + seconds));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.trace}>
      <table class="trace stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.span}</th>
            <th scope="col">{WORDS.time}</th>
            <th scope="col" class="number">
              {WORDS.took}
            </th>
            <th scope="col" class="wide">
              {WORDS.onTheCall}
              <span class="trace-ends faint" aria-hidden="true">
                <span>0</span>
                <span>{duration(total)}</span>
              </span>
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={walk}>
          {placed.map((one) => {
            const name = one.span.spanId;
            const isOpen = url['span'] === name;
            return <Row key={name} one={one} total={total} isOpen={isOpen} onToggle={() => set({ span: isOpen ? undefined : name })} />;
          })}
        </tbody>
      </table>
    </div>
  );
}

interface OfRow {
  readonly one: PlacedSpan;
  /** Seconds of the whole trace. */
  readonly total: number;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Row({ one: { span, depth, from, seconds }, total, isOpen, onToggle }: OfRow) {
  const isBad = span.status?.code === 'error';
  const place = { '--from': String(from / total), '--width': String(seconds / total) };
  return (
    <>
      <tr class={isBad ? 'bad' : ''}>
        <td data-name={WORDS.span} class="whole span-name" style={{ '--depth': String(depth) }}>
          <button type="button" aria-expanded={isOpen} onClick={onToggle}>
            <code>{span.name}</code>
          </button>{' '}
          {isBad ? (
            <span class="mark refused">
              ✕ {WORDS.spanFailed} {span.status?.message === undefined ? null : <code>{span.status.message}</code>}
            </span>
          ) : null}
        </td>
        <td data-name={WORDS.time} class="offset">
          +{from.toFixed(3)}
        </td>
        <td data-name={WORDS.took} class="number">
          {duration(seconds)}
        </td>
        <td data-name={WORDS.onTheCall} class="wide whole">
          <span class={`bar ${span.kind}${isBad ? ' bad' : ''}`} style={place} aria-hidden="true" />
        </td>
      </tr>
      {isOpen ? (
        <tr class="opened">
          <td colSpan={4} class="whole">
            <SpanDetails span={span} zero={span.startTime - from} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Goes from one row to another. */
function walk(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const step = STEPS[event.key];
  const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>('.span-name button')];
  const from = buttons.findIndex((button) => button === document.activeElement);
  if (step === undefined || from === -1) return;
  event.preventDefault();
  buttons[Math.min(buttons.length - 1, Math.max(0, from + step))]?.focus();
}
