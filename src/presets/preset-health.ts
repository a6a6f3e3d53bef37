import { createProgramChecks, type EventType, type TelephonyEvent } from '../core/index.ts';
import type { DocumentHost, HealthAnswer, PresetHealth, ToldHealth } from './preset.ts';

/** The health document of a system, by what one source told. */
export interface HealthDocument<Told extends object> {
  readonly paths: readonly string[];
  readonly types: readonly EventType[];
  /** What is known of a source that told nothing. Plain data. */
  readonly initial: Told;
  /** The state after one more event. */
  fold(told: Told, event: TelephonyEvent): Told;
  /** `told` has one state or more. */
  answer(path: string, told: readonly Told[], host: DocumentHost): HealthAnswer | Promise<HealthAnswer>;
}

/** Further sources are not followed. */
const MOST_SOURCES = 64;
const DEADLINE_SECONDS = 5;

/** Makes the health of a preset. */
export function presetHealth<Told extends object>(document: HealthDocument<Told>): PresetHealth {
  const { paths, types } = document;
  const follow = (sources: readonly string[]): ToldHealth => {
    const told = new Map<string, Told>(sources.map((source) => [source, document.initial]));
    return {
      types,
      accept(event) {
        if (!('source' in event) || !types.includes(event.type)) return;
        const { source } = event;
        const known = told.get(source);
        if (known === undefined && (sources.length > 0 || told.size >= MOST_SOURCES)) return;
        told.set(source, document.fold(known ?? document.initial, event));
      },
      states: () => (told.size === 0 ? [document.initial] : [...told.values()]),
    };
  };
  // The states are those that `follow` of the same document gave.
  const answer = async (path: string, states: readonly unknown[], host: DocumentHost): Promise<HealthAnswer> =>
    document.answer(path, states as readonly Told[], host);
  return {
    paths,
    follow,
    answer,
    open({ checkDeadlineSeconds = DEADLINE_SECONDS, after, ...host }) {
      const checks = createProgramChecks({ deadlineSeconds: checkDeadlineSeconds, now: host.now, after });
      const told = follow([]);
      return {
        types,
        accept: told.accept,
        addCheck: checks.add,
        answer: async (path) => answer(path, told.states(), { ...host, checks: checks.run }),
      };
    },
  };
}
