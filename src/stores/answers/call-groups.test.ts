import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteWriter, type StoredCall } from '../../core/index.ts';
import { arbitraryStoredCall } from '../../testing/suites/index.ts';
import { CallGroups } from './call-groups.ts';

/** Calls that are over, with values of any letters, and some that are not. */
const calls = fc.array(
  fc
    .tuple(arbitraryStoredCall(), fc.boolean(), fc.constantFrom('bye' as const, 'unknown' as const))
    .map(([call, isOver, ended]): StoredCall =>
      isOver ? { ...call, state: 'ended', isProvisional: false, outcome: 'answered', ended } : call,
    ),
  { maxLength: 8 },
);

function groupsOf(some: readonly StoredCall[]): CallGroups {
  const groups = new CallGroups();
  for (const call of some) groups.add(call);
  return groups;
}

function bytesOf(groups: CallGroups): Uint8Array {
  const out = new ByteWriter();
  groups.write(out, new ByteWriter());
  return out.take();
}

test('groups of parts merge into exactly those of the whole', () => {
  fc.assert(
    fc.property(fc.array(calls, { maxLength: 4 }), (parts) => {
      const merged = new CallGroups();
      for (const part of parts) merged.merge(groupsOf(part));
      expect(bytesOf(merged)).toEqual(bytesOf(groupsOf(parts.flat())));
    }),
  );
});

test('groups decode to what was written', () => {
  fc.assert(
    fc.property(calls, (some) => {
      const bytes = bytesOf(groupsOf(some));
      const decoded = CallGroups.decode(bytes);
      expect(bytesOf(decoded)).toEqual(bytes);
      expect([...decoded.summary(0).byTrunk.keys()]).toEqual([...groupsOf(some).summary(0).byTrunk.keys()]);
    }),
  );
});

test('what is taken back leaves no count', () => {
  fc.assert(
    fc.property(calls, (some) => {
      const groups = groupsOf(some);
      for (const call of some) groups.remove(call);
      expect(bytesOf(groups)).toEqual(bytesOf(new CallGroups()));
    }),
  );
});
