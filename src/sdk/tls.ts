import { timed, type SubjectContext } from './subject.ts';

/** TLS with pre-shared keys: handshakes, connections and keys. */
export type Tls = ReturnType<typeof createTls>;

/** Makes the subject. */
export function createTls(context: SubjectContext) {
  const { tell } = context;
  return {
    handshake: timed(context, 'tls.handshake'),
    opened: tell('tls.opened'),
    closed: tell('tls.closed'),
    active: tell('tls.active'),
    error: tell('tls.error'),
    pskMismatch: tell('tls.psk_mismatch'),
    pskKey: tell('tls.psk_key'),
  };
}
