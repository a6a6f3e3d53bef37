import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompileCode, compileCode } from './compile-code.ts';
import { counter, labelText, open } from '../index.ts';
import { createRegistryWith } from '../registry.ts';

/** More than a metric keeps a handle for each of. */
const SERIES = 50_000;
const MODES: readonly (readonly [string, CompileCode])[] = [
  ['generated', compileCode],
  ['without generated code', () => undefined],
];
const step = fc.record({
  verb: fc.constantFrom('add', 'with', 'positional', 'move handles', 'remove', 'collect' as const),
  trunk: fc.integer({ min: 0, max: 40 }),
});

test.each(MODES)(
  'a metric of very many series counts like a Map, also through handles, which lead nowhere once their series is removed: %s',
  (_, compile) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
        let now = 1000;
        const registry = createRegistryWith(compile, { now: () => now });
        const total = registry.add(counter('telephony_calls_total', { help: 'x', labels: { trunk: open(SERIES) } }));
        const find = total.positional('trunk');
        const model = new Map<number, { count: number; created: number }>();
        const handles = new Map<number, ReturnType<typeof find>>();
        const at = (trunk: number) => {
          const known = model.get(trunk) ?? { count: 0, created: now };
          model.set(trunk, known);
          return known;
        };
        for (const { verb, trunk } of steps) {
          now += 1;
          const label = labelText(`trunk ${trunk}`);
          if (verb === 'add') {
            total.add(trunk, { trunk: label });
            at(trunk).count += trunk;
          } else if (verb === 'with' || verb === 'positional') {
            handles.set(trunk, verb === 'with' ? total.with({ trunk: label }) : find(label));
            at(trunk);
          } else if (verb === 'move handles') {
            for (const [one, handle] of handles) {
              handle.inc();
              const known = model.get(one);
              if (known !== undefined) known.count += 1;
            }
          } else if (verb === 'remove') {
            // A handle of a series that was removed is not one of a later series with these labels.
            expect(total.remove({ trunk: label })).toBe(model.delete(trunk));
            handles.get(trunk)?.add(1e6);
            handles.delete(trunk);
          } else registry.collect(now);
        }
        const text = registry.compose('openmetrics');
        const shown = [...text.matchAll(/^telephony_calls_(total|created)\{trunk="trunk (\d+)"\} (\d+)$/gm)].map((match) =>
          match.slice(1).join(' '),
        );
        const expected = [...model].flatMap(([trunk, { count, created }]) => [`total ${trunk} ${count}`, `created ${trunk} ${created}`]);
        expect(shown.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 60 },
    );
  },
);
