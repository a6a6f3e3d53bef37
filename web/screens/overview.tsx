import type { Answer } from '../api/ask.ts';
import { useAnswer } from '../api/use-answer.ts';
import { CallTable } from '../parts/call-table.tsx';
import { Chart } from '../parts/chart.tsx';
import { FiringAlerts } from '../parts/firing-alerts.tsx';
import { count, duration, percentage, score } from '../parts/numbers.ts';
import { TEST_AGENT } from '../parts/outcome.tsx';
import { PlaceTable } from '../parts/place-table.tsx';
import { RangeChoice, useZoom } from '../parts/range.tsx';
import { Empty, Failure, Loading } from '../parts/states.tsx';
import { at } from '../place.ts';
import { SourceStrip } from '../parts/source-strip.tsx';
import { Tile } from '../parts/tile.tsx';
import { TopTable } from '../parts/top-table.tsx';
import { boundsOf } from '../parts/units.ts';
import { unknownSteps } from '../parts/known-steps.ts';
import { ZoomButtons } from '../parts/zoom-buttons.tsx';
import { WORDS } from '../words.ts';

const REFRESH_SECONDS = 10;
const REFRESH_CHARTS_SECONDS = 60;

/** How calls do: at a glance, over time, and why they fail. */
export function Overview() {
  const { query } = useZoom();
  const { answer, error } = useAnswer('/api/v1/dashboard', query, { everySeconds: REFRESH_SECONDS });
  return (
    <>
      <div class="head">
        <h1>{WORDS.overview}</h1>
        <RangeChoice />
      </div>
      {error === undefined ? null : <Failure error={error} />}
      <SourceStrip />
      <FiringAlerts />
      <ZoomButtons />
      {answer === undefined ? error === undefined ? <Loading /> : null : <Glance dashboard={answer} />}
    </>
  );
}

function Glance({ dashboard }: { readonly dashboard: Answer<'/api/v1/dashboard'> }) {
  const { query } = useZoom();
  const { total, deltas } = dashboard;
  if (total.attempts === 0) return <NoCalls />;
  return (
    <>
      <dl class="tiles">
        <Tile name={WORDS.attempts} value={count(total.attempts)} delta={deltas.attempts} />
        <Tile name={WORDS.asr} value={percentage(total.asr)} points={pointsOf('asr', dashboard)} />
        <Tile name={WORDS.ner} value={percentage(total.ner)} points={pointsOf('ner', dashboard)} />
        <Tile name={WORDS.pdd} value={duration(total.pdd?.p95)} />
        <Tile name={WORDS.mos} value={score(total.mos?.p50)} />
        <Tile name={WORDS.dimensions.active} value={count(dashboard.active)} href={at('/live')} />
        <Tile name={WORDS.talk} value={duration(total.talkSeconds)} delta={deltas.talkSeconds} />
      </dl>
      <OverTime hasEarlier={dashboard.previous.total.attempts > 0} />
      <div class="columns">
        <TopTable title={WORDS.whyCallsEnd} by="cause" query={{ ...query, failed: 'true' }} />
        <PlaceTable />
      </div>
    </>
  );
}

const STEP_SECONDS = { minute: 60, hour: 3600, day: 86_400 } as const;

function iso(at: number): string {
  return new Date(at * 1000).toISOString();
}

/** A ratio of a few calls says nothing that another one could be set against. */
const LEAST_PART = 0.1;

/** How a ratio has changed against the time before; undefined where there was none, or of a tenth of the calls at most. */
function pointsOf(name: 'asr' | 'ner', { total, previous }: Answer<'/api/v1/dashboard'>): number | undefined {
  const [now, before] = [total[name], previous.total[name]];
  if (now === undefined || before === undefined || previous.isUncovered === true || previous.total.attempts < LEAST_PART * total.attempts)
    return undefined;
  return now - before;
}

/** Who has just sent a test call is shown that it arrived, and where it is: it counts in no sum. */
function NoCalls() {
  const { ends } = useZoom();
  const tests =
    useAnswer('/api/v1/calls', { ...ends, agent: TEST_AGENT, limit: '1' }, { everySeconds: REFRESH_SECONDS }).answer?.calls ?? [];
  if (tests.length === 0) return <Empty what={WORDS.noCalls} next={WORDS.noCallsNext} />;
  return (
    <>
      <Empty what={WORDS.onlyTests} next={WORDS.onlyTestsNext} />
      <CallTable title={WORDS.testCall} calls={tests} />
    </>
  );
}

function OverTime({ hasEarlier }: { readonly hasEarlier: boolean }) {
  const { since, until, step, to } = useZoom();
  // A step of which only the end is asked for would look as if calls had begun in it.
  const first = Math.ceil(since / STEP_SECONDS[step]) * STEP_SECONDS[step];
  const time = { since: iso(first < until ? first : since), until: iso(until) };
  const { answer } = useAnswer('/api/v1/series', { ...time, step }, { everySeconds: REFRESH_CHARTS_SECONDS });
  const { answer: sources, error } = useAnswer('/api/v1/sources', {}, { everySeconds: REFRESH_CHARTS_SECONDS });
  if (answer === undefined || (sources === undefined && error === undefined)) return <Loading />;
  const whole = answer.steps.filter(({ start }) => start + STEP_SECONDS[step] <= until);
  // One that is not over looks like a fall; it is drawn where there is nothing else.
  const steps = whole.some(({ attempts }) => attempts > 0) ? whole : answer.steps;
  const times = steps.map(({ start }) => start);
  const unknown = unknownSteps(steps, sources?.startedAt ?? -Infinity, hasEarlier);
  const known = (values: readonly number[]): readonly (number | undefined)[] =>
    values.map((value, index) => (index < unknown ? undefined : value));
  return (
    <div class="columns">
      <Chart
        title={WORDS.attemptsOverTime}
        times={times}
        format={count}
        bounds={{ start: 0 }}
        onZoom={to}
        lines={[
          { name: WORDS.attempts, colour: '--accent', values: known(steps.map(({ attempts }) => attempts)) },
          { name: WORDS.answered, colour: '--second', values: known(steps.map(({ answered }) => answered)) },
        ]}
      />
      <Chart
        title={WORDS.ratiosOverTime}
        times={times}
        format={percentage}
        bounds={boundsOf('ratio')}
        onZoom={to}
        lines={[
          { name: WORDS.asr, colour: '--accent', values: steps.map(({ asr }) => asr) },
          { name: WORDS.ner, colour: '--second', values: steps.map(({ ner }) => ner) },
        ]}
      />
    </div>
  );
}
