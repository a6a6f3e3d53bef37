/** Up to so many keys are gone through one by one. */
const FEW = 16;

/** Values by number. Hot: most have very few, and to go through those costs less than a hash table with a heap number for each key. */
export class NumberMap<V> {
  readonly #keys: number[] = [];
  readonly #values: V[] = [];
  #places: Map<number, number> | undefined;

  get(key: number): V | undefined {
    const place = this.#placeOf(key);
    return place === undefined ? undefined : this.#values[place];
  }

  set(key: number, value: V): void {
    const place = this.#placeOf(key) ?? this.#add(key);
    this.#values[place] = value;
  }

  #placeOf(key: number): number | undefined {
    if (this.#places !== undefined) return this.#places.get(key);
    const keys = this.#keys;
    for (let place = 0; place < keys.length; place += 1) if (keys[place] === key) return place;
    return undefined;
  }

  #add(key: number): number {
    const place = this.#keys.push(key) - 1;
    if (this.#places !== undefined) this.#places.set(key, place);
    else if (place === FEW) this.#places = new Map(this.#keys.map((known, at) => [known, at]));
    return place;
  }
}
