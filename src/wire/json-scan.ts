/** Why a scan stopped early. */
export const JSON_FAULT = ['truncated', 'syntax'] as const;
export type JsonFault = (typeof JSON_FAULT)[number];

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const ESCAPE = /\\(?:u([\da-fA-F]{4})|([^]))/g;
const LETTERS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);
/** Names and numbers are shorter, also with some escapes; longer text is passed over unread. */
const MAX_WORD_LENGTH = 240;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Walks through JSON in one pass without building it, so that a repeated name is seen each time. It forgives empty values and missing or
 * additional commas. What the caller does not enter is passed over without recursion, so depth costs nothing.
 */
export class JsonScan {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #fault: JsonFault | undefined;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Why the scan stopped. Undefined while it has not. */
  get fault(): JsonFault | undefined {
    return this.#fault;
  }

  /** Whether the next value is an object. */
  get isObject(): boolean {
    return this.#peek() === OPEN_BRACE;
  }

  /** Enters an object: `take` gets each name and must take its value. Another kind of value is passed over. */
  members(take: (name: string) => void): void {
    if (this.#peek() !== OPEN_BRACE) return this.skip();
    this.#at += 1;
    while (this.#hasMore(CLOSE_BRACE)) {
      if (this.#peek() !== QUOTE) return this.#stop('syntax');
      const name = this.#string();
      if (this.#peek() !== COLON) return this.#stop(this.#at < this.#end ? 'syntax' : 'truncated');
      this.#at += 1;
      take(name);
    }
  }

  /** Enters an array: `take` must take each element. Another kind of value is passed over. */
  elements(take: () => void): void {
    if (this.#peek() !== OPEN_BRACKET) return this.skip();
    this.#at += 1;
    while (this.#hasMore(CLOSE_BRACKET)) take();
  }

  /** Takes the next value, whatever it is: the number that it is or that it holds as a string, else undefined. */
  number(): number | undefined {
    const first = this.#peek();
    if (first === OPEN_BRACE || first === OPEN_BRACKET) {
      this.skip();
      return undefined;
    }
    const text = (first === QUOTE ? this.#string() : this.#token()).trim();
    const value = NUMBER.test(text) ? Number(text) : Number.NaN;
    return Number.isFinite(value) ? value : undefined;
  }

  /** Passes over the next value. */
  skip(): void {
    const first = this.#peek();
    if (first === QUOTE) return void this.#string();
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return void this.#token();
    let depth = 0;
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at];
      if (byte === QUOTE) {
        this.#string();
        continue;
      }
      this.#at += 1;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
      if (depth === 0) return;
    }
    this.#stop('truncated');
  }

  /** Whether an object or an array goes on; its end is taken. */
  #hasMore(close: number): boolean {
    while (this.#peek() === COMMA) this.#at += 1;
    const byte = this.#peek();
    if (byte === close) {
      this.#at += 1;
      return false;
    }
    if (byte !== undefined && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return true;
    this.#stop(byte === undefined ? 'truncated' : 'syntax');
    return false;
  }

  /** The next byte that is no white space. Undefined at the end. */
  #peek(): number | undefined {
    while (this.#at < this.#end && isSpace(this.#bytes[this.#at])) this.#at += 1;
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  /** Takes a string. */
  #string(): string {
    const start = this.#at + 1;
    let at = start;
    let hasEscape = false;
    while (at < this.#end && this.#bytes[at] !== QUOTE) {
      const isEscape = this.#bytes[at] === BACKSLASH;
      hasEscape ||= isEscape;
      at += isEscape ? 2 : 1;
    }
    if (at >= this.#end) {
      this.#stop('truncated');
      return '';
    }
    this.#at = at + 1;
    const word = this.#word(start, at);
    return hasEscape ? unescaped(word) : word;
  }

  /** Takes a number or a bare word; empty where there is none. */
  #token(): string {
    const start = this.#at;
    while (this.#at < this.#end && !endsToken(this.#bytes[this.#at])) this.#at += 1;
    return this.#word(start, this.#at);
  }

  #word(start: number, end: number): string {
    return end - start > MAX_WORD_LENGTH ? '' : String.fromCharCode(...this.#bytes.subarray(start, end));
  }

  #stop(fault: JsonFault): void {
    this.#fault ??= fault;
    this.#at = this.#end;
  }
}

/** The text that a string with escapes stands for (RFC 8259 section 7). An escape that there is not stays as it is: no name has one. */
function unescaped(word: string): string {
  return word.replace(ESCAPE, (_all, hex: string | undefined, letter: string) =>
    hex === undefined ? (LETTERS.get(letter) ?? `\\${letter}`) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsToken(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);
}
