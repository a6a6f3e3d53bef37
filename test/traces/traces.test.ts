import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { LatencyRecord, LatencyStage } from '../../src/core/index.ts';
import { traceOf, type Span } from '../../src/traces/index.ts';
import { playCall } from '../ladders/play-ladder.ts';
import { traceText } from './trace-text.ts';

const SCENES = fileURLToPath(new URL('../ladders/', import.meta.url));
const TRACES = fileURLToPath(new URL('.', import.meta.url));
const NAMES = readdirSync(SCENES).flatMap((name) => (name.endsWith('.scene') ? [name.replace('.scene', '')] : []));

const hash = (text: string): string => createHmac('sha256', 'a key').update(text).digest('hex');

/** What the agent of that scene took for its two turns. */
const STAGES: readonly (readonly [LatencyStage, number, number])[] = [
  ['asr_first_partial', 4.2, 0.2],
  ['llm_first_token', 4.7, 0.45],
  ['tts_first_byte', 4.9, 0.15],
  ['speech_end_to_first_audio', 5, 0.9],
  ['tool_call', 12.4, 0.3],
  ['speech_end_to_first_audio', 13, 1],
  ['session', 29.9, 29.3],
];

function playTrace(name: string): readonly Span[] {
  const { call, timeline } = playCall(`${SCENES}${name}.scene`);
  const stages = STAGES.map(([stage, seconds, took], place): LatencyRecord => {
    return { id: `stage ${place}`, callId: call.id, stage, at: call.startedAt + seconds, seconds: took };
  });
  return traceOf(call, timeline, { hash, stages: name === 'agent-turns' ? stages : [] });
}

test('there is a trace for each way in which calls commonly go', () => {
  expect(NAMES.length).toBeGreaterThanOrEqual(12);
});

test.each(NAMES)('the trace of %s is as its file says', (name) => {
  expect(traceText(playTrace(name))).toBe(readFileSync(`${TRACES}${name}.trace`, 'utf8'));
});
