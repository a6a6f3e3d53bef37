// A program in a process of its own that tells events at a steady rate; the figures go to stdout as JSON. Its arguments are what it tells, and the server, absent without one.
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { createRingscope } from '../../dist/sdk/index.js';

const EVENTS_PER_SECOND = 4000;
const TICK_MS = 10;
const WARM_SECONDS = 3;
const SECONDS = 6;

/** What a voice agent tells of a call, eight events. */
function tellCall({ calls, agent }, index) {
  const call = calls.start({ direction: 'inbound', caller: `+493012${index % 10_000}`, callee: '+4930654321' });
  call.ringing();
  call.answered();
  agent.stage({ callId: call.id, stage: 'asr_final_to_first_audio', seconds: 0.4 });
  agent.stage({ callId: call.id, stage: 'llm_first_token', seconds: 0.2 });
  agent.stage({ callId: call.id, stage: 'tts_first_byte', seconds: 0.1 });
  agent.turn({ callId: call.id });
  call.end({ cause: 'normal', releasedBy: 'caller' });
}

/** The cheapest there is: eight events of which nothing but a count is made. */
function tellMessages({ sms }) {
  for (let left = 8; left > 0; left -= 1) sms.sent({ recipient: '+4915112345678', body: 'your code is 4711', parts: 1 });
}

const TELL = { calls: tellCall, messages: tellMessages };

async function main(what, url) {
  const tell = TELL[what];
  const ringscope = await createRingscope(url === undefined ? {} : { server: { url } });
  await ringscope.start();
  let told = 0;
  const run = async (seconds) => {
    const startedAt = performance.now();
    const before = told;
    for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - startedAt) / 1000) {
      for (; told - before < elapsed * EVENTS_PER_SECOND; told += 8) tell(ringscope, told);
      await pause(TICK_MS);
    }
  };
  await run(WARM_SECONDS);
  const before = { told, ...process.cpuUsage() };
  await run(SECONDS);
  const { user, system } = process.cpuUsage(before);
  const microseconds = (user + system) / (told - before.told);
  await ringscope.stop();
  const dropped = /ringscope_dropped_total\{.* (\d+)/.exec(ringscope.metrics())?.[1] ?? 0;
  process.stdout.write(JSON.stringify({ microseconds, dropped: Number(dropped) }));
}

await main(...process.argv.slice(2));
