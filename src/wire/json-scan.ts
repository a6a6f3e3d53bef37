/** Why a scan stopped early. */
export const JSON_FAULT = ['truncated', 'syntax'] as const;
export type JsonFault = (typeof JSON_FAULT)[number];

const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const UNDERSCORE = 0x5f;
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
/** Any number of so many digits is exact. */
const MAX_EXACT_DIGITS = 15;
const NUMBER = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Walks through JSON in one pass without building it, so that a repeated name is seen each time. It forgives empty values and missing or
 * additional commas. What the caller does not enter is passed over without recursion, so depth costs nothing. Hot: names are compared and numbers read where they lie;
 * a text for each, and an object for each to hand it on, cost ten times as much.
 */
export class JsonScan {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  #fault: JsonFault | undefined;
  /** Where the name of the member at hand lies: in the bytes, or in a copy without its escapes. */
  #nameBytes: Uint8Array;
  #nameStart = 0;
  #nameEnd = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.#bytes = bytes;
    this.#nameBytes = bytes;
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

  /** Enters an object. False: the next value is of another kind and was passed over. */
  enterObject(): boolean {
    return this.#enter(OPEN_BRACE);
  }

  /** Enters an array. False: the next value is of another kind and was passed over. */
  enterArray(): boolean {
    return this.#enter(OPEN_BRACKET);
  }

  /** Takes the name of the next member of an object; the caller must take its value. False: the object ends. */
  nextMember(): boolean {
    if (!this.#hasMore(CLOSE_BRACE)) return false;
    if (this.#peek() !== QUOTE) return this.#stop('syntax');
    if (!this.#takeName()) return false;
    if (this.#peek() !== COLON) return this.#stop(this.#at < this.#end ? 'syntax' : 'truncated');
    this.#at += 1;
    return true;
  }

  /** Whether an array goes on; the caller must take its next element. */
  nextElement(): boolean {
    return this.#hasMore(CLOSE_BRACKET);
  }

  /** Which of the words the name of the member is, -1 for none. */
  nameAmong(words: readonly Uint8Array[]): number {
    const length = this.#nameEnd - this.#nameStart;
    for (let place = 0; place < words.length; place += 1) {
      const one = words[place];
      if (one?.length === length && this.#nameStartsWith(one)) return place;
    }
    return -1;
  }

  /** Whether the name of the member is the word and letters, digits or underscores behind it. */
  isNameBehind(begin: Uint8Array): boolean {
    const from = this.#nameStart + begin.length;
    if (this.#nameEnd <= from || !this.#nameStartsWith(begin)) return false;
    for (let at = from; at < this.#nameEnd; at += 1) {
      if (!isWordByte(this.#nameBytes[at] ?? 0)) return false;
    }
    return true;
  }

  /** Takes the next value, whatever it is: the number that it is or that it holds as a string, else undefined. */
  number(): number | undefined {
    const first = this.#peek();
    const isString = first === QUOTE;
    const from = isString ? this.#at + 1 : this.#at;
    const isNegative = this.#bytes[from] === MINUS;
    const digitsAt = isNegative ? from + 1 : from;
    let at = digitsAt;
    let value = 0;
    while (at < this.#end && isDigit(this.#bytes[at])) {
      value = value * 10 + (this.#bytes[at] ?? 0) - ZERO;
      at += 1;
    }
    if (!this.#areAllDigits(digitsAt, at, isString)) return this.#otherNumber(first);
    this.#at = isString ? at + 1 : at;
    return isNegative ? -value : value;
  }

  /** Passes over the next value. */
  skip(): void {
    const first = this.#peek();
    if (first === QUOTE) return void this.#passString();
    if (first !== OPEN_BRACE && first !== OPEN_BRACKET) return this.#passToken();
    let depth = 0;
    while (this.#at < this.#end) {
      const byte = this.#bytes[this.#at];
      if (byte === QUOTE) {
        this.#passString();
        continue;
      }
      this.#at += 1;
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
      if (depth === 0) return;
    }
    this.#stop('truncated');
  }

  #enter(open: number): boolean {
    if (this.#peek() !== open) {
      this.skip();
      return false;
    }
    this.#at += 1;
    return true;
  }

  /** Whether an object or an array goes on; its end is taken. */
  #hasMore(close: number): boolean {
    let byte = this.#peek();
    while (byte === COMMA) {
      this.#at += 1;
      byte = this.#peek();
    }
    if (byte === close) {
      this.#at += 1;
      return false;
    }
    if (byte !== undefined && byte !== CLOSE_BRACE && byte !== CLOSE_BRACKET) return true;
    return this.#stop(byte === undefined ? 'truncated' : 'syntax');
  }

  /** The next byte that is no white space. Undefined at the end. */
  #peek(): number | undefined {
    while (this.#at < this.#end && isSpace(this.#bytes[this.#at])) this.#at += 1;
    return this.#at < this.#end ? this.#bytes[this.#at] : undefined;
  }

  #takeName(): boolean {
    const start = this.#at + 1;
    const hasEscape = this.#passString();
    if (this.#fault !== undefined) return false;
    const end = this.#at - 1;
    this.#nameBytes = hasEscape ? codesOf(unescaped(this.#word(start, end))) : this.#bytes;
    this.#nameStart = hasEscape ? 0 : start;
    this.#nameEnd = hasEscape ? this.#nameBytes.length : end - start > MAX_WORD_LENGTH ? start : end;
    return true;
  }

  #nameStartsWith(begin: Uint8Array): boolean {
    for (let index = 0; index < begin.length; index += 1) {
      if (this.#nameBytes[this.#nameStart + index] !== begin[index]) return false;
    }
    return true;
  }

  /** Whether the digits in `[start, end)` are all there is of a value, and it is exact. */
  #areAllDigits(start: number, end: number, isString: boolean): boolean {
    if (end === start || end - start > MAX_EXACT_DIGITS || end >= this.#end) return false;
    return isString ? this.#bytes[end] === QUOTE : endsToken(this.#bytes[end]);
  }

  /** A value that is not just some digits, e.g. one with a fraction or with escapes. */
  #otherNumber(first: number | undefined): number | undefined {
    const start = this.#at;
    if (first !== QUOTE) {
      this.skip();
      return first === OPEN_BRACE || first === OPEN_BRACKET ? undefined : numberOf(this.#word(start, this.#at));
    }
    const hasEscape = this.#passString();
    if (this.#fault !== undefined) return undefined;
    const word = this.#word(start + 1, this.#at - 1);
    return numberOf(hasEscape ? unescaped(word) : word);
  }

  /** Passes over a string; true when it has an escape. */
  #passString(): boolean {
    let at = this.#at + 1;
    let hasEscape = false;
    while (at < this.#end && this.#bytes[at] !== QUOTE) {
      const isEscape = this.#bytes[at] === BACKSLASH;
      hasEscape ||= isEscape;
      at += isEscape ? 2 : 1;
    }
    if (at >= this.#end) return this.#stop('truncated');
    this.#at = at + 1;
    return hasEscape;
  }

  /** Passes over a number or a bare word, which may be empty. */
  #passToken(): void {
    while (this.#at < this.#end && !endsToken(this.#bytes[this.#at])) this.#at += 1;
  }

  #word(start: number, end: number): string {
    return end - start > MAX_WORD_LENGTH ? '' : String.fromCharCode(...this.#bytes.subarray(start, end));
  }

  #stop(fault: JsonFault): false {
    this.#fault ??= fault;
    this.#at = this.#end;
    return false;
  }
}

function numberOf(word: string): number | undefined {
  const text = word.trim();
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** A text as bytes, with 0 for each letter that is none. */
function codesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => {
    const code = letter.charCodeAt(0);
    return code > 0xff ? 0 : code;
  });
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

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

/** An ASCII letter, a digit or an underscore. */
function isWordByte(byte: number): boolean {
  return (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90) || isDigit(byte) || byte === UNDERSCORE;
}
