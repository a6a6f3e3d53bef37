import { WORDS } from '../words.ts';
import type { PanelAnswer, PanelSeries, Span } from './panel-answer.ts';
import { timeText } from './when.tsx';

const HEIGHT = 10;

/** Whether things were up over time, a strip for each, and how they are now. */
export function StateStrips({ panel: { title, series }, span }: { readonly panel: PanelAnswer; readonly span: Span }) {
  return (
    <section class="card">
      <h3>{title}</h3>
      <ul class="strips">
        {series.map((one) => (
          <li key={one.name}>
            <span>{one.name}</span>
            <span class={`outcome ${isUpNow(one) ? 'good' : 'bad'}`}>{isUpNow(one) ? WORDS.isUp : WORDS.isDown}</span>
            <Strip series={one} span={span} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function isUpNow({ points }: PanelSeries): boolean {
  return (points.at(-1)?.[1] ?? 0) > 0;
}

function Strip({ series: { name, points }, span: { since, until } }: { readonly series: PanelSeries; readonly span: Span }) {
  const stretches = points.map(([from = since, value = 0], index) => {
    const [to = until] = points[index + 1] ?? [];
    return { from, to, isUp: value > 0 };
  });
  const downs = stretches.filter(({ isUp }, index) => !isUp && stretches[index - 1]?.isUp !== false);
  const said = downs.length === 0 ? WORDS.neverDown : WORDS.downAt(downs.map(({ from }) => timeText(from, 'clock')).join(', '));
  return (
    <svg role="img" aria-label={`${name}: ${said}`} viewBox={`0 0 ${Math.max(1, until - since)} ${HEIGHT}`} preserveAspectRatio="none">
      {stretches.map(({ from, to, isUp }) => (
        <rect
          key={from}
          class={isUp ? 'up' : 'down'}
          x={from - since}
          y={isUp ? HEIGHT / 2 : 0}
          width={Math.max(0, to - from)}
          height={isUp ? HEIGHT / 2 : HEIGHT}
        />
      ))}
    </svg>
  );
}
