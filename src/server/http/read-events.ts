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
  const isLines = /^application\/(?:x-)?nd-?json\b/i.test(contentType ?? '');
  const given = isLines ? parseLines(body) : parseOne(body);
  if ('fault' in given) return given;
  if (given.length === 0) return { fault: 'no_object', message: 'The body holds no event.' };
  if (given.length > MAX_EVENTS) return { fault: 'no_object', message: `The body holds more than ${MAX_EVENTS} events.` };
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

type Parsed = readonly unknown[] | Refusal;

function parseOne(body: string): Parsed {
  const parsed = parse(body, 'The body');
  if ('fault' in parsed) return parsed;
  const { value } = parsed;
  // Whatever the list holds is looked at one by one.
  return Array.isArray(value) ? (value as readonly unknown[]) : [value];
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
