import { TeleError } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, SERVER_OPTIONS, type CommandInput, type CommandIo } from '../command.ts';
import { TABLE_OPTIONS } from '../table.ts';

/** Alerts: as rules for Prometheus, and as a running server looks at them. */
export const alertsCommand = defineCommand({
  name: 'alerts',
  summary: 'Show the alerts of a running server, silence them, test who is told of them, or write them as rules for Prometheus.',
  arguments: [
    { name: 'action', help: '`list`, `silence`, `unsilence`, `test` or `write`.' },
    {
      name: 'words',
      help: 'Of `silence` what the labels of an alert are, such as `trunk=carrier-a`; of `unsilence` the id of a silence, of `test` the name of a receiver.',
      isOptional: true,
    },
    { name: 'more', help: 'Of `silence` further labels, any number.', isOptional: true, isRepeated: true },
  ],
  options: [
    { flags: '--for <time>', help: 'How long a silence holds: 30m, 2h, 1d.', initial: '2h' },
    { flags: '--comment <text>', help: 'Why there is a silence.' },
    {
      flags: '--format <format>',
      help: 'Of `write`: `prometheus`, a rule file, or `prometheus-rule`, a resource of the operator, or `alertmanager`, its `inhibit_rules`.',
      initial: 'prometheus',
    },
    { flags: '--output <file>', help: 'Of `write`: the file to write, instead of the standard output.' },
    JSON_OPTION,
    ...TABLE_OPTIONS,
    CONFIG_OPTION,
    ...SERVER_OPTIONS.filter(({ flags }) => flags !== CONFIG_OPTION.flags),
  ],
  takesSettings: true,
  example: 'ringscope alerts write --output /etc/prometheus/rules/ringscope.yml',
  run: act,
});

type Act = (words: readonly string[], input: CommandInput, io: CommandIo) => Promise<number>;

const ACTIONS: ReadonlyMap<string, Act> = new Map<string, Act>([
  ['list', async (_words, input, io) => (await import('../alerting/list.ts')).listAlerts(input, io)],
  ['silence', async (words, input, io) => (await import('../alerting/silence.ts')).silenceAlerts(words, input, io)],
  ['unsilence', async ([id], input, io) => (await import('../alerting/silence.ts')).unsilence(id, input, io)],
  ['test', async ([name], input, io) => (await import('../alerting/test-receiver.ts')).testReceiver(name, input, io)],
  ['write', async (_words, input, io) => (await import('../rules/write.ts')).writeAlerts(input, io)],
]);

async function act(input: CommandInput, io: CommandIo): Promise<number> {
  const [name = 'nothing', ...words] = input.arguments;
  const action = ACTIONS.get(name);
  if (action === undefined) throw new TeleError('BAD_REQUEST', `alerts takes ${[...ACTIONS.keys()].join(', ')}, not ${name}.`);
  return action(words, input, io);
}
