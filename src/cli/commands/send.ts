import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT, PROBE_AGENT, TeleError } from '../../core/index.ts';
import { asBody } from '../answer-bodies.ts';
import { withServer, type ApiClient } from '../api-client.ts';
import { defineCommand, JSON_OPTION, SERVER_OPTIONS, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import { readMetrics } from '../read-metrics.ts';

const KIND = ['sip', 'event'] as const;
const SOURCES = '/api/v1/sources';
/** How long a call may take to be shown. */
const SHOWN_SECONDS = 5;
const TURN_MS = 200;

/** Sends something harmless, and says whether it arrived. */
export const sendCommand = defineCommand({
  name: 'send',
  summary: 'Send a test call by HEP, or a test event, and say whether it arrived. Exit code 1 when it did not, with the cause.',
  arguments: [
    { name: 'kind', help: '`sip`: an answered call of a second, by HEP over UDP. `event`: what a program posts.' },
    { name: 'event', help: 'The event as JSON. Left out: a call that has ended.', isOptional: true },
  ],
  options: [
    { flags: '--to <host:port>', help: 'Where to send HEP. Left out: where the server that is asked listens for it.' },
    { flags: '--key-file <file>', help: 'File with the HEP key. Left out: hep.key_file of the settings.' },
    JSON_OPTION,
    ...SERVER_OPTIONS,
  ],
  example: 'ringscope send sip',
  async run(input, io) {
    const [given, json] = input.arguments;
    const kind = KIND.find((one) => one === given);
    if (kind === undefined) throw new TeleError('BAD_REQUEST', `send takes one of ${KIND.join(', ')}, not ${given ?? 'nothing'}.`);
    if (kind === 'sip' && json !== undefined) throw new TeleError('BAD_REQUEST', 'send sip takes no event.');
    return withServer(input, io, async (api) => (kind === 'sip' ? sendSip(api, input, io) : sendEvent(api, json, input, io)));
  },
});

interface Sent {
  readonly hasArrived: boolean;
  readonly callId?: string;
  readonly sentTo: string;
  /** Why it did not arrive. */
  readonly cause?: string;
}

function say(sent: Sent, what: string, input: CommandInput, io: CommandIo): number {
  const { hasArrived, callId, sentTo, cause } = sent;
  if (input.options['json'] === true) io.out(toJson(sent));
  else if (hasArrived) {
    io.out(`${what} sent to ${sentTo} has arrived${callId === undefined ? '' : `: ringscope call ${callId} --ladder`}.\n`);
  } else io.out(`${what} sent to ${sentTo} did not arrive. ${cause ?? ''}\n`);
  return hasArrived ? 0 : EXIT.findings;
}

async function sendSip(api: ApiClient, input: CommandInput, io: CommandIo): Promise<number> {
  const { encodeHep3 } = await import('../../demo/index.ts');
  const { testCall } = await import('../send/test-call.ts');
  const { sendDatagrams } = await import('../send/send-datagrams.ts');
  const { rejectsIn, whyLost } = await import('../send/why-lost.ts');
  const { host, port, key } = await target(api, input, io);
  const sentTo = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { callId, messages } = testCall(`test-${randomBytes(6).toString('hex')}`, io.now());
  const frames = messages.map((one) => encodeHep3({ ...one, agentName: PROBE_AGENT, ...(key === undefined ? {} : { key }) }));
  const before = rejectsIn(await readMetrics(api));
  const refused = await sendDatagrams(host, port, frames);
  for (let waited = 0; waited < SHOWN_SECONDS * 1000; waited += TURN_MS) {
    if (await isShown(api, callId)) return say({ hasArrived: true, callId, sentTo }, 'The test call', input, io);
    if (refused !== undefined) break;
    await sleep(TURN_MS, undefined, { signal: io.signal });
  }
  const cause = whyLost(before, rejectsIn(await readMetrics(api)), refused, sentTo);
  return say({ hasArrived: false, callId, sentTo, cause }, 'The test call', input, io);
}

async function isShown(api: ApiClient, callId: string): Promise<boolean> {
  const found = await api.get(`/api/v1/calls/${encodeURIComponent(callId)}`, {}, 404);
  return typeof found === 'object' && found !== null && !('status' in found && found.status === 404);
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly key?: string;
}

async function target(api: ApiClient, input: CommandInput, io: CommandIo): Promise<Target> {
  const { readSettings } = await import('../read-settings.ts');
  const { readKey } = await import('../init/installation.ts');
  const { hep } = await readSettings(input, io, {});
  const keyFile = textOption(input, 'keyFile') ?? hep.keyFile;
  const key = keyFile === undefined ? {} : { key: readKey(keyFile) };
  const to = textOption(input, 'to');
  const given = to === undefined ? ((await listening(api)) ?? { host: hep.host, port: hep.port }) : endpointOf(to);
  if (given === undefined) throw new TeleError('BAD_REQUEST', `--to takes host:port, not ${to}.`);
  const { hostname } = new URL(api.place());
  return { host: isEverywhere(given.host) ? hostname.replaceAll(/[[\]]/g, '') : given.host, port: given.port, ...key };
}

/** Where the server takes HEP over UDP. Undefined when it takes none. */
async function listening(api: ApiClient): Promise<Target | undefined> {
  const { sources } = asBody(SOURCES, await api.get(SOURCES));
  const sockets = sources.find(({ name }) => name === 'hep')?.listens ?? [];
  return endpointOf(sockets.find(({ transport }) => transport === 'udp')?.address ?? '');
}

function endpointOf(text: string): Target | undefined {
  const [, six, other, digits] = /^(?:\[([^\]]+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const [host, port] = [six ?? other, Number(digits)];
  return host === undefined || !(port > 0 && port < 65_536) ? undefined : { host, port };
}

function isEverywhere(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

async function sendEvent(api: ApiClient, json: string | undefined, input: CommandInput, io: CommandIo): Promise<number> {
  const callId = `test-${randomBytes(6).toString('hex')}@ringscope-test.example`;
  const at = io.now();
  const report = { type: 'call.report', callId, source: PROBE_AGENT };
  const own = [
    { ...report, at: at - 2, state: 'answered' },
    { ...report, at: at - 1, state: 'ended' },
  ];
  await api.change('POST', '/api/v1/events', {}, SHOWN_SECONDS, json ?? JSON.stringify(own));
  // The answer says that it is on the disk.
  return say({ hasArrived: true, ...(json === undefined ? { callId } : {}), sentTo: api.place() }, 'The test event', input, io);
}
