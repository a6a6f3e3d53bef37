/** How a collector is spoken to. */
export interface Way {
  readonly isGrpc: boolean;
  readonly isSecure: boolean;
}

/** What a fault of a connection is likely to mean, by its code; of those that need a way only where it is that one. The first that fits is told. */
const MEANINGS: readonly (readonly [code: RegExp, meaning: string, way?: Partial<Way>])[] = [
  [/^ECONNREFUSED$/, 'nobody listens there'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, 'the name cannot be resolved'],
  [/^ETIMEDOUT$/, 'nothing answers there'],
  [/^E(?:HOST|NET)UNREACH$/, 'no route leads there'],
  [/^(?:ECONNRESET|EPIPE)$/, 'the connection was closed; with TLS the address begins with https://', { isSecure: false }],
  [
    /^(?:ERR_HTTP2_ERROR|ERR_SSL_\w+_NO_APPLICATION_PROTOCOL)$/,
    'what answers does not speak gRPC; OTLP over HTTP has a port of its own, as a rule 4318, and the protocols http/protobuf and http/json',
    { isGrpc: true },
  ],
  [
    /^(?:HPE_\w+|ERR_SSL_\w+_NO_APPLICATION_PROTOCOL)$/,
    'what answers does not speak HTTP/1.1; gRPC has a port of its own, as a rule 4317, and the protocol grpc',
    { isGrpc: false },
  ],
  [
    /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|UNEXPECTED_MESSAGE)$/,
    'what answers does not speak TLS; without TLS the address begins with http://',
  ],
  [
    /^ERR_SSL_\w+_ALERT_(?:CERTIFICATE_\w+|BAD_CERTIFICATE|UNKNOWN_CA)$/,
    'it asks for a certificate that it trusts; otlp.cert_file and otlp.key_file show one',
  ],
  [
    /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?)$/,
    'no authority that is known here has signed its certificate; otlp.ca_file or OTEL_EXPORTER_OTLP_CERTIFICATE names one',
  ],
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, 'its certificate is not for the name in the address'],
];

/** Why no answer came, by the code of the fault. Undefined: it had none. */
export function unreached(code: string | undefined, way: Way): string {
  if (code === undefined) return 'could not be reached';
  const meaning = MEANINGS.find(
    ([pattern, , { isGrpc = way.isGrpc, isSecure = way.isSecure } = way]) =>
      pattern.test(code) && isGrpc === way.isGrpc && isSecure === way.isSecure,
  )?.[1];
  return `could not be reached (${code}${meaning === undefined ? '' : `: ${meaning}`})`;
}

/** What OpenSSL says of a fault: the place in its source, then the reason, which is one of a fixed list. */
const OPENSSL = /:SSL routines:\w*:([a-z\d /]{3,60}):/;

/** The code that Node makes of the reason in a text of OpenSSL. Undefined when it is no such text. */
export function opensslCode(text: string): string | undefined {
  const reason = OPENSSL.exec(text)?.[1];
  return reason === undefined ? undefined : `ERR_SSL_${reason.toUpperCase().replaceAll(/[ /]/g, '_')}`;
}

/** The code of a fault of a connection: its message may quote what was sent or where to, a code does not. Undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code === 'EPROTO' ? (opensslCode(error.message) ?? error.code) : error.code;
}
