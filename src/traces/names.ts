import type { LatencyStage } from '../core/index.ts';
import type { Span } from './span.ts';

/**
 * What spans and their attributes are called, all in this place. Names are those of the semantic conventions of OpenTelemetry where there are any (network, client, server, error,
 * gen_ai); there are none for telephony, so what is left begins with `telephony.`.
 */
export const SPAN_NAME = {
  call: 'call',
  attempt: 'attempt',
  ringing: 'ringing',
  talk: 'talk',
  teardown: 'teardown',
} as const;

export const ATTRIBUTE = {
  /** Conventions: error. What kind of error ended the span: a status of SIP, or the class of its cause. */
  errorType: 'error.type',
  protocol: 'network.protocol.name',
  transport: 'network.transport',
  callKey: 'telephony.call.key',
  recordId: 'telephony.call.id',
  state: 'telephony.call.state',
  source: 'telephony.source',
  agent: 'telephony.capture.agent',
  trunk: 'telephony.trunk',
  carrier: 'telephony.carrier',
  outcome: 'telephony.outcome',
  ended: 'telephony.ended',
  cause: 'telephony.cause',
  releasedBy: 'telephony.released_by',
  reasonQ850: 'telephony.reason.q850',
  hopCode: 'telephony.hop.status_code',
  hopAddress: 'telephony.hop.address',
  /** Conventions: client and server. Who sent the request, and to whom. */
  clientAddress: 'client.address',
  clientPort: 'client.port',
  serverAddress: 'server.address',
  serverPort: 'server.port',
  method: 'telephony.sip.method',
  statusCode: 'telephony.sip.status_code',
  /** What the message body of a NOTIFY says of a transfer. */
  transferCode: 'telephony.transfer.status_code',
  sessionExpires: 'telephony.session_expires_seconds',
  offered: 'telephony.media.offered',
  spansLeftOut: 'telephony.spans_left_out',
  /** Conventions: gen_ai. */
  operation: 'gen_ai.operation.name',
  stage: 'telephony.agent.stage',
  turns: 'telephony.agent.turns',
  isChallenged: 'telephony.challenged',
  isEmergency: 'telephony.emergency',
  isSynthetic: 'telephony.synthetic',
  race: 'telephony.race',
  attempts: 'telephony.attempts',
  retransmissions: 'telephony.retransmissions',
  pdd: 'telephony.pdd_seconds',
  setup: 'telephony.setup_seconds',
  codec: 'telephony.media.codec',
  mos: 'telephony.media.mos',
  jitter: 'telephony.media.jitter_seconds',
  loss: 'telephony.media.loss_ratio',
  rtt: 'telephony.media.rtt_seconds',
} as const;

/** What RustPBX says of a call that is over, by its names. */
export const COMPLETION = {
  callId: 'call_id',
  direction: 'direction',
  result: 'result',
  durationSeconds: 'duration_s',
  talkSeconds: 'talk_s',
  statusCode: 'status_code',
} as const;

/** What the stages of a voice agent are: the operations of the conventions `gen_ai`, drafts included, where one fits. */
export const STAGE: Readonly<Record<LatencyStage, { readonly name: string; readonly kind: Span['kind']; readonly operation?: string }>> = {
  speech_end_to_first_audio: { name: 'invoke_agent', kind: 'internal', operation: 'invoke_agent' },
  asr_final_to_first_audio: { name: 'agent_response', kind: 'internal' },
  asr_first_partial: { name: 'speech_to_text', kind: 'client', operation: 'speech_to_text' },
  llm_first_token: { name: 'chat', kind: 'client', operation: 'chat' },
  tts_first_byte: { name: 'text_to_speech', kind: 'client', operation: 'text_to_speech' },
  tool_call: { name: 'execute_tool', kind: 'internal', operation: 'execute_tool' },
  session: { name: 'agent_session', kind: 'internal' },
  other: { name: 'agent_stage', kind: 'internal' },
};

/** The spans of what is no call, by the names that CardLink has planned; what stands behind the dot of the first two is one of few. */
export const EVENT_SPAN = {
  apdu: 'apdu',
  query: 'db',
  test: 'test',
  handshake: 'tls.handshake',
  session: 'ota.session',
  register: 'REGISTER',
} as const;

export const EVENT_ATTRIBUTE = {
  command: 'apdu.command_type',
  statusWord: 'apdu.status_word',
  interface: 'apdu.interface',
  sessionKind: 'session.type',
  commands: 'session.commands',
  expires: 'telephony.registration.expires_seconds',
  /** Conventions: tls, db and test. */
  cipher: 'tls.cipher',
  tlsVersion: 'tls.protocol.version',
  operation: 'db.operation.name',
  table: 'db.collection.name',
  suite: 'test.suite.name',
  test: 'test.case.name',
  testResult: 'test.case.result.status',
  assertions: 'test.case.assertions',
  isFlaky: 'test.case.flaky',
} as const;
