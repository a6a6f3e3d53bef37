import { readToldEvent, type EventFault } from '../../core/index.ts';

/** Most events of one request. */
export const MAX_EVENTS = 1000;

/** Why a body is refused: a stable word, and a sentence that names the event and the field and repeats no value. */
export interface Refusal {
  readonly fault: EventFault;
  readonly message: string;
}

/**
 * The events in the body of a request: one object, a list of them, or one per line (NDJSON), as `contentType` says. All are checked against their declarations
 * and none is taken when one is wrong, or is one that ringscope alone tells.
 */
export function readEvents(body: string, contentType: string | undefined, now: number): readonly object[] | Refusal {
  const given = readBody(body, contentType);
  if ('fault' in given) return given;
  const events: object[] = [];
  for (const [index, one] of given.entries()) {
    const event = readToldEvent(one, { now, source: 'api' });
    if ('malformed' in event) {
      const { malformed: fault, path, message } = event;
      return { fault, message: `Event ${index}: ${fault}${path === '' ? '' : ` at ${path}`}. ${message}` };
    }
    // What is read as an event is an object.
    events.push(one as object);
  }
  return events;
}

/** One of several events that is none. It has a number like the others, and is not to be sent again. */
export interface RejectedEvent {
  /** Its place in the body, from 0. */
  readonly index: number;
  readonly reason: EventFault;
  /** Where it is wrong; empty for the whole. */
  readonly field: string;
}

/** The same of a program that numbers its events: what is wrong with one of them does not hold up the others. */
export function readNumbered(
  body: string,
  contentType: string | undefined,
  now: number,
): { readonly events: readonly unknown[]; readonly rejected: readonly RejectedEvent[] } | Refusal {
  const events = readBody(body, contentType);
  if ('fault' in events) return events;
  const rejected = events.flatMap((one, index) => {
    const event = readToldEvent(one, { now, source: 'api' });
    return 'malformed' in event ? [{ index, reason: event.malformed, field: event.path }] : [];
  });
  return { events, rejected };
}

type Parsed = readonly unknown[] | Refusal;

function readBody(body: string, contentType: string | undefined): Parsed {
  const isLines = /^application\/(?:x-)?nd-?json\b/i.test(contentType ?? '');
  const given = isLines ? parseLines(body) : parseOne(body);
  if ('fault' in given) return given;
  if (given.length === 0) return { fault: 'no_object', message: 'The body holds no event.' };
  return given.length > MAX_EVENTS ? { fault: 'no_object', message: `The body holds more than ${MAX_EVENTS} events.` } : given;
}

function parseOne(body: string): Parsed {
  const parsed = parse(body, 'The body');
  if ('fault' in parsed)
    return beginsWithLine(body)
      ? { ...parsed, message: `${parsed.message} Events of one line each have the media type application/x-ndjson.` }
      : parsed;
  const { value } = parsed;
  // Whatever the list holds is looked at one by one.
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
}

/** Whether the first of several lines is JSON by itself. */
function beginsWithLine(body: string): boolean {
  const end = body.indexOf('\n');
  return end > 0 && !('fault' in parse(body.slice(0, end), ''));
}

function parseLines(body: string): Parsed {
  const values: unknown[] = [];
  for (const line of body.split('\n').filter((one) => one.trim() !== '')) {
    const parsed = parse(line, `Line ${values.length + 1} of the body`);
    if ('fault' in parsed) return parsed;
    values.push(parsed.value);
  }
  return values;
}

function parse(text: string, what: string): { readonly value: unknown } | Refusal {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // The message of the engine repeats what was sent.
    return { fault: 'no_json', message: `${what} is not JSON.` };
  }
}
