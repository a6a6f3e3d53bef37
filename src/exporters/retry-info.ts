/** The field numbers of google.rpc.Status, google.protobuf.Any, google.rpc.RetryInfo and google.protobuf.Duration. */
const STATUS = { details: 3 } as const;
const ANY = { type: 1, value: 2 } as const;
const RETRY_INFO = { delay: 1 } as const;
const DURATION = { seconds: 1, nanos: 2 } as const;

const TYPE = 'type.googleapis.com/google.rpc.RetryInfo';

/** How long a collector asks to wait, in seconds, by the `grpc-status-details-bin` of its answer. Undefined when it says nothing of it, or nothing that can be read. */
export function retrySeconds(status: Uint8Array): number | undefined {
  for (const { field, bytes } of fieldsOf(status)) {
    if (field !== STATUS.details || bytes === undefined) continue;
    const any = fieldsOf(bytes);
    const type = any.find((one) => one.field === ANY.type)?.bytes;
    if (type === undefined || new TextDecoder().decode(type) !== TYPE) continue;
    const info = fieldsOf(any.find((one) => one.field === ANY.value)?.bytes ?? new Uint8Array(0));
    const delay = fieldsOf(info.find((one) => one.field === RETRY_INFO.delay)?.bytes ?? new Uint8Array(0));
    const part = (number: number): number => delay.find((one) => one.field === number)?.value ?? 0;
    return part(DURATION.seconds) + part(DURATION.nanos) / 1e9;
  }
  return undefined;
}

interface Field {
  readonly field: number;
  /** Of a number. */
  readonly value?: number;
  /** Of all else that has a length. */
  readonly bytes?: Uint8Array;
}

/** The fields of a message up to the first that cannot be read: these messages have no fixed-length ones. */
function fieldsOf(message: Uint8Array): readonly Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < message.length;) {
    const tag = varint(message, at);
    if (tag === undefined) return fields;
    const [field, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    const number = varint(message, tag.end);
    if (number === undefined || (wire !== 0 && wire !== 2)) return fields;
    at = number.end;
    if (wire === 0) fields.push({ field, value: number.value });
    else {
      if (number.value > message.length - at) return fields;
      fields.push({ field, bytes: message.subarray(at, at + number.value) });
      at += number.value;
    }
  }
  return fields;
}

/** A number takes no more bytes. */
const MOST_BYTES = 10;
/** From here on the 64 bits are a number below 0. */
const NEGATIVE = 2 ** 63;

/** A number of at most 64 bits, 0 where it is below that; beyond 2^53 it is rounded, as no time here is as long. */
function varint(bytes: Uint8Array, start: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let index = 0; index < MOST_BYTES; index += 1) {
    const byte = bytes[start + index];
    if (byte === undefined) return undefined;
    value += (byte % 128) * 2 ** (7 * index);
    if (byte < 128) return { value: value < NEGATIVE ? value : 0, end: start + index + 1 };
  }
  return undefined;
}
