import { expect, test } from 'vitest';
import { Private } from '../core/index.ts';
import { shownCallId } from './shown-call-id.ts';

const secrets = [new Private('+4930123', 'number'), new Private('alice', 'name'), undefined];

test.each([
  ['an id of letters and few digits', 'call-42@pbx.example', 'call-42@pbx.example'],
  ['a UUID, digits or not', '12345678-1234-4234-8234-123456789012', '12345678-1234-4234-8234-123456789012'],
  ['the number and the name of the call', 'out-4930123-alice', 'out-***-***'],
  ['a number of somebody else', 'fwd+4915112345678', 'the-key'],
  ['a number written with percent signs', '%34%39%31%35%31', 'the-key'],
  ['a number in another script', '٤٩١٥١١٢٣٤٥٦٧٨', 'the-key'],
])('%s', (_, callId, shown) => {
  expect(shownCallId(callId, 'the-key', secrets)).toBe(shown);
});
