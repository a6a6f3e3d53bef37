import { tryOtlp } from '../otlp/try-otlp.ts';
import type { DoctorContext } from './doctor-context.ts';
import { type Diagnosis, fail, fine, warn } from './doctor-line.ts';
import { asTeleError } from '../thread-port.ts';

/** Whether the collector that is configured takes what is exported: it is sent requests without anything in them. */
export async function checkOtlp({ settings, isLocal, env, now }: DoctorContext): Promise<readonly Diagnosis[]> {
  if (settings === undefined || !isLocal) return [];
  try {
    const trials = await tryOtlp(settings, env, { now: now() });
    if (trials === undefined) return [];
    const bad = trials.filter(({ isTaken }) => !isTaken);
    if (bad.length === 0) return fine(`The collector takes ${trials.map(({ signal }) => signal).join(', ')}.`);
    return bad.map(({ signal, protocol, reason = 'did not take it' }) =>
      warn(
        `The collector of ${signal} (${protocol}) ${reason}.`,
        'See that it runs at otlp.endpoint, speaks otlp.protocol there, and whether it asks for headers (otlp.headers_file); then `ringscope test otlp`.',
      ),
    );
  } catch (error) {
    const { message, hint } = asTeleError(error);
    return [fail(message, hint)];
  }
}
