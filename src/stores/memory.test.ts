import { storeConformance } from '../testing/suites/index.ts';
import { openMemory } from './index.ts';

storeConformance('memory', async () => {
  const store = openMemory();
  return { store, reopen: async () => store };
});
