import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeLadder, type PresentedCall } from '../../server/index.ts';
import { storedCall } from '../../testing/stored-call.ts';
import type { FeedEvent, FeedStage } from './feed-event.ts';
import { readKeys } from './keys.ts';
import { liveRows } from './live-rows.ts';
import { firstState, type LiveAction, type LiveState } from './live-state.ts';
import { reduceLive } from './reduce-live.ts';

const AT = 1_700_000_000;
const COUNTS = { at: AT, setup: 1, ringing: 2, answered: 3, begun: 4, ended: 5, failed: 6 };
const HELLO: FeedEvent = { event: 'hello', server: '0123abcd', version: '1.2.3', startedAt: AT, counts: COUNTS };

const first = (columns = 80, rows = 24): LiveState =>
  firstState({ place: 'http://127.0.0.1:7464', style: { clock: () => 3600, hasColor: false }, columns, rows, now: AT + 60 });

type Facts = Partial<Omit<PresentedCall, 'caller' | 'callee' | 'callerName'>> & { readonly caller?: string; readonly callee?: string };

function call(id: string, facts: Facts = {}): PresentedCall {
  const { caller = '+49***2233', callee = '+49***4455', ...others } = facts;
  const { callerName: _callerName, ...stored } = storedCall({ id, callId: `${id}@host`, ...others });
  return { ...stored, caller, callee };
}

const told = (id: string, facts: Facts = {}, stage: FeedStage = 'begun'): FeedEvent => ({ event: 'call', stage, call: call(id, facts) });
const feed = (...events: readonly FeedEvent[]): LiveAction => ({ type: 'feed', events });
const typed = (text: string): readonly LiveAction[] => readKeys(text).map((key) => ({ type: 'key', key }));
const after = (actions: readonly LiveAction[], state = first()): LiveState => actions.reduce(reduceLive, state);
/** The lines without how they look. */
// eslint-disable-next-line no-control-regex -- colours and inverse lines are what is left out.
const plain = (state: LiveState): readonly string[] => liveRows(state).map((line) => line.replace(/\u001b\[\d*m/g, '').trimEnd());
/** The line that stands out. */
const selected = (state: LiveState): string | undefined =>
  liveRows(state)
    .slice(3, -1)
    .find((line) => line.startsWith('\u001b[7m'));
const DOWN = '\u001b[B';
const UP = '\u001b[A';

test('calls are listed newest first, with state, code, length, both sides and the trunk, and the title counts them', () => {
  const ended: Facts = { startedAt: AT + 30, endedAt: AT + 34.25, state: 'ended', outcome: 'busy', sipCode: 486, isProvisional: false };
  const state = after([feed(HELLO, told('one', { state: 'ringing' }), told('two', ended, 'settled'))]);
  expect(plain(state).slice(0, 6)).toEqual([
    ' 127.0.0.1:7464                setup 1 ringing 2 answered 3 | 4 new, 6 failed/s',
    '',
    ' STARTED  state      code length caller          callee          trunk',
    ' 23:13:50 busy       486  4.2s   +49***2233      +49***4455',
    ' 23:13:20 ringing         60s    +49***2233      +49***4455',
    '',
  ]);
});

test('a filter shows the calls that have all of its words, while it is typed', () => {
  const calls = feed(HELLO, told('one', { caller: '+49***1111' }), told('two', { state: 'answered' }), told('three', { sipCode: 503 }));
  const typing = after([calls, ...typed('/answ')]);
  expect(plain(typing)[1]).toBe('/answ_');
  expect(plain(typing).slice(3, 5)).toEqual([expect.stringContaining('answered'), '']);
  const entered = after([...typed('\u007f\u007f\u007f\u007f1111 SETUP\r')], typing);
  expect(plain(entered).slice(1, 5)).toEqual(['filter: 1111 SETUP', expect.any(String), expect.stringContaining('+49***1111'), '']);
  expect(after(typed('/503'), after([calls])).typed).toBe('503');
  expect(after(typed('\u001b'), entered).filter).toBe('');
  expect(plain(after(typed('/nothing\r'), after([calls]))).join('\n')).toContain('No call has these words. Esc shows all calls.');
});

test('what is chosen stays chosen and in its row when calls come above it, and the first row follows what is new', () => {
  const many = Array.from({ length: 50 }, (_, index) => told(`call-${index}`, { startedAt: AT + index, caller: `caller ${index}` }));
  const newest = after([feed(HELLO, ...many)]);
  expect(selected(newest)).toContain('caller 49');
  expect(selected(after([feed(told('new', { startedAt: AT + 100, caller: 'caller new' }))], newest))).toContain('caller new');
  const chosen = after(typed(DOWN + DOWN), newest);
  expect(selected(chosen)).toContain('caller 47');
  const row = (state: LiveState): number => liveRows(state).findIndex((line) => line.includes('caller 47'));
  const later = after([feed(...['a', 'b', 'c'].map((id) => told(id, { startedAt: AT + 200, caller: 'caller new' })))], chosen);
  expect([selected(later), row(later)]).toEqual([selected(chosen), row(chosen)]);
  expect(selected(after(typed('\u001b[6~'), chosen))).toContain('caller 27');
  expect(selected(after(typed('G'), chosen))).toContain('caller 0');
  expect(selected(after(typed('Gkk'), chosen))).toContain('caller 2');
  expect(selected(after(typed('g'), later))).toContain('caller new');
  expect(selected(after(typed(UP + UP + UP), later))).toContain('caller new');
});

test('the list is sorted by each column in turn, and reversed', () => {
  const state = after([
    feed(
      HELLO,
      told('one', { caller: 'b', startedAt: AT + 1, state: 'answered', sipCode: 200 }),
      told('two', { caller: 'a', startedAt: AT + 2, sipCode: 486 }),
      told('three', { caller: 'c', startedAt: AT, state: 'ringing' }),
    ),
  ]);
  const order = (keys: string): string =>
    plain(after(typed(keys), state))
      .slice(3, 6)
      .map((line) => /\b[abc]\b/.exec(line)?.[0])
      .join('');
  expect({
    newest: order(''),
    longest: order('s'),
    state: order('ss'),
    caller: order('sss'),
    code: order('<'),
    reversed: order('sssr'),
  }).toEqual({
    newest: 'abc',
    longest: 'cba',
    state: 'acb',
    caller: 'abc',
    code: 'abc',
    reversed: 'cba',
  });
});

test('while it is paused the list stands still, and goes on with what came meanwhile', () => {
  const paused = after([feed(HELLO, told('one')), ...typed('p'), feed(told('two'), told('one', { state: 'answered' }))]);
  expect(plain(paused).slice(1, 5)).toEqual(['PAUSED, 1 more behind', expect.any(String), expect.stringContaining('setup'), '']);
  const on = plain(after(typed('p'), paused));
  expect(on.slice(1, 5)).toEqual(['', expect.any(String), expect.any(String), expect.any(String)]);
  expect(on.join('\n')).toContain('answered');
});

test('Enter opens the call that is chosen, with verdict and ladder, and says when it has changed', () => {
  const opened = after([feed(HELLO, told('one'), told('two', { startedAt: AT + 1 })), ...typed(`${DOWN}\r`)]);
  expect(opened.detail).toEqual({ id: 'one', top: 0, isStale: true });
  expect(plain(opened)[2]).toBe('The server is asked.');
  const body = {
    verdict: 'Busy at 192.0.2.5:5060 (486).',
    similar: 0,
    calls: [{ call: call('one'), timeline: [], stages: [], notes: [], ladder: makeLadder(call('one'), []) }],
  };
  const shown = after(
    [
      { type: 'call', id: 'two', body },
      { type: 'call', id: 'one', body },
    ],
    opened,
  );
  expect(plain(shown).slice(2, 8)).toEqual([
    'Busy at 192.0.2.5:5060 (486).',
    '',
    expect.stringContaining('+49***2233 -> +49***4455'),
    '',
    'No messages are kept of this call.',
    '',
  ]);
  expect(shown.detail?.isStale).toBe(false);
  expect(after([feed(told('two'))], shown).detail?.isStale).toBe(false);
  expect(after([feed(told('one', { state: 'answered' }))], shown).detail?.isStale).toBe(true);
  expect(after(typed('\u001b'), shown)).toMatchObject({ screen: 'calls', selected: 'one', detail: undefined });
});

test('a page that is longer than the terminal is scrolled, as far as it goes', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `source ${index}`);
  const state = after([feed(HELLO), ...typed('o'), { type: 'sources', lines }]);
  expect(plain(state)[2]).toBe('source 0');
  expect(plain(after(typed('G'), state))).toContain('source 29');
  expect(plain(after(typed('Gk'), state))[2]).toBe('source 9');
  expect(plain(after(typed('\u001b[5~'), state))[2]).toBe('source 0');
});

test('what is lost is said, and so is a connection that is gone', () => {
  const lost = after([feed(HELLO, told('one')), feed({ event: 'lost', at: AT, reason: 'No ringscope server answered.' })]);
  expect(plain(lost)[0]).toMatch(/NO CONNECTION$/);
  expect(plain(lost)[1]).toBe('No ringscope server answered. It is tried again until it answers.');
  const gap: FeedEvent = { event: 'gap', reason: 'restarted', missed: 0, since: AT, until: AT + 1, isWholeBefore: true };
  expect(plain(after([feed(HELLO, gap)], lost)).slice(0, 2)).toEqual([
    expect.stringContaining('setup 1'),
    'The server was started again; nothing is missing.',
  ]);
  expect(plain(after([feed({ event: 'overflow', missed: 17 })], after([feed(HELLO)], first(120))))[1]).toBe(
    '17 changes could not be told in time. `ringscope calls` has the calls as they are.',
  );
});

test('a list of the server completes what the feed has told, and takes nothing back', () => {
  const state = after([feed(HELLO, told('one', { version: 2, state: 'answered' })), { type: 'listed', calls: [call('one'), call('two')] }]);
  expect([...state.calls.values()].map(({ id, state: how }) => `${id} ${how}`)).toEqual(['one answered', 'two setup']);
  const newer = after([{ type: 'listed', calls: [call('two', { version: 2, state: 'ended' })] }], state);
  expect(newer.calls.get('two')?.state).toBe('ended');
  expect(after([feed({ event: 'left', id: 'two' })], newer).calls.has('two')).toBe(false);
});

test('no more calls are kept than anybody looks through, and those in progress longest', () => {
  const events = Array.from({ length: 5000 }, (_, index) => told(`call-${index}`, index % 10 === 0 ? {} : { state: 'ended' }));
  const { calls } = after([feed(HELLO, ...events)]);
  expect(calls.size).toBe(2000);
  expect([...calls.values()].filter(({ state }) => state === 'setup')).toHaveLength(500);
});

test('q goes back and then ends, Ctrl-C ends from everywhere', () => {
  expect(after(typed('q')).end).toBe('quit');
  expect(after(typed('?')).screen).toBe('help');
  expect(after(typed('?x')).screen).toBe('calls');
  expect(after(typed('oq'))).toMatchObject({ screen: 'calls', end: undefined });
  for (const before of ['', '?', 'o', '/some words']) expect(after(typed(`${before}\u0003`)).end).toBe('interrupt');
});

test('keys are known however terminals send them, and what is none is none', () => {
  expect(readKeys('\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[1~\u001bOF\r\u007f\u001b')).toEqual([
    'up',
    'down',
    'pageup',
    'pagedown',
    'home',
    'end',
    'enter',
    'backspace',
    'escape',
  ]);
  expect(readKeys('aü東\u001b[200~\u001b[1;5C\u0001\u0000')).toEqual(['a', 'ü', '東']);
});

test('what stands in a call is never obeyed by the terminal', () => {
  const evil = '\u001b[2J\u001b]0;x\u0007\u202e';
  const state = after([feed(HELLO, told('one', { caller: evil, trunk: storedCall({}).trunk, callId: evil }))]);
  const body = {
    verdict: evil,
    similar: 0,
    calls: [{ call: call('one', { caller: evil }), timeline: [], stages: [], notes: [evil], ladder: makeLadder(call('one'), []) }],
  };
  for (const rows of [liveRows(state), liveRows(after([...typed('\r'), { type: 'call', id: 'one', body }], state))])
    // eslint-disable-next-line no-control-regex -- none but those of inverse lines may be left.
    expect(rows.join('').replace(/\u001b\[[07]m/g, '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
});

test('whatever is pressed and told, in a terminal of any size, as many lines come out as it has, and none is wider', () => {
  const key = fc.constantFrom(...'q?hokjgGs<>rpc /\r\u001b\u007fab5\t', UP, DOWN, '\u001b[5~', '\u001b[6~');
  const one: fc.Arbitrary<LiveAction> = fc.oneof(
    key.map((text): LiveAction => typed(text)[0] ?? { type: 'time', now: AT }),
    fc
      .record({
        id: fc.integer({ min: 0, max: 40 }),
        caller: fc.string({ unit: 'grapheme' }),
        state: fc.constantFrom('setup', 'answered', 'ended'),
      })
      .map(({ id, caller, state }): LiveAction => feed(HELLO, told(`call-${id}`, { caller, state, startedAt: AT + id }))),
    fc
      .record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 60 }) })
      .map((size): LiveAction => ({ type: 'resize', ...size })),
    fc.array(fc.string()).map((lines): LiveAction => ({ type: 'sources', lines })),
  );
  fc.assert(
    fc.property(fc.array(one, { maxLength: 60 }), (actions) => {
      let state = first();
      for (const action of actions) {
        state = reduceLive(state, action);
        const rows = liveRows(state);
        expect(rows).toHaveLength(state.rows);
        if (state.screen !== 'calls') continue;
        // eslint-disable-next-line no-control-regex -- colours take no room.
        for (const row of rows)
          expect([...row.replace(/\u001b\[\d*m/g, '').replace(/\p{M}/gu, '')].length).toBeLessThanOrEqual(state.columns);
      }
    }),
  );
});
