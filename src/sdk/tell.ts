import {
  EVENTS,
  type Clock,
  type Emit,
  type EVENT_BASE,
  type EventDefOf,
  type EventType,
  type Fields,
  type GivenShapeOf,
  type LabelText,
  toldPrivate,
  type PrivateKind,
  type TelephonyEvent,
} from '../core/index.ts';

/** What a program gives of an event: `at` is now and `source` the program unless it says otherwise, and a private value may be its text. */
export type Given<T extends EventType> = GivenShapeOf<
  Omit<EventDefOf<T>['fields'], 'source'> & { readonly at: (typeof EVENT_BASE)['receivedAt'] }
> & {
  readonly source?: LabelText | undefined;
};

/** Tells an event of one type. It never throws: what is no event is counted. */
export type Teller<T extends EventType> = (
  ...given: Record<never, never> extends Given<T> ? [given?: Given<T>] : [given: Given<T>]
) => void;

/** What the tellers of one instance share. */
export interface TellContext {
  readonly emit: Emit;
  readonly now: Clock;
  /** The source of events whose teller is given none. */
  readonly source: LabelText;
}

/** Makes the teller of one type of event. */
export type Tell = <T extends EventType>(type: T) => Teller<T>;

/** The fields of the events of a type. */
export function fieldsOf(type: EventType): Fields {
  return EVENTS.find((one) => one.type === type)?.fields ?? {};
}

/** Makes the tellers of one instance. */
export function createTell({ emit, now, source }: TellContext): Tell {
  return (type) => {
    const { initial, secrets } = planOf(fieldsOf(type), source);
    return (given?: object) => {
      const event: Record<string, unknown> = { at: undefined, ...initial };
      try {
        for (const [name, value] of Object.entries(given ?? {})) {
          const kind = secrets.get(name);
          if (value !== undefined) event[name] = kind !== undefined && typeof value === 'string' ? toldPrivate(value, kind) : value;
        }
      } catch {
        // A getter of the caller failed: what was read tells `emit` enough to count it.
      }
      event['at'] ??= now();
      event['type'] = type;
      // Untyped programs may have given anything: `emit` looks at it.
      emit(event as TelephonyEvent);
    };
  };
}

interface Plan {
  readonly initial: Readonly<Record<string, unknown>>;
  readonly secrets: ReadonlyMap<string, PrivateKind>;
}

function planOf(fields: Fields, source: LabelText): Plan {
  const initial: Record<string, unknown> = 'source' in fields ? { source } : {};
  const secrets = new Map<string, PrivateKind>();
  for (const [name, one] of Object.entries(fields)) {
    if (one.initial !== undefined) initial[name] = one.initial;
    if (one.privateKind !== undefined) secrets.set(name, one.privateKind);
  }
  return { initial, secrets };
}
