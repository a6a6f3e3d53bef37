import { nearestFirst, suggestion } from '../core/index.ts';
import type { Node } from '../expressions/index.ts';
import type { Alert, Threshold } from './alert.ts';

/** What a user wants otherwise than it is declared. */
export interface AlertChoices {
  /** Names of alerts that are left out. */
  readonly off: readonly string[];
  /** Thresholds such as `TrunkFailing.ratio=0.7`; of two for the same the last one holds. */
  readonly thresholds: readonly string[];
}

/** An alert with its thresholds put in. */
export interface ChosenAlert {
  readonly alert: Alert;
  readonly when: Node;
}

/** The alerts that are wanted, each with the thresholds that are. What `isThreshold` refuses is of no effect. */
export function chooseAlerts(alerts: readonly Alert[], { off, thresholds }: AlertChoices): readonly ChosenAlert[] {
  const set = thresholds.flatMap((text) => readThreshold(alerts, text) ?? []);
  return alerts
    .filter(({ name }) => !off.includes(name))
    .map((alert) => {
      const own = set.filter(({ name }) => name === alert.name).map(({ threshold, value }) => [threshold, value] as const);
      return { alert, when: alert.when(Object.fromEntries(own)) };
    });
}

/** Whether a text sets a threshold that an alert has to a number, and a ratio to one from 0 to 1. */
export function isThreshold(alerts: readonly Alert[], text: string): boolean {
  return readThreshold(alerts, text) !== undefined;
}

/** What an unknown name in such a text was meant to be: the alert, or all thresholds that it has, the nearest first. Undefined where both are known. */
export function thresholdHint(alerts: readonly Alert[], text: string): string | undefined {
  const [, name = '', threshold = ''] = /^(\w*)(?:\.(\w*))?/.exec(text) ?? [];
  const known = alerts.find((one) => one.name === name)?.thresholds;
  if (known === undefined) return alertHint(alerts, name);
  if (Object.hasOwn(known, threshold)) return undefined;
  const names = nearestFirst(threshold, Object.keys(known)).map((one) => `${name}.${one}`);
  return names.length === 0 ? `${name} has no thresholds` : `there ${names.length === 1 ? 'is' : 'are'} ${names.join(', ')}`;
}

/** Which alert an unknown name was meant to be. Undefined when it is like none. */
export function alertHint(alerts: readonly Alert[], name: string): string | undefined {
  const meant = suggestion(
    name,
    alerts.map((one) => one.name),
  );
  return meant === undefined ? undefined : `did you mean ${meant}?`;
}

function readThreshold(alerts: readonly Alert[], text: string): { name: string; threshold: string; value: number } | undefined {
  const [, name = '', threshold = '', value = ''] = /^(\w+)\.(\w+)=(-?\d{1,12}(?:\.\d{1,9})?)$/.exec(text) ?? [];
  const known = alerts.find((one) => one.name === name)?.thresholds;
  const declared = known !== undefined && Object.hasOwn(known, threshold) ? known[threshold] : undefined;
  return declared !== undefined && isInRange(declared, Number(value)) ? { name, threshold, value: Number(value) } : undefined;
}

function isInRange({ isRatio }: Threshold, value: number): boolean {
  return isRatio !== true || (value >= 0 && value <= 1);
}
