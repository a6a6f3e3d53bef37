import { LOG_COMPONENT, LOG_LEVEL, type LogComponent, type LogLevel } from './components.ts';

/** The level of each component. */
export interface ListedLevels {
  /** That of every component without one of its own. */
  readonly level: LogLevel;
  readonly components: Readonly<Record<LogComponent, LogLevel>>;
}

/** The levels of a log, which may change while it is written. */
export interface LogLevels {
  isOn(component: LogComponent, level: LogLevel): boolean;
  list(): ListedLevels;
  /** Sets the level of a component, or of all of them. */
  set(level: LogLevel, component?: LogComponent): void;
  /** Takes the levels of new settings instead of all that was set. `levels`: as `component=level`; what is none of that was refused before. */
  reload(settings: { readonly level: LogLevel; readonly levels: readonly string[] }): void;
}

/** Starts with the levels of some settings. */
export function createLogLevels(level: LogLevel, levels: readonly string[]): LogLevels {
  let all = level;
  let own = readLevels(levels);
  const levelOf = (component: LogComponent): LogLevel => own.get(component) ?? all;
  return {
    isOn: (component, asked) => LOG_LEVEL.indexOf(asked) <= LOG_LEVEL.indexOf(levelOf(component)),
    list: () => ({
      level: all,
      // Every component has an entry.
      components: Object.fromEntries(LOG_COMPONENT.map((one) => [one, levelOf(one)])) as ListedLevels['components'],
    }),
    set(to, component) {
      if (component !== undefined) own.set(component, to);
      else {
        all = to;
        own = new Map();
      }
    },
    reload(settings) {
      all = settings.level;
      own = readLevels(settings.levels);
    },
  };
}

/** Whether a text is `component=level`. */
export function isComponentLevel(text: unknown): boolean {
  return typeof text === 'string' && readLevel(text) !== undefined;
}

function readLevels(levels: readonly string[]): Map<LogComponent, LogLevel> {
  return new Map(levels.flatMap((text) => readLevel(text) ?? []).map(({ component, level }) => [component, level]));
}

function readLevel(text: string): { readonly component: LogComponent; readonly level: LogLevel } | undefined {
  const [name, word, ...rest] = text.split('=');
  const component = LOG_COMPONENT.find((one) => one === name);
  const level = LOG_LEVEL.find((one) => one === word);
  return component === undefined || level === undefined || rest.length > 0 ? undefined : { component, level };
}
