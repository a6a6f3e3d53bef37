import { AGENT_MODE, moves, type AgentPart, type LatencyStage, type Move } from '../../core/index.ts';
import { legacy } from '../../metrics/index.ts';
import { ATTACH_MODE, ATTACH_RESULT, attachModeOf, attachResultOf, TRANSPORT, transportOf } from './voiceserver-words.ts';

const bargeIns = legacy.counter('voiceserver_barge_in_total', {
  help: 'total barge-in (user interrupted AI) events',
  labels: { transport: TRANSPORT },
});
const reconnects = legacy.counter('voiceserver_dialog_reconnect_total', {
  help: 'dialog-plane WebSocket reconnect attempts, by outcome',
  labels: { transport: TRANSPORT, outcome: ['ok', 'fail'] },
});
const attaches = legacy.counter('sip_voice_attach_total', {
  help: 'Voice attach attempts at SIP OnACK, classified by resolved engine.Mode and outcome.',
  labels: { mode: ATTACH_MODE, result: ATTACH_RESULT },
});
const fallbacks = legacy.counter('sip_voice_attach_mode_fallback_total', {
  help: 'Implicit voice-mode fallbacks made by ResolveAttachMode',
  labels: { from: AGENT_MODE, to: AGENT_MODE },
});
const nativeAttaches = legacy.counter('sip_voice_attach_native_total', {
  help: 'Native cascaded engine attach decisions (PR-9d feature flag).',
  labels: { result: ['ok', 'err'] },
});

/** The errors of one part of an agent. */
function errors(name: string, help: string, failed: AgentPart): Move {
  return moves(legacy.counter(name, { help, labels: { transport: TRANSPORT } }), {
    'agent.error': ({ part, carrier }, metric) => {
      if (part === failed) metric.inc({ transport: transportOf(carrier) });
    },
  });
}

/** What a stage took, in milliseconds; nothing took 0. */
function firstByte(name: string, help: string, measured: LatencyStage): Move {
  return moves(legacy.summary(name, { help, quantiles: [0.5, 0.9, 0.95, 0.99], windowSeconds: 3600 }), {
    'agent.stage': ({ stage, seconds }, metric) => {
      if (stage === measured && seconds > 0) metric.observe(seconds * 1000);
    },
  });
}

/** Voice agents. */
export const voiceserverAgent: readonly Move[] = [
  errors('voiceserver_asr_errors_total', 'total recognizer errors since process start, by transport', 'asr'),
  errors('voiceserver_tts_errors_total', 'total synthesis errors since process start, by transport', 'tts'),
  moves(bargeIns, { 'agent.interruption': ({ carrier }, metric) => metric.inc({ transport: transportOf(carrier) }) }),
  moves(reconnects, {
    'agent.reconnect': ({ carrier, outcome }, metric) =>
      metric.inc({ transport: transportOf(carrier), outcome: outcome === 'ok' ? 'ok' : 'fail' }),
  }),
  firstByte('voiceserver_e2e_first_byte_ms', 'user-perceived latency: ASR final -> first TTS byte (ms)', 'asr_final_to_first_audio'),
  firstByte('voiceserver_tts_first_byte_ms', 'TTS time-to-first-byte: Speak() -> first PCM frame (ms)', 'tts_first_byte'),
  firstByte('voiceserver_llm_first_byte_ms', 'LLM time-to-first-token as reported by the dialog plane (ms)', 'llm_first_token'),
  moves(attaches, {
    'agent.attached': ({ mode, outcome }, metric) => metric.inc({ mode: attachModeOf(mode), result: attachResultOf(outcome) }),
  }),
  moves(fallbacks, { 'agent.fallback': ({ from, to }, metric) => metric.inc({ from, to }) }),
  moves(nativeAttaches, {
    'agent.attached': ({ mode, outcome }, metric) => {
      if (mode === 'native') metric.inc({ result: outcome === 'ok' ? 'ok' : 'err' });
    },
  }),
];
