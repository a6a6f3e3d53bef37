import { expect, test } from 'vitest';
import { endedCookie, sessionCookie, sessionIdIn } from './session-cookie.ts';
import { createSessions, type ShownSession } from './sessions.ts';

const HOUR = 3600;

function sessionsAt() {
  const clock = { now: 1000 };
  const sessions = createSessions(() => clock.now);
  return { clock, sessions, opens: (shown: ShownSession) => sessions.open(shown)?.authorization };
}

test('a session ends after eight hours without use', () => {
  const { clock, sessions, opens } = sessionsAt();
  const shown = sessions.begin('Bearer one', 'lena');
  clock.now += 8 * HOUR - 1;
  expect(opens(shown)).toBe('Bearer one');
  clock.now += 8 * HOUR - 1;
  expect(opens(shown)).toBe('Bearer one');
  clock.now += 8 * HOUR;
  expect(opens(shown)).toBeUndefined();
});

test('a session that is always used ends after seven days', () => {
  const { clock, sessions, opens } = sessionsAt();
  const shown = sessions.begin('Bearer one', 'lena');
  for (let hours = 1; hours < 7 * 24; hours++) {
    clock.now += HOUR;
    expect(opens(shown)).toBe('Bearer one');
  }
  clock.now += HOUR;
  expect(opens(shown)).toBeUndefined();
});

test('of 10,000 logins with one name the last 32 hold, and nobody else is logged out by them', () => {
  const { sessions, opens } = sessionsAt();
  const other = sessions.begin('Bearer other', 'otto');
  const all = Array.from({ length: 10_000 }, () => sessions.begin('Bearer one', 'lena'));
  expect(new Set(all.flatMap(({ id, key }) => [id, key])).size).toBe(20_000);
  expect(all.filter((shown) => opens(shown) !== undefined)).toEqual(all.slice(-32));
  expect(opens(other)).toBe('Bearer other');
});

test('of sessions of 10,000 names the 1,024 that were used last hold', () => {
  const { sessions, opens } = sessionsAt();
  const kept = sessions.begin('Bearer kept', 'kept');
  const all = Array.from({ length: 10_000 }, (_, index) => {
    opens(kept);
    return sessions.begin('Bearer one', `name ${index}`);
  });
  expect(opens(kept)).toBe('Bearer kept');
  expect(all.filter((shown) => opens(shown) !== undefined)).toEqual(all.slice(-1023));
});

test('what has ended stays ended, and an id that was never given is none', () => {
  const { sessions, opens } = sessionsAt();
  const shown = sessions.begin('Bearer one', 'lena');
  sessions.end(sessions.open(shown)?.place ?? '');
  expect(opens(shown)).toBeUndefined();
  for (const wrong of ['', 'x', '__proto__', 'A'.repeat(43)]) expect(opens({ ...shown, id: wrong })).toBeUndefined();
});

test('the id of a session opens nothing without its own key, and the key is none', () => {
  const { sessions, opens } = sessionsAt();
  const [{ id, key }, other] = [sessions.begin('Bearer one', 'lena'), sessions.begin('Bearer one', 'lena')];
  for (const wrong of [{ id }, { id, key: '' }, { id, key: id }, { id, key: other.key }, { id: key, key: id }, { id, ticket: key }])
    expect([wrong, opens(wrong)]).toEqual([wrong, undefined]);
  expect(opens({ id, key })).toBe('Bearer one');
});

test('a ticket opens its session once, within 30 seconds, and of one session the last 16 do', () => {
  const { clock, sessions, opens } = sessionsAt();
  const [{ id, key }, other] = [sessions.begin('Bearer one', 'lena'), sessions.begin('Bearer other', 'otto')];
  const place = sessions.open({ id, key })?.place ?? '';
  const make = (): ShownSession => ({ id, ticket: sessions.ticketOf(place) });
  const [ticket, late] = [make(), make()];
  expect(opens({ ...ticket, id: other.id })).toBeUndefined();
  expect([opens(ticket), opens(ticket)]).toEqual(['Bearer one', undefined]);
  // A wrong key is not mended by a ticket.
  expect(opens({ ...late, key: other.key })).toBeUndefined();
  clock.now += 29;
  const made = Array.from({ length: 17 }, make);
  expect(made.map((one) => opens(one) !== undefined)).toEqual([false, ...Array.from({ length: 16 }, () => true)]);
  const last = make();
  clock.now += 30;
  expect([opens(late), opens(last)]).toEqual([undefined, undefined]);
  sessions.end(place);
  expect(sessions.ticketOf(place)).toBeUndefined();
});

const ID = 'A_-'.padEnd(43, 'b');
const OTHER = ID.toLowerCase();

test.each([
  [`ringscope-session-7464=${ID}`, ID],
  [`theme=dark; ringscope-session-7464=${ID};other=1`, ID],
  [undefined, undefined],
  ['', undefined],
  [';;;=;', undefined],
  [`Ringscope-Session-7464=${ID}`, undefined],
  [`xringscope-session-7464=${ID}`, undefined],
  [`ringscope-session-7464="${ID}"`, undefined],
  [`ringscope-session-7464=${ID}x`, undefined],
  [`ringscope-session-7464=${ID.slice(1)}`, undefined],
  [`ringscope-session-7464=${ID.slice(1)}\u00fc`, undefined],
  [`ringscope-session-7464=${ID}, ringscope-session-7464=${ID}`, undefined],
  // One of them was put there by somebody else.
  [`ringscope-session-7464=${ID}; ringscope-session-7464=${ID}`, undefined],
  [`ringscope-session-7464=; ringscope-session-7464=${ID}`, undefined],
  [`ringscope-session-7464=${'x'.repeat(16_000)}`, undefined],
  ['ringscope-session-7464=;'.repeat(800), undefined],
  // That of a server at another port.
  [`ringscope-session-7465=${ID}; ringscope-session=${ID}`, undefined],
  [`ringscope-session-7465=${OTHER}; ringscope-session-7464=${ID}`, ID],
  // Only a connection with TLS can have set the second one.
  [`ringscope-session-7464=${OTHER}; __Host-ringscope-session-7464=${ID}`, ID],
  [`__Host-ringscope-session-7464=${ID}; __Host-ringscope-session-7464=${ID}; ringscope-session-7464=${OTHER}`, undefined],
])('of the Cookie %j the id is %s', (header, id) => {
  expect(sessionIdIn(header, 'pbx.example:7464')).toBe(id);
});

test.each([
  ['pbx.example:7464', false, 'ringscope-session-7464'],
  ['[::1]:7464', false, 'ringscope-session-7464'],
  ['pbx.example', false, 'ringscope-session'],
  ['pbx.example', true, '__Host-ringscope-session'],
  ['pbx.example:8443', true, '__Host-ringscope-session-8443'],
  [undefined, false, 'ringscope-session'],
])('at the Host %s, with TLS: %s, the cookie is named %s, and read by that name', (host, isSecure, name) => {
  expect(sessionCookie(ID, { host, isSecure })).toBe(`${name}=${ID}; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`);
  expect(endedCookie({ host, isSecure })).toBe(`${name}=; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}; Max-Age=0`);
  expect(sessionIdIn(`${name}=${ID}`, host)).toBe(ID);
});

test('what only looks whether a session holds does not keep it from its end', () => {
  const { clock, sessions, opens } = sessionsAt();
  const shown = sessions.begin('Bearer one', 'lena');
  const place = sessions.open(shown)?.place ?? '';
  for (let hours = 1; hours < 8; hours++) {
    clock.now += HOUR;
    expect(sessions.peek(place)).toBe('Bearer one');
  }
  clock.now += HOUR;
  expect([sessions.peek(place), opens(shown)]).toEqual([undefined, undefined]);
});

test('who waits for the end of a session is told once, unless he has left, and not of the end of another', () => {
  const { sessions } = sessionsAt();
  const placeOf = (name: string): string => sessions.open(sessions.begin(`Bearer ${name}`, name))?.place ?? '';
  const [place, other] = [placeOf('lena'), placeOf('otto')];
  const told: string[] = [];
  sessions.onEnd(place, () => void told.push('first'));
  sessions.onEnd(place, () => void told.push('second'));
  const leave = sessions.onEnd(place, () => void told.push('left'));
  sessions.onEnd(other, () => void told.push('other'));
  leave();
  sessions.end(place);
  sessions.end(place);
  expect(told).toEqual(['first', 'second']);
});
