import type { ComponentChildren } from 'preact';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { Bars } from './bars.tsx';
import { Chart } from './chart.tsx';
import { Heat } from './heat.tsx';
import { withChange } from './location.ts';
import { type Drawn, type PanelAnswer, type PanelSeries, ratingOf, type Span } from './panel-answer.ts';
import { useZoom } from './range.tsx';
import { Said } from './said.tsx';
import { StateStrips } from './state-strips.tsx';
import { seriesName, valueName } from './value-name.ts';
import { boundsOf, formatOf, stepsOf, sumFormatOf } from './units.ts';

const COLOURS = ['--accent', '--second', '--good', '--warn', '--bad', '--faint'] as const;

/** One panel of a dashboard: a number, lines, bars, a table, whether things are up, or how values spread. */
export function Panel({ panel, span }: { readonly panel: PanelAnswer; readonly span: Span }) {
  const { kind, unit, series } = panel;
  const values = series.flatMap(({ points }) => points.map((point) => point[1] ?? 0));
  const { times } = span;
  if (kind === 'number') return <Figure panel={panel} format={sumFormatOf(unit)} times={times} />;
  const drawn = { panel, times, format: formatOf(unit, Math.max(0, ...values)) };
  return (
    <div class="panel">
      {kind === 'lines' || kind === 'stacked' ? <Lines {...drawn} /> : null}
      {kind === 'states' ? <StateStrips panel={panel} span={span} /> : null}
      {kind === 'heat' ? <Heat {...drawn} /> : null}
      {kind === 'bars' || kind === 'table' ? <Bars {...drawn} format={sumFormatOf(unit)} /> : null}
      <About panel={panel} />
    </div>
  );
}

/** The newest value alone. */
function Figure({ panel: { title, description, series, bounds }, format }: Drawn) {
  const value = series[0]?.points.at(-1)?.[1];
  const rating = value === undefined ? 'good' : ratingOf(value, bounds);
  return (
    <div class="tile">
      <dt title={description}>{title}</dt>
      <dd>
        <span class="number">{format(value) ?? '–'}</span>
        {rating === 'good' ? null : <span class={`outcome ${rating}`}>{WORDS.ratings[rating]}</span>}
      </dd>
    </div>
  );
}

function Lines({ panel: { title, series, unit }, format, times }: Drawn) {
  const { to } = useZoom();
  const lines = series.slice(0, COLOURS.length).map(({ name, labels, points }, index) => {
    const byTime = new Map(points.map((point) => [point[0], point[1]]));
    return {
      name: name === '' ? title : seriesName(name, labels),
      colour: COLOURS[index] ?? '--faint',
      values: times.map((time) => byTime.get(time)),
    };
  });
  return <Chart title={title} times={times} lines={lines} format={format} steps={stepsOf(unit)} bounds={boundsOf(unit)} onZoom={to} />;
}

/** What a panel says, what of it is not shown, and where its calls are. */
function About({ panel: { description, series, kind, more = 0, missing, links } }: { readonly panel: PanelAnswer }) {
  const notDrawn = kind === 'lines' || kind === 'stacked' ? Math.max(0, series.length - COLOURS.length) : 0;
  return (
    <div class="about faint">
      <p>
        <Said text={description} /> {more + notDrawn === 0 ? '' : WORDS.moreSeries(more + notDrawn)}{' '}
        {missing === undefined ? '' : WORDS.missingValues[missing]}
      </p>
      {links.map(({ title, conditions }) => (
        <CallLinks key={title} title={title} conditions={conditions} series={series} />
      ))}
    </div>
  );
}

interface Linked {
  readonly title: string;
  readonly conditions: Readonly<Record<string, string>>;
  readonly series: readonly PanelSeries[];
}

const MOST_LINKS = 6;

/** A link to calls for each series, where it names a label; else one. */
function CallLinks({ title, conditions, series }: Linked) {
  const { inUrl } = useZoom();
  const hrefs = new Map<string, string>();
  const all: readonly Pick<PanelSeries, 'labels'>[] = series.length === 0 ? [{ labels: {} }] : series;
  for (const { labels } of all) {
    const fill = (text: string): string => text.replaceAll(/\{(\w+)\}/gu, (whole, label: string) => labels[label] ?? whole);
    const filled = Object.fromEntries(Object.entries(conditions).map(([name, value]) => [name, fill(value)]));
    const text = title.replaceAll(/\{(\w+)\}/gu, (whole, label: string) => valueName(label, labels[label] ?? whole));
    if (!`${text}${Object.values(filled).join('')}`.includes('{')) hrefs.set(text, at(`/calls${withChange(filled, inUrl)}`));
  }
  const links: readonly ComponentChildren[] = [...hrefs].slice(0, MOST_LINKS).map(([text, href]) => (
    <li key={text}>
      <a href={href}>{text}</a>
    </li>
  ));
  return links.length === 0 ? null : <ul class="links">{links}</ul>;
}
