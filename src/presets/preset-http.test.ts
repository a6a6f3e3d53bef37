import { expect, test } from 'vitest';
import { loadPreset, PRESET, PRESET_HTTP } from './index.ts';

test.each(PRESET)('%s is served with every health document that it has', async (name) => {
  const { health } = await loadPreset(name);
  expect([...PRESET_HTTP[name].health].toSorted()).toEqual([...(health?.paths ?? [])].toSorted());
});
