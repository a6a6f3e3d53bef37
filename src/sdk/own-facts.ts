import { labelText, type Clock, type Emit, type TelephonyEvent } from '../core/index.ts';
import type { HostReading, ProcessReading } from '../metrics-node/index.ts';
import type { RingscopeOptions } from './ringscope-options.ts';
import type { Reading } from './ship/readings.ts';
import type { Shipper } from './ship/shipper.ts';

/** What a program knows of itself and of its machine, told as events. */
export interface OwnFacts {
  /** That the program began, as of when ringscope was made: what it opened since then is still open. */
  started(): void;
  state(reading: ProcessReading): void;
  host(reading: HostReading): void;
}

/** Makes them for one instance, for itself and for the server that it tells. */
export function createOwnFacts(
  { name = 'program', version = 'unknown', description = 'unknown' }: Pick<RingscopeOptions, 'name' | 'version' | 'description'>,
  emit: Emit,
  now: Clock,
  shipper?: Pick<Shipper, 'take' | 'takeReading'>,
): OwnFacts {
  const source = labelText(name);
  const createdAt = now();
  const tell = (event: TelephonyEvent): void => {
    emit(event);
    shipper?.take(event);
  };
  const read = (reading: Reading): void => {
    emit(reading);
    shipper?.takeReading(reading);
  };
  return {
    started: () =>
      tell({
        type: 'program.started',
        at: createdAt,
        source,
        name: source,
        version: labelText(version),
        description: labelText(description),
      }),
    state: (reading) => read({ type: 'program.state', at: now(), source, ...reading }),
    host({ disk, network }) {
      const at = now();
      if (disk !== undefined) read({ type: 'program.disk', at, source, ...disk, path: labelText(disk.path) });
      for (const one of network) read({ type: 'program.network', at, source, ...one, interface: labelText(one.interface) });
    },
  };
}
