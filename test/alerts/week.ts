import { KeptSeries } from './kept-series.ts';

export const MINUTE = 60;
export const HOUR = 3600;
export const DAY = 86_400;
export const WEEK = 7 * DAY;

/** What goes wrong, from when to when, and which alerts may say so first. */
export interface Incident {
  readonly name: string;
  readonly begin: number;
  readonly end: number;
  readonly found: readonly string[];
}

/** The first day is a Monday; the week that is judged is the second. */
function at(day: number, hour: number): number {
  return WEEK + day * DAY + hour * HOUR;
}

function incident(name: string, begin: number, found: readonly string[]): Incident {
  return { name, begin, end: begin + HOUR / 2, found };
}

export const INCIDENTS: readonly Incident[] = [
  incident('slow model', at(0, 13), ['VoiceAgentSlow', 'VoiceAgentSloBurnsFast']),
  incident('dead carrier', at(1, 11), ['TrunkFailing']),
  incident('all fails', at(2, 15), ['VoiceCallSuccessRateLow']),
  incident('capture stops', at(3, 16), ['SourceSilent']),
  incident('registrar', at(4, 9.5), ['RegistrationsFailing', 'RegistrationStorm']),
  incident('emergency', at(5, 3), ['EmergencyCallFailed']),
];
export const DEPLOYS: readonly number[] = [at(1, 14), at(3, 10.5)];

const isIn = (name: string, now: number): boolean => INCIDENTS.some((one) => one.name === name && one.begin < now && now <= one.end);

/** 0 to 1: how busy an office is. */
function busyness(now: number): number {
  const [day, hour] = [Math.floor(now / DAY) % 7, (now % DAY) / HOUR];
  const work = hour < 7 || hour > 19 ? 0.01 : Math.sin(((hour - 7) / 12) * Math.PI) * 0.9 + 0.1;
  return day > 4 ? work * 0.05 : work;
}

function isDialling(now: number): boolean {
  const hour = (now % DAY) / HOUR;
  return Math.floor(now / DAY) % 7 < 5 && hour >= 9 && hour < 17;
}

/** A scanner comes every day at another hour, for half an hour. */
function isScanned(now: number): boolean {
  const hour = (now % DAY) / HOUR;
  const begin = (Math.floor(now / DAY) * 7) % 24;
  return hour >= begin && hour < begin + 0.5;
}

type Labels = Readonly<Record<string, string>>;

/** Series of two weeks, told step by step. Another seed gives other chance. */
export class Weeks {
  readonly history = new KeptSeries(300);
  readonly #totals = new Map<string, { readonly name: string; readonly labels: Labels; value: number }>();
  #seed: number;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Tells what happened in so many seconds before a moment. */
  tell(now: number, seconds: number): void {
    if (DEPLOYS.some((deploy) => deploy <= now && now < deploy + seconds)) for (const total of this.#totals.values()) total.value = 0;
    const isCaptured = !isIn('capture stops', now);
    const part = isCaptured ? seconds / 300 : 0;
    this.#calls(now, part);
    this.#registrations(now, part);
    this.#others(now, part);
    for (const { name, labels, value } of this.#totals.values()) this.history.add(name, labels, now, value);
    this.#levels(now);
  }

  #add(name: string, labels: Labels, mean: number): void {
    const key = `${name}${JSON.stringify(labels)}`;
    const total = this.#totals.get(key) ?? { name, labels, value: 0 };
    this.#totals.set(key, total);
    total.value += this.#around(mean);
  }

  /** A count of what comes at random with this mean (Poisson; of many, the normal distribution that is like it). */
  #around(mean: number): number {
    if (mean > 50) return Math.round(mean + Math.sqrt(mean) * (this.#random() + this.#random() + this.#random() - 1.5) * 2);
    let count = 0;
    for (let left = Math.exp(mean) * this.#random(); left > 1; left *= this.#random()) count += 1;
    return count;
  }

  #random(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed / 2_147_483_647;
  }

  #attempts(direction: string, trunk: string, calls: number, shares: Labels): void {
    for (const [outcome, share] of Object.entries(shares)) {
      this.#add('telephony_call_attempts_total', { direction, trunk, outcome, challenged: 'no' }, calls * Number(share));
      if (trunk !== 'none') this.#add('telephony_trunk_attempts_total', { trunk, side: 'to', outcome }, calls * Number(share));
    }
    this.#add('telephony_calls_offered_total', { direction }, calls);
  }

  #calls(now: number, part: number): void {
    const office = 120 * busyness(now) * part;
    const usual = { answered: '0.65', busy: '0.08', no_answer: '0.15', cancelled: '0.07', rejected: '0.042', failed: '0.008' };
    const broken = { answered: '0.05', busy: '0.01', no_answer: '0.02', cancelled: '0.02', rejected: '0', failed: '0.9' };
    const shares = isIn('all fails', now) ? broken : usual;
    const isDead = isIn('dead carrier', now);
    this.#attempts('outbound', 'carrier-a', office * (isDead ? 0.7 : 0.4), shares);
    this.#attempts('inbound', 'carrier-a', office * 0.3, shares);
    if (isDead) this.#add('telephony_trunk_attempts_total', { trunk: 'carrier-b', side: 'to', outcome: 'failed' }, office * 0.3);
    else this.#attempts('outbound', 'carrier-b', office * 0.3, shares);
    const dialled = isDialling(now) ? 100 * part : 0;
    this.#attempts('outbound', 'dialler', dialled, { answered: '0.2', no_answer: '0.6', busy: '0.1', rejected: '0.095', failed: '0.005' });
    const scanned = isScanned(now) ? 300 * part : 0;
    this.#attempts('unknown', 'none', scanned, { rejected: '1', answered: '0', failed: '0' });
    this.#finals(office, dialled, scanned, isIn('all fails', now));
    this.#durations('inbound', office * 0.2, 0.08, isDead ? 0.3 : 0.01);
    this.#durations('outbound', office * 0.45 + dialled * 0.2, dialled > 0 ? 0.45 : 0.08, isDead ? 0.3 : 0.01);
    this.#emergency(now);
    this.#add('telephony_calls_answered_ended_total', { direction: 'inbound', ended: 'bye' }, office * 0.65);
    this.#add('telephony_calls_answered_ended_total', { direction: 'inbound', ended: 'unknown' }, office * 0.002);
  }

  #emergency(now: number): void {
    for (const outcome of ['answered', 'failed'])
      this.#add(
        'telephony_call_emergency_attempts_total',
        { outcome },
        outcome === 'failed' && isIn('emergency', now) && this.#isFirst('emergency', now) ? 1 : 0,
      );
  }

  #isFirst(name: string, now: number): boolean {
    return INCIDENTS.some((one) => one.name === name && now <= one.begin + 2 * MINUTE);
  }

  #finals(office: number, dialled: number, scanned: number, isBroken: boolean): void {
    const good = (office + dialled) * (isBroken ? 0.1 : 0.7);
    this.#add('telephony_sip_invite_finals_total', { final: '2xx', rang: 'yes' }, good);
    this.#add('telephony_sip_invite_finals_total', { final: '408', rang: 'yes' }, office * 0.1);
    this.#add('telephony_sip_invite_finals_total', { final: '503', rang: 'no' }, office * (isBroken ? 0.9 : 0.008));
    this.#add('telephony_sip_invite_finals_total', { final: '4xx', rang: 'no' }, scanned + dialled * 0.1);
  }

  #durations(direction: string, calls: number, short: number, slow: number): void {
    this.#histogram('telephony_call_post_dial_delay_seconds', { direction }, calls, { 3: 1 - slow, 6: 1 - slow / 2, 8: 1 });
    this.#histogram('telephony_call_talk_seconds', { direction }, calls, { 6: short, 60: 0.6, 7200: 1 });
    this.#histogram('telephony_media_mos', { codec: 'PCMA' }, calls, { 3.1: 0.03, 4.5: 1 });
    this.#histogram('telephony_media_loss_ratio', { codec: 'PCMA' }, calls, { 0.05: 0.98, 0.5: 1 });
    this.#add('telephony_media_legs_total', { codec: 'PCMA' }, calls);
    this.#add('telephony_media_stalls_total', { direction: 'received' }, calls * 0.01);
  }

  /** What falls at most into each bound, as a share of all. */
  #histogram(name: string, labels: Labels, mean: number, upTo: Labels | Readonly<Record<number, number>>): void {
    let before = 0;
    let within = 0;
    const parts: (readonly [string, number])[] = [];
    for (const [le, share] of Object.entries(upTo)) {
      within += this.#around(mean * Math.max(0, Number(share) - before));
      before = Number(share);
      parts.push([le, within]);
    }
    for (const [le, count] of [...parts, ['+Inf', within] as const]) this.#exactly(`${name}_bucket`, { ...labels, le }, count);
    this.#exactly(`${name}_count`, labels, within);
  }

  #exactly(name: string, labels: Labels, count: number): void {
    const key = `${name}${JSON.stringify(labels)}`;
    const total = this.#totals.get(key) ?? { name, labels, value: 0 };
    this.#totals.set(key, total);
    total.value += count;
  }

  #registrations(now: number, part: number): void {
    const isStorm = isIn('registrar', now);
    const add = (outcome: string, rounds: number): void =>
      this.#add('telephony_registrations_total', { outcome, challenged: 'yes' }, rounds * part);
    add('registered', isStorm ? 400 : 33);
    add('failed', isStorm ? 200 : 0.1);
    add('rejected', isScanned(now) ? 500 : 0.2);
  }

  #others(now: number, part: number): void {
    const answers = 40 * busyness(now) * part;
    const upTo = isIn('slow model', now) ? { 2: 0.1, 3: 0.2, 5: 0.6, 10: 1 } : { 2: 0.97, 3: 0.99, 5: 0.998, 10: 1 };
    this.#histogram('telephony_agent_stage_seconds', { stage: 'speech_end_to_first_audio' }, answers, upTo);
    this.#add('telephony_sms_sent_total', { modem: 'modem-1' }, answers * 0.2);
    this.#add('telephony_sms_send_failures_total', { modem: 'modem-1', reason: 'no_network' }, answers * 0.002);
    this.#add(
      'ringscope_source_packets_total',
      { source: 'hep', kind: 'sip' },
      (200 + 2000 * busyness(now) + (isScanned(now) ? 3000 : 0)) * part,
    );
    this.#add('ringscope_dropped_total', { stage: 'hep', reason: 'malformed' }, (isScanned(now) ? 50 : 0) * part);
    this.#add('ringscope_dropped_total', { stage: 'calls', reason: 'table_full' }, 0);
  }

  #levels(now: number): void {
    const deploy = DEPLOYS.filter((one) => one <= now).at(-1);
    const phones = 120 + 80 * Math.min(1, busyness(now) * 3);
    // After a start the phones become known again within their interval.
    const known = deploy === undefined ? 1 : Math.min(1, (now - deploy) / 1800);
    const set = (name: string, labels: Labels, value: number): void => this.history.add(name, labels, now, value);
    set('telephony_registrations_active', { source: 'hep' }, Math.round(phones * known));
    set('ringscope_config_last_reload_success', {}, 1);
    set('ringscope_config_last_reload_success_timestamp_seconds', {}, deploy ?? 0);
    set('ringscope_source_up', { source: 'hep' }, 1);
    set('ringscope_spool_oldest_age_seconds', {}, 2);
    set('telephony_modem_state', { modem: 'modem-1', state: 'connected' }, 1);
    set('telephony_modem_signal_dbm', { modem: 'modem-1' }, -75 - Math.round(this.#random() * 20));
  }
}
