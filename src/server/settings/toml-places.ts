import { parse } from 'smol-toml';
import { MAX_FILE_DEPTH } from './file-node.ts';

/** Where a name and its value stand, and how the value is written. */
export interface TomlPlace {
  readonly nameAt: number;
  readonly at: number;
  readonly source: string;
}

/** The places of a TOML text, by the path of names and numbers that leads there. */
export type TomlPlaces = ReadonlyMap<string, TomlPlace>;

/** The key under which a place is found. */
export function placeKey(path: readonly (string | number)[]): string {
  return JSON.stringify(path);
}

type Path = readonly (string | number)[];

/** Finds where everything stands in a text that the parser has taken, for it does not tell. */
export function tomlPlaces(text: string): TomlPlaces {
  const walk = new Walk(text);
  walk.statements();
  return walk.places;
}

/** What ends a key or a value that is not quoted. */
const KEY = /[A-Za-z0-9_-]+/y;
const BARE = /[^,\]}#\r\n]*/y;
const BLANK = /(?:[ \t\r\n]+|#[^\n]*)+/y;
const SPACE = /[ \t]+/y;
/** A quoted text: the long forms first, which may end with two quotes more. */
const QUOTED = /"""(?:\\[^]|[^\\])*?"""+|'''[^]*?'''+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'/y;

class Walk {
  readonly places = new Map<string, TomlPlace>();
  /** How many tables an array of tables has so far. */
  readonly #counts = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  statements(): void {
    let table: Path = [];
    for (this.#skip(BLANK); this.#at < this.#text.length; this.#skip(BLANK)) {
      const before = this.#at;
      if (this.#text[this.#at] === '[') table = this.#header();
      else this.#pair(table);
      // A text that the parser takes never stands still.
      if (this.#at === before) return;
    }
  }

  #header(): Path {
    const start = this.#at;
    const isArray = this.#text.startsWith('[[', start);
    this.#at += isArray ? 2 : 1;
    const keys = this.#keys();
    this.#at += isArray ? 2 : 1;
    let path: Path = [];
    for (const [index, { name, at }] of keys.entries()) {
      path = [...path, name];
      const isLast = index === keys.length - 1;
      this.#note(path, at, isLast ? start : at, '');
      const count = this.#counts.get(placeKey(path));
      if (isLast && isArray) {
        this.#counts.set(placeKey(path), (count ?? 0) + 1);
        path = [...path, count ?? 0];
        this.#note(path, start, start, '');
      } else if (count !== undefined) path = [...path, count - 1];
    }
    return path;
  }

  #pair(table: Path): void {
    const keys = this.#keys();
    this.#skip(SPACE);
    this.#at += 1;
    this.#skip(BLANK);
    const start = this.#at;
    const path = [...table, ...keys.map(({ name }) => name)];
    this.#value(path);
    for (const [index, { at }] of keys.entries()) {
      const isLast = index === keys.length - 1;
      this.#note(path.slice(0, table.length + index + 1), at, isLast ? start : at, isLast ? this.#text.slice(start, this.#at).trim() : '');
    }
  }

  #value(path: Path): void {
    const first = this.#text[this.#at];
    if (first === '"' || first === "'") this.#skip(QUOTED);
    else if (first === '[') this.#elements(path, ']');
    else if (first === '{') this.#elements(path, '}');
    else this.#skip(BARE);
  }

  #elements(path: Path, end: ']' | '}'): void {
    this.#at += 1;
    for (let index = 0; this.#at < this.#text.length; index += 1) {
      this.#skip(BLANK);
      if (this.#text[this.#at] === end) break;
      const start = this.#at;
      if (end === '}') this.#pair(path);
      else {
        this.#value([...path, index]);
        this.#note([...path, index], start, start, this.#text.slice(start, this.#at).trim());
      }
      this.#skip(BLANK);
      if (this.#text[this.#at] === ',') this.#at += 1;
      else if (this.#at === start) return;
    }
    this.#at += 1;
  }

  #keys(): readonly { readonly name: string; readonly at: number }[] {
    const keys: { readonly name: string; readonly at: number }[] = [];
    for (;;) {
      this.#skip(SPACE);
      const at = this.#at;
      const quote = this.#text[at];
      this.#skip(quote === '"' || quote === "'" ? QUOTED : KEY);
      // Of a longer path no place is asked for.
      if (keys.length <= MAX_FILE_DEPTH) keys.push({ name: nameOf(this.#text.slice(at, this.#at)), at });
      this.#skip(SPACE);
      if (this.#text[this.#at] !== '.') return keys;
      this.#at += 1;
    }
  }

  /** What was noted first of a path stays: a table may be opened by several headers. */
  #note(path: Path, nameAt: number, at: number, source: string): void {
    if (path.length > MAX_FILE_DEPTH) return;
    const key = placeKey(path);
    if (!this.places.has(key)) this.places.set(key, { nameAt, at, source });
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
  }
}

/** A key as it is meant: quoted ones may hold escapes. */
function nameOf(source: string): string {
  const name = /^["']/.test(source) ? parse(`name = ${source}`)['name'] : source;
  return typeof name === 'string' ? name : source;
}
