import type { ToldGroup } from './alert-groups.ts';
import type { Kept } from './alerting-keeper.ts';
import { entriesOf, isKeptTime, isOfVersion } from './kept-document.ts';
import type { ToldAlert } from './told-alert.ts';

const VERSION = 1;

/** What receivers were told, by receiver. */
export type Told = ReadonlyMap<string, readonly ToldGroup[]>;

/** What is kept of it. */
export function toldDocument(told: Readonly<Record<string, readonly ToldGroup[]>>): object {
  return { version: VERSION, receivers: told };
}

/** What receivers were told, as it was kept. What is none of that is left out: it is told again. */
export function readTold(kept: unknown): Kept<Told> {
  // The first layout had no version, and receivers at its top.
  const receivers = isOfVersion(kept, VERSION) ? new Map(entriesOf(kept)).get('receivers') : withoutVersion(kept);
  if (receivers === undefined) return { value: new Map(), isWhole: kept === undefined };
  let isWhole = true;
  const told = entriesOf(receivers).map(([receiver, groups]): [string, readonly ToldGroup[]] => {
    const read = Array.isArray(groups) ? groups.map(readGroup) : [undefined];
    const known = read.filter((one) => one !== undefined);
    isWhole &&= known.length === read.length;
    return [receiver, known];
  });
  return { value: new Map(told), isWhole };
}

function withoutVersion(kept: unknown): unknown {
  return typeof kept === 'object' && kept !== null && !Array.isArray(kept) && !('version' in kept) ? kept : undefined;
}

function readGroup(kept: unknown): ToldGroup | undefined {
  if (!isGroup(kept)) return undefined;
  const counted: unknown = new Map(entriesOf(kept)).get('counted') ?? [];
  return Array.isArray(counted) ? { ...kept, counted: counted.filter((key) => typeof key === 'string') } : undefined;
}

/** All of a group but `counted`, which it had not in the first layout. */
function isGroup(kept: unknown): kept is Omit<ToldGroup, 'counted'> {
  const group = new Map(entriesOf(kept));
  const firing = group.get('firing');
  return (
    typeof group.get('key') === 'string' &&
    isLabels(group.get('labels')) &&
    isKeptTime(group.get('at')) &&
    Array.isArray(firing) &&
    firing.every(isAlert)
  );
}

function isAlert(kept: unknown): kept is ToldAlert {
  const alert = new Map(entriesOf(kept));
  const texts = ['key', 'state', 'severity', 'summary', 'description', 'runbookUrl'];
  return texts.every((name) => typeof alert.get(name) === 'string') && isLabels(alert.get('labels')) && isKeptTime(alert.get('startsAt'));
}

function isLabels(kept: unknown): boolean {
  return typeof kept === 'object' && kept !== null && entriesOf(kept).every(([, value]) => typeof value === 'string');
}
