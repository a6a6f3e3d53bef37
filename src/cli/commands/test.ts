import { randomBytes } from 'node:crypto';
import { EXIT, TeleError } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION } from '../command.ts';
import { toJson } from '../json.ts';
import { trialText } from '../trial-text.ts';

/** Sends something to try the way to it. */
export const testCommand = defineCommand({
  name: 'test',
  summary:
    'Send one span, one metric and one line of the log to the collector, and say what it did with each. Exit code 1 when it did not take one.',
  arguments: [{ name: 'what', help: '`otlp`: the collector that settings and variables of OpenTelemetry name.' }],
  options: [CONFIG_OPTION, JSON_OPTION],
  takesSettings: true,
  example: 'ringscope test otlp --config /etc/ringscope/ringscope.yml',
  async run(input, io) {
    const [what = 'nothing'] = input.arguments;
    if (what !== 'otlp') throw new TeleError('BAD_REQUEST', `test takes otlp, not ${what}.`);
    const { tryOtlp, whyNothing } = await import('../../server/index.ts');
    const { readSettings } = await import('../read-settings.ts');
    const { givenSettings } = await import('../setting-options.ts');
    const settings = await readSettings(input, io, await givenSettings(input));
    const traceId = randomBytes(16).toString('hex');
    const context = { now: io.now(), traceId, signal: io.signal, warn: (message: string) => io.err(`${message}\n`) };
    const trials = await tryOtlp(settings, io.env, context);
    if (trials === undefined) throw new TeleError('CONFIG_INVALID', `Nothing is exported by OTLP: ${whyNothing(settings, io.env)}.`);
    const isTaken = trials.every((one) => one.isTaken);
    if (input.options['json'] === true) io.out(toJson({ isTaken, traceId, signals: trials }));
    else {
      for (const trial of trials) io.out(`${trialText(trial)}\n`);
      if (trials.some((one) => one.signal === 'traces' && one.isTaken)) io.out(`Look for the trace ${traceId}.\n`);
    }
    return isTaken ? 0 : EXIT.findings;
  },
});
