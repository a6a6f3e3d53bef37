/** A scenario as its file says it: what arrives when, and what must be seen in the end. */
export interface ScenarioText {
  /** Trunk names with what they are known by, joined by semicolons. */
  readonly trunks: ReadonlyMap<string, string>;
  /** Names of presets whose metrics are there beside the canonical ones. */
  readonly presets: readonly string[];
  /** Tracker settings by name. */
  readonly settings: ReadonlyMap<string, number>;
  /** Scene lines, and lines whose second word is `hex` (raw bytes), `v1` (a text in HEP version 1), `rtcp` (RTCP as JSON, of the call in `call=NAME`), `event` (an event as a program posts it, as JSON), `report` (a report of the store thread, as JSON), `started` or `connected` (the source's sockets). */
  readonly messages: readonly string[];
  /** How long the clock runs on after the last message, seconds. */
  readonly runOnSeconds: number;
  readonly series: readonly ExpectedSeries[];
  readonly calls: readonly ExpectedCall[];
}

/** A sample of the exposition: its name with labels, and its value, or `absent`. */
export interface ExpectedSeries {
  readonly series: string;
  readonly value: string;
}

/** A call by the name of its Call-ID, and fields of its record. */
export interface ExpectedCall {
  readonly callId: string;
  readonly fields: ReadonlyMap<string, string>;
}

const RUN_ON_SECONDS = 10;

/**
 * Reads a `.scenario` file. Sections: lines `presets NAME ...`, `trunks NAME=KNOWN;BY ...` and `settings NAME=NUMBER ...` first, then `messages` with one message a line
 * (see `readScene`) and optionally `run SECONDS`, then `expect` with samples `name{labels} value` or `name{labels} absent` and `call NAME field=value ...`.
 */
export function readScenario(text: string): ScenarioText {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  const messagesAt = lines.indexOf('messages');
  const expectAt = lines.indexOf('expect');
  if (messagesAt < 0 || expectAt < messagesAt) throw new Error('a scenario has a line `messages` and after it a line `expect`');
  const head = lines.slice(0, messagesAt);
  const body = lines.slice(messagesAt + 1, expectAt);
  const expected = lines.slice(expectAt + 1);
  const run = body.find((line) => line.startsWith('run '));
  return {
    trunks: readPairs(head, 'trunks'),
    presets: head.filter((line) => line.startsWith('presets ')).flatMap((line) => line.split(/\s+/).slice(1)),
    settings: new Map([...readPairs(head, 'settings')].map(([name, value]): [string, number] => [name, Number(value)])),
    messages: body.filter((line) => line !== run),
    runOnSeconds: run === undefined ? RUN_ON_SECONDS : Number(run.slice(4)),
    series: expected.filter((line) => !line.startsWith('call ')).map(readSeries),
    calls: expected.filter((line) => line.startsWith('call ')).map(readCall),
  };
}

function readPairs(lines: readonly string[], keyword: string): ReadonlyMap<string, string> {
  const words = lines.filter((line) => line.startsWith(`${keyword} `)).flatMap((line) => line.split(/\s+/).slice(1));
  return new Map(words.map(readPair));
}

function readPair(word: string): [string, string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}

function readSeries(line: string): ExpectedSeries {
  const at = line.lastIndexOf(' ');
  return { series: line.slice(0, at), value: line.slice(at + 1) };
}

function readCall(line: string): ExpectedCall {
  const [, callId = '', ...words] = line.split(/\s+/);
  return { callId, fields: new Map(words.map(readPair)) };
}
