import { expect, test } from 'vitest';
import { zoneClock } from '../core/index.ts';
import type { CommandIo } from './command.ts';
import { showMessages } from './show-messages.ts';

const ESCAPE = String.fromCharCode(27);

function shown(answer: unknown, isJson = false): { readonly code: number; readonly out: string; readonly err: string } {
  const text = { out: '', err: '' };
  const io = { out: (more: string) => void (text.out += more), err: (more: string) => void (text.err += more) } as Partial<CommandIo>;
  const code = showMessages(answer, isJson, zoneClock('UTC'), io as CommandIo);
  return { code, ...text };
}

test('messages stand below when, from whom to whom, how and by which agent; what a terminal would obey can be seen', () => {
  const messages = [
    {
      at: 1.25,
      src: '192.0.2.1:5060',
      dst: '192.0.2.2:5060',
      transport: 'udp',
      agent: '7',
      text: `INVITE sip:a SIP/2.0\r\nTo: ${ESCAPE}[2J\r\n\r\n`,
    },
    { at: 2, text: 'BYE sip:a SIP/2.0\r\n\r\n' },
  ];
  const { code, out } = shown({ messages });
  const lines = out.split('\n');
  expect(code).toBe(0);
  expect(lines[0]).toBe('--- 1970-01-01T00:00:01.250Z  192.0.2.1:5060 -> 192.0.2.2:5060  udp  agent 7');
  expect(lines[1]).toBe('INVITE sip:a SIP/2.0');
  expect(out).not.toContain(ESCAPE);
  expect(lines[4]).toBe('--- 1970-01-01T00:00:02.000Z  ? -> ?  ?  agent ?');
  expect(lines[5]).toBe('BYE sip:a SIP/2.0');
});

test('why there are none is a message, not data, and the exit code says so; JSON holds it', () => {
  const answer = { messages: [], reason: 'Whole messages are not kept.' };
  expect(shown(answer)).toEqual({ code: 1, out: '', err: 'Whole messages are not kept.\n' });
  expect(shown(answer, true)).toEqual({ code: 1, out: `${JSON.stringify(answer)}\n`, err: 'Whole messages are not kept.\n' });
});
