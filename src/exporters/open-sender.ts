import { createGrpcSender } from './grpc-sender.ts';
import { createHttpSender } from './http-sender.ts';
import { loadGrpc } from './load-otlp.ts';
import type { SignalConfig } from './otlp-config.ts';
import type { Sender, Serializer } from './sent.ts';
import { readTransportFiles } from './transport-files.ts';

/** Reads the files of a signal, and makes what sends it. Throws `OTLP_PACKAGES_MISSING` and `OTLP_FILE_INVALID`. */
export async function openSender<T>(config: SignalConfig, serializer: Serializer<T>): Promise<Sender<T>> {
  const files = await readTransportFiles(config);
  return config.protocol === 'grpc'
    ? createGrpcSender(config, files, serializer, await loadGrpc())
    : createHttpSender(config, files, serializer);
}
