/** What is found of what arrives: a warning is to be mended, a note to be known. */
export const FINDING_SEVERITY = ['warning', 'note'] as const;

/** What may be found. */
export const ARRIVAL_FINDING = [
  'refused',
  'shared_capture_id',
  'one_direction',
  'half_captured',
  'agent_clock',
  'own_clock',
  'no_calls_traced',
  'nothing_arrived',
  'wrong_port',
  'receive_buffer',
  'kernel_drops',
] as const;

/** One thing that was found, with what mends it. */
export interface ArrivalFinding {
  readonly name: (typeof ARRIVAL_FINDING)[number];
  readonly severity: (typeof FINDING_SEVERITY)[number];
  /** Who it is about: an address, an agent, a source. */
  readonly subject: string;
  /** One sentence. */
  readonly reason: string;
  readonly fix: string;
  /** What is told is lost as long as it goes on. */
  readonly isLoss?: true;
}
