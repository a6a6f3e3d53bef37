// One part of the bench in a process of its own: `node --expose-gc bench/tracker/measure.mjs PART`.
import { createTracker, DEFAULT_TRACKER_SETTINGS } from '../../dist/calls/index.js';
import { createPipeline } from '../../dist/core/index.js';
import { allocated } from '../metrics/allocated.mjs';
import { START, Traffic } from './traffic.mjs';

const TICK_SECONDS = 0.2;
/** Calls begun in a second. */
const RATE = Number(process.env.RATE ?? 770);

/** A tracker whose records nobody keeps, behind a pipeline as in the server. */
function run() {
  let now = START;
  const counts = { outputs: 0, entries: 0, events: 0 };
  const pipeline = createPipeline(() => now);
  let nextId = 0;
  const hash = (text) => `#${text.length}${(nextId += 1)}`;
  const tracker = createTracker({
    settings: DEFAULT_TRACKER_SETTINGS,
    emit: pipeline.emit,
    hashId: hash,
    hashCallId: (text) => `#${text}`,
    trunkOf: () => undefined,
    output(output) {
      counts.outputs += 1;
      counts.entries += output.timeline?.length ?? 0;
    },
  });
  pipeline.add(tracker);
  pipeline.add({ name: 'count', takes: (type) => type !== 'sip.message', accept: () => void (counts.events += 1) });
  let nextTickAt = START + TICK_SECONDS;
  return {
    counts,
    tracker,
    /** Feeds messages in the order of time, and ticks the clock on the way. */
    feed(messages) {
      for (const message of messages) {
        while (nextTickAt <= message.receivedAt) {
          now = nextTickAt;
          tracker.tick(now);
          nextTickAt += TICK_SECONDS;
        }
        pipeline.emit(message);
      }
    },
  };
}

/** Feeds portions made one by one; the making is not measured. CPU of the whole process, so that the collector counts; the bytes are those of the last portion. */
async function measure(portions, feed) {
  let micros = 0;
  let messages = 0;
  for (const make of portions.slice(0, -1)) {
    const portion = make();
    messages += portion.length;
    const before = process.cpuUsage();
    feed(portion);
    const { user, system } = process.cpuUsage(before);
    micros += user + system;
  }
  const last = portions.at(-1)();
  const bytes = await allocated(() => feed(last));
  return { nanos: (micros * 1000) / messages, bytes: bytes / last.length, messages, fed: messages + last.length };
}

function byTime(messages) {
  return messages.sort((a, b) => a.receivedAt - b.receivedAt);
}

/** Traffic that goes on, cut into seconds. */
function seconds(count, begin) {
  let later = [];
  return Array.from({ length: count }, (_, second) => () => {
    later.push(...begin(second));
    const until = START + second + 1;
    const due = later.filter((one) => one.receivedAt < until);
    later = later.filter((one) => one.receivedAt >= until);
    return byTime(due);
  });
}

function tell(name, { nanos, bytes, messages }, counts) {
  const per = (count) => (count / counts.messages).toFixed(2);
  const handed = `, ${per(counts.outputs)} records and ${per(counts.events)} events`;
  console.log(`${name}: ${nanos.toFixed(0)} ns, ${bytes.toFixed(0)} bytes per message${handed} (${messages} messages)`);
}

const parts = {
  async calls() {
    const { feed, counts, tracker } = run();
    const traffic = new Traffic();
    let n = 0;
    const parts = [];
    const second = (now) => () => {
      parts[now] = Array.from({ length: RATE }, (_, k) => traffic.call(now + k / RATE, (n += 1)));
      const begun = (ago, part) => parts[now - ago]?.flatMap((call) => call[part]()) ?? [];
      return byTime([...begun(0, 0), ...begun(2, 1), ...begun(12, 2)]);
    };
    for (let now = 0; now < 40; now += 1) feed(second(now)());
    const before = { ...counts };
    const figures = await measure(
      Array.from({ length: 13 }, (_, k) => second(40 + k)),
      feed,
    );
    const { outputs, events } = counts;
    tell('calls over two hops', figures, {
      outputs: outputs - before.outputs,
      events: events - before.events,
      messages: figures.fed,
    });
    console.log(`calls in the table: ${JSON.stringify(tracker.counts)}`);
  },

  async long() {
    const warm = run();
    const feedLong = async (one) => {
      const traffic = new Traffic();
      const calls = Array.from({ length: 40 }, (_, n) => traffic.answered(n / 100, n));
      one.feed(byTime(calls.flatMap(({ messages }) => messages)));
      let round = 0;
      const portion = (count) => () => {
        const messages = [];
        for (let k = 0; k < count; k += 1) {
          round += 1;
          messages.push(...calls.flatMap(({ call }, n) => traffic.refresh(2 + round * 0.6 + n / 100, call, round + 1)));
        }
        return byTime(messages);
      };
      one.feed(portion(2)());
      const early = await measure([portion(14), portion(3)], one.feed);
      one.feed(portion(310)());
      const late = await measure([portion(14), portion(3)], one.feed);
      return { early, late };
    };
    await feedLong(warm);
    const rounds = [];
    for (let round = 0; round < 3; round += 1) rounds.push(await feedLong(run()));
    const best = (name) => rounds.map((one) => one[name]).reduce((a, b) => (a.nanos < b.nanos ? a : b));
    tellPlain('10th message of a long call', best('early'));
    tellPlain('1,000th', best('late'));
    console.log(`growth ${(best('late').nanos / best('early').nanos).toFixed(2)}`);
  },

  /** What calls that talk, and such that have just settled, keep in memory. */
  async kept() {
    const most = 10_000;
    const { feed, tracker } = run();
    const traffic = new Traffic();
    const talking = [];
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    const tellKept = (name) => {
      globalThis.gc();
      const bytes = (process.memoryUsage().heapUsed - before) / most;
      console.log(`kept: ${bytes.toFixed(0)} bytes per call that ${name}; ${tracker.counts.answered} talk`);
    };
    for (let n = 0; n < most; n += 1) {
      const [first, second, third] = traffic.call(n / 1000, n);
      feed([...first(), ...second()]);
      talking.push(third);
    }
    tracker.tick(START + 60);
    tellKept('talks');
    // All end at one time, and have settled 5 s later.
    for (const [n, end] of talking.entries()) {
      feed(end().map((one) => ({ ...one, at: START + 61 + n / most, receivedAt: START + 61 + n / most })));
      talking[n] = undefined;
    }
    tracker.tick(START + 67);
    tellKept('has settled');
  },

  async others() {
    for (const [name, kind, rate] of [
      ['REGISTER', 'registration', 2500],
      ['OPTIONS', 'options', 5000],
    ]) {
      const { feed } = run();
      const traffic = new Traffic();
      let n = 0;
      const all = seconds(40, (second) =>
        Array.from({ length: rate / 5 }, (_, k) => traffic[kind](second + (k * 5) / rate, (n += 1))).flat(),
      );
      for (const make of all.slice(0, 34)) feed(make());
      tellPlain(name, await measure(all.slice(34), feed));
    }
  },
};

function tellPlain(name, { nanos, bytes, messages }) {
  console.log(`${name}: ${nanos.toFixed(0)} ns, ${bytes.toFixed(0)} bytes per message (${messages} messages)`);
}

await parts[process.argv[2]]();
