import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { STAGE } from '../../src/traces/index.ts';

const PAGE = new URL('../../docs/traces.md', import.meta.url);
const ROW = /^\| `(?<span>\w+)` \| `(?<stage>\w+)` \| `agent\.stage\(\{ callId, stage: '(?<told>\w+)', seconds \}\)` \|/gm;

test('the page on traces names the span of each stage of a voice agent, and the call of the SDK that makes it', () => {
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(ROW)].map(
    ({ groups }) => `${groups?.['stage']} ${groups?.['told']} ${groups?.['span']}`,
  );
  const known = Object.entries(STAGE).map(([stage, { name }]) => `${stage} ${stage} ${name}`);
  expect(new Set(rows)).toEqual(new Set(known));
  expect(rows.length).toBe(known.length);
});
