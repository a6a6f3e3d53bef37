import { readEvent, TeleError } from '../../core/index.ts';

/** Most events of one request: main takes them in one go. */
const MAX_EVENTS = 1000;

/**
 * The events in the body of a request: one object, a list of them, or one per line (NDJSON), as `contentType` says. All are checked against their declarations
 * and none is taken when one is wrong. Throws `BAD_REQUEST` that names the event and the field, and never repeats a value.
 */
export function readEvents(body: string, contentType: string | undefined, now: number): readonly object[] {
  const isLines = /^application\/(?:x-)?nd-?json\b/i.test(contentType ?? '');
  const given = isLines ? parseLines(body) : parseOne(body);
  if (given.length === 0) refuse('The body holds no event.');
  if (given.length > MAX_EVENTS) refuse(`The body holds more than ${MAX_EVENTS} events.`);
  return given.map((one, index) => {
    const event = readEvent(one, { now, source: 'api' });
    if ('malformed' in event) refuse(`Event ${index}: ${event.malformed}${event.path === '' ? '' : ` at ${event.path}`}. ${event.message}`);
    // What is read as an event is an object.
    return one as object;
  });
}

function parseOne(body: string): readonly unknown[] {
  const value = parse(body, 'The body');
  return Array.isArray(value) ? value : [value];
}

function parseLines(body: string): readonly unknown[] {
  const lines = body.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line, index) => parse(line, `Line ${index + 1} of the body`));
}

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The message of the engine repeats what was sent.
    return refuse(`${what} is not JSON.`);
  }
}

function refuse(message: string): never {
  throw new TeleError('BAD_REQUEST', message);
}
