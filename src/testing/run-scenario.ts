import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import {
  createPipeline,
  hiddenLabels,
  labelText,
  readEvent,
  type CallRecord,
  type Catalog,
  type Emit,
  type LabelText,
} from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import { createRegistry } from '../metrics/index.ts';
import { accessTrunks, createTrunkMatcher, reportEvents, type WriterReport } from '../server/index.ts';
import { createPacketReader, type PacketReader } from '../sources/index.ts';
import { createFakeClock } from './fake-clock.ts';
import { encodeHep3 } from '../demo/index.ts';
import { renderSip } from './render-sip.ts';
import { SCENE_START } from './run-scene.ts';
import type { ScenarioText } from './scenario-text.ts';
import { readScene, type SceneMessage } from './scene.ts';

/** What came of a scenario. */
export interface ScenarioRun {
  /** The exposition in text format 0.0.4. */
  readonly exposition: string;
  /** The last record of each call, in the order in which they began. */
  readonly calls: readonly CallRecord[];
}

const TICK_SECONDS = 0.2;
const SEED = 7;

/** HEP version 1 over IPv4: 192.0.2.10:5060 to 192.0.2.20:5060, UDP, and no time. */
const HEP1_HEADER = Buffer.from('01100211' + '13c413c4' + 'c000020a' + 'c0000214', 'hex');

/** A message on its way into the source: when it arrives, and how it is handed over. */
interface Delivery {
  readonly receivedAt: number;
  deliver(reader: PacketReader, emit: Emit): void;
}

/**
 * Plays a scenario from bytes: HEP frames into the source's reader, the engine on a clock of its own, the registry read as a scrape reads it.
 * `catalogs`: those beside the canonical ones, such as those of its presets.
 */
export function runScenario(scenario: ScenarioText, catalogs: readonly Catalog[] = []): ScenarioRun {
  const registry = createRegistry();
  const calls = new Map<string, CallRecord>();
  const clock = createFakeClock(SCENE_START);
  const trunks = Object.fromEntries([...scenario.trunks].map(([name, known]): [string, string[]] => [name, known.split(';')]));
  const engine = createEngine({
    pipeline: createPipeline(clock.now),
    registry,
    catalogs,
    settings: {
      ...DEFAULT_TRACKER_SETTINGS,
      hasTrunks: scenario.trunks.size > 0,
      accessTrunks: accessTrunks(trunks),
      ...Object.fromEntries(scenario.settings),
    },
    hashId: (text) => `#${text}`,
    hashCallId: (text) => `#${text}`,
    trunkOf: createTrunkMatcher(trunks),
    output: (output) => {
      if (output.type !== 'registration.closed' && output.type !== 'latency.measured') calls.set(output.record.id, output.record);
    },
  });
  const reader = createPacketReader({ source: labelText('hep'), emit: engine.emit, hashSeed: SEED });
  const runUntil = (until: number): void =>
    clock.runUntil(until, TICK_SECONDS, (now) => {
      reader.settle(now);
      engine.tick(now);
      registry.collect(now);
    });
  for (const { receivedAt, deliver } of deliveries(scenario.messages)) {
    runUntil(receivedAt);
    deliver(reader, engine.emit);
  }
  runUntil(clock.now() + scenario.runOnSeconds);
  return { exposition: registry.compose('text'), calls: [...calls.values()] };
}

function deliveries(lines: readonly string[]): readonly Delivery[] {
  return lines.map(readDelivery).toSorted((a, b) => a.receivedAt - b.receivedAt);
}

function readDelivery(line: string): Delivery {
  const [time = '', kind = '', ...words] = line.split(/\s+/);
  const receivedAt = Math.round((SCENE_START + Number(time)) * 1e6) / 1e6;
  if (kind === 'hex') return frame(Uint8Array.from(Buffer.from(words.join(''), 'hex')), receivedAt);
  if (kind === 'rtcp') return frame(encodeReport(words, receivedAt), receivedAt);
  if (kind === 'v1')
    return frame(Buffer.concat([HEP1_HEADER, Buffer.from(words.join(' ').replaceAll(String.raw`\r\n`, '\r\n'))]), receivedAt);
  if (kind === 'event') return reportedEvent(words.join(' '), receivedAt);
  if (kind === 'started') return sourceEvent(receivedAt, (emit, source) => emit({ type: 'source.started', at: receivedAt, source }));
  if (kind === 'connected') return connection('opened', receivedAt);
  if (kind === 'disconnected') return connection('closed', receivedAt);
  if (kind === 'report') return writerReport(words.join(' '), receivedAt);
  return messageFrame(line, receivedAt);
}

function messageFrame(line: string, receivedAt: number): Delivery {
  const [message] = readScene(line, SCENE_START);
  if (message === undefined) throw new Error(`not a scenario message: ${line}`);
  return frame(encodeScene(message), receivedAt);
}

function frame(bytes: Uint8Array, receivedAt: number): Delivery {
  return { receivedAt, deliver: (reader) => reader.hep(bytes, receivedAt) };
}

function connection(change: 'opened' | 'closed', receivedAt: number): Delivery {
  return sourceEvent(receivedAt, (emit, source) => emit({ type: 'source.connection', at: receivedAt, source, change }));
}

/** What the sockets of a source tell of themselves: a scenario has none. */
function sourceEvent(receivedAt: number, tell: (emit: Emit, source: LabelText) => void): Delivery {
  return { receivedAt, deliver: (_reader, emit) => tell(emit, labelText('hep')) };
}

/** What the store thread of a server reports, as JSON: a scenario has no store. */
function writerReport(json: string, receivedAt: number): Delivery {
  const report = JSON.parse(json) as WriterReport;
  return {
    receivedAt,
    deliver(_reader, emit) {
      for (const event of reportEvents(report, receivedAt)) emit(event);
    },
  };
}

/** An event as a program posts it. */
function reportedEvent(json: string, receivedAt: number): Delivery {
  const hidden: string[] = [];
  const event = readEvent(JSON.parse(json), { now: receivedAt, source: 'api', onHidden: (field) => hidden.push(field) });
  if ('malformed' in event) throw new Error(`${event.malformed} at ${event.path}: ${json}`);
  const told = [...hiddenLabels(hidden, event, receivedAt), event];
  return {
    receivedAt,
    deliver(_reader, emit) {
      for (const one of told) emit(one);
    },
  };
}

/** RTCP as JSON in a HEP3 frame; a first word `call=NAME` names its call. */
function encodeReport(words: readonly string[], at: number): Uint8Array {
  const name = /^call=(.+)$/.exec(words[0] ?? '')?.[1];
  if (name === undefined) return encodeHep3({ at, payloadType: 5, payload: words.join(' ') });
  return encodeHep3({ at, payloadType: 5, correlationId: `${name}@scene`, payload: words.slice(1).join(' ') });
}

/** A scene's message as a HEP3 frame. */
export function encodeScene(message: SceneMessage): Uint8Array {
  const { at, src, dst, agent } = message;
  return encodeHep3({ src, dst, at, agentId: Number(agent), payload: renderSip(message) });
}
