import type { HandshakeFailure } from '../../core/index.ts';

/** What became of the certificate of a listener: `expiresAt` of the one that it shows from now on; absent when files were refused. */
export interface CertificateNews {
  readonly listener: string;
  readonly expiresAt?: number;
}

/** Handshakes with one listener that failed for one reason. */
export interface FailedHandshakes {
  readonly listener: string;
  readonly reason: HandshakeFailure;
  readonly count: number;
}

/** What is told of TLS since it was told last. */
export interface TlsNews {
  readonly certificates: readonly CertificateNews[];
  readonly handshakes: readonly FailedHandshakes[];
}

/** Gathers what is to be counted where events are emitted. It holds one number for each listener and reason. */
export interface TlsReport {
  certificate(news: CertificateNews): void;
  failed(listener: string, reason: HandshakeFailure): void;
  /** Undefined when there is nothing to tell. */
  take(): TlsNews | undefined;
}

/** Makes an empty one. */
export function createTlsReport(): TlsReport {
  let certificates: CertificateNews[] = [];
  let handshakes = new Map<string, FailedHandshakes>();
  return {
    certificate: (news) => void certificates.push(news),
    failed(listener, reason) {
      const key = `${reason} ${listener}`;
      handshakes.set(key, { listener, reason, count: (handshakes.get(key)?.count ?? 0) + 1 });
    },
    take() {
      if (certificates.length === 0 && handshakes.size === 0) return undefined;
      const news = { certificates, handshakes: [...handshakes.values()] };
      certificates = [];
      handshakes = new Map();
      return news;
    },
  };
}
