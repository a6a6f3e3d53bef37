import { setTimeout as pause } from 'node:timers/promises';
import { untilStill } from '../ingest/load.mjs';
import { startGenerator, startServer } from './processes.mjs';
import { WARM_SECONDS } from './round.mjs';
import { memoryOf, watchMemory } from './watch-memory.mjs';

const STANDING = 5000;
const SESSIONS = 45_000;
const SESSIONS_PER_SECOND = 500;
const MOST_SLOPE = 1;

/** The loads under which memory is looked at. `share` is of the minutes that are asked for. */
const PARTS = {
  stand: {
    title: '5,000 calls that stand',
    load: { kind: 'stand', callsRate: 200, most: STANDING },
    warmSeconds: 30,
    share: 0.05,
    mostMb: 256,
    active: STANDING,
  },
  churn: {
    title: '200 calls/s that come and go',
    load: { kind: 'mix', callsRate: 200 },
    warmSeconds: WARM_SECONDS,
    share: 1,
    mostMb: 256,
    mostSlope: MOST_SLOPE,
  },
  fast: {
    title: '800 calls/s that come and go',
    load: { kind: 'mix', callsRate: 800 },
    warmSeconds: WARM_SECONDS,
    share: 0.25,
    mostMb: 320,
  },
  sessions: {
    title: '45,000 calls whose session timers are refreshed',
    load: { kind: 'sessions', callsRate: SESSIONS_PER_SECOND, most: SESSIONS },
    warmSeconds: SESSIONS / SESSIONS_PER_SECOND + 10,
    share: 0.25,
    mostMb: 1024,
    active: SESSIONS,
  },
};

/** The names of what `memory` can look at. */
export const MEMORY_PARTS = Object.keys(PARTS);

/** The resident memory of a server with its store on. */
export async function memory({ minutes, part }) {
  const results = [];
  for (const name of part === undefined ? MEMORY_PARTS : [part]) results.push(await look(PARTS[name], minutes));
  return results;
}

async function look({ title, load, warmSeconds, share, mostMb, mostSlope, active }, minutes) {
  const server = await startServer();
  const watch = watchMemory(server.pid);
  const generator = await startGenerator({ ...load, seed: 1, transport: 'udp', port: server.port });
  try {
    await pause((warmSeconds + minutes * share * 60) * 1000);
    const { open } = await generator.mark();
    const samples = watch.stop();
    const { sent } = await generator.halt();
    const counts = await untilStill(new URL(server.url).port);
    const found = active === undefined ? undefined : await activeCalls(server.url);
    const warm = samples.filter(({ seconds }) => seconds >= warmSeconds);
    const slope = slopeOf(warm.slice(warm.length / 2));
    const most = memoryOf(samples).mostMb;
    return {
      title: `${title}, ${(minutes * share).toFixed(1)} min`,
      figures: {
        ...(active === undefined ? { 'open dialogs': open } : {}),
        'RSS average MB': memoryOf(warm).averageMb,
        'MB a minute in the last half': slope,
      },
      gates: [
        { name: `RSS most MB (at most ${mostMb})`, measured: most, isGood: most <= mostMb },
        ...(mostSlope === undefined
          ? []
          : [{ name: `MB a minute in the last half (under ${mostSlope})`, measured: slope, isGood: slope < mostSlope }]),
        { name: 'packets lost', measured: sent - counts.accepted, isGood: sent === counts.accepted },
        ...(active === undefined ? [] : [{ name: `calls that are active (${active})`, measured: found, isGood: found === active }]),
      ],
      samples,
    };
  } finally {
    await generator.stop();
    await server.stop();
  }
}

async function activeCalls(url) {
  const until = Math.ceil(Date.now() / 1000) + 1;
  const response = await fetch(`${url}/api/v1/dashboard?since=${until - 86_400}&until=${until}`);
  return (await response.json()).active;
}

/** By how many MB a minute the memory grows: the line through all samples, for it swings between two collections. */
export function slopeOf(samples) {
  const mean = (read) => samples.reduce((sum, sample) => sum + read(sample), 0) / samples.length;
  const [at, mb] = [mean(({ seconds }) => seconds), mean((sample) => sample.mb)];
  const along = mean(({ seconds }) => (seconds - at) ** 2);
  return (mean((sample) => (sample.seconds - at) * (sample.mb - mb)) / along) * 60;
}
