import type { EventOfType } from '../../core/index.ts';

/** What a program reads of itself and of its machine every few seconds. */
export type Reading = EventOfType<'program.state' | 'program.disk' | 'program.network'>;

/** A machine has fewer disks and network interfaces; one whose interfaces come and go may tell more of them while the server is away. */
const MOST_READINGS = 200;

/** The newest reading of each figure that waits to be sent: bytes since the last one add up, all else is replaced. So they never crowd out what happened. */
export class Readings {
  readonly #waiting = new Map<string, Reading>();

  get length(): number {
    return this.#waiting.size;
  }

  /** False when it was dropped, since too many others wait. */
  put(reading: Reading): boolean {
    const key = keyOf(reading);
    const before = this.#waiting.get(key);
    if (before === undefined && this.#waiting.size >= MOST_READINGS) return false;
    const isMore = before?.type === 'program.network' && reading.type === 'program.network';
    this.#waiting.set(key, isMore ? { ...reading, lengthBytes: before.lengthBytes + reading.lengthBytes } : reading);
    return true;
  }

  /** All of them; then none wait. */
  take(): readonly Reading[] {
    const taken = [...this.#waiting.values()];
    this.#waiting.clear();
    return taken;
  }
}

function keyOf(reading: Reading): string {
  switch (reading.type) {
    case 'program.state':
      return 'state';
    case 'program.disk':
      return `disk ${reading.path}`;
    case 'program.network':
      return `network ${reading.direction} ${reading.interface}`;
  }
}
