import type { ProgramMark } from '../../format/index.ts';

/** Programs that are known. Of more, the one that was silent for longest is forgotten: what it sends again would be taken again. */
const MAX_PROGRAMS = 4096;

/** How far the programs that told something last have come. */
export class RecentPrograms {
  /** The one that was silent for longest first. */
  readonly #byInstance = new Map<string, ProgramMark>();

  constructor(programs: readonly ProgramMark[]) {
    for (const program of programs.toSorted((a, b) => a.heardAt - b.heardAt)) this.note(program);
  }

  /** The number of the last event that was taken of a program; 0 for an unknown one. */
  sequenceOf(instance: string): number {
    return this.#byInstance.get(instance)?.sequence ?? 0;
  }

  /** Takes a mark. No program goes back. */
  note(program: ProgramMark): void {
    const sequence = Math.max(program.sequence, this.sequenceOf(program.instance));
    this.#byInstance.delete(program.instance);
    this.#byInstance.set(program.instance, { ...program, sequence });
    if (this.#byInstance.size <= MAX_PROGRAMS) return;
    const [silent] = this.#byInstance.keys();
    if (silent !== undefined) this.#byInstance.delete(silent);
  }

  all(): readonly ProgramMark[] {
    return [...this.#byInstance.values()];
  }
}
