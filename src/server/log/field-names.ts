import type { LogComponent, LogLevel } from './components.ts';

/** A level at which lines are written. */
export type LineLevel = Exclude<LogLevel, 'silent'>;

/** How one set of names writes a line. */
interface FieldNames {
  readonly time: { readonly name: string; readonly value: (at: number) => number | string };
  readonly levels: Readonly<Record<LineLevel, string>>;
  readonly component: { readonly name: string; readonly value: (component: LogComponent) => string };
  /** What any other field is called. */
  readonly other: (name: string) => string;
}

const PYTHON_LEVELS = { error: 'ERROR', warn: 'WARNING', info: 'INFO', debug: 'DEBUG' } as const;
const isoTime = (at: number): string => new Date(at * 1000).toISOString();
const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The names of the fields of a JSON line, as ringscope has them and as other systems have. The level is `level` and the text `message` in all of them. */
export const LOG_FIELDS = {
  ringscope: {
    time: { name: 'at', value: (at: number) => at },
    levels: { error: 'error', warn: 'warn', info: 'info', debug: 'debug' },
    component: { name: 'component', value: (component: LogComponent) => component },
    other: (name: string) => name,
  },
  cardlink: {
    time: { name: 'timestamp', value: (at: number) => isoTime(at).replace('Z', '000+00:00') },
    levels: PYTHON_LEVELS,
    component: { name: 'logger', value: (component: LogComponent) => `cardlink.${component}` },
    other: snakeCase,
  },
  'voice-skill': {
    time: { name: 'timestamp', value: isoTime },
    levels: PYTHON_LEVELS,
    component: { name: 'logger', value: (component: LogComponent) => (component === 'calls' ? 'voice.metrics' : `voice.${component}`) },
    other: snakeCase,
  },
} as const satisfies Readonly<Record<string, FieldNames>>;

/** Whose names the fields of a JSON line have. */
export type LogFieldSet = keyof typeof LOG_FIELDS;
export const LOG_FIELD_SET = Object.keys(LOG_FIELDS) as readonly LogFieldSet[];

/** The names of each set as a Markdown table. */
export function fieldNamesTable(): string {
  const cell = (names: FieldNames): readonly string[] => [
    `\`${names.time.name}\``,
    Object.values(names.levels).join(' '),
    `\`${names.component.name}\`, e.g. \`${names.component.value('store')}\``,
    `\`${names.other('lostChanges')}\``,
  ];
  const rows = Object.entries<FieldNames>(LOG_FIELDS).map(([set, names]) => `| \`${set}\` | ${cell(names).join(' | ')} |`);
  return ['| `log.fields` | time | `level` | component | another, e.g. lostChanges |', '|---|---|---|---|---|', ...rows].join('\n');
}
