import { labelText, NO_TRUNK, type Emit } from '../core/index.ts';
import { accessTrunks, type TrunkTexts } from './settings/trunk-matcher.ts';

/** Tells which trunks stand in the settings, and that there are calls beside them. */
export function tellTrunks(trunks: TrunkTexts, emit: Emit, at: number): void {
  const access = accessTrunks(trunks);
  const names = Object.keys(trunks);
  for (const name of names)
    emit({ type: 'trunk.configured', at, trunk: labelText(name), role: access.has(name) ? 'access' : 'carrier', isAlone: false });
  emit({ type: 'trunk.configured', at, trunk: labelText(NO_TRUNK), isAlone: names.length === 0 });
}
