/** Told of what the spool does and loses. */
export interface SpoolObserver {
  /** A group of appends was synced in so many seconds. */
  synced(seconds: number): void;
  /** So many bytes were no frames any more: the torn end of a killed process, or damage. */
  cut(lengthBytes: number): void;
  /** Acknowledged changes cannot be read (`corrupt`), or were appended without a part of them (`shed`). */
  lost(count: number, reason: 'corrupt' | 'shed'): void;
}
