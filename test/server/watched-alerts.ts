import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { isMatch, type History, type SeriesHistory } from '../../src/expressions/index.ts';
import { alertingFiles } from '../../src/server/alerting/alerting-files.ts';
import { Alerting } from '../../src/server/alerting/alerting.ts';
import type { ReceiverSettings } from '../../src/server/alerting/receiver.ts';

/** What a receiver of webhooks of Alertmanager reads of one. */
interface Told {
  readonly status: string;
  readonly groupKey: string;
  readonly truncatedAlerts: number;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

interface Choices {
  readonly isAlive?: boolean;
  /** Its folder in that of the test. */
  readonly place?: string;
}

/** Alerting without a server: what it is given, and what receivers and the log hear of it. */
export interface WatchedAlerts {
  /** Of the test. */
  readonly folder: string;
  /** Of the receiver. */
  readonly url: string;
  readonly told: Told[];
  readonly lines: string[];
  receiver(more?: Partial<ReceiverSettings>): ReceiverSettings;
  alerting(history: History, receivers: readonly ReceiverSettings[], choices?: Choices): Alerting;
  /** Looks every ten seconds between two times. */
  run(engine: Alerting, from: number, to: number): Promise<void>;
}

export const START = 1_700_000_000;
/** Trunk `a` fails for ten minutes. */
export const incident = { a: (at: number) => (at >= START + 600 && at < START + 1200 ? 1 : 0), b: () => 0 };

/** Gives each test of a file its own. */
export function watchAlerts(): WatchedAlerts {
  let folder = '';
  let url = '';
  let clock = 0;
  let server: Server;
  const told: Told[] = [];
  const lines: string[] = [];
  const running: Alerting[] = [];
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ringscope-alerting-'));
    told.length = 0;
    lines.length = 0;
    clock = 0;
    server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        told.push((body === '' ? { status: 'beat' } : JSON.parse(body)) as Told);
        response.end();
      });
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    for (const one of running.splice(0)) one.end(0);
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  return {
    get folder() {
      return folder;
    },
    get url() {
      return url;
    },
    told,
    lines,
    receiver: (more = {}) => ({ ...RECEIVER, url, ...more }),
    alerting(history, receivers, { isAlive = true, place = 'alerting' } = {}) {
      const made = new Alerting({
        history,
        receivers,
        choices: { off: [], thresholds: [] },
        origin: { instance: 'here', runbookUrl: 'http://localhost:7464/runbooks/' },
        files: alertingFiles(join(folder, place)),
        clock: () => clock,
        isAlive: () => isAlive,
        log: (level, message, code) => void lines.push([level, ...(code === undefined ? [] : [code]), message].join(' ')),
      });
      running.push(made);
      return made;
    },
    async run(engine, from, to) {
      for (let at = from; at <= to; at += 10) {
        clock += 10;
        await engine.look(at);
      }
    },
  };
}

const RECEIVER: ReceiverSettings = {
  name: 'ops',
  kind: 'alertmanager',
  url: undefined,
  urlFile: undefined,
  secretFile: undefined,
  caFile: undefined,
  severities: ['critical', 'warning'],
  match: ['alertname=TrunkFailing'],
  groupBy: ['alertname'],
  waitSeconds: 0,
  intervalSeconds: 10,
  repeatSeconds: 14_400,
  timeoutSeconds: 60,
};

/** Trunks with a hundred attempts a minute of which these many fail, sampled every ten seconds between two times. */
export function trunks(failing: Readonly<Record<string, (at: number) => number>>, from: number, until: () => number): History {
  const all: SeriesHistory[] = [];
  const times = Array.from({ length: 2000 }, (_, index) => from + index * 10);
  for (const [trunk, ratio] of Object.entries(failing)) {
    let [failed, answered] = [0, 0];
    const counts = times.map((at) => {
      failed += 20 * ratio(at);
      answered += 20 * (1 - ratio(at));
      return { failed, answered };
    });
    all.push(
      { labels: { trunk, side: 'to', outcome: 'failed' }, times, values: counts.map((one) => one.failed) },
      { labels: { trunk, side: 'to', outcome: 'answered' }, times, values: counts.map((one) => one.answered) },
    );
  }
  return {
    stepAt: () => 10,
    read: (series, matchers, since, to) =>
      series !== 'telephony_trunk_attempts_total'
        ? []
        : all
            .filter(({ labels }) => isMatch(labels, matchers))
            .map(({ labels, values }) => {
              const wanted = times.flatMap((at, index) => (at >= since && at <= Math.min(to, until()) ? [index] : []));
              return { labels, times: wanted.map((index) => times[index] ?? 0), values: wanted.map((index) => values[index] ?? 0) };
            }),
  };
}

/** How an engine has the alert of each trunk, and since when. */
export function states(engine: Alerting): readonly string[] {
  return engine
    .list()
    .alerts.filter(({ alert }) => alert === 'TrunkFailing')
    .map(({ labels, state, since }) => `${labels['trunk'] ?? ''} ${state} ${since - START}`);
}
