import { createRandom, weighted } from '../store/random.mjs';
import { averages, TRAFFIC } from './scripts.mjs';
import { createRenderer, VARIANTS } from './templates.mjs';

/** Milliseconds that the wheel of due steps reaches ahead: more than any step waits. */
const WHEEL_MS = 1 << 18;
/** Has no divisor in common with ten thousand millions, so that no two calls have the same digits. */
const SPREAD = 7_654_321;
const DIGITS = 10 ** 10;

/** A call, or what goes on beside calls. */
class Dialog {
  constructor(script, number) {
    this.script = script;
    this.variant = number % VARIANTS;
    this.digits = Buffer.from(String((number * SPREAD) % DIGITS).padStart(10, '0'));
    this.sequence = 10;
    this.next = 0;
  }
}

/**
 * Traffic of a kind by its own clock, the same for the same seed. `rate` is packets a second in the steady state or, as `callsRate`, calls a second; `most` ends the beginning of
 * new dialogs. Each packet is given to `send(template, dialog, at)`.
 */
export function createTraffic({ kind, seed, rate, callsRate, most = Infinity }, send) {
  const random = createRandom(seed);
  const average = averages(TRAFFIC[kind]);
  const startsPerMs = (callsRate === undefined ? rate / average.packets : callsRate / average.calls) / 1000;
  const render = createRenderer();
  const scripts = Object.entries(TRAFFIC[kind]).map(([name, script]) => ({ ...script, name, steps: script.steps.map(render) }));
  const draw = weighted(scripts.map((script) => [script, script.share]));
  const wheel = Array.from({ length: WHEEL_MS }, () => undefined);
  const started = new Map(scripts.map(({ name }) => [name, 0]));
  let count = 0;
  let open = 0;
  let due = 0;
  let isEnding = false;

  const schedule = (dialog, at) => {
    const { wait, spread } = dialog.script.steps[dialog.next];
    const slot = (at + Math.max(1, wait) + Math.floor(random() * spread)) % WHEEL_MS;
    if (wheel[slot] === undefined) wheel[slot] = [dialog];
    else wheel[slot].push(dialog);
  };
  const begin = (at) => {
    count += 1;
    open += 1;
    const dialog = new Dialog(draw(random), count + seed * 10_000_000);
    started.set(dialog.script.name, started.get(dialog.script.name) + 1);
    schedule(dialog, at);
  };
  const advance = (dialog, at) => {
    const { steps, loopFrom } = dialog.script;
    const step = steps[dialog.next];
    if (step.isNext) dialog.sequence += 1;
    send(step.templates[dialog.variant], dialog, at);
    dialog.next += 1;
    if (dialog.next === steps.length && loopFrom !== undefined) dialog.next = loopFrom;
    if (dialog.next < steps.length) schedule(dialog, at);
    else open -= 1;
  };

  return {
    /** All that happens in one millisecond, by the clock of the traffic. */
    tick(at) {
      const dialogs = wheel[at % WHEEL_MS];
      wheel[at % WHEEL_MS] = undefined;
      if (dialogs !== undefined) for (const dialog of dialogs) advance(dialog, at);
      if (isEnding) return;
      for (due += startsPerMs; due >= 1 && count < most; due -= 1) begin(at);
    },
    /** Begins no more. */
    end() {
      isEnding = true;
    },
    get open() {
      return open;
    },
    /** Whether all that was begun has come to its end. */
    get isOver() {
      return isEnding && open === 0;
    },
    /** How many calls of each outcome were begun. */
    get outcomes() {
      const outcomes = {};
      for (const { name, outcome } of scripts) {
        if (outcome !== undefined) outcomes[outcome] = (outcomes[outcome] ?? 0) + started.get(name);
      }
      return outcomes;
    },
  };
}
