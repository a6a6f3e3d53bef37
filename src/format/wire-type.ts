/** What stands behind a tag. The numbers are written to disk: they never change. */
export const WIRE = {
  /** A whole number as a varint. */
  number: 0,
  /** The number 1 or true; no byte follows. */
  one: 1,
  /** A whole number below 0: how far below, as a varint. */
  negative: 2,
  /** A float64, little-endian. */
  float: 3,
  /** A varint n and n bytes: a text, or a record within this one. */
  bytes: 4,
  /** A text of 16 letters of a keyed hash, 5 bits each: 10 bytes. */
  hash: 5,
  /** A text such as `192.0.2.1:5060`: 4 bytes of address, 2 of port, big-endian. */
  address: 6,
  /** A varint n: the same whole number as the n-th long one of this record, from 0. Long is what takes three bytes and more. */
  same: 7,
} as const;

/** A tag is the difference to the number of the field before, times this, plus the wire type. */
export const WIRE_TYPES = 8;
/** Whole numbers from here on are long. */
export const LONG_NUMBER = 2 ** 14;
/** So many long numbers of a record are remembered. */
export const REMEMBERED = 16;
/** Bytes of a keyed hash and of an address. */
export const HASH_BYTES = 10;
export const ADDRESS_BYTES = 6;
