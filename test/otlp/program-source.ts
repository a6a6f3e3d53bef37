/** A small program that carries calls, as JavaScript. Its options come as JSON; it does what each line of its input says. */
export const PROGRAM = `
import { createInterface } from 'node:readline';

const { createRingscope } = await import(process.env.SDK);
const options = JSON.parse(process.argv[1]);
let openTelemetry;
let tracer;
if (process.env.HOST_SPANS === 'true') {
  openTelemetry = await import('@opentelemetry/api');
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  new NodeTracerProvider().register();
  tracer = openTelemetry.trace.getTracer('host');
}
// 'text' is what a file holds, 'file' the same as bytes, 'bytes' what it means.
const KEYS = { text: (text) => text, file: (text) => Buffer.from(text), bytes: (text) => Buffer.from(text.trim(), 'hex') };
const privacyKey = process.env.KEY === undefined ? {} : { privacyKey: KEYS[process.env.KEY_FORM](process.env.KEY) };
const ringscope = await createRingscope({
  name: 'pbx',
  version: '2.1.0',
  ...options,
  ...privacyKey,
  ...(openTelemetry === undefined ? {} : { openTelemetry }),
});
const dropped = {};
ringscope.on('event.dropped', ({ stage, reason, count }) => {
  const key = \`\${stage} \${reason}\`;
  dropped[key] = (dropped[key] ?? 0) + count;
});
const say = (what) => console.log(JSON.stringify(what));
const carry = (callId) => {
  const now = Date.now() / 1000;
  const call = ringscope.calls.start({ callId, caller: '+4930555000777', callee: '+4930555000888', at: now - 4 });
  call.answered({ at: now - 3 });
  ringscope.agent.stage({ callId, stage: 'speech_end_to_first_audio', seconds: 0.4, at: now - 1 });
  ringscope.agent.attached({ callId, mode: 'cascaded', at: now - 3 });
  ringscope.agent.tool({ callId, tool: 'lookup', outcome: 'ok', seconds: 0.2, at: now - 1 });
  ringscope.agent.detached({ callId, seconds: 2.4, at: now - 0.6 });
  call.end({ at: now - 0.5 });
};
try {
  await ringscope.start();
  say({ started: true });
} catch ({ code }) {
  say({ failed: code });
}
for await (const line of createInterface({ input: process.stdin })) {
  const [word, ...given] = line.split(' ');
  if (word === 'call') carry(given[0]);
  if (word === 'calls') for (let at = 0; at < Number(given[0]); at += 1) carry(\`call-\${at}\`);
  if (word === 'span')
    tracer.startActiveSpan('dial', (span) => {
      carry(given[0]);
      const { traceId, spanId } = span.spanContext();
      say({ traceId, spanId });
      span.end();
    });
  if (word === 'misuse') ringscope.emit({ type: 'call.report', callId: 7 });
  if (word === 'stop') {
    const begun = performance.now();
    await ringscope.stop();
    say({ stopped: (performance.now() - begun) / 1000, dropped });
    process.exit(0);
  }
}
`;
