import { setTimeout as pause } from 'node:timers/promises';
import { readCounts, untilStill } from '../ingest/load.mjs';
import { checkCalls } from './check-calls.mjs';
import { readCpu, readKernelDrops, usedBetween } from './proc.mjs';
import { startGenerator } from './processes.mjs';
import { memoryOf, watchMemory } from './watch-memory.mjs';

/** Until then calls have begun to end as fast as they begin, and the code is compiled. */
export const WARM_SECONDS = 26;
/** A reference is not told of the calls that went before: it keeps none. */
const REFERENCE_WARM_SECONDS = 4;

/** The load on a server: what a packet costs it, and whether nothing was lost and every call is in the store. */
export async function loadServer(server, { seconds, warmSeconds = WARM_SECONDS, hasProfile = false, ...options }) {
  const since = Date.now() / 1000 - 1;
  const generator = await startGenerator({ ...options, port: server.port });
  try {
    await pause(warmSeconds * 1000);
    await server.ask(hasProfile ? 'profile' : 'begin');
    const figures = await measure(server, generator, seconds, async () => (await readCounts(new URL(server.url).port)).accepted);
    const { garbageBytes, collectorUs, profile } = await server.ask('end');
    const total = await generator.end();
    const counts = await untilStill(new URL(server.url).port);
    const calls = await checkCalls(server.url, since, total.outcomes);
    return {
      ...figures,
      garbageBytes: garbageBytes / figures.packets,
      collectorUs: collectorUs / figures.packets,
      sent: total.sent,
      received: counts.accepted,
      lost: total.sent - counts.accepted,
      rejected: counts.rejected,
      kernelDrops: readKernelDrops(server.port),
      calls,
      profile,
    };
  } finally {
    await generator.stop();
  }
}

/** The same load on a process that keeps nothing. */
export async function loadReference(reference, { seconds, ...options }) {
  const generator = await startGenerator({ ...options, port: reference.port, ageSeconds: WARM_SECONDS });
  try {
    await pause(REFERENCE_WARM_SECONDS * 1000);
    const figures = await measure(reference, generator, seconds, async () => (await reference.ask('received')).received);
    const { sent } = await generator.halt();
    // What is still in the buffer of the socket.
    await pause(500);
    const { received } = await reference.ask('received');
    return { ...figures, sent, received, lost: sent - received, kernelDrops: readKernelDrops(reference.port) };
  } finally {
    await generator.stop();
  }
}

/** What a process uses while so many seconds of the load go by, in all and for each packet that it took: what was lost cost it nothing. */
export async function measure({ pid, threads }, generator, seconds, taken) {
  const memory = watchMemory(pid);
  const began = { ...(await generator.mark()), taken: await taken(), cpu: readCpu(pid, threads), at: performance.now() };
  await pause(seconds * 1000);
  const ended = { ...(await generator.mark()), taken: await taken(), cpu: readCpu(pid, threads), at: performance.now() };
  const packets = ended.taken - began.taken;
  const used = usedBetween(began.cpu, ended.cpu);
  const us = Object.fromEntries(Object.entries(used).map(([name, all]) => [name, all / packets]));
  const took = (ended.at - began.at) / 1000;
  return {
    packets,
    us,
    sentPerSecond: (ended.sent - began.sent) / took,
    packetsPerSecond: packets / took,
    cores: used.total / 1e6 / took,
    open: ended.open,
    ...memoryOf(memory.stop()),
  };
}
