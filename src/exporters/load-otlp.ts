import type * as grpcPackage from '@opentelemetry/otlp-grpc-exporter-base';
import type * as transformerPackage from '@opentelemetry/otlp-transformer';
import { TeleError } from '../core/index.ts';
import type { OtlpProtocol } from './otlp-options.ts';

const VERSION = '0.223.0';
const API = '@opentelemetry/api@^1.9.1';

/** What the requests of OTLP are made by. */
export type OtlpTransformer = typeof transformerPackage;
/** What speaks gRPC. */
export type OtlpGrpc = typeof grpcPackage;

/** Loads the serializers of OpenTelemetry, which are no part of an install. Throws `OTLP_PACKAGES_MISSING` with the command that installs what is missing. */
export async function loadTransformer(protocols: readonly OtlpProtocol[]): Promise<OtlpTransformer> {
  return load(async () => import('@opentelemetry/otlp-transformer'), protocols);
}

/** Loads what speaks gRPC, in the same way. */
export async function loadGrpc(): Promise<OtlpGrpc> {
  return load(async () => import('@opentelemetry/otlp-grpc-exporter-base'), ['grpc']);
}

async function load<T>(from: () => Promise<T>, protocols: readonly OtlpProtocol[]): Promise<T> {
  try {
    return await from();
  } catch (cause) {
    throw new TeleError(
      'OTLP_PACKAGES_MISSING',
      `OTLP needs packages that are not installed: \`npm install ${packagesFor(protocols)}\`.`,
      cause,
    );
  }
}

/** What is to be installed for these protocols, as arguments of npm. */
function packagesFor(protocols: readonly OtlpProtocol[]): string {
  const grpc = protocols.includes('grpc') ? [`@opentelemetry/otlp-grpc-exporter-base@${VERSION}`] : [];
  return [API, `@opentelemetry/otlp-transformer@${VERSION}`, ...grpc].join(' ');
}
