import { describe, expect, test } from 'vitest';
import { ALERTS, chooseAlerts } from '../../src/alerts/index.ts';
import { ALERT_CASES } from './cases/index.ts';
import { judgeScene } from './judge-scene.ts';

const declared = chooseAlerts(ALERTS, { off: [], thresholds: [] });

test('every alert has cases in which it fires and cases in which it does not, and no other has', () => {
  expect(Object.keys(ALERT_CASES).toSorted()).toEqual(ALERTS.map(({ name }) => name).toSorted());
  for (const [name, { fires, quiet }] of Object.entries(ALERT_CASES)) {
    expect(Object.keys(fires).length, name).toBeGreaterThan(0);
    // A dead man's switch is never quiet.
    if (name !== 'Watchdog') expect(Object.keys(quiet).length, name).toBeGreaterThan(0);
  }
});

describe.each(declared.map((one) => [one.alert.name, one] as const))('%s', (name, chosen) => {
  const { fires = {}, quiet = {} } = ALERT_CASES[name] ?? {};

  test.each(Object.entries(fires))('fires: %s', (_what, scene) => {
    expect(judgeScene(chosen, scene).map(({ labels }) => labels)).toEqual([scene.labels ?? {}]);
  });

  test.each(Object.entries(quiet))('is quiet: %s', (_what, scene) => {
    expect(judgeScene(chosen, scene)).toEqual([]);
  });

  test('its texts name labels that its series have', () => {
    const [scene] = Object.values(fires);
    const places = [...`${chosen.alert.summary} ${chosen.alert.description}`.matchAll(/\{([\w:]+)\}/g)].map(([, place]) => place);
    const known = [...Object.keys(scene?.labels ?? {}), 'value', 'value:count', 'value:percent', 'value:duration'];
    expect(places.filter((place = '') => !known.includes(place))).toEqual([]);
  });
});

test.each(declared.map((one) => [one.alert.name, one] as const))('%s is quiet when there is nothing', (name, chosen) => {
  const isAboutNothing = ['Watchdog', 'RingscopeMissing'].includes(name);
  expect(judgeScene(chosen, { series: {}, at: 1800 })).toEqual(isAboutNothing ? [expect.anything()] : []);
});
