import { readFileSync } from 'node:fs';
import { TeleError } from '../../core/index.ts';
import { textOption, type CommandInput, type CommandIo } from '../command.ts';
import { readToken } from '../read-token.ts';

/** Where the credentials for a Prometheus stand. Never on the command line: other users of the machine see that. */
export const PROMETHEUS_CREDENTIALS = [
  {
    flags: '--prometheus-token-file <file>',
    help: 'File with the bearer token that this Prometheus wants. Also RINGSCOPE_PROMETHEUS_TOKEN_FILE.',
  },
  {
    flags: '--prometheus-login-file <file>',
    help: 'File with one line `name:password` that this Prometheus wants (basic). Also RINGSCOPE_PROMETHEUS_LOGIN_FILE.',
  },
] as const;

/** What is sent as `Authorization`. Undefined: no file is named. */
export function prometheusAuthorization(input: CommandInput, { env }: CommandIo): string | undefined {
  const tokenFile = textOption(input, 'prometheusTokenFile') ?? (env['RINGSCOPE_PROMETHEUS_TOKEN_FILE'] || undefined);
  const loginFile = textOption(input, 'prometheusLoginFile') ?? (env['RINGSCOPE_PROMETHEUS_LOGIN_FILE'] || undefined);
  if (tokenFile !== undefined && loginFile !== undefined)
    throw new TeleError('BAD_REQUEST', 'A Prometheus takes a token or a login: name one of the two files.');
  if (tokenFile !== undefined) return `Bearer ${readToken(tokenFile)}`;
  return loginFile === undefined ? undefined : `Basic ${Buffer.from(readLogin(loginFile)).toString('base64')}`;
}

function readLogin(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TeleError('BAD_REQUEST', `The file ${path} could not be read.`, cause);
  }
  const [line = ''] = text.split(/\r?\n/);
  if (/^[^:\s]+:./.test(line)) return line;
  throw new TeleError('BAD_REQUEST', `The first line of ${path} is no name and password with a colon between.`);
}
