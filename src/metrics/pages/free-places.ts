/** The place of a series that was removed: a record with its room for text, and the cells that belong to it. */
export interface FreePlace {
  /** Position of the record in the log. */
  readonly record: number;
  readonly family: number;
  /** Bytes of room for the labels. */
  readonly room: number;
}

/**
 * Places that may be used again by a series of the same family. One that was given back waits until `turn` was called twice: a reader in another thread that has begun
 * with the old series has long ended then.
 */
export class FreePlaces {
  /** Records by family and by room. */
  readonly #families = new Map<number, Map<number, number[]>>();
  #given: FreePlace[] = [];
  #waiting: FreePlace[] = [];

  give(place: FreePlace): void {
    this.#given.push(place);
  }

  turn(): void {
    for (const { family, room, record } of this.#waiting) {
      const rooms = this.#families.get(family) ?? new Map<number, number[]>();
      this.#families.set(family, rooms);
      const records = rooms.get(room);
      if (records === undefined) rooms.set(room, [record]);
      else records.push(record);
    }
    this.#waiting = this.#given;
    this.#given = [];
  }

  /** A record of this family with at least so much room, the narrowest there is. Undefined when there is none. */
  take(family: number, bytes: number): number | undefined {
    const rooms = this.#families.get(family);
    if (rooms === undefined) return undefined;
    let narrowest: number | undefined;
    for (const [room, records] of rooms) {
      if (room >= bytes && records.length > 0 && (narrowest === undefined || room < narrowest)) narrowest = room;
    }
    return narrowest === undefined ? undefined : rooms.get(narrowest)?.pop();
  }
}
