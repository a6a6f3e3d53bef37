import { expect, test } from 'vitest';
import { storedCall } from '../testing/index.ts';
import { countKpis, kpis } from './kpis.ts';
import type { StoredCall } from './store.ts';

function rates(...calls: readonly Partial<StoredCall>[]): object {
  return kpis(countKpis(calls.map((facts) => storedCall(facts))));
}

const ANSWERED = { outcome: 'answered', sipCode: 200, ended: 'bye', isCompleted: true, talkSeconds: 10, state: 'ended' } as const;
const SCANNER = { outcome: 'rejected', sipCode: 407, isChallenged: true, state: 'ended' } as const;

test('without calls every ratio is absent', () => {
  expect(rates()).toEqual({});
  expect(rates({ state: 'ringing' })).toEqual({});
});

test('ratios are those of RFC 6076 for a mix of endings', () => {
  const mix = rates(
    ANSWERED,
    { ...ANSWERED, ended: 'unknown', isCompleted: false },
    { ...ANSWERED, talkSeconds: 20 },
    { outcome: 'busy', sipCode: 486 },
    { outcome: 'failed', sipCode: 503 },
    { outcome: 'redirected', sipCode: 302 },
    { outcome: 'no_answer', sipCode: 408, hasRung: true },
    { outcome: 'failed', sipCode: 408 },
    { outcome: 'cancelled', sipCode: 487, hasRung: true },
    { outcome: 'rejected', sipCode: 603 },
  );
  expect(mix).toEqual({
    ser: 0.333333,
    seer: 0.555556,
    isa: 0.3,
    scr: 0.2,
    redirectRatio: 0.1,
    asr: 0.333333,
    ner: 0.777778,
    acdSeconds: 15,
  });
});

test('a thousand scanner INVITEs leave ASR, SER, SEER and NER unchanged', () => {
  const scanned = rates(ANSWERED, { outcome: 'busy', sipCode: 486 }, ...Array.from({ length: 1000 }, () => SCANNER));
  expect(scanned).toMatchObject({ ser: 0.5, seer: 1, asr: 0.5, ner: 1 });
});

test('a call that is still up counts as answered and not as completed', () => {
  expect(rates({ outcome: 'answered', sipCode: 200, state: 'answered' })).toEqual({
    ser: 1,
    seer: 1,
    isa: 0,
    scr: 0,
    redirectRatio: 0,
    asr: 1,
    ner: 1,
  });
});

test('a redirect server that sends every call elsewhere leaves ASR and NER to the calls that were tried', () => {
  expect(rates(ANSWERED, { outcome: 'redirected', sipCode: 302 })).toMatchObject({ asr: 1, ner: 1, ser: 1, redirectRatio: 0.5 });
});

test('a call that nobody answered is ineffective as a 408 is, and no reason to leave it out of any ratio', () => {
  expect(rates(ANSWERED, { outcome: 'failed', cause: 'no_response' })).toMatchObject({ isa: 0.5, ser: 0.5, asr: 0.5, ner: 0.5 });
});

// RFC 6076 4.6 to 4.8, and for ASR and NER the call model: each beside one call that was answered.
test.each([
  ['404', { outcome: 'rejected', sipCode: 404 }, { ser: 0.5, seer: 0.5, isa: 0, asr: 0.5, ner: 0.5 }],
  ['480', { outcome: 'rejected', sipCode: 480 }, { ser: 0.5, seer: 1, isa: 0, asr: 0.5, ner: 0.5 }],
  ['480 after ringing', { outcome: 'no_answer', sipCode: 480, hasRung: true }, { ser: 0.5, seer: 1, isa: 0, asr: 0.5, ner: 1 }],
  ['486', { outcome: 'busy', sipCode: 486 }, { ser: 0.5, seer: 1, isa: 0, asr: 0.5, ner: 1 }],
  ['600', { outcome: 'busy', sipCode: 600 }, { ser: 0.5, seer: 1, isa: 0, asr: 0.5, ner: 1 }],
  ['603', { outcome: 'rejected', sipCode: 603 }, { ser: 0.5, seer: 1, isa: 0, asr: 0.5, ner: 1 }],
  ['487', { outcome: 'cancelled', sipCode: 487 }, { ser: 0.5, seer: 0.5, isa: 0, asr: 0.5, ner: 0.5 }],
  ['487 after ringing', { outcome: 'cancelled', sipCode: 487, hasRung: true }, { ser: 0.5, seer: 0.5, isa: 0, asr: 0.5, ner: 1 }],
  ['408', { outcome: 'failed', sipCode: 408 }, { ser: 0.5, seer: 0.5, isa: 0.5, asr: 0.5, ner: 0.5 }],
  ['408 after ringing', { outcome: 'no_answer', sipCode: 408, hasRung: true }, { ser: 0.5, seer: 0.5, isa: 0.5, asr: 0.5, ner: 1 }],
  ['500', { outcome: 'failed', sipCode: 500 }, { ser: 0.5, seer: 0.5, isa: 0.5, asr: 0.5, ner: 0.5 }],
  ['501', { outcome: 'failed', sipCode: 501 }, { ser: 0.5, seer: 0.5, isa: 0, asr: 0.5, ner: 0.5 }],
  ['503', { outcome: 'failed', sipCode: 503 }, { ser: 0.5, seer: 0.5, isa: 0.5, asr: 0.5, ner: 0.5 }],
  ['504', { outcome: 'failed', sipCode: 504 }, { ser: 0.5, seer: 0.5, isa: 0.5, asr: 0.5, ner: 0.5 }],
  ['402', { outcome: 'rejected', sipCode: 402 }, { ser: 1, seer: 1, isa: 0, asr: 0.5, ner: 0.5 }],
  ['302', { outcome: 'redirected', sipCode: 302 }, { ser: 1, seer: 1, isa: 0, asr: 1, ner: 1 }],
  ['407', SCANNER, { ser: 1, seer: 1, isa: 0, asr: 1, ner: 1 }],
] as const)('a call that ended with %s counts in the ratios that its status belongs to', (_status, facts, expected) => {
  expect(rates(ANSWERED, facts)).toMatchObject(expected);
});
