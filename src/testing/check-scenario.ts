import type { ScenarioRun } from './run-scenario.ts';
import type { ScenarioText } from './scenario-text.ts';

/** What a scenario expected and did not get, one sentence each; empty when it holds. */
export function checkScenario(scenario: ScenarioText, run: ScenarioRun): readonly string[] {
  const samples = new Map(readSamples(run.exposition));
  const faults = scenario.series.flatMap(({ series, value }) => {
    const seen = samples.get(series);
    if (value === 'absent') return seen === undefined ? [] : [`${series} is ${seen}; expected none`];
    if (seen === undefined) return [`${series} is absent; expected ${value}`];
    return isSame(seen, value) ? [] : [`${series} is ${seen}; expected ${value}`];
  });
  for (const { callId, fields } of scenario.calls) {
    const record = run.calls.findLast((call) => call.callId.startsWith(`${callId}@`));
    if (record === undefined) faults.push(`there is no call ${callId}`);
    for (const [name, value] of fields) {
      const seen = record === undefined ? undefined : Object.entries(record).find(([field]) => field === name)?.[1];
      const shown = typeof seen === 'string' ? seen : JSON.stringify(seen);
      if (record !== undefined && shown !== value) faults.push(`call ${callId} has ${name}=${shown ?? 'absent'}; expected ${value}`);
    }
  }
  return faults;
}

/** Sums of durations are compared to the microsecond: addition of floats is not exact beyond. */
function isSame(seen: string, expected: string): boolean {
  return Math.abs(Number(seen) - Number(expected)) < 5e-7;
}

/** The samples of a text exposition: name with labels, and value. */
export function readSamples(exposition: string): readonly (readonly [series: string, value: string])[] {
  return exposition
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const at = line.lastIndexOf(' ');
      return [line.slice(0, at), line.slice(at + 1)] as const;
    });
}
