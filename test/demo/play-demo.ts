import { RECORDING_RULES, type RecordingRule } from '../../src/alerts/index.ts';
import { DEFAULT_TRACKER_SETTINGS } from '../../src/calls/index.ts';
import { createPipeline, labelText, readEvent, type TelephonyEvent } from '../../src/core/index.ts';
import { DEMO_TRUNKS, encodePacket, generate, PROXY, type DemoItem, type TrafficOptions } from '../../src/demo/index.ts';
import { createEngine } from '../../src/engine/index.ts';
import { createRegistry, SampleReader } from '../../src/metrics/index.ts';
import { accessTrunks, createTrunkMatcher } from '../../src/server/index.ts';
import { tellTrunks } from '../../src/server/tell-trunks.ts';
import { createPacketReader } from '../../src/sources/index.ts';
import { createFakeClock } from '../../src/testing/fake-clock.ts';
import { KeptSeries } from '../alerts/kept-series.ts';

const TICK_SECONDS = 1;
/** As the server samples. */
export const SAMPLE_SECONDS = 10;

/** What is kept of a demo: all that is measured, or some families and recording rules, which is quicker. */
interface Kept {
  readonly families?: ReadonlySet<string>;
  readonly rules?: readonly RecordingRule[];
}

/** Plays the traffic of a demo, as a server that has just been started has it, on a clock of its own. `look`: after each sampling. */
export function playDemo(
  traffic: TrafficOptions & { readonly to: number },
  { families, rules = RECORDING_RULES }: Kept,
  look: (history: KeptSeries, now: number) => void,
): void {
  const clock = createFakeClock(traffic.from);
  const registry = createRegistry();
  const engine = createEngine({
    pipeline: createPipeline(clock.now),
    registry,
    settings: {
      ...DEFAULT_TRACKER_SETTINGS,
      hasTrunks: true,
      ownAddresses: [PROXY.address],
      accessTrunks: accessTrunks(DEMO_TRUNKS),
    },
    hidesUntold: true,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: createTrunkMatcher(DEMO_TRUNKS),
    output: () => undefined,
  });
  const reader = createPacketReader({ source: labelText('hep'), emit: engine.emit, hashSeed: 1 });
  const history = new KeptSeries(SAMPLE_SECONDS);
  const samples = new SampleReader(registry.pages(), {
    isWanted: (family) => families?.has(family) ?? true,
    find: (name, labels) => ({ name, labels }),
  });
  tellTrunks(DEMO_TRUNKS, engine.emit, traffic.from);
  engine.emit({ type: 'source.started', at: traffic.from, source: labelText('hep') });
  engine.emit({ type: 'server.reloaded', at: traffic.from, isTaken: true, isSynthetic: true });
  const waiting = generate(traffic);
  let next = waiting.next();
  clock.runUntil(traffic.to, TICK_SECONDS, (now) => {
    for (; next.done !== true && next.value.at <= now; next = waiting.next()) deliver(next.value);
    reader.settle(now);
    engine.tick(now);
    if ((now - traffic.from) % SAMPLE_SECONDS !== 0) return;
    samples.read(({ name, labels }, value, hasBegun) => {
      if (hasBegun) history.add(name, labels, now - SAMPLE_SECONDS, 0);
      history.add(name, labels, now, value);
    });
    history.record(rules, now);
    look(history, now);
  });

  function deliver(item: DemoItem): void {
    if (item.kind === 'packet') reader.hep(encodePacket(item), item.at);
    else engine.emit(told(item.event, item.at));
  }
}

function told(event: unknown, at: number): TelephonyEvent {
  const read = readEvent(event, { now: at, source: 'api', onHidden: () => undefined });
  if ('malformed' in read) throw new Error(`${read.malformed} at ${read.path}`);
  return read;
}
