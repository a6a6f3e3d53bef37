import { expect, test } from 'vitest';
import { sessionIdIn } from './session-cookie.ts';
import { createSessions } from './sessions.ts';

const HOUR = 3600;

function sessionsAt() {
  const clock = { now: 1000 };
  return { clock, sessions: createSessions(() => clock.now) };
}

test('a session ends after eight hours without use', () => {
  const { clock, sessions } = sessionsAt();
  const id = sessions.begin('Bearer one', 'lena');
  clock.now += 8 * HOUR - 1;
  expect(sessions.authorizationOf(id)).toBe('Bearer one');
  clock.now += 8 * HOUR - 1;
  expect(sessions.authorizationOf(id)).toBe('Bearer one');
  clock.now += 8 * HOUR;
  expect(sessions.authorizationOf(id)).toBeUndefined();
});

test('a session that is always used ends after seven days', () => {
  const { clock, sessions } = sessionsAt();
  const id = sessions.begin('Bearer one', 'lena');
  for (let hours = 1; hours < 7 * 24; hours++) {
    clock.now += HOUR;
    expect(sessions.authorizationOf(id)).toBe('Bearer one');
  }
  clock.now += HOUR;
  expect(sessions.authorizationOf(id)).toBeUndefined();
});

test('of 10,000 logins with one name the last 32 hold, and nobody else is logged out by them', () => {
  const { sessions } = sessionsAt();
  const other = sessions.begin('Bearer other', 'otto');
  const ids = Array.from({ length: 10_000 }, () => sessions.begin('Bearer one', 'lena'));
  expect(new Set(ids).size).toBe(10_000);
  expect(ids.filter((id) => sessions.authorizationOf(id) !== undefined)).toEqual(ids.slice(-32));
  expect(sessions.authorizationOf(other)).toBe('Bearer other');
});

test('of sessions of 10,000 names the 1,024 that were used last hold', () => {
  const { sessions } = sessionsAt();
  const kept = sessions.begin('Bearer kept', 'kept');
  const ids = Array.from({ length: 10_000 }, (_, index) => {
    sessions.authorizationOf(kept);
    return sessions.begin('Bearer one', `name ${index}`);
  });
  expect(sessions.authorizationOf(kept)).toBe('Bearer kept');
  expect(ids.filter((id) => sessions.authorizationOf(id) !== undefined)).toEqual(ids.slice(-1023));
});

test('what has ended stays ended, and an id that was never given is none', () => {
  const { sessions } = sessionsAt();
  const id = sessions.begin('Bearer one', 'lena');
  sessions.end(id);
  expect(sessions.authorizationOf(id)).toBeUndefined();
  for (const wrong of ['', 'x', '__proto__', 'A'.repeat(43)]) expect(sessions.authorizationOf(wrong)).toBeUndefined();
});

const ID = 'A_-'.padEnd(43, 'b');

test.each([
  [`ringscope-session=${ID}`, ID],
  [`theme=dark; ringscope-session=${ID};other=1`, ID],
  [undefined, undefined],
  ['', undefined],
  [';;;=;', undefined],
  [`Ringscope-Session=${ID}`, undefined],
  [`xringscope-session=${ID}`, undefined],
  [`ringscope-session="${ID}"`, undefined],
  [`ringscope-session=${ID}x`, undefined],
  [`ringscope-session=${ID.slice(1)}`, undefined],
  [`ringscope-session=${ID.slice(1)}\u00fc`, undefined],
  [`ringscope-session=${ID}, ringscope-session=${ID}`, undefined],
  // One of them was put there by somebody else.
  [`ringscope-session=${ID}; ringscope-session=${ID}`, undefined],
  [`ringscope-session=; ringscope-session=${ID}`, undefined],
  [`ringscope-session=${'x'.repeat(16_000)}`, undefined],
  ['ringscope-session=;'.repeat(800), undefined],
])('of the Cookie %j the id is %s', (header, id) => {
  expect(sessionIdIn(header)).toBe(id);
});

test('what only looks whether a session holds does not keep it from its end', () => {
  const { clock, sessions } = sessionsAt();
  const id = sessions.begin('Bearer one', 'lena');
  for (let hours = 1; hours < 8; hours++) {
    clock.now += HOUR;
    expect(sessions.peek(id)).toBe('Bearer one');
  }
  clock.now += HOUR;
  expect([sessions.peek(id), sessions.authorizationOf(id)]).toEqual([undefined, undefined]);
});

test('who waits for the end of a session is told once, unless he has left, and not of the end of another', () => {
  const { sessions } = sessionsAt();
  const [id, other] = [sessions.begin('Bearer one', 'lena'), sessions.begin('Bearer other', 'otto')];
  const told: string[] = [];
  sessions.onEnd(id, () => void told.push('first'));
  sessions.onEnd(id, () => void told.push('second'));
  const leave = sessions.onEnd(id, () => void told.push('left'));
  sessions.onEnd(other, () => void told.push('other'));
  leave();
  sessions.end(id);
  sessions.end(id);
  expect(told).toEqual(['first', 'second']);
});
