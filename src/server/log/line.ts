import { visibleText } from '../../core/index.ts';
import type { LogComponent } from './components.ts';
import { LOG_FIELDS, type LineLevel, type LogFieldSet } from './field-names.ts';

/** One line of the log before it is written. */
export interface LogLine {
  /** Unix seconds. */
  readonly at: number;
  readonly level: LineLevel;
  readonly component: LogComponent;
  readonly message: string;
  /** What else it says, without private values. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** A line as one JSON object. A field never takes the place of what each line has. */
export function jsonLine({ at, level, component, message, fields }: LogLine, set: LogFieldSet): string {
  const names = LOG_FIELDS[set];
  const fixed = {
    [names.time.name]: names.time.value(at),
    level: names.levels[level],
    [names.component.name]: names.component.value(component),
  };
  const others = Object.entries(fields).map(([name, value]) => {
    const own = names.other(name);
    return [own in fixed || own === 'message' ? `${own}_` : own, value] as const;
  });
  return JSON.stringify({ ...fixed, ...Object.fromEntries(others), message });
}

/** A line for people: local time, level, component, text, then the fields. */
export function textLine({ at, level, component, message, fields }: LogLine): string {
  const others = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${fieldText(value)}`]));
  const words = [localTime(new Date(at * 1000)), level.toUpperCase().padEnd(5), `[${component}]`, message, ...others];
  return visibleText(words.join(' '));
}

function fieldText(value: unknown): string {
  return typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : (JSON.stringify(value) ?? '');
}

/** `2026-11-22 10:30:45.123+01:00`. */
function localTime(time: Date): string {
  const aheadMinutes = -time.getTimezoneOffset();
  const local = new Date(time.getTime() + aheadMinutes * 60_000).toISOString();
  const [hours, minutes] = [Math.floor(Math.abs(aheadMinutes) / 60), Math.abs(aheadMinutes) % 60].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${local.slice(0, 10)} ${local.slice(11, 23)}${aheadMinutes < 0 ? '-' : '+'}${hours}:${minutes}`;
}
