import { readHepFixture } from '../src/testing/index.ts';

/** A HEP 3 frame and when it was captured. */
export interface Frame {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** The frames of real captures as if the first packet had come a minute ago. */
export function recent(names: readonly string[]): readonly Frame[] {
  const records = names
    .flatMap((name) => readHepFixture(new URL(`./fixtures/hep/${name}.hepbin`, import.meta.url)))
    .toSorted((a, b) => a.at - b.at);
  const later = Math.round(Date.now() / 1000 - 60 - (records[0]?.at ?? 0));
  return records.map(({ at, bytes }) => {
    const copy = Buffer.from(bytes);
    for (let place = 6; place + 6 <= copy.length; place += copy.readUInt16BE(place + 4))
      if (copy.readUInt32BE(place) === 9) copy.writeUInt32BE(copy.readUInt32BE(place + 6) + later, place + 6);
    return { at: at + later, bytes: copy };
  });
}
