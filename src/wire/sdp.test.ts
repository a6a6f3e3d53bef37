import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSdp } from './index.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

test('media lines have their own direction and address, else those of the session', () => {
  const text = [
    'v=0',
    'o=alice 1 1 IN IP4 192.0.2.99',
    's=Secret meeting',
    'i=about a person',
    'c=IN IP4 192.0.2.1/127',
    'a=sendonly',
    'm=audio 6200 RTP/AVP 0 101',
    'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0',
    'a=rtpmap:0 PCMU/8000',
    'm=video 0 RTP/SAVPF 96',
    'c=IN IP6 2001:db8::1',
    'a=inactive',
    '',
  ].join('\r\n');
  const sdp = parseSdp(encode(text));
  expect(sdp).toEqual({
    media: [
      { kind: 'audio', port: 6200, protocol: 'RTP/AVP', formats: ['0', '101'], direction: 'sendonly', address: '192.0.2.1' },
      { kind: 'video', port: 0, protocol: 'RTP/SAVPF', formats: ['96'], direction: 'inactive', address: '2001:db8::1' },
    ],
  });
  expect(JSON.stringify(sdp)).not.toMatch(/alice|Secret|person|c2VjcmV0/);
});

test('without direction and connection it is sendrecv and has no address', () => {
  expect(parseSdp(encode('m=audio 1 RTP/AVP 0\n')).media).toEqual([
    { kind: 'audio', port: 1, protocol: 'RTP/AVP', formats: ['0'], direction: 'sendrecv' },
  ]);
});

test('any bytes are read without a throw and with bounded media', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('m=', 'c=', 'a=', 'audio 1 x', ' ', '/', '\n', 'sendonly', 'é', '='), { maxLength: 400 }),
      (parts) => {
        expect(parseSdp(encode(parts.join(''))).media.length).toBeLessThanOrEqual(32);
      },
    ),
  );
});
