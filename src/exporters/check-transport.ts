import { loadGrpc, loadTransformer } from './load-otlp.ts';
import type { SignalConfig } from './otlp-config.ts';
import { readTransportFiles } from './transport-files.ts';

/** Looks whether the packages that these signals need are installed and their files can be read; of none it loads nothing. Throws `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
export async function checkTransport(signals: readonly SignalConfig[]): Promise<void> {
  const protocols = signals.map(({ protocol }) => protocol);
  if (protocols.length > 0) await loadTransformer(protocols);
  if (protocols.includes('grpc')) await loadGrpc();
  await Promise.all(signals.map(async (one) => readTransportFiles(one)));
}
