import type { Cidr } from '../settings/cidr.ts';

/** What a credential allows. None of them has another one in it. */
export const ROLE = ['metrics', 'read', 'write', 'pii', 'ingest', 'admin'] as const;
export type Role = (typeof ROLE)[number];

/** Who asks. */
export interface Identity {
  /** What the log and audit lines show: no secret. */
  readonly name: string;
  readonly roles: ReadonlySet<Role>;
}

/** What a request shows of who sent it. */
export interface Presented {
  /** The Authorization header; several of them with commas between. */
  readonly authorization?: string;
  /** It was right before, when a session began with it: where it is wrong by now, that is no wrong login, and those of others do not matter. */
  readonly isAgain?: true;
  /** The peer's, or what a trusted proxy says of it: what `addressOf` makes. */
  readonly address: string;
  /** One that TLS has verified. */
  readonly clientCertificate?: { readonly subject: string; readonly fingerprint256: string };
}

/** The credentials that a server knows. They may change while it runs. */
export interface Credentials {
  /** Who it is; undefined when nothing valid is presented. Throws `LOGINS_THROTTLED` for an address that failed too often, `LOGINS_BUSY` when too many wait. */
  identify(request: Presented): Identity | undefined | Promise<Identity | undefined>;
  /** False: none are configured, and who presents none may do what is harmless on loopback. */
  readonly isNeeded: boolean;
  /** True: who presents none where none are needed may do everything. */
  readonly opensAll?: boolean;
  /** The WWW-Authenticate header of a 401. */
  readonly challenge: string;
  /** The address that sent a request: the last one in X-Forwarded-For that is no trusted proxy, when the peer is one; else the peer's. */
  addressOf(peer: string, forwardedFor: string | undefined): string;
  /** Whether a peer is a trusted proxy. */
  isProxy(peer: string): boolean;
  /** For how many seconds an address is refused that failed too often; 0 when it is not. */
  secondsRefused(address: string): number;
  /** Whether `auth.allow` lets this address ask at all. */
  isAllowed(address: string): boolean;
}

/** Who may ask on one listener. */
export interface ListenerPolicy {
  /** Only from these networks, whatever `auth.allow` says beyond them. Undefined: from everywhere. */
  readonly allow: readonly Cidr[] | undefined;
  /** Nobody is asked for credentials: everybody has the role `metrics`, and no other. */
  readonly isOpen: boolean;
  /** The probes are answered before anything is asked. */
  readonly openProbes: boolean;
  /** Wrong credentials are answered 403, and missing ones 401. */
  readonly forbidsWrong?: true;
}
