import { expect, test } from 'vitest';
import { labelText } from '../core/index.ts';
import { createEventLog } from './event-log.ts';
import { createLog } from './log.ts';

test('a certificate that takes the place of another is told with its end, and new files that are refused with what is shown', () => {
  const lines: string[] = [];
  const consumer = createEventLog(
    createLog('info', (line) => void lines.push(line)),
    { idOf: () => '' },
  );
  const of = { at: 1, listener: labelText('web') };
  consumer.accept({ type: 'listener.certificate', ...of, expiresAt: 1_800_000_000 });
  expect(lines).toEqual([]);
  consumer.accept({ type: 'listener.certificate_refused', ...of });
  consumer.accept({ type: 'listener.certificate', ...of, expiresAt: 1_900_000_000 });
  consumer.accept({ type: 'listener.certificate', ...of, listener: labelText('hep'), expiresAt: 1_900_000_000 });
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    { level: 'warn', listener: 'web', message: 'web does not take the new files of its certificate, and shows the one from before.' },
    {
      level: 'info',
      listener: 'web',
      expiresAt: '2030-03-17T17:46:40.000Z',
      message: 'web shows a new certificate, which is good until 2030-03-17T17:46:40.000Z.',
    },
  ]);
});
