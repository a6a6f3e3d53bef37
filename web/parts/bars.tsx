import { WORDS } from '../words.ts';
import { type Drawn, ratingOf } from './panel-answer.ts';
import { seriesName } from './value-name.ts';

/** The newest values as rows, each with a bar beside it. */
export function Bars({ panel: { title, series, bounds }, format }: Drawn) {
  const values = series.map(({ points }) => points.at(-1)?.[1] ?? 0);
  const most = Math.max(...values, Number.MIN_VALUE);
  return (
    <section class="card">
      <h3>{title}</h3>
      <table>
        <thead class="hidden">
          <tr>
            <th scope="col">{WORDS.name}</th>
            <th scope="col">{WORDS.value}</th>
            <th scope="col">{WORDS.part}</th>
          </tr>
        </thead>
        <tbody>
          {series.map(({ name, labels }, index) => {
            const value = values[index] ?? 0;
            const rating = ratingOf(value, bounds);
            return (
              <tr key={name}>
                <td>
                  {name === '' ? title : seriesName(name, labels)}{' '}
                  {rating === 'good' ? null : <span class={`outcome ${rating}`}>{WORDS.ratings[rating]}</span>}
                </td>
                <td class="number">{format(value)}</td>
                <td class="wide">{value > 0 ? <span class="bar" style={{ '--from': '0', '--width': String(value / most) }} /> : null}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
