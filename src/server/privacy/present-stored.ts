import {
  CALL_FIELDS,
  type Fields,
  REGISTRATION_FIELDS,
  shownPerson,
  type StoredCall,
  type StoredPrivate,
  type StoredRegistration,
} from '../../core/index.ts';
import type { OutputMode } from '../settings/server-settings.ts';

/** A stored record as an output shows it: each private field is one text, or absent. */
export type Presented<S> = {
  readonly [K in keyof S]: StoredPrivate extends NonNullable<S[K]> ? Exclude<S[K], StoredPrivate> | string : S[K];
};
export type PresentedCall = Presented<StoredCall>;
export type PresentedRegistration = Presented<StoredRegistration>;

/** The names of the private fields among those declared. */
export function privateNames(fields: Fields): readonly string[] {
  return Object.keys(fields).filter((name) => fields[name]?.kind === 'private');
}

/** The private fields of a call, and of a registration. */
export const CALL_PRIVATE = privateNames(CALL_FIELDS);
export const REGISTRATION_PRIVATE = privateNames(REGISTRATION_FIELDS);

/** Shows a stored record: private fields as a mask or as a pseudonym, never both, or not at all. All else stays as it is. */
export function presentStored<S extends StoredCall | StoredRegistration>(stored: S, mode: OutputMode): Presented<S> {
  const {
    callerSealed: _caller,
    calleeSealed: _callee,
    callIdSealed: _callId,
    metadataSealed: _metadata,
    ends: _ends,
    ...shown
  }: Record<string, unknown> = { ...stored };
  for (const name of [...CALL_PRIVATE, ...REGISTRATION_PRIVATE]) {
    const value = shown[name];
    if (value === undefined) continue;
    const text = isStoredPrivate(value) ? shownText(name, value, mode) : undefined;
    if (text === undefined) delete shown[name];
    else shown[name] = text;
  }
  // Only the private fields changed, each to a text or to nothing.
  return shown as Presented<S>;
}

/** Beside a masked number, letters of the pseudonym of a name would tell whose number it is: a name is shown by its mask alone. */
function shownText(name: string, value: StoredPrivate, mode: OutputMode): string | undefined {
  return name === 'callerName' && mode === 'masked' ? value.mask : shownPerson(value, mode);
}

function isStoredPrivate(value: unknown): value is StoredPrivate {
  return typeof value === 'object' && value !== null && 'hash' in value && 'mask' in value;
}
