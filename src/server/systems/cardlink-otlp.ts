import { TeleError } from '../../core/index.ts';
import { isCollectorAddress } from '../../exporters/index.ts';
import type { CardlinkSettings } from '../../presets/index.ts';
import { addressOf, type ProgramOtlp } from './program-otlp.ts';

/** What the names of CardLink say of tracing, as settings of ours: of metrics and lines of the log it exports none. `originOf`: where a name stands. Undefined: it does not trace. Throws `CONFIG_INVALID`. */
export function cardlinkOtlp(
  { tracing, service }: Pick<CardlinkSettings, 'tracing' | 'service'>,
  originOf: (name: string) => string,
): ProgramOtlp | undefined {
  const { isEnabled, endpoint, protocol, sampleRatio } = tracing;
  if (!isEnabled || endpoint === undefined) return undefined;
  const url = addressOf(endpoint);
  const origin = originOf('GP_OTLP_ENDPOINT');
  if (!isCollectorAddress(url))
    throw new TeleError(
      'CONFIG_INVALID',
      `${origin}: GP_OTLP_ENDPOINT: expected an address such as collector:4317 or https://collector:4318, without a user, password, query or fragment.`,
    );
  return {
    endpoint: { value: url, origin },
    protocol: { value: protocol === 'grpc' ? 'grpc' : 'http/protobuf', origin: originOf('GP_OTLP_PROTOCOL') },
    signals: { value: ['traces'], origin: originOf('GP_TRACING_ENABLED') },
    sampleRatio: { value: sampleRatio, origin: originOf('GP_TRACE_SAMPLE_RATE') },
    serviceName: { value: service.name, origin: originOf('GP_SERVICE_NAME') },
    resource: { value: [`service.version=${service.version}`], origin: originOf('GP_SERVICE_VERSION') },
  };
}
