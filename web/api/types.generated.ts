/* Made by npm run generate from the OpenAPI document. */

/** What each path of the API takes and answers. */
export interface Answers {
  "/api/v1/calls": {
    query: { since?: string; until?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; failed?: "true" | "false"; number?: string; caller?: string; callee?: string; limit?: string; cursor?: string };
    answer: {
      readonly calls: readonly ({
        readonly id: string;
        readonly callKey: string;
        readonly callId: string;
        readonly callIdSealed?: string;
        readonly version: number;
        readonly state: "setup" | "ringing" | "answered" | "ended";
        readonly isProvisional: boolean;
        readonly source: string;
        readonly agent: string;
        readonly direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
        readonly trunk: string;
        readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
        readonly carrier?: "sip" | "webrtc" | "websocket" | "cellular" | "other";
        readonly isReported?: boolean;
        readonly isSynthetic?: boolean;
        readonly caller?: string;
        readonly callerName?: string;
        readonly callee?: string;
        readonly callerSealed?: string;
        readonly calleeSealed?: string;
        readonly callerAddress?: string;
        readonly isEmergency: boolean;
        readonly startedAt: number;
        readonly ringingAt?: number;
        readonly answeredAt?: number;
        readonly endedAt?: number;
        readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
        readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
        readonly releasedBy?: "caller" | "callee" | "network" | "unknown";
        readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        readonly sipCode?: number;
        readonly hopCode?: number;
        readonly hopAddress?: string;
        readonly reasonSip?: number;
        readonly reasonQ850?: number;
        readonly hasRung: boolean;
        readonly isChallenged: boolean;
        readonly isAnswerOnly?: boolean;
        readonly isCompleted: boolean;
        readonly race?: "cancel";
        readonly attempts: number;
        readonly rounds: number;
        readonly messages: number;
        readonly retransmissions: number;
        readonly duplicates: number;
        readonly vantages: number;
        readonly reinvites: number;
        readonly srdSeconds?: number;
        readonly firstSrdSeconds?: number;
        readonly pddSeconds?: number;
        readonly ringSeconds?: number;
        readonly earlyMediaSeconds?: number;
        readonly setupSeconds?: number;
        readonly talkSeconds?: number;
        readonly sddSeconds?: number;
        readonly sessionExpiresSeconds?: number;
        readonly callerAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly calleeAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly codec?: string;
        readonly mos?: number;
        readonly jitterSeconds?: number;
        readonly lossRatio?: number;
        readonly rttSeconds?: number;
        readonly agentTurns?: number;
        readonly agentResponseSeconds?: number;
        readonly stages?: readonly ("speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other")[];
        readonly hasTranscript?: boolean;
        readonly hasRecording?: boolean;
        readonly metadata?: string;
        readonly metadataSealed?: string;
        readonly aliases?: readonly (string)[];
        readonly ends?: readonly (string)[];
        readonly traceparent?: string;
        readonly told?: readonly ({
          readonly at: number;
          readonly source: string;
          readonly state?: "offered" | "ringing" | "answered" | "ended";
          readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
          readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          readonly sipCode?: number;
        })[];
        readonly legs: readonly ({
          readonly address: string;
          readonly trunk: string;
          readonly depth: number;
          readonly startedAt: number;
          readonly ringingAt?: number;
          readonly finalAt?: number;
          readonly status?: number;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly outcome: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly cause: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        })[];
        readonly anomalies: readonly ("no_via" | "no_from" | "no_to" | "no_from_tag" | "no_contact" | "no_branch" | "no_cseq_method" | "content_length" | "fragment" | "ack_not_captured" | "invite_not_captured" | "answers_not_captured" | "other")[];
      })[];
      readonly nextCursor?: string;
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/failures": {
    query: { since?: string; until?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; number?: string; caller?: string; callee?: string; limit?: string; cursor?: string; by?: "cause" | "hop" | "hopTrunk" | "hopCode" | "hopCause" };
    answer: {
      readonly failures: readonly ({
        readonly reason: string;
        readonly side?: "network" | "callee" | "caller";
        readonly call: {
          readonly id: string;
          readonly callKey: string;
          readonly callId: string;
          readonly callIdSealed?: string;
          readonly version: number;
          readonly state: "setup" | "ringing" | "answered" | "ended";
          readonly isProvisional: boolean;
          readonly source: string;
          readonly agent: string;
          readonly direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
          readonly trunk: string;
          readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
          readonly carrier?: "sip" | "webrtc" | "websocket" | "cellular" | "other";
          readonly isReported?: boolean;
          readonly isSynthetic?: boolean;
          readonly caller?: string;
          readonly callerName?: string;
          readonly callee?: string;
          readonly callerSealed?: string;
          readonly calleeSealed?: string;
          readonly callerAddress?: string;
          readonly isEmergency: boolean;
          readonly startedAt: number;
          readonly ringingAt?: number;
          readonly answeredAt?: number;
          readonly endedAt?: number;
          readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
          readonly releasedBy?: "caller" | "callee" | "network" | "unknown";
          readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          readonly sipCode?: number;
          readonly hopCode?: number;
          readonly hopAddress?: string;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly hasRung: boolean;
          readonly isChallenged: boolean;
          readonly isAnswerOnly?: boolean;
          readonly isCompleted: boolean;
          readonly race?: "cancel";
          readonly attempts: number;
          readonly rounds: number;
          readonly messages: number;
          readonly retransmissions: number;
          readonly duplicates: number;
          readonly vantages: number;
          readonly reinvites: number;
          readonly srdSeconds?: number;
          readonly firstSrdSeconds?: number;
          readonly pddSeconds?: number;
          readonly ringSeconds?: number;
          readonly earlyMediaSeconds?: number;
          readonly setupSeconds?: number;
          readonly talkSeconds?: number;
          readonly sddSeconds?: number;
          readonly sessionExpiresSeconds?: number;
          readonly callerAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
          readonly calleeAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
          readonly codec?: string;
          readonly mos?: number;
          readonly jitterSeconds?: number;
          readonly lossRatio?: number;
          readonly rttSeconds?: number;
          readonly agentTurns?: number;
          readonly agentResponseSeconds?: number;
          readonly stages?: readonly ("speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other")[];
          readonly hasTranscript?: boolean;
          readonly hasRecording?: boolean;
          readonly metadata?: string;
          readonly metadataSealed?: string;
          readonly aliases?: readonly (string)[];
          readonly ends?: readonly (string)[];
          readonly traceparent?: string;
          readonly told?: readonly ({
            readonly at: number;
            readonly source: string;
            readonly state?: "offered" | "ringing" | "answered" | "ended";
            readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
            readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
            readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
            readonly sipCode?: number;
          })[];
          readonly legs: readonly ({
            readonly address: string;
            readonly trunk: string;
            readonly depth: number;
            readonly startedAt: number;
            readonly ringingAt?: number;
            readonly finalAt?: number;
            readonly status?: number;
            readonly reasonSip?: number;
            readonly reasonQ850?: number;
            readonly outcome: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
            readonly cause: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          })[];
          readonly anomalies: readonly ("no_via" | "no_from" | "no_to" | "no_from_tag" | "no_contact" | "no_branch" | "no_cseq_method" | "content_length" | "fragment" | "ack_not_captured" | "invite_not_captured" | "answers_not_captured" | "other")[];
        };
      })[];
      readonly groups?: readonly ({
        readonly value: string;
        readonly side?: "network" | "callee" | "caller";
        readonly calls: number;
        readonly firstAt: number;
        readonly lastAt: number;
        readonly failed?: number;
        readonly tried?: number;
        readonly failedRatio?: number;
      })[];
      readonly nextCursor?: string;
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/calls/{id}": {
    query: { numbers?: "true" | "false"; orNone?: "true" | "false" };
    answer: {
      readonly verdict: string;
      readonly similar: number;
      readonly calls: readonly ({
        readonly call: {
          readonly id: string;
          readonly callKey: string;
          readonly callId: string;
          readonly callIdSealed?: string;
          readonly version: number;
          readonly state: "setup" | "ringing" | "answered" | "ended";
          readonly isProvisional: boolean;
          readonly source: string;
          readonly agent: string;
          readonly direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
          readonly trunk: string;
          readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
          readonly carrier?: "sip" | "webrtc" | "websocket" | "cellular" | "other";
          readonly isReported?: boolean;
          readonly isSynthetic?: boolean;
          readonly caller?: string;
          readonly callerName?: string;
          readonly callee?: string;
          readonly callerSealed?: string;
          readonly calleeSealed?: string;
          readonly callerAddress?: string;
          readonly isEmergency: boolean;
          readonly startedAt: number;
          readonly ringingAt?: number;
          readonly answeredAt?: number;
          readonly endedAt?: number;
          readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
          readonly releasedBy?: "caller" | "callee" | "network" | "unknown";
          readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          readonly sipCode?: number;
          readonly hopCode?: number;
          readonly hopAddress?: string;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly hasRung: boolean;
          readonly isChallenged: boolean;
          readonly isAnswerOnly?: boolean;
          readonly isCompleted: boolean;
          readonly race?: "cancel";
          readonly attempts: number;
          readonly rounds: number;
          readonly messages: number;
          readonly retransmissions: number;
          readonly duplicates: number;
          readonly vantages: number;
          readonly reinvites: number;
          readonly srdSeconds?: number;
          readonly firstSrdSeconds?: number;
          readonly pddSeconds?: number;
          readonly ringSeconds?: number;
          readonly earlyMediaSeconds?: number;
          readonly setupSeconds?: number;
          readonly talkSeconds?: number;
          readonly sddSeconds?: number;
          readonly sessionExpiresSeconds?: number;
          readonly callerAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
          readonly calleeAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
          readonly codec?: string;
          readonly mos?: number;
          readonly jitterSeconds?: number;
          readonly lossRatio?: number;
          readonly rttSeconds?: number;
          readonly agentTurns?: number;
          readonly agentResponseSeconds?: number;
          readonly stages?: readonly ("speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other")[];
          readonly hasTranscript?: boolean;
          readonly hasRecording?: boolean;
          readonly metadata?: string;
          readonly metadataSealed?: string;
          readonly aliases?: readonly (string)[];
          readonly ends?: readonly (string)[];
          readonly traceparent?: string;
          readonly told?: readonly ({
            readonly at: number;
            readonly source: string;
            readonly state?: "offered" | "ringing" | "answered" | "ended";
            readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
            readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
            readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
            readonly sipCode?: number;
          })[];
          readonly legs: readonly ({
            readonly address: string;
            readonly trunk: string;
            readonly depth: number;
            readonly startedAt: number;
            readonly ringingAt?: number;
            readonly finalAt?: number;
            readonly status?: number;
            readonly reasonSip?: number;
            readonly reasonQ850?: number;
            readonly outcome: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
            readonly cause: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          })[];
          readonly anomalies: readonly ("no_via" | "no_from" | "no_to" | "no_from_tag" | "no_contact" | "no_branch" | "no_cseq_method" | "content_length" | "fragment" | "ack_not_captured" | "invite_not_captured" | "answers_not_captured" | "other")[];
        };
        readonly timeline: readonly ({
          readonly at: number;
          readonly receivedAt: number;
          readonly arrival: number;
          readonly agent: string;
          readonly transport: "udp" | "tcp" | "tls" | "sctp" | "other";
          readonly src: string;
          readonly dst: string;
          readonly method: "INVITE" | "ACK" | "BYE" | "CANCEL" | "OPTIONS" | "REGISTER" | "PRACK" | "UPDATE" | "INFO" | "REFER" | "NOTIFY" | "SUBSCRIBE" | "PUBLISH" | "MESSAGE" | "OTHER";
          readonly status?: number;
          readonly cseq: number;
          readonly fromTag?: number;
          readonly toTag?: number;
          readonly branches: readonly (number)[];
          readonly contentHash: number;
          readonly lengthBytes: number;
          readonly hasSdp: boolean;
          readonly hasCredentials: boolean;
          readonly sessionExpiresSeconds?: number;
          readonly expiresSeconds?: number;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly sipfragStatus?: number;
          readonly agentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
          readonly isEmergency: boolean;
          readonly media?: string;
        })[];
        readonly stages: readonly ({
          readonly at: number;
          readonly stage: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other";
          readonly seconds: number;
        })[];
        readonly notes: readonly (string)[];
        readonly traceId: string;
        readonly traceUrl?: string;
        readonly ladder: {
          readonly endpoints: readonly ({
            readonly address: string;
            readonly trunk?: string;
          })[];
          readonly vantages: readonly ({
            readonly agent: string;
            readonly aheadSeconds?: number;
          })[];
          readonly rows: readonly ({
            readonly at: number;
            readonly offsetSeconds: number;
            readonly src: string;
            readonly dst: string;
            readonly method: "INVITE" | "ACK" | "BYE" | "CANCEL" | "OPTIONS" | "REGISTER" | "PRACK" | "UPDATE" | "INFO" | "REFER" | "NOTIFY" | "SUBSCRIBE" | "PUBLISH" | "MESSAGE" | "OTHER";
            readonly status?: number;
            readonly phrase?: string;
            readonly sdp?: "offer" | "answer";
            readonly media?: string;
            readonly reasonSip?: number;
            readonly reasonQ850?: number;
            readonly vantages: readonly (number)[];
            readonly repeats: number;
            readonly repeatSeconds?: number;
            readonly duplicates?: number;
            readonly marks?: readonly ("challenged" | "early_media" | "ringing" | "answered" | "refused" | "cancelled" | "held" | "resumed" | "transfer" | "released")[];
            readonly isMoved?: boolean;
            readonly places: readonly (number)[];
          })[];
          readonly phases: readonly ({
            readonly phase: "pdd" | "early_media" | "ring" | "talk";
            readonly startSeconds: number;
            readonly endSeconds?: number;
          })[];
        };
      })[];
    };
  };
  "/api/v1/calls/{id}/similar": {
    query: { within?: string; limit?: string; cursor?: string };
    answer: {
      readonly calls: readonly ({
        readonly id: string;
        readonly callKey: string;
        readonly callId: string;
        readonly callIdSealed?: string;
        readonly version: number;
        readonly state: "setup" | "ringing" | "answered" | "ended";
        readonly isProvisional: boolean;
        readonly source: string;
        readonly agent: string;
        readonly direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
        readonly trunk: string;
        readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
        readonly carrier?: "sip" | "webrtc" | "websocket" | "cellular" | "other";
        readonly isReported?: boolean;
        readonly isSynthetic?: boolean;
        readonly caller?: string;
        readonly callerName?: string;
        readonly callee?: string;
        readonly callerSealed?: string;
        readonly calleeSealed?: string;
        readonly callerAddress?: string;
        readonly isEmergency: boolean;
        readonly startedAt: number;
        readonly ringingAt?: number;
        readonly answeredAt?: number;
        readonly endedAt?: number;
        readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
        readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
        readonly releasedBy?: "caller" | "callee" | "network" | "unknown";
        readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        readonly sipCode?: number;
        readonly hopCode?: number;
        readonly hopAddress?: string;
        readonly reasonSip?: number;
        readonly reasonQ850?: number;
        readonly hasRung: boolean;
        readonly isChallenged: boolean;
        readonly isAnswerOnly?: boolean;
        readonly isCompleted: boolean;
        readonly race?: "cancel";
        readonly attempts: number;
        readonly rounds: number;
        readonly messages: number;
        readonly retransmissions: number;
        readonly duplicates: number;
        readonly vantages: number;
        readonly reinvites: number;
        readonly srdSeconds?: number;
        readonly firstSrdSeconds?: number;
        readonly pddSeconds?: number;
        readonly ringSeconds?: number;
        readonly earlyMediaSeconds?: number;
        readonly setupSeconds?: number;
        readonly talkSeconds?: number;
        readonly sddSeconds?: number;
        readonly sessionExpiresSeconds?: number;
        readonly callerAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly calleeAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly codec?: string;
        readonly mos?: number;
        readonly jitterSeconds?: number;
        readonly lossRatio?: number;
        readonly rttSeconds?: number;
        readonly agentTurns?: number;
        readonly agentResponseSeconds?: number;
        readonly stages?: readonly ("speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other")[];
        readonly hasTranscript?: boolean;
        readonly hasRecording?: boolean;
        readonly metadata?: string;
        readonly metadataSealed?: string;
        readonly aliases?: readonly (string)[];
        readonly ends?: readonly (string)[];
        readonly traceparent?: string;
        readonly told?: readonly ({
          readonly at: number;
          readonly source: string;
          readonly state?: "offered" | "ringing" | "answered" | "ended";
          readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
          readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          readonly sipCode?: number;
        })[];
        readonly legs: readonly ({
          readonly address: string;
          readonly trunk: string;
          readonly depth: number;
          readonly startedAt: number;
          readonly ringingAt?: number;
          readonly finalAt?: number;
          readonly status?: number;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly outcome: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly cause: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        })[];
        readonly anomalies: readonly ("no_via" | "no_from" | "no_to" | "no_from_tag" | "no_contact" | "no_branch" | "no_cseq_method" | "content_length" | "fragment" | "ack_not_captured" | "invite_not_captured" | "answers_not_captured" | "other")[];
      })[];
      readonly nextCursor?: string;
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/calls/{id}/messages": {
    query: {  };
    answer: {
      readonly messages: readonly ({
        readonly at: number;
        readonly sentAt?: number;
        readonly src?: string;
        readonly dst?: string;
        readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
        readonly agent?: string;
        readonly text: string;
      })[];
      readonly reason?: string;
    };
  };
  "/api/v1/calls/{id}/trace": {
    query: {  };
    answer: {
      readonly traceId: string;
      readonly traceUrl?: string;
      readonly spans: readonly ({
        readonly traceId: string;
        readonly spanId: string;
        readonly parentSpanId?: string;
        readonly isParentRemote?: boolean;
        readonly name: string;
        readonly kind: "internal" | "server" | "client";
        readonly startTime: number;
        readonly endTime: number;
        readonly attributes: { readonly [name: string]: string };
        readonly status?: {
          readonly code: "ok" | "error";
          readonly message?: string;
        };
        readonly events?: readonly ({
          readonly name: string;
          readonly time: number;
        })[];
        readonly links?: readonly ({
          readonly traceId: string;
          readonly spanId: string;
          readonly isRemote?: boolean;
        })[];
      })[];
    };
  };
  "/api/v1/calls/{id}/pcap": {
    query: { numbers?: "true" | "false" };
    answer: string;
  };
  "/calls/{id}": {
    query: {  };
    answer: string;
  };
  "/api/v1/dashboard": {
    query: { since?: string; until?: string; hours?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; failed?: "true" | "false"; number?: string; caller?: string; callee?: string };
    answer: {
      readonly since: number;
      readonly until: number;
      readonly previous: {
        readonly since: number;
        readonly until: number;
        readonly total: {
          readonly attempts: number;
          readonly challenged: number;
          readonly redirected: number;
          readonly answered: number;
          readonly completed: number;
          readonly swept: number;
          readonly emergency: number;
          readonly withTranscript: number;
          readonly talkSeconds: number;
          readonly ser?: number;
          readonly seer?: number;
          readonly isa?: number;
          readonly scr?: number;
          readonly redirectRatio?: number;
          readonly asr?: number;
          readonly ner?: number;
          readonly acdSeconds?: number;
          readonly talk?: {
            readonly count: number;
            readonly sum: number;
            readonly min: number;
            readonly max: number;
            readonly p50: number;
            readonly p95: number;
            readonly p99: number;
          };
          readonly setup?: {
            readonly count: number;
            readonly sum: number;
            readonly min: number;
            readonly max: number;
            readonly p50: number;
            readonly p95: number;
            readonly p99: number;
          };
          readonly pdd?: {
            readonly count: number;
            readonly sum: number;
            readonly min: number;
            readonly max: number;
            readonly p50: number;
            readonly p95: number;
            readonly p99: number;
          };
          readonly mos?: {
            readonly count: number;
            readonly sum: number;
            readonly min: number;
            readonly max: number;
            readonly p50: number;
            readonly p95: number;
            readonly p99: number;
          };
          readonly agentResponse?: {
            readonly count: number;
            readonly sum: number;
            readonly min: number;
            readonly max: number;
            readonly p50: number;
            readonly p95: number;
            readonly p99: number;
          };
        };
        readonly isUncovered?: boolean;
      };
      readonly total: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      };
      readonly active: number;
      readonly byDirection: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly byOutcome: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly byEnded: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly byCause: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly bySipCode: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly byTrunk: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly byCodec: { readonly [name: string]: {
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      } };
      readonly deltas: {
        readonly attempts?: number;
        readonly answered?: number;
        readonly asr?: number;
        readonly ser?: number;
        readonly acdSeconds?: number;
        readonly talkSeconds?: number;
      };
      readonly latencies: {
        readonly speech_end_to_first_audio?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly asr_final_to_first_audio?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly asr_first_partial?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly llm_first_token?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly tts_first_byte?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly tool_call?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly session?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly other?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      };
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/series": {
    query: { since?: string; until?: string; hours?: string; step?: "minute" | "hour" | "day"; timeZone?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; failed?: "true" | "false"; number?: string; caller?: string; callee?: string };
    answer: {
      readonly steps: readonly ({
        readonly start: number;
        readonly end: number;
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed: number;
        readonly swept: number;
        readonly emergency: number;
        readonly withTranscript: number;
        readonly talkSeconds: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly isPartial?: boolean;
      })[];
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/top": {
    query: { since?: string; until?: string; hours?: string; by: "direction" | "outcome" | "ended" | "cause" | "sipCode" | "trunk" | "codec" | "hop" | "hopTrunk" | "hopCode" | "hopCause"; limit?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; failed?: "true" | "false"; number?: string; caller?: string; callee?: string };
    answer: {
      readonly values: readonly ({
        readonly value: string;
        readonly side?: "network" | "callee" | "caller";
        readonly attempts: number;
        readonly challenged: number;
        readonly redirected: number;
        readonly answered: number;
        readonly completed?: number;
        readonly swept?: number;
        readonly emergency?: number;
        readonly withTranscript?: number;
        readonly talkSeconds?: number;
        readonly ser?: number;
        readonly seer?: number;
        readonly isa?: number;
        readonly scr?: number;
        readonly redirectRatio?: number;
        readonly asr?: number;
        readonly ner?: number;
        readonly acdSeconds?: number;
        readonly talk?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly setup?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly pdd?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly mos?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly agentResponse?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly tried?: number;
        readonly elsewhere?: number;
        readonly failed?: number;
        readonly failedRatio?: number;
        readonly carriedLater?: number;
        readonly carriedLaterDelay?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      })[];
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/history": {
    query: {  };
    answer: {
      readonly names: readonly ({
        readonly name: string;
        readonly series: number;
      })[];
    };
  };
  "/api/v1/history/values": {
    query: { series: string; where?: string; step?: string; since?: string; until?: string; hours?: string };
    answer: {
      readonly stepSeconds: number;
      readonly series: readonly ({
        readonly labels: { readonly [name: string]: string };
        readonly points: readonly (readonly (number)[])[];
      })[];
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/panels": {
    query: {  };
    answer: {
      readonly boards: readonly ({
        readonly name: string;
        readonly title: string;
        readonly description: string;
        readonly hasData: boolean;
      })[];
    };
  };
  "/api/v1/panels/{name}": {
    query: { since?: string; until?: string; hours?: string };
    answer: {
      readonly name: string;
      readonly title: string;
      readonly description: string;
      readonly since: number;
      readonly until: number;
      readonly stepSeconds: number;
      readonly rows: readonly ({
        readonly title: string;
        readonly panels: readonly ({
          readonly title: string;
          readonly description: string;
          readonly unit: "count" | "perSecond" | "ratio" | "percent" | "seconds" | "milliseconds" | "bytes" | "megabytes" | "bytesPerSecond" | "cores" | "dBm" | "dB" | "score" | "state";
          readonly kind: "lines" | "stacked" | "states" | "heat" | "number" | "bars" | "table";
          readonly bounds?: {
            readonly warning: number;
            readonly bad: number;
            readonly isLow?: boolean;
          };
          readonly links: readonly ({
            readonly title: string;
            readonly conditions: { readonly [name: string]: string };
          })[];
          readonly series: readonly ({
            readonly name: string;
            readonly labels: { readonly [name: string]: string };
            readonly points: readonly (readonly (number)[])[];
          })[];
          readonly more?: number;
          readonly missing?: "too_many" | "no_time";
        })[];
      })[];
    };
  };
  "/api/v1/alerts": {
    query: {  };
    answer: {
      readonly at?: number;
      readonly alerts: readonly ({
        readonly alert: string;
        readonly subject: string;
        readonly severity: "critical" | "warning" | "info" | "none";
        readonly state: "pending" | "firing" | "resolved";
        readonly since: number;
        readonly activeAt: number;
        readonly value?: number;
        readonly labels: { readonly [name: string]: string };
        readonly summary: string;
        readonly description: string;
        readonly runbookUrl: string;
        readonly silencedBy: readonly (string)[];
        readonly inhibitedBy: readonly (string)[];
      })[];
      readonly counts: { readonly [name: string]: number };
      readonly receivers: readonly ({
        readonly name: string;
        readonly kind: "alertmanager" | "webhook" | "pagerduty" | "slack" | "heartbeat";
        readonly problem?: string;
      })[];
    };
  };
  "/api/v1/silences": {
    query: {  };
    answer: {
      readonly silences: readonly ({
        readonly id: string;
        readonly matchers: readonly (string)[];
        readonly from: number;
        readonly until: number;
        readonly by: string;
        readonly comment: string;
        readonly isEnded?: boolean;
      })[];
    };
  };
  "/api/v1/registrations": {
    query: { since?: string; until?: string; outcome?: "registered" | "unregistered" | "rejected" | "failed" | "timeout"; agent?: string; sipCode?: string; user?: string; limit?: string; cursor?: string };
    answer: {
      readonly registrations: readonly ({
        readonly id: string;
        readonly callKey: string;
        readonly callId: string;
        readonly source: string;
        readonly agent: string;
        readonly user?: string;
        readonly address: string;
        readonly startedAt: number;
        readonly endedAt?: number;
        readonly outcome: "registered" | "unregistered" | "rejected" | "failed" | "timeout";
        readonly sipCode?: number;
        readonly isChallenged: boolean;
        readonly expiresSeconds?: number;
        readonly rrdSeconds?: number;
        readonly firstRrdSeconds?: number;
        readonly isSynthetic?: boolean;
      })[];
      readonly nextCursor?: string;
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/latencies": {
    query: { since?: string; until?: string; hours?: string };
    answer: {
      readonly stages: {
        readonly speech_end_to_first_audio?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly asr_final_to_first_audio?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly asr_first_partial?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly llm_first_token?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly tts_first_byte?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly tool_call?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly session?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
        readonly other?: {
          readonly count: number;
          readonly sum: number;
          readonly min: number;
          readonly max: number;
          readonly p50: number;
          readonly p95: number;
          readonly p99: number;
        };
      };
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/latencies/events": {
    query: { callId?: string; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; since?: string; until?: string; limit?: string; cursor?: string };
    answer: {
      readonly latencies: readonly ({
        readonly id: string;
        readonly callId: string;
        readonly stage: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other";
        readonly at: number;
        readonly seconds: number;
        readonly metadata?: string;
        readonly isSynthetic?: boolean;
      })[];
      readonly nextCursor?: string;
      readonly isPartial?: boolean;
    };
  };
  "/api/v1/export": {
    query: { format?: "csv" | "json" | "ndjson" | "pcap"; since?: string; until?: string; outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown"; ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown"; cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; direction?: "inbound" | "outbound" | "internal" | "transit" | "unknown"; trunk?: string; agent?: string; codec?: string; sipCode?: string; hop?: string; hopTrunk?: string; hopCode?: string; hopCause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other"; device?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other"; stage?: "speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other"; callId?: string; minMos?: string; maxMos?: string; minTalkSeconds?: string; maxTalkSeconds?: string; active?: "true" | "false"; failed?: "true" | "false"; number?: string; caller?: string; callee?: string };
    answer: {
      readonly calls: readonly ({ readonly [name: string]: unknown })[];
    };
  };
  "/api/v1/imports": {
    query: {  };
    answer: {
      readonly imports: readonly ({
        readonly id: string;
        readonly name: string;
        readonly startedAt: number;
        readonly lengthBytes: number;
        readonly calls: number;
      })[];
    };
  };
  "/api/v1/session": {
    query: {  };
    answer: {
      readonly name: string;
      readonly roles: readonly ("metrics" | "read" | "write" | "pii" | "ingest" | "admin")[];
      readonly login: "session" | "credentials" | "none" | "needed";
    };
  };
  "/api/v1/stale": {
    query: { seconds?: string };
    answer: {
      readonly count: number;
      readonly calls: readonly ({
        readonly id: string;
        readonly callKey: string;
        readonly callId: string;
        readonly callIdSealed?: string;
        readonly version: number;
        readonly state: "setup" | "ringing" | "answered" | "ended";
        readonly isProvisional: boolean;
        readonly source: string;
        readonly agent: string;
        readonly direction: "inbound" | "outbound" | "internal" | "transit" | "unknown";
        readonly trunk: string;
        readonly transport?: "udp" | "tcp" | "tls" | "sctp" | "other";
        readonly carrier?: "sip" | "webrtc" | "websocket" | "cellular" | "other";
        readonly isReported?: boolean;
        readonly isSynthetic?: boolean;
        readonly caller?: string;
        readonly callerName?: string;
        readonly callee?: string;
        readonly callerSealed?: string;
        readonly calleeSealed?: string;
        readonly callerAddress?: string;
        readonly isEmergency: boolean;
        readonly startedAt: number;
        readonly ringingAt?: number;
        readonly answeredAt?: number;
        readonly endedAt?: number;
        readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
        readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
        readonly releasedBy?: "caller" | "callee" | "network" | "unknown";
        readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        readonly sipCode?: number;
        readonly hopCode?: number;
        readonly hopAddress?: string;
        readonly reasonSip?: number;
        readonly reasonQ850?: number;
        readonly hasRung: boolean;
        readonly isChallenged: boolean;
        readonly isAnswerOnly?: boolean;
        readonly isCompleted: boolean;
        readonly race?: "cancel";
        readonly attempts: number;
        readonly rounds: number;
        readonly messages: number;
        readonly retransmissions: number;
        readonly duplicates: number;
        readonly vantages: number;
        readonly reinvites: number;
        readonly srdSeconds?: number;
        readonly firstSrdSeconds?: number;
        readonly pddSeconds?: number;
        readonly ringSeconds?: number;
        readonly earlyMediaSeconds?: number;
        readonly setupSeconds?: number;
        readonly talkSeconds?: number;
        readonly sddSeconds?: number;
        readonly sessionExpiresSeconds?: number;
        readonly callerAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly calleeAgentClass?: "kamailio" | "opensips" | "asterisk" | "freeswitch" | "sipp" | "baresip" | "linphone" | "pjsip" | "cisco" | "yealink" | "polycom" | "grandstream" | "snom" | "scanner" | "other";
        readonly codec?: string;
        readonly mos?: number;
        readonly jitterSeconds?: number;
        readonly lossRatio?: number;
        readonly rttSeconds?: number;
        readonly agentTurns?: number;
        readonly agentResponseSeconds?: number;
        readonly stages?: readonly ("speech_end_to_first_audio" | "asr_final_to_first_audio" | "asr_first_partial" | "llm_first_token" | "tts_first_byte" | "tool_call" | "session" | "other")[];
        readonly hasTranscript?: boolean;
        readonly hasRecording?: boolean;
        readonly metadata?: string;
        readonly metadataSealed?: string;
        readonly aliases?: readonly (string)[];
        readonly ends?: readonly (string)[];
        readonly traceparent?: string;
        readonly told?: readonly ({
          readonly at: number;
          readonly source: string;
          readonly state?: "offered" | "ringing" | "answered" | "ended";
          readonly outcome?: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly ended?: "bye" | "session_expired" | "transferred" | "replaced" | "no_ack" | "unknown";
          readonly cause?: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
          readonly sipCode?: number;
        })[];
        readonly legs: readonly ({
          readonly address: string;
          readonly trunk: string;
          readonly depth: number;
          readonly startedAt: number;
          readonly ringingAt?: number;
          readonly finalAt?: number;
          readonly status?: number;
          readonly reasonSip?: number;
          readonly reasonQ850?: number;
          readonly outcome: "answered" | "busy" | "no_answer" | "cancelled" | "redirected" | "rejected" | "failed" | "unknown";
          readonly cause: "normal" | "busy" | "no_answer" | "unavailable" | "unallocated" | "incomplete" | "declined" | "blocked" | "auth" | "forbidden" | "media" | "loop" | "congestion" | "no_response" | "server_error" | "elsewhere" | "cancelled" | "session_expired" | "transferred" | "other";
        })[];
        readonly anomalies: readonly ("no_via" | "no_from" | "no_to" | "no_from_tag" | "no_contact" | "no_branch" | "no_cseq_method" | "content_length" | "fragment" | "ack_not_captured" | "invite_not_captured" | "answers_not_captured" | "other")[];
      })[];
      readonly active: number;
      readonly storedActive: number;
    };
  };
  "/api/v1/about": {
    query: {  };
    answer: {
      readonly version: string;
      readonly node: string;
      readonly startedAt: number;
      readonly keeps: {
        readonly rawHours: number;
        readonly timelinesDays: number;
        readonly callsDays: number;
        readonly countsDays: number;
        readonly numbers: "no" | "encrypted";
      };
      readonly isSynthetic: boolean;
    };
  };
  "/api/v1/settings": {
    query: {  };
    answer: {
      readonly settings: readonly ({
        readonly name: string;
        readonly value: string;
        readonly origin: string;
        readonly help: string;
      })[];
    };
  };
  "/api/v1/health": {
    query: {  };
    answer: {
      readonly status: "ready" | "idle" | "degraded" | "not_ready";
      readonly checks: readonly ({
        readonly name: string;
        readonly severity: "ok" | "idle" | "degraded" | "failed";
        readonly reason: string;
        readonly since: number;
      })[];
    };
  };
  "/api/v1/sources": {
    query: {  };
    answer: {
      readonly startedAt: number;
      readonly sources: readonly ({
        readonly name: string;
        readonly listens: readonly ({
          readonly address: string;
          readonly transport: string;
        })[];
        readonly frames: number;
        readonly refused: number;
        readonly lastAt?: number;
        readonly agents: readonly ({
          readonly label: string;
          readonly plainLabel: string;
          readonly address: string;
          readonly captureId?: number;
          readonly frames: number;
          readonly firstAt: number;
          readonly lastAt: number;
          readonly messages: number;
          readonly invites: number;
          readonly options: number;
          readonly requests: number;
          readonly responses: number;
          readonly aheadSeconds?: {
            readonly least: number;
            readonly most: number;
          };
        })[];
        readonly refusals: readonly ({
          readonly address: string;
          readonly reason: string;
          readonly count: number;
          readonly lastAt: number;
          readonly means: string;
          readonly fix: string;
        })[];
        readonly others: {
          readonly frames: number;
          readonly refused: number;
        };
        readonly buffer?: {
          readonly askedBytes: number;
          readonly givenBytes: number;
          readonly drops: number;
        };
      })[];
      readonly findings: readonly ({
        readonly name: "refused" | "shared_capture_id" | "one_direction" | "half_captured" | "agent_clock" | "own_clock" | "no_calls_traced" | "nothing_arrived" | "wrong_port" | "receive_buffer" | "kernel_drops";
        readonly severity: "warning" | "note";
        readonly subject: string;
        readonly reason: string;
        readonly fix: string;
        readonly isLoss?: boolean;
      })[];
    };
  };
  "/api/v1/trunks": {
    query: {  };
    answer: {
      readonly trunks: readonly ({
        readonly name: string;
        readonly entries: readonly (string)[];
      })[];
    };
  };
  "/api/v1/log-levels": {
    query: {  };
    answer: {
      readonly level: "silent" | "error" | "warn" | "info" | "debug";
      readonly components: { readonly [name: string]: "silent" | "error" | "warn" | "info" | "debug" };
    };
  };
}
