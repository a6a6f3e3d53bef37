import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { storedCall } from '../../testing/index.ts';
import { presentStored } from '../privacy/present-stored.ts';
import { PLAIN_PAGE_HEADERS } from '../plain-page.ts';
import { callPage } from './call-page.ts';

const HOSTILE = `"><script src=//evil.example/x.js></script><img src=x onerror='alert(1)'>&\u202e\u001b[31m`;

test('nothing that came from outside is HTML, and the page loads nothing', () => {
  const call = presentStored({ ...storedCall({ callId: HOSTILE }), hopAddress: HOSTILE }, 'masked');
  const page = callPage(HOSTILE, HOSTILE, [{ call, timeline: [] }]);
  expect(page).not.toMatch(/<(?:script|img|link|iframe|a|object|form)\b|url\(|@import/i);
  expect(page.match(/&lt;script src=\/\/evil\.example\/x\.js&gt;/g)?.length).toBe(5);
  expect(page).not.toContain('\u202e');
  expect(page).not.toContain('\u001b');
});

test('its policy allows its own style and nothing else', () => {
  const page = callPage('c1', 'The call was answered.', []);
  const style = /<style>(.*?)<\/style>/.exec(page)?.[1] ?? '';
  const hash = createHash('sha256').update(style).digest('base64');
  expect(PLAIN_PAGE_HEADERS['content-security-policy']).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page).not.toContain(' style=');
});
