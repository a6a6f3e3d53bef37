// A voice agent behind a SIP call: recogniser, model and synthesiser in a row, each of them timed. Serves by the Fetch standard, as Hono does.
import { createServer } from 'node:http';
import { createRingscope, labelText } from 'ringscope';

const ringscope = await createRingscope({ name: 'agent', presets: ['voiceserver', 'voice-skill'] });
await ringscope.start();

/** One turn: what the caller said becomes what the agent says. */
async function answer(callId: string, heard: string): Promise<string> {
  const { agent } = ringscope;
  // The stage that the caller notices is the whole way from the end of the speech to the first audio.
  return agent.stage.time({ callId, stage: 'speech_end_to_first_audio' }, async () => {
    const text = await agent.stage.time({ callId, stage: 'llm_first_token' }, () => think(callId, heard));
    await agent.stage.time({ callId, stage: 'tts_first_byte' }, () => speak(text));
    agent.turn({ callId, userText: heard, agentText: text });
    return text;
  });
}

/** Stands for a model, which may ask for a tool. */
async function think(callId: string, heard: string): Promise<string> {
  ringscope.agent.usage({ callId, kind: 'llm_input_tokens', amount: 42 });
  if (!heard.includes('weather')) return `You said: ${heard}`;
  const { agent } = ringscope;
  // The stage is a span of the call's trace; the tool is counted by its name.
  return agent.stage.time({ callId, stage: 'tool_call' }, () =>
    agent.tool.time({ callId, tool: labelText('weather') }, async () => 'It rains.'),
  );
}

/** Stands for a synthesiser, which fails now and then. */
async function speak(text: string): Promise<Uint8Array> {
  if (text === '') throw new Error('nothing to say');
  return new TextEncoder().encode(text);
}

/** What the SIP stack calls once a call is answered. */
async function talk(caller: string): Promise<void> {
  const call = ringscope.calls.start({ direction: 'inbound', transport: 'udp', caller });
  const { id: callId } = call;
  ringscope.sip.inviteResult({ callId, direction: 'inbound', status: 200 });
  call.answered();
  ringscope.agent.attached({ callId, mode: 'cascaded', outcome: 'ok', sessionId: callId });
  const attachedAt = performance.now();
  await answer(callId, 'what is the weather like');
  ringscope.agent.interruption({ callId });
  await answer(callId, 'thank you');
  ringscope.agent.error({ callId, part: 'asr', reason: 'timeout' });
  ringscope.agent.reconnect({ callId, outcome: 'ok' });
  const seconds = (performance.now() - attachedAt) / 1000;
  ringscope.agent.detached({ callId, sessionId: callId, seconds });
  ringscope.agent.stage({ callId, stage: 'session', seconds });
  // The quality of the leg as a whole, once. Without figures there would be no sample.
  ringscope.media.ended({
    callId,
    codec: labelText('opus'),
    clockRateHz: 48_000,
    jitterTicks: 240,
    rttSeconds: 0.08,
    lossRatio: 0.02,
    mos: 4.2,
  });
  ringscope.sip.bye({ callId, direction: 'inbound', by: 'remote', reasonQ850: 16 });
  call.end({ cause: 'normal', releasedBy: 'caller', hasTranscript: true });
}

ringscope.media.dtls({ outcome: 'ok' });
ringscope.sip.sessionRefresh({ outcome: 'ok' });
ringscope.sip.stirVerified({ outcome: 'verified', attestation: 'A' });
ringscope.sip.transactionTimeout({ method: 'BYE' });
ringscope.agent.fallback({ from: 'realtime', to: 'cascaded' });
await talk('+4930123456');
ringscope.flush();

// Hono: app.get('/metrics', (context) => metrics(context.req.raw)). Here, the same by hand.
const metrics = ringscope.fetchHandler();
const server = createServer((request, response) => {
  void metrics(new Request(`http://localhost${request.url}`)).then(async (found) => {
    response.writeHead(found.status, Object.fromEntries(found.headers)).end(await found.text());
  });
});
server.listen(Number(process.env['PORT'] ?? 9464), '127.0.0.1', () => console.log('listening', server.address()));
process.once('SIGTERM', () => {
  server.close();
  server.closeAllConnections();
  void ringscope.stop();
});
