import { WORDS } from '../words.ts';
import { useUrlState } from './location.ts';
import { useZoom } from './range.tsx';
import { When } from './when.tsx';

/** What the mouse does on charts, by the keyboard: nearer, farther, earlier, later, and back to the last hours. */
export function ZoomButtons() {
  const [, set] = useUrlState();
  const { since, until, isZoomed, to } = useZoom();
  const span = until - since;
  const ways: readonly (readonly [string, number, number])[] = [
    [WORDS.earlier, since - span / 2, until - span / 2],
    [WORDS.later, since + span / 2, until + span / 2],
    [WORDS.zoomIn, since + span / 4, until - span / 4],
    [WORDS.zoomOut, since - span / 2, until + span / 2],
  ];
  return (
    <div class="zoom" role="group" aria-label={WORDS.zoom}>
      {isZoomed ? (
        <span role="status">
          <When at={since} shape="short" /> – <When at={until} shape="short" />
        </span>
      ) : null}
      {ways.map(([name, from, end]) => (
        <button key={name} type="button" onClick={() => to(from, end)}>
          {name}
        </button>
      ))}
      {isZoomed ? (
        <button type="button" onClick={() => set({ since: undefined, until: undefined })}>
          {WORDS.zoomBack}
        </button>
      ) : null}
    </div>
  );
}
