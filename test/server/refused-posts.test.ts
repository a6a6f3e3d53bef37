import { expect, test } from 'vitest';
import { sharedServer } from '../../src/testing/shared-server.ts';
import { runCommand } from '../run-command.ts';

const server = sharedServer();

test('what is refused is named with what would be taken, and an empty list does not say that nothing has arrived', async () => {
  const line = '{"type":"agent.stage","callId":"a","stage":"tool_call","seconds":1}\n';
  for (const body of [line + line, `${line}{`]) {
    const answer = await server.post('/api/v1/events', body);
    expect([answer.status, await answer.json()]).toEqual([
      400,
      expect.objectContaining({ detail: 'The body is not JSON. Events of one line each have the media type application/x-ndjson.' }),
    ]);
  }
  const { detail } = (await (await server.post('/api/v1/events', '{"a')).json()) as { detail: string };
  expect(detail).toBe('The body is not JSON.');
  const capture = await server.post('/api/v1/imports', 'x', { 'content-type': 'application/json' });
  const { detail: types, hint } = (await capture.json()) as { detail: string; hint: string };
  expect([capture.status, types]).toEqual([415, expect.stringMatching(/media type application\//)]);
  expect(hint).not.toContain('application/json');
  const { code, err } = await runCommand(['calls', '--url', server.url]);
  expect(code).toBe(0);
  expect(err).toMatch(
    /^There are no such calls\. Nothing was taken since the server started .*: 3 posts of events were refused, the last .*\. `ringscope sources` says why\.\n$/,
  );
  expect(err).not.toContain('Nothing has arrived');
});
