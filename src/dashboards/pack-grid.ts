/** Columns of a dashboard. */
export const COLUMNS = 24;

/** Where a thing lies, in columns and lines. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Puts things one after another onto shelves from a line on: each shelf is as high as the highest on it. Nothing overlaps, and nothing juts out. */
export function packGrid(sizes: readonly { readonly width: number; readonly height: number }[], from: number): readonly Place[] {
  let [x, y, shelf] = [0, from, 0];
  return sizes.map(({ width, height }) => {
    const w = Math.min(width, COLUMNS);
    if (x + w > COLUMNS) [x, y, shelf] = [0, y + shelf, 0];
    const place = { x, y, w, h: height };
    x += w;
    shelf = Math.max(shelf, height);
    return place;
  });
}
