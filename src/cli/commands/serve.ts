import { once } from 'node:events';
import { ERRORS, EXIT } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand } from '../command.ts';

/** Runs the server. */
export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Receive SIP captures and serve calls, metrics and the API until stopped.',
  arguments: [],
  options: [
    CONFIG_OPTION,
    { flags: '--check', help: 'Check the settings and all that starting needs beside free ports, and do not start.' },
  ],
  takesSettings: true,
  listsSettings: true,
  example: 'ringscope serve --hep-host 0.0.0.0 --hep-allow 192.0.2.0/24',
  async run(input, io) {
    const { checkStart, collectSoon, createLog, movePagesNever, resolveWithPrograms, serve } = await import('../../server/index.ts');
    const { readSettings, readSettingsInput } = await import('../read-settings.ts');
    const { givenSettings } = await import('../setting-options.ts');
    const flags = await givenSettings(input);
    const { values: settings, origins } = resolveWithPrograms(await readSettingsInput(input, io, flags));
    if (input.options['check'] === true) {
      await checkStart(settings, io.env);
      io.out('The settings are valid, and the server could start with them.\n');
      return 0;
    }
    const log = createLog(settings.log.level, undefined, { ...settings.log, isTerminal: io.isErrTerminal });
    movePagesNever();
    collectSoon();
    const starting = serve(settings, {
      log,
      env: io.env,
      origins,
      reread: async () => readSettings(input, io, flags),
      ...(io.intervals === undefined ? {} : { intervals: io.intervals }),
    });
    // The log says what came of it.
    io.onHangup?.(() => void starting.then(async ({ reload }) => reload()).catch(() => undefined));
    const server = await starting;
    const failure = await Promise.race([aborted(io.signal), server.failure]);
    io.again?.addEventListener('abort', server.hurry);
    if (io.again?.aborted === true) server.hurry();
    await server.stop();
    // What aborted the signal with an error has been told.
    if (failure instanceof Error && failure !== io.signal.reason) throw failure;
    // The log says how many and why.
    if (server.lostChanges() > 0) return ERRORS.STORE_UNWRITABLE.exitCode;
    // SIGTERM is how a service is stopped, which is no interruption.
    return failure === 'SIGINT' ? EXIT.interrupted : 0;
  },
});

/** Resolves to the name of the signal that ends the process. */
async function aborted(signal: AbortSignal): Promise<unknown> {
  if (!signal.aborted) await once(signal, 'abort');
  return signal.reason;
}
