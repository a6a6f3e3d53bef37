// One contender in a process of its own, since a metric of two registries in one process costs both more; the figures go to stdout as JSON, by type of event.
import { CATALOGS } from '../../dist/catalog/index.js';
import { loadPreset } from '../../dist/presets/index.js';
import { installCatalogs } from '../../dist/core/index.js';
import { createRingscope } from '../../dist/sdk/index.js';
import { allocated } from '../metrics/allocated.mjs';
import { callEvents, MASK } from './call-events.mjs';
import { promRegistry } from './prom-registry.mjs';

const CHUNKS = 30;
const EVENTS = 20_000;

/** What takes an event, and how many metrics it has moved; the latter is known of prom-client only. */
const CONTENDERS = {
  async ringscope(presets) {
    const { emit } = await createRingscope({ presets });
    return { give: emit };
  },
  async 'prom-client'(presets) {
    const registry = promRegistry();
    const loaded = await Promise.all(presets.map(loadPreset));
    const consumer = installCatalogs([...CATALOGS, ...loaded.map(({ catalog }) => catalog)], registry);
    return { give: (event) => consumer.accept(event), updates: registry.updates };
  },
};

async function main(name, ...presets) {
  const { give, updates } = await CONTENDERS[name](presets);
  const figures = {};
  for (const [type, events] of Object.entries(callEvents())) {
    for (let round = 0; round < 3; round += 1) run(give, events);
    const before = updates?.();
    // The fastest chunk: what else runs on the machine only adds.
    const nanoseconds = Math.min(...Array.from({ length: CHUNKS }, () => time(give, events)));
    figures[type] = {
      nanoseconds,
      bytes: (await allocated(() => run(give, events))) / EVENTS,
      ...(updates === undefined ? {} : { updates: (updates() - before) / (EVENTS * (CHUNKS + 1)) }),
    };
  }
  process.stdout.write(JSON.stringify(figures));
}

function run(give, events) {
  for (let index = 0; index < EVENTS; index += 1) give(events[index & MASK]);
}

function time(give, events) {
  const startedAt = process.hrtime.bigint();
  run(give, events);
  return Number(process.hrtime.bigint() - startedAt) / EVENTS;
}

await main(...process.argv.slice(2));
