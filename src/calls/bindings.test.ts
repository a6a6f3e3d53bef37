import { describe, expect, test } from 'vitest';
import { labelText, type TelephonyEvent } from '../core/index.ts';
import { playScene, SCENE_START, type ScenePlay } from '../testing/run-scene.ts';
import { Bindings } from './bindings.ts';

let transactions = 0;
/** One REGISTER of a user at a device, and its answer. */
function register(at: number, user: string, contact: string, expires: number, status = 200): string {
  transactions += 1;
  const words = `via=r${transactions} cseq=${transactions} call=${contact} callee=${user} contact=${contact} expires=${expires}`;
  return `${at} phone > proxy REGISTER ${words}\n${at + 0.01} proxy > phone ${status} to=x of=REGISTER ${words}\n`;
}

/** When the gauge changed, in seconds after the start, and to what. */
const told = (scene: string, play: ScenePlay = {}) =>
  playScene(scene, { runOnSeconds: 100, ...play }).events.flatMap((one) =>
    one.type === 'registration.active' ? [[Math.round(one.at - SCENE_START), one.count]] : [],
  );
const counts = (scene: string, play: ScenePlay = {}) => told(scene, play).map(([, count]) => count);

describe('how many are registered', () => {
  test('is absent until one was, and goes down when the binding expires by the 2xx', () => {
    expect(counts(register(0, 'anna', 'a', 600, 403))).toEqual([]);
    expect(told(register(0, 'anna', 'a', 30))).toEqual([
      [2, 1],
      [30, 0],
    ]);
  });

  test('stays the same when a binding is refreshed, also under another Call-ID, and falls after the last expiry', () => {
    expect(told(register(0, 'anna', 'a', 30) + register(20, 'anna', 'a', 30).replaceAll('call=a', 'call=reboot'))).toEqual([
      [2, 1],
      [50, 0],
    ]);
  });

  test('falls when the binding is removed, not when a refresh is refused', () => {
    const refused = register(0, 'anna', 'a', 60) + register(10, 'anna', 'a', 60, 403);
    expect(told(refused).map(([at]) => at)).toEqual([2, 60]);
    expect(told(register(0, 'anna', 'a', 600) + register(10, 'anna', 'a', 0))).toEqual([
      [2, 1],
      [12, 0],
    ]);
  });

  test('counts each device of each user once, and repetitions and second taps not at all', () => {
    const once = register(0, 'anna', 'a', 600);
    const tapped = once + once.replaceAll('via=', 'agent=2002 via=') + once;
    expect(counts(tapped + register(5, 'bert', 'b', 600) + register(6, 'bert', 'a', 600), { runOnSeconds: 10 })).toEqual(
      [1, 2, 2].slice(0, 2),
    );
  });
});

describe('bindings', () => {
  const hep = labelText('hep');
  function collect(most = 3) {
    const events: TelephonyEvent[] = [];
    const bindings = new Bindings((event) => events.push(event), most);
    const active = () => events.flatMap((one) => (one.type === 'registration.active' ? [one.count] : []));
    return { bindings, events, active };
  }
  const bound = (contacts: readonly number[], at = 0, isWhole = true, addressOfRecord = 1) => ({
    addressOfRecord,
    contacts: contacts.map((contact) => ({ contact, seconds: 60 })),
    isWhole,
    at,
  });

  test('that a 2xx does not list are over, unless it lists none at all', () => {
    const { bindings, active } = collect();
    bindings.bind(hep, bound([1, 2]));
    bindings.tick(1);
    bindings.bind(hep, bound([3], 2, false));
    bindings.tick(3);
    bindings.bind(hep, bound([2], 4));
    bindings.tick(5);
    bindings.bind(hep, bound([], 6));
    bindings.tick(7);
    expect(active()).toEqual([2, 3, 1, 0]);
  });

  test('beyond the most that are kept are counted as lost', () => {
    const { bindings, active, events } = collect();
    bindings.bind(hep, bound([1, 2, 3, 4]));
    bindings.tick(1);
    expect(active()).toEqual([3]);
    expect(events).toContainEqual({ type: 'event.dropped', at: 0, stage: 'registrations', reason: 'table_full', count: 1 });
  });

  test('of one user beyond 256 contacts are counted as lost, so that a registrar gone wild costs no more', () => {
    const { bindings, active, events } = collect(1000);
    for (let contact = 0; contact < 300; contact += 1) bindings.bind(hep, bound([contact], 0, false));
    bindings.bind(hep, bound([1], 0, false, 2));
    bindings.tick(1);
    expect(active()).toEqual([257]);
    expect(events.filter(({ type }) => type === 'event.dropped')).toHaveLength(44);
  });

  test('of users with one address of record at two sources, and of several contacts, end one by one', () => {
    const { bindings, events } = collect(10);
    const sbc = labelText('sbc');
    bindings.bind(hep, bound([1, 2, 3]));
    bindings.bind(sbc, bound([1]));
    bindings.tick(1);
    bindings.bind(hep, { ...bound([], 2, false), contacts: [{ contact: 2, seconds: 0 }] });
    bindings.tick(3);
    bindings.bind(hep, bound([1], 30));
    bindings.tick(70);
    expect(events.flatMap((one) => (one.type === 'registration.active' ? [[one.source, one.count]] : []))).toEqual([
      [hep, 3],
      [sbc, 1],
      [hep, 2],
      [hep, 1],
      [sbc, 0],
    ]);
  });
});
