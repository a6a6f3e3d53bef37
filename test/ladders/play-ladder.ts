import { readFileSync } from 'node:fs';
import { makeLadder, type Ladder } from '../../src/calls/index.ts';
import { labelText, type CallRecord, type TimelineEntry } from '../../src/core/index.ts';
import { playScene } from '../../src/testing/index.ts';

/** The one call of a file of scenes. Its line `trunks NAME=ADDRESS ...` names trunks, its line `run SECONDS` says how long the clock runs on. */
export function playCall(path: string): { readonly call: CallRecord; readonly timeline: readonly TimelineEntry[] } {
  const lines = readFileSync(path, 'utf8').split('\n');
  const wordsOf = (name: string): readonly string[] =>
    lines
      .find((line) => line.startsWith(`${name} `))
      ?.split(' ')
      .slice(1) ?? [];
  const trunks = new Map(wordsOf('trunks').map((word) => [word.split('=')[1] ?? '', labelText(word.split('=')[0] ?? '')]));
  const scene = lines.filter((line) => !/^(?:trunks|run) /u.test(line)).join('\n');
  const [seconds = '60'] = wordsOf('run');
  const { calls, timelines } = playScene(scene, { trunkOf: (address) => trunks.get(address), runOnSeconds: Number(seconds) });
  const [call] = calls;
  if (call === undefined || calls.length > 1) throw new Error(`${path} has ${calls.length} calls.`);
  return { call, timeline: timelines.get(call.id) ?? [] };
}

/** The ladder of that call. */
export function playLadder(path: string): Ladder {
  const { call, timeline } = playCall(path);
  return makeLadder(call, timeline);
}
