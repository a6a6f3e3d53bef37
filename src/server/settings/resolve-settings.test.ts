import { expect, test } from 'vitest';
import { resolveSettings } from './resolve-settings.ts';
test('x', () => {
  console.log(resolveSettings({ flags: {}, env: {} }));
  try {
    resolveSettings({
      flags: { 'http-prot': '1', 'log-level': 'inof' },
      env: { RINGSCOPE_HTTP_PORT: 'x', RINGSCOPE_HTP_PORT: '1', RINGSCOPE_TRUNKS: 'a=1.2.3.4;1.2.3.5/33,b=1.2.3.4' },
      file: {
        path: 'r.yml',
        text: `
http:
  prot: 7
  port: 70000
  token_file: [x]
hep:
calls:
  emergency_numbers: [112, 0110, a]
  settle_seconds:
trunks:
  none: [10.0.0.0/8]
  b: 10.0.0.0/8
  c: [10.0.0.0/8, 10.0.0.1/8]
port: 3
`,
      },
    });
  } catch (e) {
    console.log(e.message);
  }
});
