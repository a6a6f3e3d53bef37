import type { ArrivedAgent } from '../core/index.ts';

/** How long a window of figures is; what is told of lately is of the last two. */
const WINDOW_SECONDS = 60;

/** What is counted within a window. */
class Recent {
  requests = 0;
  responses = 0;
  leastAhead = Infinity;
  mostAhead = -Infinity;
}

/** What is counted of the frames of one capture agent: a few additions to each. */
export class AgentFigures {
  readonly #plainLabel: string;
  readonly #address: string;
  readonly #captureId: number;
  #frames = 0;
  #messages = 0;
  #invites = 0;
  #options = 0;
  #recent = new Recent();
  #before = new Recent();
  #windowAt: number;
  readonly #firstAt: number;

  /** `captureId`: -1 when frames carry none. `now`: Unix seconds. */
  constructor(plainLabel: string, address: string, captureId: number, now: number) {
    this.#plainLabel = plainLabel;
    this.#address = address;
    this.#captureId = captureId;
    this.#firstAt = now;
    this.#windowAt = now;
  }

  get frames(): number {
    return this.#frames;
  }

  /** Hot: per frame. */
  countFrame(): void {
    this.#frames += 1;
  }

  /** Hot: per SIP message. `sentAt`: the time that its frame carries, if any. */
  countMessage(status: number, method: string, sentAt: number | undefined, receivedAt: number): void {
    const recent = this.#recent;
    this.#messages += 1;
    if (status === 0) recent.requests += 1;
    else recent.responses += 1;
    if (method === 'INVITE') this.#invites += 1;
    else if (method === 'OPTIONS') this.#options += 1;
    if (sentAt === undefined) return;
    const ahead = sentAt - receivedAt;
    if (ahead < recent.leastAhead) recent.leastAhead = ahead;
    if (ahead > recent.mostAhead) recent.mostAhead = ahead;
  }

  /** What they are by now, under the label of the agent. A window that is over makes room for the next. */
  show(label: string, lastAt: number, now: number): ArrivedAgent {
    if (Math.abs(now - this.#windowAt) >= WINDOW_SECONDS) {
      this.#before = this.#recent;
      this.#recent = new Recent();
      this.#windowAt = now;
    }
    const [recent, before] = [this.#recent, this.#before];
    const least = Math.min(recent.leastAhead, before.leastAhead);
    return {
      label,
      plainLabel: this.#plainLabel,
      address: this.#address,
      ...(this.#captureId < 0 ? {} : { captureId: this.#captureId }),
      frames: this.#frames,
      firstAt: this.#firstAt,
      lastAt,
      messages: this.#messages,
      invites: this.#invites,
      options: this.#options,
      requests: recent.requests + before.requests,
      responses: recent.responses + before.responses,
      ...(least === Infinity ? {} : { aheadSeconds: { least, most: Math.max(recent.mostAhead, before.mostAhead) } }),
    };
  }
}
