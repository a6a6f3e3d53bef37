import {
  ALERTS,
  chooseAlerts,
  inhibited,
  judgeAlerts,
  prepareAlerts,
  readStates,
  RECORDING_RULES,
  silencedBy,
  statesDocument,
  nextStates,
  type Alert,
  type AlertChoices,
  type AlertSeries,
  type AlertStates,
} from '../../alerts/index.ts';
import type { History } from '../../expressions/index.ts';
import { alertsAnswer, type AlertsAnswer, type KeptBack } from './alerts-answer.ts';
import type { AlertingFiles } from './alerting-files.ts';
import { AlertingKeeper, type AlertingLog, type Kept } from './alerting-keeper.ts';
import type { CurrentAlert } from './alert-groups.ts';
import { alertingReport, type AlertingReport } from './alerting-report.ts';
import { toldAlert, toldLabels, type AlertOrigin } from './alert-texts.ts';
import type { ReceiverSettings } from './receiver.ts';
import { ReceiverList } from './receiver-list.ts';
import type { Delivery } from './send-request.ts';
import { SilenceBook, type ShownSilence, type SilenceOrder } from './silence-book.ts';
import { readSilences, silencesDocument } from './silence-documents.ts';
import { statesOfTold } from './states-of-told.ts';
import { readTold, toldDocument } from './told-documents.ts';

/** States that have not changed are written down so often: after a restart `for` goes on from there. */
const KEEP_SECONDS = 60;

/** What may change while it looks. */
export interface AlertingConfig {
  readonly choices: AlertChoices;
  readonly receivers: readonly ReceiverSettings[];
  readonly origin: AlertOrigin;
}

interface Parts extends AlertingConfig {
  readonly history: History;
  readonly files: AlertingFiles;
  /** Seconds of a clock that nobody sets. */
  readonly clock: () => number;
  /** Whether the main thread lives. */
  readonly isAlive: () => boolean;
  readonly log: AlertingLog;
}

/** The alerts of a server: it looks at them after each sampling, remembers how they are, and tells receivers. */
export class Alerting {
  readonly #parts: Parts;
  readonly #keeper: AlertingKeeper;
  readonly #receivers: ReceiverList;
  readonly #silences: SilenceBook;
  #origin: AlertOrigin;
  #alerts: ReadonlyMap<string, Alert> = new Map();
  #prepared: ReturnType<typeof prepareAlerts> = [];
  #states: AlertStates;
  #keptBack: KeptBack = { inhibited: new Map(), silenced: new Map() };
  /** What was written down last: which label sets in which state, and when. */
  #written = { key: '', at: Number.NEGATIVE_INFINITY };
  /** False: they were moved with the clock, and not written since. */
  #areSilencesKept = true;
  /** How many notifications had been taken when what was told was written down. */
  #toldSettled = 0;
  readonly #faults = new Map<string, string>();

  /** Goes on from what was written down before a restart. */
  constructor(parts: Parts) {
    this.#parts = parts;
    this.#origin = parts.origin;
    this.#keeper = new AlertingKeeper(parts.files, parts.log);
    const told = this.#keeper.read('told', readTold);
    this.#states = this.#keeper.read('states', keptStates) ?? statesOfTold(told);
    const silences = this.#keeper.read('silences', readSilences);
    this.#keeper.sayUnread();
    // Those of a damaged file that could be read.
    if (silences.length > 0 && !this.#keeper.isKept('silences')) this.#keeper.write('silences', silencesDocument(silences));
    this.#silences = new SilenceBook(silences, (all) => this.#keeper.mustWrite('silences', silencesDocument(all)));
    this.#receivers = new ReceiverList(parts.receivers, { told, clock: parts.clock, note: parts.log });
    this.#choose(parts.choices);
  }

  /** Takes other settings, from the next look on. An alert that is switched off ends; a receiver whose settings are the same goes on as it is. */
  configure({ choices, receivers, origin }: AlertingConfig): void {
    this.#origin = origin;
    this.#choose(choices);
    this.#receivers.configure(receivers);
    this.#keepTold();
  }

  #choose(choices: AlertChoices): void {
    const rules = new Map(RECORDING_RULES.map(({ record, of }) => [record, of]));
    const chosen = chooseAlerts(ALERTS, choices);
    this.#alerts = new Map(ALERTS.map((alert) => [alert.name, alert]));
    this.#prepared = prepareAlerts(chosen, (record) => rules.get(record));
  }

  /** Looks at all alerts at the moment of a sampling (Unix seconds). Resolves when receivers are told. */
  async look(at: number): Promise<void> {
    const findings = judgeAlerts(this.#prepared, this.#parts.history, at, (alert, error) => this.#fault(alert, error));
    this.#states = nextStates(this.#states, findings, at);
    if (this.#silences.follow(at)) this.#areSilencesKept = false;
    if (!this.#areSilencesKept) this.#areSilencesKept = this.#keeper.write('silences', silencesDocument(this.#silences.all));
    const firing = this.#firing(at);
    this.#writeStates(at);
    await this.#receivers.tell(firing, at, this.#parts.isAlive(), () => this.#writeTold());
  }

  #writeTold(): void {
    if (this.#receivers.settled !== this.#toldSettled) this.#keepTold();
  }

  #keepTold(): void {
    const { settled } = this.#receivers;
    if (this.#keeper.write('told', toldDocument(this.#receivers.told()))) this.#toldSettled = settled;
  }

  /** How all alerts are. */
  list(): AlertsAnswer {
    return alertsAnswer(this.#states, this.#keptBack, {
      alertOf: (name) => this.#alerts.get(name),
      origin: this.#origin,
      receivers: this.#receivers.states(),
    });
  }

  /** What metrics and health are made of: counts are those since the last time. */
  report(): AlertingReport {
    return alertingReport(this.#states, (name) => this.#alerts.get(name)?.severity ?? 'none', this.#receivers, this.#keeper.problems());
  }

  silences(at: number): readonly ShownSilence[] {
    return this.#silences.list(at);
  }

  /** Throws `BAD_REQUEST` for what is no silence. */
  silence(order: SilenceOrder, at: number): ShownSilence {
    const made = this.#silences.add(order, at);
    this.#keptBack = this.#keptBackAt(at);
    return made;
  }

  /** Throws `NOT_FOUND`. */
  unsilence(id: string, at: number): ShownSilence {
    const ended = this.#silences.end(id, at);
    this.#keptBack = this.#keptBackAt(at);
    return ended;
  }

  /** Throws `NOT_FOUND`. */
  async test(receiver: string, at: number): Promise<Delivery> {
    const alert = {
      key: 'Test',
      state: 'firing',
      labels: { alertname: 'Test', severity: 'info', instance: this.#origin.instance },
      severity: 'info',
      summary: 'A test of this receiver',
      description: 'Somebody ran `ringscope alerts test`. Nothing is wrong.',
      value: 1,
      startsAt: at,
    } as const;
    return this.#receivers.test(receiver, alert, at);
  }

  /** Nothing is told any more; what is under way is told after a restart. */
  end(at: number): void {
    this.#receivers.end();
    this.#written.at = Number.NEGATIVE_INFINITY;
    this.#writeStates(at);
  }

  #firing(at: number): readonly CurrentAlert[] {
    const { inhibited: explained, silenced } = (this.#keptBack = this.#keptBackAt(at));
    return this.#firingSeries().map(([key, one, texts]) => ({
      alert: toldAlert(key, one, texts, this.#origin),
      isKeptBack: silenced.has(key) || explained.has(key),
    }));
  }

  /** What is known of each label set that fires. */
  #firingSeries(): readonly (readonly [string, AlertSeries, Alert])[] {
    return [...this.#states.series].flatMap(([key, one]) => {
      const texts = this.#alerts.get(one.alert);
      return one.state !== 'firing' || texts === undefined ? [] : [[key, one, texts] as const];
    });
  }

  #keptBackAt(at: number): KeptBack {
    const silenced = new Map<string, readonly string[]>();
    for (const [key, one, { severity }] of this.#firingSeries()) {
      const ids = silencedBy(this.#silences.all, toldLabels(one, severity, this.#origin), at);
      if (ids.length > 0) silenced.set(key, ids);
    }
    return { inhibited: inhibited(this.#states, (name) => this.#alerts.get(name)?.inhibitedBy ?? []), silenced };
  }

  #writeStates(at: number): void {
    const key = [...this.#states.series].map(([name, { state }]) => `${name} ${state}`).join('\n');
    const age = at - this.#written.at;
    if (key === this.#written.key && age >= 0 && age < KEEP_SECONDS) return;
    if (this.#keeper.write('states', statesDocument(this.#states))) this.#written = { key, at };
  }

  /** Said once, until it is another one. */
  #fault(alert: string, error: unknown): void {
    const message = `The alert ${alert} could not be looked at: ${textOf(error)}`;
    if (this.#faults.get(alert) === message) return;
    this.#faults.set(alert, message);
    this.#parts.log('warn', message);
  }
}

/** States as they were kept. Undefined: nothing is known of them. */
function keptStates(document: unknown): Kept<AlertStates | undefined> {
  const value = readStates(document);
  return { value, isWhole: value !== undefined || document === undefined };
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
