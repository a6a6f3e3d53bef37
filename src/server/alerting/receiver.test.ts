import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { checkReceivers, sendTo, type ReceiverSettings } from './receiver.ts';
import type { Notification } from './told-alert.ts';

const SECRET = 'Vb8hushhush';
const folder = mkdtempSync(join(tmpdir(), 'ringscope-receiver-'));
const secretFile = join(folder, 'secret');
writeFileSync(secretFile, `${SECRET}\n`);
const open: (Server | TcpServer)[] = [];
const never = new AbortController().signal;

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections();
    server.close();
  }
});

const notification: Notification = {
  receiver: 'ops',
  groupKey: '{}:{alertname="TrunkFailing"}',
  groupLabels: { alertname: 'TrunkFailing' },
  status: 'firing',
  alerts: [
    {
      key: 'TrunkFailing[["trunk","<a>"]]',
      state: 'firing',
      labels: { alertname: 'TrunkFailing', severity: 'critical', instance: 'here', trunk: '<a>' },
      severity: 'critical',
      summary: 'Trunk <a> & others fail 51% of their calls',
      description: 'More than half.',
      runbookUrl: 'http://localhost:7464/runbooks/TrunkFailing',
      value: 0.51,
      startsAt: 1_700_000_000,
    },
  ],
  truncated: 0,
  at: 1_700_000_060,
};
const resolved: Notification = {
  ...notification,
  status: 'resolved',
  alerts: notification.alerts.map((one) => ({ ...one, state: 'resolved', endsAt: 1_700_000_060 })),
};

interface Heard {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function listen(server: Server | TcpServer): Promise<string> {
  open.push(server);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A receiver that answers with a status, and what it heard. */
async function receiver(status = 200): Promise<{ readonly url: string; readonly heard: Heard[] }> {
  const heard: Heard[] = [];
  const answer: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      heard.push({ method: request.method ?? '', headers: request.headers, body });
      response.writeHead(status).end();
    });
  };
  return { url: await listen(createServer(answer)), heard };
}

function settings(kind: ReceiverSettings['kind'], url: string | undefined, more: Partial<ReceiverSettings> = {}): ReceiverSettings {
  return {
    name: 'ops',
    kind,
    url,
    urlFile: undefined,
    secretFile,
    caFile: undefined,
    severities: ['critical'],
    match: [],
    groupBy: ['alertname'],
    waitSeconds: 0,
    intervalSeconds: 60,
    repeatSeconds: 3600,
    timeoutSeconds: 60,
    ...more,
  };
}

test('a webhook of Alertmanager is posted version 4 of its document, and what has ended says when', async () => {
  const { url, heard } = await receiver();
  expect(await sendTo(settings('alertmanager', url), notification, never)).toEqual({ isSent: true });
  await sendTo(settings('alertmanager', url), resolved, never);
  expect(heard[0]?.headers).toMatchObject({ 'content-type': 'application/json', authorization: `Bearer ${SECRET}` });
  expect(JSON.parse(heard[0]?.body ?? '')).toEqual({
    version: '4',
    groupKey: '{}:{alertname="TrunkFailing"}',
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'ops',
    groupLabels: { alertname: 'TrunkFailing' },
    commonLabels: notification.alerts[0]?.labels,
    commonAnnotations: {
      summary: 'Trunk <a> & others fail 51% of their calls',
      description: 'More than half.',
      runbook_url: 'http://localhost:7464/runbooks/TrunkFailing',
    },
    externalURL: '',
    alerts: [
      {
        status: 'firing',
        labels: notification.alerts[0]?.labels,
        annotations: {
          summary: 'Trunk <a> & others fail 51% of their calls',
          description: 'More than half.',
          runbook_url: 'http://localhost:7464/runbooks/TrunkFailing',
        },
        startsAt: '2023-11-14T22:13:20.000Z',
        endsAt: '0001-01-01T00:00:00Z',
        generatorURL: 'http://localhost:7464/runbooks/TrunkFailing',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) as unknown,
      },
    ],
  });
  expect(JSON.parse(heard[1]?.body ?? '')).toMatchObject({
    status: 'resolved',
    alerts: [{ status: 'resolved', endsAt: '2023-11-14T22:14:20.000Z' }],
  });
});

test('a webhook of our own is signed with time and body', async () => {
  const { url, heard } = await receiver();
  await sendTo(settings('webhook', url), notification, never);
  const body = heard[0]?.body ?? '';
  const signature = createHmac('sha256', SECRET).update(`1700000060.${body}`).digest('hex');
  expect(heard[0]?.headers['ringscope-signature']).toBe(`t=1700000060,v1=${signature}`);
  expect(JSON.parse(body)).toMatchObject({
    version: 1,
    status: 'firing',
    groupKey: notification.groupKey,
    alerts: [{ state: 'firing', value: 0.51 }],
  });
});

test('PagerDuty gets one incident for a group, which is resolved under the same key', async () => {
  const { url, heard } = await receiver(202);
  await sendTo(settings('pagerduty', url), notification, never);
  await sendTo(settings('pagerduty', url), resolved, never);
  const [trigger, resolve] = heard.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  expect(trigger).toMatchObject({
    routing_key: SECRET,
    event_action: 'trigger',
    payload: { summary: 'Trunk <a> & others fail 51% of their calls', source: 'here', severity: 'critical', class: 'TrunkFailing' },
    links: [{ href: 'http://localhost:7464/runbooks/TrunkFailing' }],
  });
  expect(resolve).toEqual({ routing_key: SECRET, event_action: 'resolve', dedup_key: trigger?.['dedup_key'] });
});

test('Slack gets a line for each alert, in which label values mean nothing', async () => {
  const { url, heard } = await receiver();
  const urlFile = join(folder, 'url');
  writeFileSync(urlFile, url);
  await sendTo(settings('slack', undefined, { urlFile }), notification, never);
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
    text: '[FIRING: 1] TrunkFailing',
    attachments: [{ color: 'danger', text: expect.stringContaining('*firing*: Trunk &lt;a&gt; &amp; others') as unknown }],
  });
});

test('a group of which all that still fires is kept back is told as what has ended of it', async () => {
  const { url, heard } = await receiver();
  const quiet = { ...notification, alerts: resolved.alerts };
  const urlFile = join(folder, 'quiet-url');
  writeFileSync(urlFile, url);
  await sendTo(settings('slack', undefined, { urlFile }), quiet, never);
  await sendTo(settings('alertmanager', url), quiet, never);
  expect(JSON.parse(heard[0]?.body ?? '')).toMatchObject({
    text: '[RESOLVED: 1] TrunkFailing',
    attachments: [{ color: 'good', text: expect.stringContaining('What else fires of them is kept back') as unknown }],
  });
  // As Alertmanager, which knows no group that fires without an alert that does.
  expect(JSON.parse(heard[1]?.body ?? '')).toMatchObject({ status: 'resolved', truncatedAlerts: 0 });
});

test('a heartbeat asks for its address', async () => {
  const { url, heard } = await receiver();
  expect(await sendTo(settings('heartbeat', url), notification, never)).toEqual({ isSent: true });
  expect(heard[0]).toMatchObject({ method: 'GET', body: '', headers: { authorization: `Bearer ${SECRET}` } });
});

test('a redirect is not followed: what is sent is meant for nobody else', async () => {
  const other = await receiver();
  const url = await listen(createServer((_, response) => response.writeHead(307, { location: other.url }).end()));
  expect(await sendTo(settings('webhook', url), notification, never)).toEqual({
    isSent: false,
    isPermanent: true,
    reason: 'redirects (307), which is not followed',
  });
  expect(other.heard).toEqual([]);
});

test.each([
  [400, true],
  [401, true],
  [404, true],
  [408, false],
  [429, false],
  [500, false],
  [503, false],
])('an answer of %i is a failure, for good: %s', async (status, isPermanent) => {
  const { url } = await receiver(status);
  expect(await sendTo(settings('webhook', url), notification, never)).toEqual({ isSent: false, isPermanent, reason: `answered ${status}` });
});

test('a receiver that never answers is given up after its time', async () => {
  const url = await listen(createServer(() => undefined));
  expect(await sendTo(settings('webhook', url, { timeoutSeconds: 1 }), notification, never)).toEqual({
    isSent: false,
    isPermanent: false,
    reason: 'did not answer within 1 s',
  });
});

test('a receiver that answers with another protocol is given up', async () => {
  const url = await listen(
    createTcpServer((socket) => {
      socket
        .on('error', () => undefined)
        .once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'));
    }),
  );
  expect(await sendTo(settings('webhook', url, { timeoutSeconds: 1 }), notification, never)).toMatchObject({ isSent: false });
});

test('a group of which all that fires is kept back opens no incident', async () => {
  const { url, heard } = await receiver();
  const ended = { ...notification, alerts: resolved.alerts };
  expect(await sendTo(settings('pagerduty', url), ended, never)).toEqual({ isSent: true });
  expect(heard).toEqual([]);
});

test('a receiver that sends its answer byte by byte is given up after its time', async () => {
  const url = await listen(
    createTcpServer((socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('error', () => undefined).on('close', () => clearInterval(timer));
    }),
  );
  expect(await sendTo(settings('webhook', url, { timeoutSeconds: 1 }), notification, never)).toMatchObject({
    isSent: false,
    isPermanent: false,
  });
});

test.each(['garbage\r\n\r\n', 'HTTP/1.1 999999 what\r\n\r\n', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`, ''])(
  'an answer that is none is a failure',
  async (answer) => {
    const url = await listen(createTcpServer((socket) => void socket.on('error', () => undefined).end(answer)));
    const delivery = await sendTo(settings('webhook', url), notification, never);
    expect(delivery.isSent).toBe(false);
    expect(JSON.stringify(delivery)).not.toContain('aaaa');
  },
);

test('an answer without end is cut off', async () => {
  let isClosed = false;
  const url = await listen(
    createServer((_, response) => {
      response.writeHead(200);
      const fill = (): void => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', fill).on('close', () => (isClosed = true));
      fill();
    }),
  );
  expect(await sendTo(settings('webhook', url), notification, never)).toEqual({ isSent: true });
  await expect.poll(() => isClosed).toBe(true);
});

test('a stop cuts off what is under way', async () => {
  const stop = new AbortController();
  const url = await listen(createServer(() => stop.abort()));
  expect(await sendTo(settings('webhook', url, { timeoutSeconds: 60 }), notification, stop.signal)).toMatchObject({ isSent: false });
});

test('nothing that goes wrong tells a secret', async () => {
  const wrong = join(folder, 'two-words');
  writeFileSync(wrong, `${SECRET} ${SECRET}\n`);
  const all = [
    settings('webhook', 'http://127.0.0.1:1/hook'),
    settings('webhook', 'http://127.0.0.1:1/hook', { secretFile: wrong }),
    settings('webhook', 'http://127.0.0.1:1/hook', { secretFile: join(folder, SECRET) }),
    settings('slack', undefined, { urlFile: secretFile }),
    settings('webhook', 'https://127.0.0.1:1/hook', { caFile: secretFile }),
  ];
  for (const one of all) {
    const delivery = await sendTo(one, notification, never);
    expect(delivery.isSent).toBe(false);
    expect(JSON.stringify(delivery)).not.toContain(SECRET);
  }
});

test.each([
  [settings('webhook', undefined), 'needs url'],
  [settings('webhook', 'http://a', { urlFile: 'b' }), 'not both'],
  [settings('webhook', 'http://a', { secretFile: undefined }), 'needs secret_file'],
  [settings('pagerduty', undefined, { secretFile: undefined }), 'needs secret_file'],
  [settings('slack', undefined, { urlFile: join(folder, 'nothing') }), 'there is none'],
])('a receiver that lacks something is refused at the start', async (one, message) => {
  await expect(checkReceivers([one])).rejects.toThrow(message);
});

test('what is complete is taken', async () => {
  const urlFile = join(folder, 'slack-url');
  writeFileSync(urlFile, 'https://hooks.slack.com/services/T0/B0/x');
  const all = [settings('pagerduty', undefined), settings('slack', undefined, { urlFile, secretFile: undefined })];
  await expect(checkReceivers(all)).resolves.toBeUndefined();
});
