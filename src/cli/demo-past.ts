import type { DemoEvent, DemoItem, DemoPacket, TrafficOptions } from '../demo/index.ts';
import type { Settings } from '../server/index.ts';

const CHUNK_BYTES = 256 * 1024;
/** What the store keeps of what programs tell. All else only moves metrics, which begin with the server. */
const STORED: ReadonlySet<string> = new Set(['call.report', 'agent.stage']);

/** Of which calls, and by which clock. */
interface PastOptions extends TrafficOptions {
  /** The end of that time, Unix seconds. */
  readonly to: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Imports the traffic of a time that is over into a data folder: a stream of HEP frames, and what programs told meanwhile. No metric moves, so charts begin with the server. */
export async function importPast({ now, signal, ...options }: PastOptions, settings: Settings): Promise<void> {
  const { importAll } = await import('../server/index.ts');
  const { encodePacket, generate } = await import('../demo/index.ts');
  // Some hundred: the stream is read as it is made.
  const waiting: DemoEvent['event'][] = [];
  const told = ({ event }: DemoEvent): void => void (STORED.has(event.type) && waiting.push(event));
  const items = generate({ ...options, isWhole: true });
  await importAll({
    captures: [{ name: 'demo.stream', open: () => chunksOf(items, encodePacket, told) }],
    identity: new Uint8Array(0),
    settings,
    isStored: true,
    now,
    signal,
    toldUntil(at) {
      const end = waiting.findIndex((event) => event.at > at);
      return waiting.splice(0, end === -1 ? waiting.length : end);
    },
    onCall: () => undefined,
    onRegistration: () => undefined,
  });
}

/** The packets of the traffic as one stream. */
async function* chunksOf(
  items: Iterable<DemoItem>,
  encode: (packet: DemoPacket) => Uint8Array,
  told: (event: DemoEvent) => void,
): AsyncGenerator<Uint8Array, void> {
  let frames: Uint8Array[] = [];
  let bytes = 0;
  for (const item of items) {
    if (item.kind === 'event') {
      told(item);
      continue;
    }
    const frame = encode(item);
    frames.push(frame);
    bytes += frame.length;
    if (bytes < CHUNK_BYTES) continue;
    yield Buffer.concat(frames);
    [frames, bytes] = [[], 0];
  }
  yield Buffer.concat(frames);
}
