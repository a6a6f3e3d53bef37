import { arrivals } from './arrivals.ts';
import { isUnder } from './incidents.ts';
import type { Begun, DemoEvent } from './items.ts';
import { AGENT_NUMBER } from './network.ts';
import { outsideNumber } from './numbers.ts';
import type { Random } from './random.ts';
import type { TrafficOptions } from './traffic-options.ts';

/** The program that carries the calls of the voice agents, and tells of them. */
const SOURCE = 'voice-agent';
/** Calls to a voice agent beside all others at the busiest time. They are as many at any hour: at night nobody else answers. */
const SHARE = 0.45;

/** Share of the callers who call again when they have left a slow agent. */
const AGAIN = 0.8;

type Tell = (at: number, type: DemoEvent['event']['type'], fields: Readonly<Record<string, unknown>>) => void;

/** The calls of the voice agents: how they went, and how long each stage of each turn took. */
export function* voiceAgents(options: TrafficOptions): Generator<Begun, void> {
  for (const { at, random } of arrivals('voice agents', options.callsPerHour * SHARE, options, () => 1))
    yield { at, items: agentCall(at, random, (when) => isUnder(options.incidents, 'slow_language_model', when)) };
}

function agentCall(at: number, random: Random, isSlowAt: (at: number) => boolean): readonly DemoEvent[] {
  const isSlow = isSlowAt(at);
  const items: DemoEvent[] = [];
  const callId = `agent-${random.token(16)}`;
  const tell: Tell = (when, type, fields) =>
    void items.push({ kind: 'event', at: when, event: { type, at: Math.round(when * 1e6) / 1e6, source: SOURCE, callId, ...fields } });
  const who = { direction: 'inbound', carrier: 'websocket', caller: outsideNumber(random), callee: AGENT_NUMBER };
  tell(at, 'call.report', { state: 'offered', ...who });
  if (random.chance(0.03)) {
    tell(at + 0.4, 'agent.attached', { mode: 'cascaded', outcome: 'config_error' });
    tell(at + 0.5, 'call.report', { state: 'ended', outcome: 'failed', cause: 'server_error' });
    return items;
  }
  const answeredAt = at + random.logNormal(0.6, 0.3);
  tell(answeredAt, 'call.report', { state: 'answered' });
  tell(answeredAt, 'agent.attached', { mode: 'cascaded', sessionId: callId });
  const turns = isSlow ? random.whole(1, 4) : random.whole(2, 9);
  let now = answeredAt;
  for (let turn = 0; turn < turns; turn += 1) now = writeTurn(tell, now, random, isSlowAt(now));
  tell(now, 'agent.detached', { sessionId: callId, seconds: now - answeredAt });
  tell(now, 'agent.usage', { kind: 'llm_input_tokens', amount: turns * random.whole(400, 900), provider: 'model.example' });
  tell(now, 'call.report', {
    state: 'ended',
    releasedBy: isSlow || random.chance(0.6) ? 'caller' : 'callee',
    agentTurns: turns,
    hasTranscript: true,
    codec: 'PCMU',
    mos: Math.round(random.between(3.9, 4.4) * 100) / 100,
  });
  // Who has left calls again, as long as it is slow.
  if (isSlow && isSlowAt(now) && random.chance(AGAIN)) items.push(...agentCall(now + random.between(5, 20), random, isSlowAt));
  return items;
}

/** A person speaks and the agent answers. When the answer is over. */
function writeTurn(tell: Tell, from: number, random: Random, isSlow: boolean): number {
  const spokenAt = from + random.logNormal(3.5, 0.5);
  const asr = random.logNormal(0.18, 0.3);
  const model = random.logNormal(isSlow ? 4.2 : 0.38, isSlow ? 0.35 : 0.4);
  const speech = random.logNormal(0.14, 0.3);
  tell(spokenAt + asr, 'agent.stage', { stage: 'asr_first_partial', seconds: asr });
  if (isSlow && random.chance(0.15)) {
    tell(spokenAt + asr + 8, 'agent.error', { part: 'llm', reason: 'timeout', provider: 'model.example' });
    return spokenAt + asr + 8;
  }
  if (random.chance(0.1)) {
    const seconds = random.logNormal(0.5, 0.6);
    tell(spokenAt + asr + seconds, 'agent.tool', { tool: 'lookup', outcome: random.chance(0.95) ? 'ok' : 'failed', seconds });
  }
  tell(spokenAt + asr + model, 'agent.stage', { stage: 'llm_first_token', seconds: model });
  tell(spokenAt + asr + model + speech, 'agent.stage', { stage: 'tts_first_byte', seconds: speech });
  const waited = asr + model + speech;
  tell(spokenAt + waited, 'agent.stage', { stage: 'speech_end_to_first_audio', seconds: waited });
  if (random.chance(0.08)) tell(spokenAt + waited + 1, 'agent.interruption', { carrier: 'websocket' });
  const overAt = spokenAt + waited + random.logNormal(4, 0.5);
  tell(overAt, 'agent.turn', { carrier: 'websocket', seconds: overAt - spokenAt });
  return overAt;
}
