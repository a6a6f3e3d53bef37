// A gateway of a GSM modem: messages, USSD, signal and calls, under the names and with the health document of Callstack.
import { createServer } from 'node:http';
import { createRingscope, labelText } from 'ringscope';

const MODEM = labelText('modem-1');

const ringscope = await createRingscope({ name: 'gateway', presets: ['callstack'] });
await ringscope.start();

/** What the reader of the serial line does with what the modem says. */
function onLine(line: string): void {
  const { modem, sms, ussd, calls } = ringscope;
  const [, urc = '', rest = ''] = /^\+?([A-Z ]+): ?(.*)$/.exec(line) ?? [];
  const numbers = rest.split(',').map(Number);
  switch (urc) {
    case 'CSQ': {
      // 99 says that the modem does not know: then there is no signal, rather than one of 99.
      const [rssi = 99, ber = 99] = numbers;
      modem.signal({ modem: MODEM, rssi, ber });
      return;
    }
    case 'CDS':
      sms.deliveryReport({ modem: MODEM, reference: numbers[0] ?? 0, tpStatus: numbers[1] ?? 0 });
      return;
    case 'CMT':
      sms.received({ modem: MODEM, sender: rest, body: 'your code is 123456' });
      return;
    case 'CUSD':
      ussd.response({ modem: MODEM, status: 'no_action', text: rest });
      return;
    case 'CLIP':
      calls.start({ callId: 'incoming', direction: 'inbound', carrier: 'cellular', modem: MODEM, caller: rest }).ringing();
      return;
    case 'VOICE CALL':
      if (rest === 'BEGIN') calls.of('incoming').answered();
      else calls.of('incoming').end({ releasedBy: 'unknown' });
  }
}

/** Sends a message. What the modem takes to accept it is measured. */
async function send(recipient: string, body: string): Promise<void> {
  if (recipient === '') {
    ringscope.sms.failed({ modem: MODEM, reason: 'invalid_number', body });
    return;
  }
  await ringscope.sms.sent.time({ modem: MODEM, recipient, body, reference: 7 }, async () => 'accepted');
}

ringscope.modem.connected({ modem: MODEM, imei: '490154203237518' });
ringscope.modem.registration({ modem: MODEM, state: 'home', radio: 'lte', operator: labelText('example') });
ringscope.modem.sim({ modem: MODEM, state: 'ready', iccid: '8949000000000000001' });
ringscope.sms.storage({ modem: MODEM, used: 3, capacity: 50 });
for (const line of ['+CSQ: 17,0', '+CMT: +4915112345678', '+CDS: 7,0', '+CUSD: 0,balance 12.50', '+CLIP: +4930123456', 'VOICE CALL: BEGIN'])
  onLine(line);
await send('+4915187654321', 'hello');
await send('', 'hello');
await ringscope.device.at.time({ command: 'AT+CSQ', line: 'AT+CSQ' }, async () => 'OK');
// The modem is lost for a moment: its call is over.
ringscope.modem.disconnected({ modem: MODEM, reason: 'read_failed' });
ringscope.modem.reconnecting({ modem: MODEM, attempt: 1 });
ringscope.modem.connected({ modem: MODEM, isReconnect: true });
onLine('+CSQ: 17,0');
ringscope.program.state({ uptimeSeconds: process.uptime() });
ringscope.flush();

const server = createServer((request, response) => {
  const route = labelText(request.url === '/healthz' ? '/healthz' : '/metrics');
  response.once('finish', () => ringscope.http.request({ route, method: 'GET', status: response.statusCode }));
  handler(request, response);
});
const handler = ringscope.handler();
server.listen(Number(process.env['PORT'] ?? 8080), '127.0.0.1', () => console.log('listening', server.address()));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void ringscope.stop();
});
