import { present, shownPerson, type StoredCall } from '../../core/index.ts';
import type { OutputMode } from '../settings/server-settings.ts';

/** The sides of a call as pseudonyms: masks would make different people equal. None where nothing of people is shown. */
export function pseudonymsOf(
  { caller, callee }: Pick<StoredCall, 'caller' | 'callee'>,
  output: OutputMode,
): { readonly caller?: string; readonly callee?: string } {
  if (output === 'off') return {};
  const shown = (one: StoredCall['caller']) => (one === undefined ? undefined : shownPerson(one, 'pseudonym'));
  return present({ caller: shown(caller), callee: shown(callee) });
}
