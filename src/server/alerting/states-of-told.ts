import { alertKey, NO_STATES, type AlertSeries, type AlertStates } from '../../alerts/index.ts';
import type { ToldAlert } from './told-alert.ts';
import type { Told } from './told-documents.ts';

/** The states where nothing but what receivers were told is left of them: that fires, until a look says otherwise, so nobody is told that it has ended because a file was lost. */
export function statesOfTold(told: Told): AlertStates {
  const groups = [...told.values()].flat();
  const series = new Map(groups.flatMap(({ firing }) => firing).flatMap(firingSeries));
  // The last that is known of them: what has passed since is a gap.
  return series.size === 0 ? NO_STATES : { at: Math.max(...groups.map(({ at }) => at)), isResumed: true, series };
}

function firingSeries({ key, labels: told, startsAt, value }: ToldAlert): readonly (readonly [string, AlertSeries])[] {
  const { alertname: alert = '', severity: _severity, instance: _instance, ...labels } = told;
  if (alertKey(alert, labels) !== key) return [];
  return [[key, { alert, labels, state: 'firing', since: startsAt, activeAt: startsAt, value: Number(value), countsFrom: startsAt }]];
}
