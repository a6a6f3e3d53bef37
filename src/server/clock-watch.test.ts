import { expect, test } from 'vitest';
import { createClockWatch } from './clock-watch.ts';

const DAY = 86_400;
const BEGUN = 1_700_000_000;

/** A clock that can be set, beside the time that really passes. */
function open(lastWrittenAt?: number, startsAt = BEGUN) {
  const time = { wall: startsAt, real: 0 };
  const look = createClockWatch({
    now: () => time.wall,
    monotonic: () => time.real,
    ...(lastWrittenAt === undefined ? {} : { lastWrittenAt }),
  });
  return {
    look,
    set: (seconds: number) => void (time.wall += seconds),
    pass(seconds: number) {
      time.wall += seconds;
      time.real += seconds;
    },
  };
}

test('a clock that goes as time goes is believed, also when it is corrected a little again and again', () => {
  const { look, set, pass } = open(BEGUN - 60);
  for (let hour = 0; hour < 1000; hour += 1) {
    pass(3600);
    set(hour % 2 === 0 ? 600 : 30);
    expect(look().doubt).toBeUndefined();
  }
});

test('a clock that jumps 100 days ahead is doubted for a day of real time, and not at all once it is set right', () => {
  const { look, set, pass } = open();
  set(100 * DAY);
  expect(look().doubt).toContain('2400 hours ahead');
  pass(DAY - 60);
  expect(look().doubt).toContain('nothing is deleted');
  set(-100 * DAY);
  expect(look()).toEqual({ now: BEGUN + DAY - 60 });
  set(100 * DAY);
  look();
  pass(DAY);
  expect(look()).toEqual({ now: BEGUN + 102 * DAY - 60 });
});

test('a clock that goes back is doubted, and time does not go back with it', () => {
  const { look, set, pass } = open();
  set(-30 * DAY);
  pass(60);
  expect(look()).toMatchObject({ now: BEGUN + 60, doubt: expect.stringContaining('720 hours behind') });
});

test('a start long after the last writing, or before it, is doubted, one soon after it is not', () => {
  expect(open(BEGUN - DAY / 2).look().doubt).toBeUndefined();
  expect(open(BEGUN - 100 * DAY).look().doubt).toContain('2400 hours ahead');
  expect(open(BEGUN, 1000).look()).toMatchObject({ now: BEGUN, doubt: expect.any(String) });
});
