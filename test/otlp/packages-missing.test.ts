import { expect, test, vi } from 'vitest';
import { runCommand } from '../run-command.ts';
import { doctor } from '../server/doctored.ts';

vi.mock('@opentelemetry/otlp-transformer', () => {
  throw new Error('Cannot find package');
});

const PLACE = ['--otlp-endpoint', 'http://127.0.0.1:9'] as const;
const INSTALL = 'npm install @opentelemetry/api@^1.9.1 @opentelemetry/otlp-transformer@0.223.0';

test.each([
  [[], INSTALL],
  [['--otlp-protocol', 'grpc'], `${INSTALL} @opentelemetry/otlp-grpc-exporter-base@0.223.0`],
])('without the packages `test otlp` %s ends with 3 and says what installs them', async (flags, command) => {
  const { code, out, err } = await runCommand(['test', 'otlp', ...PLACE, ...flags]);
  expect([code, out]).toEqual([3, '']);
  expect(err).toContain(`OTLP_PACKAGES_MISSING: OTLP needs packages that are not installed: \`${command}\`.`);
});

test('without the packages the doctor fails with the same', async () => {
  const { code, checks } = await doctor('--store', '/nowhere/ringscope', ...PLACE);
  expect(code).toBe(1);
  const found = checks.filter(({ check }) => check === 'otlp').map(({ result, text }) => ({ result, text }));
  expect(found).toEqual([{ result: 'fail', text: `OTLP needs packages that are not installed: \`${INSTALL}\`.` }]);
});

test('without the packages `serve --check` says that the server could not start', async () => {
  const { code, err } = await runCommand(['serve', '--check', ...PLACE]);
  expect([code, err]).toEqual([
    3,
    expect.stringContaining(`OTLP_PACKAGES_MISSING: OTLP needs packages that are not installed: \`${INSTALL}\`.`),
  ]);
});
