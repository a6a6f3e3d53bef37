/** How a look ended: a `fail` keeps something from working, a `warn` will or may. */
export const DOCTOR_RESULT = ['ok', 'warn', 'fail'] as const;
export type DoctorResult = (typeof DOCTOR_RESULT)[number];

/** What one look has found. */
export interface Diagnosis {
  readonly result: DoctorResult;
  /** One or two sentences. */
  readonly text: string;
  /** What mends it. Absent for what is well. */
  readonly fix?: string;
}

/** The same under the name of its check. */
export interface DoctorLine extends Diagnosis {
  readonly check: string;
}

/** What is well. */
export function fine(text: string): readonly Diagnosis[] {
  return [{ result: 'ok', text }];
}

/** What will or may keep something from working. */
export function warn(text: string, fix: string): Diagnosis {
  return { result: 'warn', text, fix };
}

/** What keeps something from working. */
export function fail(text: string, fix: string): Diagnosis {
  return { result: 'fail', text, fix };
}
