import { expect, test } from 'vitest';
import { createSteadyClock } from './steady-clock.ts';

const START = 1_795_219_200;

/** A machine whose clock can be set, with a steady clock that looks every second. */
function machine() {
  const state = { elapsed: 0, set: 0, isQuiet: false };
  const told: (readonly [number, boolean])[] = [];
  const clock = createSteadyClock({
    wall: () => START + state.elapsed + state.set,
    monotonic: () => 77 + state.elapsed,
    isQuiet: () => state.isQuiet,
    stepped: (seconds, isTaken) => void told.push([Math.round(seconds), isTaken]),
  });
  const run = (seconds: number, driftPerSecond = 0): void => {
    for (let second = 0; second < seconds; second += 1) {
      state.elapsed += 1;
      state.set += driftPerSecond;
      clock.look();
    }
  };
  return { state, told, clock, run };
}

test('a clock that is set while calls are in progress changes no duration, and is told once', () => {
  for (const step of [3600, -60, -3600, -86_400, 100 * 86_400]) {
    const { state, told, clock, run } = machine();
    run(10);
    state.set = step;
    run(20);
    expect(clock.now()).toBe(START + 30);
    expect(clock.aheadSeconds()).toBe(step);
    expect(told).toEqual([[step, false]]);
  }
});

test('the new time is taken once nothing is under way', () => {
  const { state, told, clock, run } = machine();
  state.set = 3600;
  run(5);
  state.isQuiet = true;
  run(5);
  expect(clock.now()).toBe(START + 3600 + 10);
  expect(clock.aheadSeconds()).toBe(0);
  expect(told).toEqual([
    [3600, false],
    [3600, true],
  ]);
});

test('a second step is told, and one that undoes the first leaves nothing to tell', () => {
  const { state, told, clock, run } = machine();
  state.set = 3600;
  run(2);
  state.set = 7200;
  run(2);
  state.set = 0;
  run(2);
  expect(told).toEqual([
    [3600, false],
    [7200, false],
  ]);
  expect([clock.now(), clock.aheadSeconds()]).toEqual([START + 6, 0]);
});

test('drift is followed by at most a thousandth, so that the time never goes back', () => {
  const { clock, run } = machine();
  let before = clock.now();
  for (let second = 0; second < 1000; second += 1) {
    run(1, -0.0005);
    expect(clock.now()).toBeGreaterThan(before);
    before = clock.now();
  }
  expect(Math.abs(clock.now() - (START + 1000 - 0.5))).toBeLessThan(0.001);
});
