import { isDeepStrictEqual } from 'node:util';
import { isMatched, parseMatcher, type LabelMatcher } from '../../alerts/index.ts';
import { TeleError } from '../../core/index.ts';
import { AlertGroups, type CurrentAlert, type ToldGroup } from './alert-groups.ts';
import { Beats } from './beats.ts';
import { sendTo, type ReceiverSettings } from './receiver.ts';
import { ReceiverTurns, type DeliveryCounts } from './receiver-turns.ts';
import type { Delivery } from './send-request.ts';
import type { Notification, ToldAlert } from './told-alert.ts';

interface Receiver {
  readonly settings: ReceiverSettings;
  readonly matchers: readonly LabelMatcher[];
  /** A heartbeat has none. */
  readonly groups?: AlertGroups;
  readonly beats?: Beats;
  readonly turns: ReceiverTurns;
  /** Cuts off what is under way. */
  readonly stop: AbortController;
}

/** Where a receiver is. */
const PLACE = ['kind', 'url', 'urlFile'] as const;

interface Parts {
  readonly told: ReadonlyMap<string, readonly ToldGroup[]>;
  readonly clock: () => number;
  readonly note: (level: 'warn' | 'info', message: string) => void;
}

/** How a receiver is. */
export interface ReceiverState {
  readonly name: string;
  readonly kind: ReceiverSettings['kind'];
  /** Why it cannot be told at the moment. Absent when all is well. */
  readonly problem?: string;
}

/** All receivers. Each has its own turns: one that never answers delays no other. */
export class ReceiverList {
  readonly #parts: Parts;
  #receivers: readonly Receiver[];

  constructor(settings: readonly ReceiverSettings[], parts: Parts) {
    this.#parts = parts;
    this.#receivers = settings.map((one) => this.#open(one, parts.told.get(one.name) ?? []));
  }

  /** Takes other settings. A receiver that is gone is told nothing any more; one that is somewhere else now is told anew, any other one as it was. */
  configure(settings: readonly ReceiverSettings[]): void {
    const before = new Map(this.#receivers.map((one) => [one.settings.name, one]));
    this.#receivers = settings.map((one) => {
      const was = before.get(one.name);
      if (was === undefined) return this.#open(one, []);
      if (isDeepStrictEqual(was.settings, one)) {
        before.delete(one.name);
        return was;
      }
      const isSamePlace = PLACE.every((key) => was.settings[key] === one[key]);
      return this.#open(one, isSamePlace ? (was.groups?.told() ?? []) : []);
    });
    for (const one of before.values()) close(one);
  }

  #open(settings: ReceiverSettings, told: readonly ToldGroup[]): Receiver {
    const { name, groupBy, waitSeconds, intervalSeconds, repeatSeconds } = settings;
    const { clock, note } = this.#parts;
    const rules = { receiver: name, groupBy, waitSeconds, intervalSeconds, repeatSeconds };
    const stop = new AbortController();
    const source =
      settings.kind === 'heartbeat' ? { beats: new Beats(name, intervalSeconds, clock) } : { groups: new AlertGroups(rules, told) };
    const turns = new ReceiverTurns({
      due: () => source.groups?.due() ?? source.beats?.due(),
      clock,
      send: (notification) => sendTo(settings, notification, stop.signal),
      note: (level, message) => note(level, `The receiver ${name} ${message}.`),
    });
    return { settings, matchers: settings.match.flatMap((text) => parseMatcher(text) ?? []), ...source, turns, stop };
  }

  /** What each was told, for a restart. */
  told(): Readonly<Record<string, readonly ToldGroup[]>> {
    return Object.fromEntries(this.#receivers.map(({ settings, groups }) => [settings.name, groups?.told() ?? []]));
  }

  /** How many notifications of alerts were taken since the start. */
  get settled(): number {
    return this.#receivers.reduce((all, { groups, turns }) => all + (groups === undefined ? 0 : turns.settled), 0);
  }

  states(): readonly ReceiverState[] {
    return this.#receivers.map(({ settings: { name, kind }, turns: { problem } }) => ({
      name,
      kind,
      ...(problem === undefined ? {} : { problem }),
    }));
  }

  /** What was sent and what failed since the last time, by receiver. */
  takeCounts(): ReadonlyMap<string, DeliveryCounts & { readonly refused: number }> {
    return new Map(
      this.#receivers.map(({ settings: { name }, groups, turns }) => [name, { ...turns.takeCounts(), refused: groups?.refused ?? 0 }]),
    );
  }

  /** Tells each of what fires at a moment, as far as it wants to know, and, when all is well here, gives its sign of life. Resolves when nothing is under way any more; `done` is called
   * when one of them has been told: others may take long. */
  async tell(firing: readonly CurrentAlert[], at: number, isAlive: boolean, done: () => void): Promise<void> {
    await Promise.all(
      this.#receivers.map(async ({ settings: { severities }, matchers, groups, beats, turns }) => {
        beats?.update(isAlive);
        const wanted = firing.filter(({ alert: { severity, labels } }) => severities.includes(severity) && isMatched(matchers, labels));
        groups?.update(wanted, at);
        await turns.turn();
        done();
      }),
    );
  }

  /** Sends one alert that nobody has, so that it is known whether the receiver can be told. Throws `NOT_FOUND`. */
  async test(name: string, alert: ToldAlert, at: number): Promise<Delivery> {
    const found = this.#receivers.find(({ settings }) => settings.name === name);
    if (found === undefined) throw new TeleError('NOT_FOUND', `No receiver has this name; there are ${this.#names()}.`);
    const labels = { alertname: alert.labels['alertname'] ?? '' };
    const told: Notification = {
      receiver: name,
      groupKey: `{}:{alertname="${labels.alertname}"}`,
      groupLabels: labels,
      status: 'firing',
      alerts: [alert],
      truncated: 0,
      at,
    };
    const sent = await sendTo(found.settings, told, found.stop.signal);
    if (!sent.isSent) return sent;
    if (found.settings.kind === 'heartbeat') return { isSent: true, isBeat: true };
    // Whoever opens incidents closes it again.
    return sendTo(
      found.settings,
      { ...told, status: 'resolved', alerts: [{ ...alert, state: 'resolved', endsAt: at }] },
      found.stop.signal,
    );
  }

  /** Cuts off what is under way: it is told again after a restart. */
  end(): void {
    for (const one of this.#receivers) close(one);
  }

  #names(): string {
    return this.#receivers.map(({ settings }) => settings.name).join(', ') || 'none in alerts.receivers';
  }
}

function close({ turns, stop }: Receiver): void {
  turns.end();
  stop.abort();
}
