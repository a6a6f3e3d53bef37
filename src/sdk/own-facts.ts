import { labelText, type Clock, type Emit } from '../core/index.ts';
import type { HostReading, ProcessReading } from '../metrics-node/index.ts';
import type { RingscopeOptions } from './ringscope-options.ts';

/** What a program knows of itself and of its machine, told as events. */
export interface OwnFacts {
  /** That the program began, as of when ringscope was made: what it opened since then is still open. */
  started(): void;
  state(reading: ProcessReading): void;
  host(reading: HostReading): void;
}

/** Makes them for one instance. */
export function createOwnFacts(
  { name = 'program', version = 'unknown', description = 'unknown' }: Pick<RingscopeOptions, 'name' | 'version' | 'description'>,
  emit: Emit,
  now: Clock,
): OwnFacts {
  const source = labelText(name);
  const createdAt = now();
  return {
    started: () =>
      emit({
        type: 'program.started',
        at: createdAt,
        source,
        name: source,
        version: labelText(version),
        description: labelText(description),
      }),
    state: (reading) => emit({ type: 'program.state', at: now(), source, ...reading }),
    host({ disk, network }) {
      const at = now();
      if (disk !== undefined) emit({ type: 'program.disk', at, source, ...disk, path: labelText(disk.path) });
      for (const one of network) emit({ type: 'program.network', at, source, ...one, interface: labelText(one.interface) });
    },
  };
}
