import type { OtlpOptions } from './otlp-options.ts';
import type { createOtlpLink, OtlpLink } from './otlp-link.ts';

/** Makes what exports of one instance. */
export type OpenOtlp = (context: Parameters<typeof createOtlpLink>[1]) => OtlpLink;

/** Loads what exports by OTLP, which a program without it does not need. Undefined: it is off, by the option or by `OTEL_SDK_DISABLED`. Rejects with `CONFIG_INVALID` for options and variables that cannot be. */
export async function loadOtlp(
  given: boolean | OtlpOptions | undefined,
  about: { readonly name: string; readonly version: string | undefined },
): Promise<OpenOtlp | undefined> {
  if (given === undefined || given === false) return undefined;
  const options = given === true ? {} : given;
  const [{ programOtlp }, loaded] = [await import('./program-otlp.ts'), await import('./otlp-link.ts')];
  const config = programOtlp(options, about, process.env, (message) => process.emitWarning(message, 'RingscopeWarning'));
  return config && ((context) => loaded.createOtlpLink({ config, drainSeconds: options.drainSeconds }, context));
}
