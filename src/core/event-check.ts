import { EVENT_BASE } from './event.ts';
import { EVENTS } from './events/index.ts';
import type { Field, Fields } from './field.ts';
import type { Compile } from './make-function.ts';
import { Private } from './private.ts';
import { boundedCache } from './bounded-cache.ts';
import { holdsRule, ruleOf, ruleSource } from './field-rule.ts';
import { shownLabel } from './shown-label.ts';

/** Labels of one field that are known to be shown. */
const LABELS = 256;

/** Whether a value is what it should be. */
export type Check = (value: unknown) => boolean;

/**
 * Makes the check whether an object is an event of a type as its declaration says, for events that untyped code made: all its fields are there, and each holds
 * what it should. Private fields hold a `Private`, never the text; labels are as they are shown; fields that are not declared are not looked at. The check throws what a getter of the object throws.
 * Undefined when there is no such type.
 */
export function eventCheckOf(type: unknown, compile: Compile): Check | undefined {
  const def = EVENTS.find((one) => one.type === type);
  return def && checkOf({ ...EVENT_BASE, ...def.fields }, compile);
}

/** Hot: compiled, since names that are looked up in a loop cost ten times as much as the checks. */
function checkOf(fields: Fields, compile: Compile): Check {
  const names = Object.keys(fields);
  const holds = Object.values(fields).map(checkOfValue);
  const values = Object.values(fields).map(sourceOfField);
  const reads = names.map((name, place) => `const v${place} = event[${JSON.stringify(name)}]; if (!(${values[place]})) return false;`);
  const checks = names.map((_, place) => `const h${place} = holds[${place}];`);
  const make = compile('holds', `${checks.join(' ')} return (event) => { ${reads.join(' ')} return true; };`);
  // The text makes the check of the checks of the fields.
  if (make !== undefined) return make(holds) as Check;
  // The caller has seen that it is an object.
  return (event) =>
    Object.entries(fields).every(([name, { isOptional }], place) => {
      const value = (event as Readonly<Record<string, unknown>>)[name];
      return (isOptional && value === undefined) || holds[place]?.(value);
    });
}

/** An expression whether the value at a place is what its field should hold: no call where a few comparisons do. */
function sourceOfField(one: Field<unknown, boolean>, place: number): string {
  const value = `v${place}`;
  const holds = sourceOfValue(one, value) ?? `h${place}(${value})`;
  return one.isOptional ? `${value} === undefined || ${holds}` : holds;
}

function sourceOfValue(one: Field<unknown, boolean>, value: string): string | undefined {
  const { kind, values: words = [] } = one;
  // Words are compared one by one, which costs less than to look them up.
  if (kind === 'oneOf') return words.map((word) => `${value} === ${JSON.stringify(word)}`).join(' || ') || 'false';
  if (kind === 'private' || kind === 'label' || kind === 'list' || kind === 'map' || kind === 'shape') return undefined;
  return ruleSource(ruleOf(kind, one), value);
}

function checkOfValue(one: Field<unknown, boolean>): Check {
  const { kind, values, element, most = 0 } = one;
  if (kind === 'private') return (value) => value instanceof Private;
  if (kind === 'oneOf') {
    const words: ReadonlySet<unknown> = new Set(values);
    return (value) => words.has(value);
  }
  if (kind === 'list') {
    const holds = element === undefined ? () => false : checkOfValue(element);
    return (value) => Array.isArray(value) && value.length <= most && value.every(holds);
  }
  if (kind === 'map') return (value) => typeof value === 'object' && value !== null && Object.keys(value).length <= most;
  if (kind === 'shape') return (value) => typeof value === 'object' && value !== null;
  const rule = ruleOf(kind, one);
  if (kind !== 'label') return (value) => holdsRule(rule, value);
  const isShown = boundedCache(LABELS, (text) => shownLabel(text, one.isOfPerson) === text);
  return (value) => holdsRule(rule, value) && isShown(String(value));
}
