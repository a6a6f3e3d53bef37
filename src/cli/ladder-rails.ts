import type { Ladder } from '../server/index.ts';

/** Where rails stand. */
interface Rails {
  readonly columns: number;
  /** Where the first one stands. */
  readonly left: number;
  /** From one to the next. */
  readonly column: number;
}

/** The endpoints over their rails with the trunks that they are: in one line where all names fit, else a line for each, the rails of those above going on. */
export function ladderHead(endpoints: Ladder['endpoints'], { columns, left, column }: Rails): readonly string[] {
  const room = columns - left;
  const indent = ' '.repeat(left);
  const rails = `${'|'.padEnd(column).repeat(endpoints.length)}`;
  const fits = endpoints.every(({ address, trunk = '' }, place) => {
    const most = place === endpoints.length - 1 ? room - place * column : column - 1;
    return Math.max(address.length, trunk.length) <= most;
  });
  const lines = fits ? besideEachOther(endpoints, column) : oneBelowTheOther(endpoints, column, room);
  return [...lines, rails].map((line) => `${indent}${line}`.trimEnd());
}

function besideEachOther(endpoints: Ladder['endpoints'], column: number): readonly string[] {
  const row = (texts: readonly string[]): string => texts.map((text) => text.padEnd(column)).join('');
  const trunks = endpoints.map(({ trunk = '' }) => trunk);
  const addresses = row(endpoints.map(({ address }) => address));
  return trunks.every((trunk) => trunk === '') ? [addresses] : [row(trunks), addresses];
}

function oneBelowTheOther(endpoints: Ladder['endpoints'], column: number, room: number): readonly string[] {
  return endpoints.flatMap(({ address, trunk }, place) => {
    const behind = '|'.padEnd(column).repeat(place);
    const whole = trunk === undefined ? address : `${trunk} ${address}`;
    const names = whole.length <= room || trunk === undefined ? [whole] : [trunk, address];
    return names.map((name) => placeName(name, place * column, behind, room));
  });
}

/** A name that begins at its rail, or stands left of it when there is no room on its right. */
function placeName(name: string, place: number, rails: string, room: number): string {
  const start = place - name.length - 1;
  if (place + name.length <= room || start < 0) return placeText(name, place, rails, Infinity);
  return `${placeText(name, start, rails.slice(0, start), Infinity)} |`;
}

/** Rails with a text over them from this place on, or so far before it that it ends with the room. */
export function placeText(text: string, place: number, rails: string, room: number): string {
  const start = Math.max(0, Math.min(place, room - text.length));
  return `${rails.slice(0, start).padEnd(start)}${text}${start + text.length < rails.length ? ` ${rails.slice(start + text.length + 1)}` : ''}`;
}

/** The rails right of an arrow, after the one that it ends at. */
export function railsBehind(count: number, column: number): string {
  return Array.from({ length: count }, () => `${' '.repeat(column - 1)}|`).join('');
}
