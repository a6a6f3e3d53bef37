import { TeleError } from '../../core/index.ts';
import { CONFIG_OPTION, defineCommand, JSON_OPTION, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { toJson } from '../json.ts';
import type { Profile } from '../init/settings-file.ts';

const WHAT = ['kamailio', 'opensips', 'freeswitch', 'asterisk', 'rtpengine', 'heplify', 'sngrep', 'prometheus', 'systemd'] as const;

/** Begins an installation, and connects others to it. */
export const initCommand = defineCommand({
  name: 'init',
  summary: 'Write a first settings file, or the lines that connect a program to this installation.',
  arguments: [{ name: 'program', help: `Write the lines for ${WHAT.join(', ')}. Left out: write a settings file.`, isOptional: true }],
  options: [
    {
      flags: '--profile <profile>',
      help: 'What a new installation keeps: strict or operator. Left out: it is asked.',
      values: ['strict', 'operator'],
    },
    { flags: '--file <file>', help: 'The settings file to write, which must not be there yet.', initial: './ringscope.yml' },
    { flags: '--address <host>', help: 'How others reach this machine. Left out: as the settings say.' },
    { flags: '--show-key', help: 'Write the HEP key into the lines, instead of what stands for it.' },
    CONFIG_OPTION,
    JSON_OPTION,
  ],
  example: 'ringscope init kamailio --address 192.0.2.10',
  async run(input, io) {
    const [given] = input.arguments;
    if (given === undefined) return begin(input, io);
    const what = WHAT.find((one) => one === given);
    if (what === undefined) throw new TeleError('BAD_REQUEST', `init takes one of ${WHAT.join(', ')}, not ${given}.`);
    return connect(what, input, io);
  },
});

async function connect(what: (typeof WHAT)[number], input: CommandInput, io: CommandIo): Promise<number> {
  const { readSettings } = await import('../read-settings.ts');
  const { readInstallation } = await import('../init/installation.ts');
  const { SENDERS } = await import('../init/senders.ts');
  const { SERVICES } = await import('../init/services.ts');
  const address = textOption(input, 'address');
  if (address !== undefined && !/^[\w.:[\]-]{1,255}$/.test(address))
    throw new TeleError('BAD_REQUEST', `--address takes an address or a name, not ${address}.`);
  const configPath = textOption(input, 'config') ?? (io.env['RINGSCOPE_CONFIG'] || undefined);
  const { resolve } = await import('node:path');
  const at = readInstallation(await readSettings(input, io, {}), {
    showsKey: input.options['showKey'] === true,
    ...(address === undefined ? {} : { address }),
    ...(configPath === undefined ? {} : { configPath: resolve(configPath) }),
  });
  const make = SENDERS[what] ?? SERVICES[what];
  if (make === undefined) throw new TeleError('BAD_REQUEST', `Nothing is known of ${what}.`);
  const { where, lines, notes: own } = make(at);
  const notes = [...own, ...(Object.hasOwn(SENDERS, what) ? at.notes : [])];
  if (input.options['json'] === true) {
    io.out(toJson({ program: what, where, lines, notes }));
    return 0;
  }
  // The lines alone are data: they can be put into a file as they come.
  io.err(`Into ${where}:\n\n`);
  io.out(`${lines.join('\n')}\n`);
  io.err(`\n${notes.map((note) => `- ${note}\n`).join('')}`);
  if (Object.hasOwn(SENDERS, what)) io.err('\n`ringscope send sip` says whether a test call arrives.\n');
  return 0;
}

async function begin(input: CommandInput, io: CommandIo): Promise<number> {
  const { settingsText, writeNew } = await import('../init/settings-file.ts');
  const path = textOption(input, 'file') ?? './ringscope.yml';
  const profile = await chosen(input, io);
  writeNew(path, settingsText(profile));
  if (input.options['json'] === true) {
    io.out(toJson({ file: path, profile }));
    return 0;
  }
  io.out(`${path} is written, with the profile ${profile}.\n`);
  io.err(`Next: ringscope serve --config ${path}, then \`ringscope init kamailio\` or another program for the lines that send it calls.\n`);
  return 0;
}

async function chosen(input: CommandInput, io: CommandIo): Promise<Profile> {
  const { PROFILE, PROFILE_HELP } = await import('../init/settings-file.ts');
  const given =
    textOption(input, 'profile') ?? (await asked(io, `${PROFILE.map((one) => `${one}: ${PROFILE_HELP[one]}.\n`).join('')}Profile`));
  const profile = PROFILE.find((one) => one === given);
  if (profile === undefined)
    throw new TeleError(
      'BAD_REQUEST',
      `The profile is ${PROFILE.join(' or ')}${given === undefined ? ': name it with --profile' : `, not ${given}`}.`,
    );
  return profile;
}

async function asked(io: CommandIo, prompt: string): Promise<string | undefined> {
  return io.readLine === undefined ? undefined : (await io.readLine(`${prompt}: `)).trim();
}
