import { AGENT_MODE, moves, type AgentPart, type LatencyStage, type Move } from '../../core/index.ts';
import { legacy } from '../../metrics/index.ts';
import { ATTACH_MODE, ATTACH_RESULT, attachModeOf, attachResultOf, TRANSPORT, transportOf } from './voiceserver-words.ts';

export const bargeIns = legacy.counter('voiceserver_barge_in_total', {
  help: 'total barge-in (user interrupted AI) events',
  labels: { transport: TRANSPORT },
});
export const reconnects = legacy.counter('voiceserver_dialog_reconnect_total', {
  help: 'dialog-plane WebSocket reconnect attempts, by outcome',
  labels: { transport: TRANSPORT, outcome: ['ok', 'fail'] },
});
export const attaches = legacy.counter('sip_voice_attach_total', {
  help: 'Voice attach attempts at SIP OnACK, classified by resolved engine.Mode and outcome.',
  labels: { mode: ATTACH_MODE, result: ATTACH_RESULT },
});
export const fallbacks = legacy.counter('sip_voice_attach_mode_fallback_total', {
  help: 'Implicit voice-mode fallbacks made by ResolveAttachMode',
  labels: { from: AGENT_MODE, to: AGENT_MODE },
});
const nativeAttaches = legacy.counter('sip_voice_attach_native_total', {
  help: 'Native cascaded engine attach decisions (PR-9d feature flag).',
  labels: { result: ['ok', 'err'] },
});

export const asrErrors = legacy.counter('voiceserver_asr_errors_total', {
  help: 'total recognizer errors since process start, by transport',
  labels: { transport: TRANSPORT },
});
export const ttsErrors = legacy.counter('voiceserver_tts_errors_total', {
  help: 'total synthesis errors since process start, by transport',
  labels: { transport: TRANSPORT },
});

/** An hour of what a stage took. */
const HOUR = { quantiles: [0.5, 0.9, 0.95, 0.99], windowSeconds: 3600 } as const;
export const e2eFirstByte = legacy.summary('voiceserver_e2e_first_byte_ms', {
  help: 'user-perceived latency: ASR final -> first TTS byte (ms)',
  ...HOUR,
});
export const ttsFirstByte = legacy.summary('voiceserver_tts_first_byte_ms', {
  help: 'TTS time-to-first-byte: Speak() -> first PCM frame (ms)',
  ...HOUR,
});
export const llmFirstByte = legacy.summary('voiceserver_llm_first_byte_ms', {
  help: 'LLM time-to-first-token as reported by the dialog plane (ms)',
  ...HOUR,
});

/** The errors of one part of an agent. */
function errors(metric: typeof asrErrors, failed: AgentPart): Move {
  return moves(metric, {
    'agent.error': ({ part, carrier }, metric) => {
      if (part === failed) metric.inc({ transport: transportOf(carrier) });
    },
  });
}

/** What a stage took, in milliseconds; nothing took 0. */
function firstByte(metric: typeof e2eFirstByte, measured: LatencyStage): Move {
  return moves(metric, {
    'agent.stage': ({ stage, seconds }, metric) => {
      if (stage === measured && seconds > 0) metric.observe(seconds * 1000);
    },
  });
}

/** Voice agents. */
export const voiceserverAgent: readonly Move[] = [
  errors(asrErrors, 'asr'),
  errors(ttsErrors, 'tts'),
  moves(bargeIns, { 'agent.interruption': ({ carrier }, metric) => metric.inc({ transport: transportOf(carrier) }) }),
  moves(reconnects, {
    'agent.reconnect': ({ carrier, outcome }, metric) =>
      metric.inc({ transport: transportOf(carrier), outcome: outcome === 'ok' ? 'ok' : 'fail' }),
  }),
  firstByte(e2eFirstByte, 'asr_final_to_first_audio'),
  firstByte(ttsFirstByte, 'tts_first_byte'),
  firstByte(llmFirstByte, 'llm_first_token'),
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
