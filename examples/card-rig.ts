// A test rig of SIM cards: sessions over the air, commands to cards, devices and test runs. A thread of its own serves /metrics, also while a test blocks.
import { createRingscope, labelText } from 'ringscope';

const OTA_SUITE = labelText('ota');
const INSTALL_TEST = labelText('install-applet');
const SELECT = 0xa4;
const INSTALL = 0xe6;

const ringscope = await createRingscope({ name: 'rig', presets: ['cardlink'], listen: { port: Number(process.env['PORT'] ?? 9090) } });
await ringscope.start();

/** Sends a command to a card. Whether it succeeded follows from the status word. */
async function transmit(sessionId: string, ins: number, data: string): Promise<number> {
  const exchange = ringscope.apdu.command({ interface: 'ota', sessionId, ins, cla: 0x80, lengthBytes: data.length / 2, data });
  const sw = await card(ins);
  exchange.response(sw, { lengthBytes: 0 });
  return sw;
}

/** Stands for a card: it knows no applet to install. */
async function card(ins: number): Promise<number> {
  return ins === INSTALL ? 0x6a82 : 0x9000;
}

/** A test: a card that was called by SMS opens a channel, and is administered over TLS with a pre-shared key. */
async function installApplet(): Promise<void> {
  const { ota, bip, tls, testRun } = ringscope;
  const test = testRun.start({ suite: OTA_SUITE, test: INSTALL_TEST });
  ota.trigger({ trigger: 'sms', recipient: '+4915112345678' });
  const session = ota.start({ kind: 'admin', protocol: 'psk-tls', beginning: 'triggered' });
  const channel = bip.open({ bearer: 'tcp' });
  await tls.handshake.time(
    { cipherSuite: labelText('TLS_PSK_WITH_AES_128_CBC_SHA256'), version: '1.2', identity: 'card-1' },
    async () => 'done',
  );
  tls.opened({ connectionId: session.id });

  await transmit(session.id, SELECT, 'A000000151000000');
  channel.data({ direction: 'sent', lengthBytes: 128 });
  channel.data({ direction: 'received', lengthBytes: 512 });
  const isInstalled = (await transmit(session.id, INSTALL, '0C00')) === 0x9000;
  ringscope.apdu.command({ interface: 'ota', ins: SELECT }).error({ reason: 'timeout' });
  if (!isInstalled) session.error({ reason: 'apdu_error' });

  tls.closed({ connectionId: session.id, seconds: 0.4 });
  channel.close();
  session.end({ outcome: isInstalled ? 'completed' : 'failed', reason: isInstalled ? 'normal' : 'apdu_error', commandCount: 2 });
  test.end({ outcome: isInstalled ? 'pass' : 'fail', assertions: 1 });
}

ringscope.device.connected({ kind: 'modem', deviceId: 'modem-1', imei: '490154203237518' });
ringscope.device.connected({ kind: 'reader', deviceId: 'reader-1' });
await ringscope.device.at.time({ command: 'AT+CSIM', line: 'AT+CSIM=10,"0020000108"' }, async () => 'OK');
await ringscope.device.adb.time({ operation: 'shell' }, async () => 'ok');
await ringscope.database.query.time({ operation: labelText('insert'), table: labelText('comm_logs') }, async () => 1);
ringscope.database.active({ count: 1 });
ringscope.tls.pskMismatch({ identity: 'card-2', attempts: 3 });
await ringscope.testRun.suiteEnded.time({ suite: OTA_SUITE }, installApplet);
ringscope.flush();

console.log('listening', { address: '127.0.0.1', port: ringscope.port });
// The thread that listens keeps no program alive: this one waits for its end.
const idle = setInterval(() => undefined, 60_000);
process.once('SIGTERM', () => {
  clearInterval(idle);
  void ringscope.stop();
});
