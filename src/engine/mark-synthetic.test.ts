import { expect, test } from 'vitest';
import type { CallRecord, TrackerOutput } from '../core/index.ts';
import { storedCall } from '../testing/index.ts';
import { markSynthetic } from './mark-synthetic.ts';

const record = (id: string): CallRecord => ({ ...storedCall({ id }), caller: undefined, callee: undefined }) as unknown as CallRecord;
const closed = (id: string): TrackerOutput => ({ type: 'call.closed', record: record(id), timeline: [] });

/** Which ids come out marked, when one real and one synthetic call were adopted and a third begins. */
function marked(isAll: boolean): readonly string[] {
  const ids: string[] = [];
  const marks = markSynthetic(({ record: { id, isSynthetic } }) => void (isSynthetic === true && ids.push(id)), isAll);
  const adopt = (id: string, isSynthetic?: true) => ({
    call: { ...storedCall({ id }), ...(isSynthetic && { isSynthetic }) },
    timeline: [],
  });
  marks.adopt([adopt('real'), adopt('synthetic', true)]);
  for (const id of ['real', 'synthetic', 'new']) marks.output(closed(id));
  return ids;
}

test('what begins under generated traffic is marked, and a real call that is adopted is not', () => {
  expect(marked(true)).toEqual(['synthetic', 'new']);
});

test('under real traffic a generated call that is adopted stays marked, and nothing else is', () => {
  expect(marked(false)).toEqual(['synthetic']);
});
