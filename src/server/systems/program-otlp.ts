import type { OtlpSettings } from '../../exporters/index.ts';

/** A setting of ours that the file of another program sets, and where it says so. */
export interface ProgramSetting<T> {
  readonly value: T;
  /** `file:line:column`. */
  readonly origin: string;
}

/** What another program says of its export by OTLP, as settings of ours. */
export type ProgramOtlp = {
  readonly [K in 'endpoint' | 'protocol' | 'signals' | 'serviceName' | 'resource' | 'sampleRatio']?: ProgramSetting<OtlpSettings[K]>;
};

/** An address as those programs take it: without a scheme they speak no TLS. */
export function addressOf(text: string): string {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
}
