import type { ChangeToEncode, createChangeEncoder } from '../format/index.ts';
import type { HandedBatch } from './spool-intake.ts';

type ChangeEncoder = ReturnType<typeof createChangeEncoder>;

/** Changes as bytes, and how many they are: those with a number that cannot be stored are left out. */
export function encodeStorable(changes: readonly ChangeToEncode[], encode: ChangeEncoder): Pick<HandedBatch, 'count' | 'bytes'> {
  try {
    return { count: changes.length, bytes: encode(changes) };
  } catch {
    const storable = changes.filter((change) => isStorable(change, encode));
    return { count: storable.length, bytes: encode(storable) };
  }
}

function isStorable(change: ChangeToEncode, encode: ChangeEncoder): boolean {
  try {
    encode([change]);
    return true;
  } catch {
    return false;
  }
}
