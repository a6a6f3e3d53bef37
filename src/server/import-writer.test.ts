import { expect, test } from 'vitest';
import { DEFAULT_TRACKER_SETTINGS } from '../calls/index.ts';
import { createPipeline, type TrackerOutput } from '../core/index.ts';
import { createEngine } from '../engine/index.ts';
import type { PackedChange } from '../format/index.ts';
import { readScene, sceneEvents } from '../testing/index.ts';
import { appendTo, createImportWriter } from './import-writer.ts';
import { createPrivacy } from './privacy/privacy.ts';

const SCENE_START = 1_795_219_200;
const CALL = [
  '0.0 uac > proxy INVITE via=a cseq=1',
  '1.5 proxy > uac 180 INVITE via=a to=b cseq=1',
  '4.0 proxy > uac 200 INVITE via=a to=b cseq=1',
  '4.1 uac > proxy ACK via=c to=b cseq=1',
  '20.0 uac > proxy BYE via=d to=b cseq=2',
  '20.1 proxy > uac 200 BYE via=d to=b cseq=2',
];

/** What an import of a scene writes, with `most` messages held back, and how often the tracker handed something over. */
async function write(scene: readonly string[], most?: number) {
  const changes: PackedChange[] = [];
  const outputs: TrackerOutput[] = [];
  const privacy = createPrivacy({ key: new Uint8Array(32), output: 'masked' });
  const append = appendTo({ append: async (batch) => void changes.push(...(batch.changes as readonly PackedChange[])) }, 0);
  const writer = createImportWriter(append, privacy, most);
  const engine = createEngine({
    pipeline: createPipeline(() => SCENE_START),
    settings: DEFAULT_TRACKER_SETTINGS,
    hashId: privacy.hashId,
    hashCallId: privacy.hashCallId,
    trunkOf: () => undefined,
    output(output) {
      outputs.push(output);
      writer.take(output);
    },
  });
  let now = SCENE_START;
  for (const event of sceneEvents(readScene(scene.join('\n'), SCENE_START))) {
    for (; now < event.at; now += 1) engine.tick(now);
    engine.emit(event);
  }
  engine.settleAll(SCENE_START + 3600);
  await writer.finish();
  const calls = changes.flatMap((change) => (change.kind === 'call' ? [change] : []));
  return { calls, outputs };
}

test('a call of a file is written once, with all its messages, however often it was handed over', async () => {
  const { calls, outputs } = await write(CALL);
  expect(outputs.length).toBeGreaterThan(1);
  expect(calls).toHaveLength(1);
  expect(calls[0]?.record).toMatchObject({ state: 'ended', outcome: 'answered', messages: 6 });
  expect(calls[0]?.timeline).toHaveLength(6);
});

test('a call that a file does not end is written with what is known of it', async () => {
  const { calls } = await write(CALL.slice(0, 4));
  expect(calls).toHaveLength(1);
  expect(calls[0]?.record).toMatchObject({ state: 'ended', outcome: 'answered', ended: 'unknown' });
  expect(calls[0]?.timeline).toHaveLength(4);
});

test('where no more messages can be held back, a call is written before its end, and no message twice or never', async () => {
  const { calls } = await write(CALL, 2);
  expect(calls.length).toBeGreaterThan(1);
  expect(calls.at(-1)?.record).toMatchObject({ state: 'ended', messages: 6 });
  expect(calls.flatMap(({ timeline }) => timeline)).toHaveLength(6);
});
