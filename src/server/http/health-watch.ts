import type { Health } from '../health.ts';
import type { LineLevel } from '../log/field-names.ts';

/** For how long a conclusion holds before it is told: what comes and goes with each second fills no log. */
const HOLD_SECONDS = 3;
/** Checks that one line gives the reasons of. */
const MOST_REASONS = 3;

type Conclusion = 'well' | 'degraded' | 'not_ready';

/** Says in the log that the conclusion of health is another one, once it has held for three seconds, with the reasons. `now`: monotonic seconds. */
export function createHealthWatch(say: (level: LineLevel, message: string) => void, now: () => number): (health: Health) => void {
  let told: Conclusion = 'well';
  let toldAt = now();
  /** The names of the checks that were bad when it was told. */
  let bad: readonly string[] = [];
  let next: { readonly conclusion: Conclusion; readonly since: number } | undefined;

  const tell = (conclusion: Conclusion, { checks }: Health): void => {
    const lasted = `after ${Math.round(now() - toldAt)} s`;
    if (conclusion === 'well')
      say('info', `The server is well again ${lasted}: ${reasonsOf(checks.filter(({ name }) => bad.includes(name)))}`);
    else {
      const severity = conclusion === 'degraded' ? 'degraded' : 'failed';
      const found = checks.filter((one) => one.severity === severity);
      bad = [...new Set([...bad, ...found.map(({ name }) => name)])];
      say(conclusion === 'degraded' ? 'warn' : 'error', `The server is ${NAMES[conclusion]}: ${reasonsOf(found)}`);
    }
    if (conclusion === 'well') bad = [];
    [told, toldAt, next] = [conclusion, now(), undefined];
  };

  return (health) => {
    const conclusion = health.status === 'ready' || health.status === 'idle' ? 'well' : health.status;
    if (conclusion === told) next = undefined;
    else if (next?.conclusion !== conclusion) next = { conclusion, since: now() };
    else if (now() - next.since >= HOLD_SECONDS) tell(conclusion, health);
  };
}

const NAMES = { degraded: 'degraded', not_ready: 'not ready' } as const;

function reasonsOf(checks: Health['checks']): string {
  const more = checks.length > MOST_REASONS ? ` And ${checks.length - MOST_REASONS} more.` : '';
  return `${checks
    .slice(0, MOST_REASONS)
    .map(({ name, reason }) => `${name}: ${reason}`)
    .join(' ')}${more}`;
}
