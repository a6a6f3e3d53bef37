import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rounds } from '../rounds.ts';
import { freePort } from './free-ports.ts';
import { requires } from './requires.ts';
import { startRingscope, type Ringscope } from './ringscope.ts';
import { openPane, type TmuxPane } from './tmux.ts';
import { waitUntil } from './wait-until.ts';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const CALLS_PER_SECOND = 50;
/** Of one processor, beside what the start takes. */
const MOST_CPU = 0.2;
const MEASURED_SECONDS = rounds(3, 10);
/** Ticks of a processor that a process has used; there are 100 in a second. */
const ticksOf = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
  return Number(fields[13]) + Number(fields[14]);
};

/** Tells of calls until it is stopped: each rings after a second and is answered or refused after two. */
function tellCalls(url: () => string): { stop(): Promise<void> } {
  let isOver = false;
  const steps = [{ state: 'offered' }, { state: 'ringing' }, { state: 'ended', outcome: 'busy' }];
  const told = (async () => {
    for (let round = 0; !isOver; round += 1) {
      const events = steps.flatMap((step, age) =>
        Array.from({ length: CALLS_PER_SECOND / 5 }, (_, index) => {
          const number = String(1000 + (((round - age * 5) * 10 + index) % 9000));
          const callId = `live-${round - age * 5}-${index}`;
          return { type: 'call.report', source: 'bot', direction: 'inbound', callId, caller: `+1555010${number}`, ...step };
        }),
      );
      const headers = { 'content-type': 'application/json' };
      // The server is restarted meanwhile.
      await fetch(`${url()}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) }).catch(() => undefined);
      await pause(200);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await told;
    },
  };
}

requires('tmux')('ringscope live on a terminal', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringscope-live-'));
  const panes: TmuxPane[] = [];
  let server: Ringscope;
  let traffic: ReturnType<typeof tellCalls>;
  const open = (columns: number, rows: number): TmuxPane => {
    const pane = openPane(folder, columns, rows, `exec ${process.execPath} ${MAIN} live --url ${server.url} --time-zone UTC`);
    panes.push(pane);
    return pane;
  };
  const until = async (pane: TmuxPane, what: string, holds: (screen: readonly string[]) => boolean): Promise<readonly string[]> =>
    waitUntil(
      what,
      90,
      async () => {
        const screen = pane.screen();
        return holds(screen) ? screen : undefined;
      },
      () => pane.screen().join('\n'),
    );
  const rowsOf = (screen: readonly string[]): readonly string[] => screen.filter((line) => /^ \d\d:\d\d:\d\d /.test(line));

  beforeAll(async () => {
    server = await startRingscope({ folder, httpPort: await freePort() });
    traffic = tellCalls(() => server.url);
  });
  afterAll(async () => {
    await traffic?.stop();
    for (const pane of panes) pane.close();
    await server?.program.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    [80, 24],
    [120, 40],
  ])('with 50 calls a second %i columns and %i lines are full of calls, and take at most a fifth of a processor', async (columns, rows) => {
    const pane = open(columns, rows);
    const screen = await until(
      pane,
      'calls are shown',
      (lines) =>
        rowsOf(lines).length === rows - 4 &&
        // What happens in a second is told a second later.
        /setup \d+ ringing \d+ answered 0 \| \d+ new, \d+ failed\/s/.test(lines[0] ?? '') &&
        /^ STARTED {2}state {6}code length caller +callee +trunk/.test(lines[2] ?? '') &&
        lines[rows - 1]?.includes('q quit') === true,
    );
    for (const line of screen) expect(line.length).toBeLessThanOrEqual(columns);
    const before = ticksOf(pane.pid());
    await pause(MEASURED_SECONDS * 1000);
    expect((ticksOf(pane.pid()) - before) / 100 / MEASURED_SECONDS).toBeLessThan(MOST_CPU);
    await until(pane, 'other calls are shown', (lines) => rowsOf(lines).join() !== rowsOf(screen).join());
  });

  test('it filters, pauses, opens a call and comes back, in a terminal that changes its size', async () => {
    const pane = open(81, 24);
    await until(pane, 'calls are shown', (lines) => rowsOf(lines).length === 20);
    pane.press('/', 'b', 'u', 's', 'y', 'Enter');
    await until(
      pane,
      'only busy calls are left',
      (lines) => rowsOf(lines).length > 0 && rowsOf(lines).every((line) => line.includes(' busy ')),
    );
    pane.press('p');
    let before = '';
    const paused = await until(pane, 'it is paused and stands still', (lines) => {
      const now = rowsOf(lines).join();
      const isStill = now === before;
      before = now;
      return isStill && lines[1]?.startsWith('PAUSED') === true;
    });
    pane.resize(100, 30);
    const wide = await until(
      pane,
      'the last line has moved down, and the same calls are there',
      (lines) => lines[29]?.includes('q quit') === true && rowsOf(lines)[0]?.slice(0, 30) === rowsOf(paused)[0]?.slice(0, 30),
    );
    pane.press('Down', 'Enter');
    await until(pane, 'the call is open', (lines) => lines.some((line) => line.includes('bot: ended busy')));
    pane.press('Escape');
    await until(pane, 'the list is back', (lines) => rowsOf(lines).length === rowsOf(wide).length);
    pane.press('?');
    await until(pane, 'the help is open', (lines) => lines.some((line) => line.startsWith('up down PgUp PgDn')));
  });

  test('over a restart of the server it says what is missing, and goes on', async () => {
    const pane = open(110, 24);
    await until(pane, 'calls are shown', (lines) => rowsOf(lines).length === 20);
    await server.program.stop();
    await until(pane, 'the connection is lost', (lines) => lines[0]?.includes('NO CONNECTION') === true);
    const { httpPort } = server;
    server = await startRingscope({ folder, httpPort });
    const said = /^The server was started again; (?:nothing is missing\.|\d+ changes? between )/;
    await until(
      pane,
      'it goes on and says so',
      (lines) => lines[0]?.includes('new, ') === true && rowsOf(lines).length === 20 && said.test(lines[1] ?? ''),
    );
  });

  test('however it ends, the terminal is as it was before', async () => {
    for (const end of ['q', 'C-c', 'SIGTERM', 'SIGINT'] as const) {
      const pane = openPane(folder, 90, 24, `${process.execPath} ${MAIN} live --url ${server.url}; echo "code $?"; stty -a`);
      panes.push(pane);
      await until(pane, 'calls are shown', (lines) => rowsOf(lines).length === 20);
      if (end === 'q' || end === 'C-c') pane.press(end);
      else {
        const children = readFileSync(`/proc/${pane.pid()}/task/${pane.pid()}/children`, 'utf8').trim().split(' ');
        process.kill(Number(children[0]), end);
      }
      const screen = await until(pane, `it has ended by ${end}`, (lines) => lines.some((line) => line.includes('isig icanon')));
      expect([end, /\bcode \d+/.exec(screen.join('\n'))?.[0]]).toEqual([end, end === 'q' ? 'code 0' : 'code 130']);
      expect(screen.join(' ')).toMatch(/ icanon .* echo /);
      pane.close();
      panes.pop();
    }
  });
});
