import { labelText, SERVER_SOURCE, type Clock, type Emit } from '../core/index.ts';
import { createHostReader, observeProcess, type ProcessObserver } from '../metrics-node/index.ts';
import type { SharedRegistry } from '../metrics/index.ts';
import { readVersion } from './version.ts';

/** What a server tells of itself as of any program. */
interface OwnFactsContext {
  readonly registry: SharedRegistry;
  readonly emit: Emit;
  readonly now: Clock;
  /** Whether a preset shows what the machine says. */
  readonly readsHost: boolean;
  readonly everySeconds: number;
}

/** Tells that the server began, and what it takes of its host at each round of `collect`: the same readings that its own metrics are of. */
export function tellOwnFacts({ registry, emit, now, readsHost, everySeconds }: OwnFactsContext): ProcessObserver {
  const source = SERVER_SOURCE;
  const description = labelText('telephony observability');
  emit({ type: 'program.started', at: now(), source, name: source, version: labelText(readVersion()), description });
  const observer = observeProcess(registry, (reading) => emit({ type: 'program.state', at: now(), source, ...reading }));
  const stop = readsHost ? startHostRounds(emit, now, everySeconds) : () => undefined;
  return {
    close() {
      stop();
      observer.close();
    },
  };
}

function startHostRounds(emit: Emit, now: Clock, everySeconds: number): () => void {
  const source = SERVER_SOURCE;
  const read = createHostReader();
  // Reading does not fail: what the system does not tell is absent.
  const round = async (): Promise<void> => {
    const { disk, network } = await read();
    if (disk !== undefined) emit({ type: 'program.disk', at: now(), source, ...disk, path: labelText(disk.path) });
    for (const one of network) emit({ type: 'program.network', at: now(), source, ...one, interface: labelText(one.interface) });
  };
  void round();
  const timer = setInterval(() => void round(), everySeconds * 1000).unref();
  return () => clearInterval(timer);
}
