import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CAUSE, ENDED, OUTCOME } from '../core/index.ts';
import { loadPreset } from './index.ts';
import type { CallOutcome } from './preset.ts';

const SPEAKING = [
  ['voice-skill', 'voice_calls_by_status', 'status'],
  ['rustpbx', 'rustpbx_calls_total', 'result'],
  ['voiceserver', 'voiceserver_calls_total', 'status'],
] as const;

const anyOutcome: fc.Arbitrary<CallOutcome> = fc.record(
  {
    outcome: fc.constantFrom(...OUTCOME),
    cause: fc.constantFrom(...CAUSE),
    ended: fc.constantFrom(...ENDED),
    sipCode: fc.integer({ min: 0, max: 999 }),
  },
  { requiredKeys: ['outcome', 'cause'] },
);

test.each(SPEAKING)('%s has a word for every way that a call comes out', async (name, metric, label) => {
  const { catalog, outcomeOf } = await loadPreset(name);
  const words = catalog.moves.find((move) => move.metric.name === metric)?.metric.labels[label];
  fc.assert(
    fc.property(anyOutcome, (call) => {
      expect(words).toContain(outcomeOf?.(call));
    }),
  );
});

test.each([
  ['rustpbx', { outcome: 'answered', cause: 'normal', sipCode: 200 }, 'ok'],
  ['rustpbx', { outcome: 'cancelled', cause: 'cancelled', sipCode: 487 }, 'rejected'],
  ['rustpbx', { outcome: 'redirected', cause: 'other', sipCode: 302 }, 'redirect'],
  ['rustpbx', { outcome: 'rejected', cause: 'declined', sipCode: 603 }, 'failed'],
  ['rustpbx', { outcome: 'unknown', cause: 'other', sipCode: 100 }, 'failed'],
  ['rustpbx', { outcome: 'no_answer', cause: 'no_answer' }, 'rejected'],
  ['voiceserver', { outcome: 'answered', ended: 'bye', cause: 'media' }, 'pipeline-error'],
  ['voiceserver', { outcome: 'failed', cause: 'media' }, 'ice-failed'],
] satisfies [string, CallOutcome, string][])('%s calls %o %s', async (name, call, word) => {
  const preset = await loadPreset(name === 'rustpbx' ? 'rustpbx' : 'voiceserver');
  expect(preset.outcomeOf?.(call)).toBe(word);
});
