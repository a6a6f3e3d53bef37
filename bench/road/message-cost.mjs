import { createTracker, DEFAULT_TRACKER_SETTINGS } from '../../dist/calls/index.js';
import { createPipeline, labelText } from '../../dist/core/index.js';
import { createPacketReader } from '../../dist/sources/packet-reader.js';
import { median } from '../metrics/median.mjs';
import { createTraffic } from './traffic.mjs';

const CALLS = 20;
const MESSAGES = 1010;
const ROUNDS = 5;
/** So many messages before and after the one that is asked for count as it. */
const AROUND = 5;
/** Of the other messages so many come before the call is looked at again. */
const BETWEEN = 25;

/** Microseconds that the tracker takes for the 10th and the 1,000th message of a call when each is looked at before the next one comes. Medians. */
export function messageCost() {
  const events = longCallEvents();
  // The first round compiles.
  const rounds = Array.from({ length: ROUNDS + 1 }, () => timeRound(events)).slice(1);
  const middle = (read) => median(rounds.map(read));
  return { tenth: middle(({ tenth }) => tenth), thousandth: middle(({ thousandth }) => thousandth), rounds };
}

/** The messages of each call as the source tells them. */
function longCallEvents() {
  const events = new Map();
  const reader = createPacketReader({
    source: labelText('hep'),
    hashSeed: 7,
    emit: (event) => {
      if (event.type === 'sip.message') events.set(event.callId, [...(events.get(event.callId) ?? []), event]);
    },
  });
  const room = Buffer.alloc(2048);
  let at = Date.now();
  const traffic = createTraffic({ kind: 'long', seed: 1, callsRate: 1000, most: CALLS }, (template, dialog, sentAt) => {
    const length = template.write(room, 0, dialog, sentAt);
    reader.hep(Uint8Array.from(room.subarray(0, length)), sentAt / 1000, '127.0.0.1');
  });
  while (events.size < CALLS || [...events.values()].some((one) => one.length < MESSAGES)) {
    for (let ms = 0; ms < 1000; ms += 1) traffic.tick((at += 1));
  }
  return [...events.values()];
}

function timeRound(calls) {
  let now = calls[0][0].at;
  const pipeline = createPipeline(() => now);
  const tracker = createTracker({
    settings: DEFAULT_TRACKER_SETTINGS,
    emit: pipeline.emit,
    hashId: (text) => text,
    hashCallId: (text) => text,
    trunkOf: () => undefined,
    output: () => undefined,
  });
  pipeline.add(tracker);
  const us = [];
  for (let index = 0; index < MESSAGES; index += 1) {
    const beganAt = process.hrtime.bigint();
    for (const messages of calls) {
      pipeline.emit(messages[index]);
      now = Math.max(now, messages[index].at);
    }
    if (isNear(index, 10) || isNear(index, 1000) || index % BETWEEN === 0) tracker.tick(now);
    us.push(Number(process.hrtime.bigint() - beganAt) / 1000 / calls.length);
  }
  return { tenth: around(us, 10), thousandth: around(us, 1000) };
}

/** One more before them, so that what came in between is not counted as theirs. */
function isNear(index, number) {
  return index >= number - AROUND - 1 && index < number + AROUND;
}

function around(us, number) {
  return median(us.slice(number - AROUND, number + AROUND));
}
