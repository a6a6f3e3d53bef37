import { setTimeout as pause } from 'node:timers/promises';
import { startServer } from '../road/processes.mjs';
import { memoryOf, watchMemory } from '../road/watch-memory.mjs';
import { startCollector } from './start-collector.mjs';

/** What a collector may do instead of taking. */
export const OUTAGES = ['gone', 'silent', 'garbage'];

const BEFORE_SECONDS = 10;
const AFTER_SECONDS = 10;
const POST_MS = 100;
/** A call that is over and nothing more is its root, its attempt and its talk. */
const SPANS_A_CALL = 3;
/** Traces are made 15 s after the end of a call, and what waits is sent after a pause of up to 30 s. */
const MOST_SETTLE_SECONDS = 120;
/** Beyond what the server grows by under the same load with a collector that takes all: calls that are over are kept for a while, whoever takes their traces. */
const MOST_GROWTH_MB = 256;

/** Posts calls while the collector does what it should not, and then takes all again. */
export async function outage({ calls: rate, gone, kind }) {
  const usual = grownOf(await runOutage('take', rate, gone));
  const results = [];
  for (const one of kind === undefined ? OUTAGES : [kind]) results.push(resultOf(await runOutage(one, rate, gone), usual));
  return results;
}

function grownOf({ mostMb, calm }) {
  return mostMb - calm.mostMb;
}

async function runOutage(kind, rate, seconds) {
  const collector = await startCollector();
  const flags = ['--otlp-endpoint', collector.url, '--otlp-protocol', 'http/json', '--otlp-sample-ratio', '1'];
  const server = await startServer([...flags, '--otlp-signals', 'traces', '--otlp-timeout-seconds', '5', '--calls-settle-seconds', '0.3']);
  try {
    const poster = createPoster(server.url, rate);
    await poster.run(BEFORE_SECONDS);
    const before = watchMemory(server.pid);
    await pause(2000);
    const calm = memoryOf(before.stop());
    await collector.ask(kind);
    const memory = watchMemory(server.pid);
    await poster.run(seconds);
    await collector.ask('take');
    const backAt = performance.now();
    const had = (await collector.ask('counts')).spans;
    const after = poster.run(AFTER_SECONDS);
    const resumedSeconds = await untilMore(collector, had, backAt);
    await after;
    const counted = await settle(server.url, collector, poster.posted);
    const { mostMb } = memoryOf(memory.stop());
    return { kind, rate, seconds, posted: poster.posted, calm, mostMb, resumedSeconds, ...counted };
  } finally {
    await server.stop();
    await collector.stop();
  }
}

function resultOf(run, usualMb) {
  const { kind, rate, seconds, posted, calm, mostMb, resumedSeconds, spans, attempts, dropped } = run;
  const made = SPANS_A_CALL * (posted - (dropped.calls ?? 0));
  const lost = dropped.traces ?? 0;
  const grown = grownOf(run);
  return {
    title: `collector ${kind} for ${seconds} s at ${rate} calls/s`,
    figures: {
      'calls posted': posted,
      'spans made': made,
      'spans taken': spans,
      'spans counted as lost': lost,
      'calls without a trace, counted': dropped.calls ?? 0,
      'RSS before, MB': calm.mostMb,
      'RSS most, MB': mostMb,
      'RSS grown, MB': grown,
      'RSS grown where the collector takes all, MB': usualMb,
      'went on after, s': resumedSeconds,
    },
    gates: [
      { name: 'calls counted', measured: attempts, isGood: attempts === posted },
      { name: 'made less taken less lost (0)', measured: made - spans - lost, isGood: made - spans - lost === 0 },
      {
        name: `memory grown beyond that, MB (at most ${MOST_GROWTH_MB})`,
        measured: grown - usualMb,
        isGood: grown - usualMb <= MOST_GROWTH_MB,
      },
      { name: 'went on by itself', measured: Number.isFinite(resumedSeconds) ? 'yes' : 'no', isGood: Number.isFinite(resumedSeconds) },
    ],
  };
}

/** Posts calls that are over, so many a second. */
function createPoster(url, rate) {
  let posted = 0;
  const post = async (count) => {
    const at = Date.now() / 1000;
    const events = [];
    for (let index = 0; index < count; index += 1) {
      const about = { type: 'call.report', source: 'bench', callId: `bench-${(posted += 1)}` };
      events.push(
        { ...about, at: at - 3, state: 'offered' },
        { ...about, at: at - 2, state: 'answered' },
        { ...about, at: at - 1, state: 'ended' },
      );
    }
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1/events`, { method: 'POST', headers, body: JSON.stringify(events) });
    if (answer.status !== 200) throw new Error(`A post was answered ${answer.status}.`);
  };
  return {
    get posted() {
      return posted;
    },
    async run(seconds) {
      const begun = performance.now();
      let due = 0;
      let done = 0;
      while ((performance.now() - begun) / 1000 < seconds) {
        due = Math.floor(((performance.now() - begun) / 1000) * rate);
        const count = Math.min(due - done, 300);
        if (count > 0) await post(count);
        done += Math.max(0, count);
        await pause(POST_MS);
      }
    },
  };
}

/** After how many seconds more was taken; Infinity when nothing was. */
async function untilMore(collector, had, since) {
  while ((performance.now() - since) / 1000 < MOST_SETTLE_SECONDS) {
    if ((await collector.ask('counts')).spans > had) return (performance.now() - since) / 1000;
    await pause(200);
  }
  return Infinity;
}

/** Waits until all that was made is taken or lost. */
async function settle(url, collector, posted) {
  const begun = performance.now();
  for (;;) {
    const [{ spans }, found] = [await collector.ask('counts'), await readCounts(url)];
    const made = SPANS_A_CALL * (posted - (found.dropped.calls ?? 0));
    const isOver = spans + (found.dropped.traces ?? 0) >= made && found.attempts >= posted;
    if (isOver || (performance.now() - begun) / 1000 > MOST_SETTLE_SECONDS) return { spans, ...found };
    await pause(1000);
  }
}

async function readCounts(url) {
  const text = await (await fetch(`${url}/metrics`)).text();
  const dropped = {};
  let attempts = 0;
  for (const line of text.split('\n')) {
    const value = Number(line.slice(line.lastIndexOf(' ') + 1));
    if (line.startsWith('telephony_call_attempts_total{')) attempts += value;
    const stage = /^ringscope_dropped_total\{.*stage="otlp_(\w+)"/.exec(line)?.[1];
    if (stage !== undefined) dropped[stage] = (dropped[stage] ?? 0) + value;
  }
  return { attempts, dropped };
}
