import { storeConformance } from '../testing/index.ts';
import { openMemory } from './index.ts';

storeConformance('memory', async () => {
  const store = openMemory();
  return { store, reopen: async () => store };
});
