import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeHep3 } from '../ingest/hep-encode.mjs';

const IDLE = 2000;
const SLOW = 300;
const STALLED = 300;
const HALVES = 300;
const AT_ONCE = 32;
const LONG = 400_000;
/** Between two tries of one client. */
const AGAIN_MS = 1000;
/** How many connect at the same moment: fewer than wait for a server by default. */
const STEP = 100;
const STEP_MS = 20;

/** What hostile clients do. Whoever is cut off comes again. */
export const KINDS = {
  /** Connect and ask for nothing. */
  idle: ({ httpPort }) => hold(IDLE, httpPort, ''),
  /** Send a header byte by byte. */
  slow: ({ httpPort }) => hold(SLOW, httpPort, 'GET /livez HTTP/1.1\r\nhost: 127.0.0.1\r\nx: ', { onOpen: (socket) => trickle(socket) }),
  /** Ask for an export and take nothing of it. */
  exports: ({ httpPort }) =>
    hold(STALLED, httpPort, 'GET /api/v1/export?format=ndjson HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n', { isReading: false }),
  /** Send half a frame of HEP. */
  halves({ hepPort }) {
    const frame = encodeHep3(Buffer.alloc(60_000, 'OPTIONS sip:192.0.2.1 SIP/2.0\r\n'));
    hold(HALVES, hepPort, frame.subarray(0, frame.length / 2));
  },
  /** Ask for dashboards, each of another window. */
  dashboards({ url }) {
    let asked = 0;
    repeat(() => {
      const until = Date.now() / 1000 - (asked += 1);
      return answered(`${url}/api/v1/dashboard?since=${until - 4 * 86_400}&until=${until}`, {});
    });
  },
  /** Post what is no event: long, deep, huge, of types of its own, and no JSON. */
  posts({ url }) {
    const bodies = [
      '['.repeat(LONG),
      `${'['.repeat(LONG / 2)}${']'.repeat(LONG / 2)}`,
      JSON.stringify({ type: 'call.report', callId: 'x'.repeat(LONG) }),
      JSON.stringify({ type: 'event.dropped', stage: 'http', count: 1e308 }),
      JSON.stringify({ type: 'agent.stage', callId: 'c', stage: 'tool_call', seconds: 1e308 }),
      JSON.stringify(Array.from({ length: 1000 }, () => ({ type: 'call.report', callId: 'c'.repeat(240), state: 'ended', mos: 1e300 }))),
      JSON.stringify({ type: 'sip.message', branches: Array.from({ length: 60_000 }, (_, index) => index) }),
      ' '.repeat(2 * 1024 * 1024),
    ];
    let posted = 0;
    repeat(() => answered(`${url}/api/v1/events`, { 'content-type': 'application/json' }, bodies[(posted += 1) % bodies.length]));
  },
  /** Ask from pages of other sites and by foreign names. */
  sites({ url }) {
    const sites = [{ origin: 'http://attacker.example' }, { host: 'attacker.example' }, { 'content-type': 'text/plain' }];
    let asked = 0;
    repeat(() => answered(`${url}/api/v1/events`, sites[(asked += 1) % sites.length], '{}'));
  },
};

/** Holds so many connections, each of which sends the same as it opens. */
function hold(count, port, sent, { isReading = true, onOpen } = {}) {
  const open = () => {
    const socket = connect(port, '127.0.0.1', () => onOpen?.(socket));
    if (isReading) socket.resume();
    if (sent.length > 0) socket.write(sent);
    socket.on('error', () => undefined);
    socket.on('close', () => setTimeout(open, AGAIN_MS));
  };
  for (let number = 0; number < count; number += 1) setTimeout(open, Math.floor(number / STEP) * STEP_MS);
}

function trickle(socket) {
  const timer = setInterval(() => socket.write('x'), 500);
  socket.on('close', () => clearInterval(timer));
}

/** Does it again and again, so many at once. */
function repeat(work) {
  const loop = async () => {
    for (;;) if ((await work()) !== 200) await pause(1);
  };
  for (let number = 0; number < AT_ONCE; number += 1) void loop();
}

/** The status of an answer; undefined when there was none. */
function answered(url, headers, body) {
  return new Promise((resolve) => {
    const asked = request(url, { method: body === undefined ? 'GET' : 'POST', headers, agent: false }, (answer) => {
      answer.on('close', () => resolve(answer.statusCode)).resume();
    });
    asked.on('error', () => resolve(undefined)).end(body);
  });
}
