import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readSecret } from './read-secret.ts';

/** Somebody at a terminal who types the next text at each prompt. */
function typing(...texts: readonly string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const controller = new AbortController();
  let shown = '';
  const secret = readSecret('Password', {
    input,
    ask(text) {
      shown += text;
      if (text.endsWith(': ')) setImmediate(() => input.write(texts[shown.split(': ').length - 2] ?? ''));
    },
    signal: controller.signal,
    interrupt: () => controller.abort(),
  });
  return { secret, shown: () => shown };
}

test('what is typed at a terminal is asked for twice and shown nowhere', async () => {
  const { secret, shown } = typing('hunter2x\u007f\r', 'hunter2\r');
  expect(await secret).toBe('hunter2');
  expect(shown()).toBe('Password: \nThe same again: \n');
});

test.each([
  ['two that are not the same', ['one\r', 'two\r'], 'The two are not the same.'],
  ['Ctrl-C', ['on\u0003'], 'It was interrupted.'],
  ['Ctrl-D', ['\u0004'], 'Nothing was typed.'],
])('%s at a terminal give none', async (_what, texts, message) => {
  await expect(typing(...texts).secret).rejects.toMatchObject({ code: 'BAD_REQUEST', message });
});

test.each([
  ['right horse\n', 'right horse'],
  ['right horse', 'right horse'],
  ['with blanks \r\nand a second line\n', 'with blanks '],
  ['Gr\u00fc\u00dfe\n', 'Gr\u00fc\u00dfe'],
  ['', ''],
])('of what is piped the first line is the secret (%j)', async (text, secret) => {
  const input = new PassThrough();
  for (const byte of Buffer.from(text)) input.write(Buffer.from([byte]));
  input.end();
  const ask = (): never => {
    throw new Error('Nobody is there to be asked.');
  };
  expect(await readSecret('Password', { input, ask, signal: new AbortController().signal, interrupt: ask })).toBe(secret);
});
