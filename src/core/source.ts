import type { TeleError } from './errors.ts';
import type { OptionTree, TreeValues } from './option.ts';
import type { Emit } from './pipeline.ts';
import type { Clock } from './time.ts';

/** Takes one SIP message as it was captured. `at`: arrival, Unix seconds. `bytes` are valid only during the call. */
export type KeepRaw = (message: { readonly at: number; readonly callId: string; readonly bytes: Uint8Array }) => void;

/** What a source may touch besides its options. */
export interface SourceContext {
  /** Takes what happened. It never throws. */
  readonly emit: Emit;
  readonly now: Clock;
  /** Seed for the hashes of tags and branches: the same for one installation, so that joins survive a restart. */
  readonly hashSeed: number;
  /** Absent: raw messages are not kept. */
  readonly keepRaw?: KeepRaw;
  /** Takes what the operator should mend while the source goes on. */
  readonly warn?: (problem: TeleError) => void;
}

/** A socket on which something listens. */
export interface BoundSocket {
  /** `host:port`, with the port that was really bound. */
  readonly address: string;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'http' | 'https';
}

/** What arrived of one capture agent. */
export interface ArrivedAgent {
  /** Its name here. */
  readonly label: string;
  /** The name or id that its frames carry: of two with the same one, only the first has it as its label. */
  readonly plainLabel: string;
  /** The address that its frames come from. */
  readonly address: string;
  /** Absent: its frames carry none. */
  readonly captureId?: number;
  readonly frames: number;
  /** Unix seconds of its first and its last frame. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** SIP messages, and those among them that are of an INVITE and of an OPTIONS. */
  readonly messages: number;
  readonly invites: number;
  readonly options: number;
  /** SIP messages of the last one to two minutes. */
  readonly requests: number;
  readonly responses: number;
  /** By how much the times in them were ahead of their arrival, at least and at most, in seconds. Absent when none carried a time. */
  readonly aheadSeconds?: { readonly least: number; readonly most: number };
}

/** What was refused of one sender for one reason. */
export interface RefusedSender {
  /** Empty: it is not known. */
  readonly address: string;
  /** A stable word. */
  readonly reason: string;
  readonly count: number;
  /** Unix seconds of the last one. */
  readonly lastAt: number;
}

/** What arrives at a source, by sender. Both lists are bounded; `others` counts what found no place in them. */
export interface SourceArrivals {
  readonly agents: readonly ArrivedAgent[];
  readonly refused: readonly RefusedSender[];
  readonly others: { readonly frames: number; readonly refused: number };
  /** The receive buffer of UDP: what was asked of the system and what it gave, in bytes, and datagrams dropped since the start. Absent without one. */
  readonly buffer?: { readonly askedBytes: number; readonly givenBytes: number; readonly drops: number };
}

/** A running source. State lives in the closure of its `create`. */
export interface Source {
  /** Resolves when it receives. Rejects with a `TeleError` when it cannot. */
  start(): Promise<void>;
  /** Stops receiving; what was received is emitted before it resolves. May be called twice. */
  stop(): Promise<void>;
  /** Takes from these networks alone from now on, as its option `allow` says; never throws for networks that are valid. Absent: it has no such option. */
  allow?(networks: readonly string[]): void;
  /** Where it listens, `host:port` per socket, once started; for readiness and logs. */
  endpoints(): readonly string[];
  /** The same with how each is spoken to. */
  sockets(): readonly BoundSocket[];
  /** From when on the certificate that it shows is valid, and when it expires, in Unix seconds. Undefined while it shows none. */
  certificate?(): { readonly validFrom: number; readonly expiresAt: number } | undefined;
  /** What has arrived by now, Unix seconds. To be asked about once a second. Absent before the start. */
  arrivals?(now: number): SourceArrivals | undefined;
  /** Reads again the files that may change while it runs: all of them are taken, or none and it rejects. */
  reload?(): Promise<void>;
}

/** An origin of events, as a value. */
export interface SourceDef<O extends OptionTree = OptionTree> {
  readonly name: string;
  /** One sentence: what it reads and from whom. */
  readonly summary: string;
  readonly options: O;
  /** Rejects with a `TeleError` for what would keep it from starting, beside its sockets, which it does not open. */
  check?(options: TreeValues<O>): Promise<void>;
  create(options: TreeValues<O>, context: SourceContext): Source;
}

/** Declares a source. */
export function defineSource<const O extends OptionTree>(def: SourceDef<O>): SourceDef<O> {
  return def;
}
