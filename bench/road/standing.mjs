import { setTimeout as pause } from 'node:timers/promises';
import { untilStill } from '../ingest/load.mjs';
import { holdersOf } from './holders.mjs';
import { slopeOf } from './memory.mjs';
import { startGenerator, startServer } from './processes.mjs';
import { WARM_SECONDS } from './round.mjs';
import { watchMemory } from './watch-memory.mjs';

/** RSS "after" a time is the mean of so much of its end: it swings between two collections. */
const LAST_SHARE = 0.1;

/** A server of a build under so many calls a second for so many seconds: memory and its slope, bytes of the store for each call, and with `hasHolders` what holds its main heap. */
export async function standing({ callsRate, seconds, hasHolders = false, main }) {
  const server = await startServer([], main);
  const watch = watchMemory(server.pid);
  const generator = await startGenerator({ kind: 'mix', callsRate, seed: 1, transport: 'udp', port: server.port });
  let figures;
  let bytesPerCall;
  try {
    await pause((WARM_SECONDS + seconds) * 1000);
    const samples = watch.stop().filter((sample) => sample.seconds >= WARM_SECONDS);
    figures = { rssMb: mean(samples.slice(-Math.ceil(samples.length * LAST_SHARE))), slope: slopeOf(samples.slice(samples.length / 2)) };
    if (hasHolders) {
      await generator.halt();
      return { ...figures, holders: holdersOf(await server.ask('holders')).slice(0, 10) };
    }
    const { sent, outcomes } = await generator.end();
    const { accepted } = await untilStill(new URL(server.url).port);
    const calls = Object.values(outcomes).reduce((sum, count) => sum + count, 0);
    bytesPerCall = (storedBytes) => storedBytes / calls;
    figures = { ...figures, lost: sent - accepted, calls };
  } finally {
    await generator.stop();
    const { storedBytes } = await server.stop();
    if (bytesPerCall !== undefined) figures = { ...figures, bytesPerCall: bytesPerCall(storedBytes) };
  }
  return figures;
}

function mean(samples) {
  return samples.reduce((sum, { mb }) => sum + mb, 0) / samples.length;
}
