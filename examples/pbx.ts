// A PBX: a call comes in over a trunk, waits in a queue, is answered and handed on. Serves /metrics and /healthz with node:http.
import { createServer } from 'node:http';
import { createRingscope, labelText } from 'ringscope';

// Names of the configuration are fit to be labels. Numbers and names of people are not: their type does not let them.
const CARRIER = labelText('carrier');
const SALES = labelText('sales');
const ANNA = labelText('agent-17');

const ringscope = await createRingscope({ name: 'pbx', presets: ['rustpbx'] });
await ringscope.start();

/** What the PBX does when a call comes in. */
async function takeCall(caller: string, callee: string): Promise<void> {
  const { calls, queue, routing, desk, transfer } = ringscope;
  const call = calls.start({ direction: 'inbound', trunk: CARRIER, caller, callee });
  const { id: callId } = call;
  await routing.evaluated.time({ callId, direction: 'inbound', isMatched: true, route: SALES }, async () => SALES);

  queue.entered({ callId, queue: SALES });
  call.ringing();
  const waitSeconds = await ring(ANNA);
  queue.left({ callId, queue: SALES, outcome: 'answered', waitSeconds, targetSeconds: 20 });
  call.answered();

  const result = await transfer.ended.time({ callId, mode: 'blind', queue: SALES }, async () => 'handed on');
  call.end({ cause: 'normal', releasedBy: 'caller', reasonQ850: 16 });
  queue.handled({ callId, queue: SALES, handleSeconds: 42 });
  desk.call({ callId, agent: ANNA, ringSeconds: waitSeconds, talkSeconds: 40, wrapupSeconds: 2 });
  console.log(`call ${result}`);
}

/** Stands for the telephone on a desk: how long it rang, in seconds. */
async function ring(_agent: string): Promise<number> {
  return 3;
}

// What the stack tells as it happens.
ringscope.registration.ended({ outcome: 'registered', rrdSeconds: 0.03 });
ringscope.registration.ended({ outcome: 'rejected', reason: 'wrong_password', sipCode: 403 });
ringscope.registration.active({ count: 12 });
ringscope.trunk.state({ trunk: CARRIER, isUp: true, responseSeconds: 0.02, callCount: 1, callLimit: 30 });
ringscope.desk.state({ agent: ANNA, state: 'available' });
ringscope.sip.transactionReceived({ method: 'INVITE' });
ringscope.sip.transactionEnded({ method: 'INVITE', seconds: 3.1 });
ringscope.voicemail.left({ mailbox: SALES, seconds: 21 });

// Everything that becomes of a call can be heard as well.
ringscope.on('call.ended', ({ outcome, talkSeconds }) => console.log(`a call ended: ${outcome}, ${talkSeconds} s`));

await takeCall('+4930123456', '+4930654321');
ringscope.calls.start({ direction: 'inbound', trunk: CARRIER }).end({ sipCode: 486 });
ringscope.flush();

const server = createServer(ringscope.handler()).listen(Number(process.env['PORT'] ?? 9464), '127.0.0.1', () => {
  console.log('listening', server.address());
});
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void ringscope.stop();
});
