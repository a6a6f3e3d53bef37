/** What a message carries by the text of the RFC. An absent text, flag or status is one that it does not have. */
interface Understood {
  readonly method: string;
  readonly status?: number;
  readonly cseq: number;
  readonly callId: string;
  readonly caller?: string;
  readonly callerName?: string;
  readonly callee?: string;
  readonly requestUser?: string;
  /** 1 when it does not say. */
  readonly vias?: number;
  readonly hasToTag?: boolean;
  readonly hasSdp?: boolean;
  readonly hasCredentials?: boolean;
  readonly anomalies?: readonly string[];
}

/** What is made of one message. `why`: where that is not what the RFC asks of a server. An observer tells what was sent, so it uses all that leaves no doubt. */
export type Verdict = { readonly name: string; readonly section: string; readonly why?: string } & (
  | Understood
  | { readonly rejected: string }
);
