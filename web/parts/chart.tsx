import { useEffect, useRef, useState } from 'preact/hooks';
import UPlot from 'uplot';

import { WORDS } from '../words.ts';
import { eachOnce, timesOnAxis } from './axis-texts.ts';
import { loneValues } from './lone-values.ts';
import { isDark } from './theme.tsx';
import { type AxisBounds, boundedRange } from './value-range.ts';
import { isUtc, timeText, When } from './when.tsx';

/** Values over time; one that is undefined is a gap. */
export interface Line {
  readonly name: string;
  /** The name of a colour of the page, e.g. `--bad`. */
  readonly colour: string;
  readonly values: readonly (number | undefined)[];
}

interface Of {
  readonly title: string;
  /** Unix seconds. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly format: (value: number | undefined) => string | undefined;
  /** How far the lines of its grid may lie from each other. Absent: as decimal numbers do. */
  readonly steps?: readonly number[] | undefined;
  /** Bounds of its axis. Absent: the values decide. */
  readonly bounds?: AxisBounds | undefined;
  /** Told when somebody draws over a part of it with the mouse. Absent: nobody can. */
  readonly onZoom?: (since: number, until: number) => void;
}

const HEIGHT = 180;
const DASH = [6, 3];
/** A value that no line reaches. */
const POINT_PIXELS = 5;
/** The room above and below the values, as a share of what they go over. */
const ROOM = 0.1;
/** Less was a click, in pixels. */
const LEAST_DRAG = 6;
/** From one time on the axis to the next. */
const LABEL_PIXELS = 95;
const LEAST_AXIS_PIXELS = 56;
/** The room of the times below a chart. */
const TIMES_PIXELS = 34;
const TIMES_GAP = 9;
const SIXTIETHS = [1, 2, 5, 10, 15, 30];
/** How far times on an axis may lie from each other: seconds, minutes, hours and days. */
const TIME_STEPS = SIXTIETHS.concat(
  SIXTIETHS.map((minutes) => minutes * 60),
  [1, 2, 3, 6, 12].map((hours) => hours * 3600),
  [1, 2, 7, 14, 28].map((days) => days * 86_400),
);
/** A single value has this much time on either side of it. */
const ALONE_SECONDS = 30;

/** Lines over time. Its cursor goes with those of the other charts of the screen. The same values are there as a table. */
export function Chart(of: Of) {
  const [isTable, setTable] = useState(false);
  return (
    <figure class="chart">
      <figcaption>
        <span>{of.title}</span>
        <button type="button" class="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
          {WORDS.asTable}
        </button>
      </figcaption>
      {isTable ? <Values {...of} /> : <Drawn {...of} />}
    </figure>
  );
}

function Drawn({ title, times, lines, format, steps, bounds, onZoom }: Of) {
  const zoom = useRef(onZoom);
  zoom.current = onZoom;
  const place = useRef<HTMLDivElement>(null);
  const zone = isUtc.value;
  const dark = isDark.value;
  const data = JSON.stringify([times, lines]);
  useEffect(() => {
    const into = place.current;
    if (into === null) return undefined;
    const chart = draw(into, { title, times, lines, format, steps, bounds }, () => zoom.current, zone);
    const watch = new ResizeObserver(() => chart.setSize({ width: into.clientWidth, height: HEIGHT }));
    watch.observe(into);
    return () => {
      watch.disconnect();
      chart.destroy();
    };
    // `data` says all of what is drawn, and `dark` in which colours.
  }, [data, zone, dark]);
  return (
    <>
      <div ref={place} class="canvas" role="img" aria-label={`${title}: ${lines.map((line) => described(line, format)).join('; ')}`} />
      <ul class="legend">
        {lines.map(({ name, colour }, index) => (
          <li key={name} data-said class={index === 0 ? 'whole' : 'dashed'} style={{ '--line-colour': `var(${colour})` }}>
            {name}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Draws lines into a place. `zoom` is asked for when somebody draws over them. */
function draw(into: HTMLElement, { times, lines, format, steps, bounds }: Of, zoom: () => Of['onZoom'], isInUtc: boolean): UPlot {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => resolved(into, style.getPropertyValue(name) === '' ? 'currentColor' : `var(${name})`);
  const axis = { stroke: colour('--faint'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false } };
  return new UPlot(
    {
      width: into.clientWidth,
      height: HEIGHT,
      ...drawing(zoom),
      legend: { show: false },
      scales: scalesOf(times, lines, bounds),
      ...(isInUtc ? { tzDate: (at: number) => UPlot.tzDate(new Date(at * 1000), 'UTC') } : {}),
      axes: [
        {
          ...axis,
          incrs: TIME_STEPS,
          size: TIMES_PIXELS,
          gap: TIMES_GAP,
          space: LABEL_PIXELS,
          values: (_, all) => timesOnAxis(all, timeText),
        },
        {
          ...axis,
          ...(steps === undefined ? {} : { incrs: [...steps] }),
          size: (_, texts) => widthOf(texts),
          values: (_, all) => eachOnce(all.map((value) => format(value) ?? '')),
        },
      ],
      series: [
        {},
        ...lines.map(({ name, colour: of }, index) => ({
          label: name,
          stroke: colour(of),
          width: 1.5,
          points: {
            show: false,
            size: POINT_PIXELS,
            fill: colour(of),
            filter: (_: unknown, at: number) => loneValues(lines[at - 1]?.values ?? []),
          },
          // Colour is not the only sign.
          ...(index === 0 ? {} : { dash: DASH }),
        })),
      ],
    },
    [times.slice(), ...lines.map(({ values }) => values.map((value) => value ?? null))],
    into,
  );
}

/** What the axes go over, where the values do not say it. */
function scalesOf(times: readonly number[], lines: readonly Line[], bounds: AxisBounds = {}): UPlot.Scales {
  const [first] = times;
  const isFlat = lines.every(({ values }) => values.every((value) => value === undefined || value === 0));
  return {
    ...(times.length === 1 && first !== undefined ? { x: { range: [first - ALONE_SECONDS, first + ALONE_SECONDS] } } : {}),
    // Nothing but 0 lies at the bottom of 0 to 1, and not of 0 to 100.
    y: {
      range: isFlat
        ? [0, 1]
        : (_, first, last) => {
            const [low, high] = UPlot.rangeNum(first, last, ROOM, true);
            return boundedRange([low ?? first, high ?? last], [first, last], bounds);
          },
    },
  };
}

/** The room that the longest of these takes beside a chart, in pixels. */
function widthOf(texts: readonly string[] | null): number {
  return Math.max(LEAST_AXIS_PIXELS, 14 + 7 * Math.max(0, ...(texts ?? []).map(({ length }) => length)));
}

/** A part of the time that is drawn over is looked at, where somebody is told of it. */
function drawing(zoom: () => Of['onZoom']): Pick<UPlot.Options, 'cursor' | 'hooks'> {
  return {
    cursor: {
      // What is drawn over one chart is not drawn over the others.
      sync: { key: 'screen', filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
      drag: { x: zoom() !== undefined, y: false, setScale: false },
    },
    hooks: {
      setSelect: [
        (of) => {
          const { left, width } = of.select;
          if (width >= LEAST_DRAG) zoom()?.(of.posToVal(left, 'x'), of.posToVal(left + width, 'x'));
        },
      ],
    },
  };
}

/** What a line says to who cannot see it. */
function described({ name, values }: Line, format: Of['format']): string {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0
    ? WORDS.lineEmpty(name)
    : WORDS.lineSaid(name, format(Math.min(...known)) ?? '', format(Math.max(...known)) ?? '', format(known.at(-1)) ?? '');
}

function Values({ title, times, lines, format }: Of) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{WORDS.time}</th>
            {lines.map(({ name }) => (
              <th key={name} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {times.map((at, index) => (
            <tr key={at}>
              <td>
                <When at={at} />
              </td>
              {lines.map(({ name, values }) => (
                <td key={name} class="number">
                  {format(values[index]) ?? '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A colour as the canvas takes it: it knows no variables. */
function resolved(near: HTMLElement, colour: string): string {
  const probe = document.createElement('span');
  probe.style.color = colour;
  near.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
