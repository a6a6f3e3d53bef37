// How many bytes a sealed timeline takes: read from the day files, for the interface does not say.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadDriver } from './ours.mjs';

/** Mean bytes per call in the packed timelines of all day files that have some. */
export async function sealedTimelineBytes(folder) {
  const Driver = await loadDriver();
  let bytes = 0;
  let calls = 0;
  for (const name of readdirSync(folder).filter((file) => /^calls-.*\.db$/.test(file))) {
    const db = new Driver(join(folder, name), { readOnly: true });
    const chunks = db.prepare('SELECT count(*) AS count, sum(length(timelines)) AS bytes FROM chunk').get();
    if (chunks.count > 0) {
      bytes += chunks.bytes;
      calls += db.prepare('SELECT calls FROM meta').get().calls;
    }
    db.close();
  }
  return calls === 0 ? undefined : bytes / calls;
}
