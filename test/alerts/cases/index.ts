import type { AlertCases } from '../scene.ts';
import { agentCases } from './agents.ts';
import { callCases } from './calls.ts';
import { cardCases } from './cards.ts';
import { mediaCases } from './media.ts';
import { modemCases } from './modems.ts';
import { objectiveCases } from './objectives.ts';
import { queueCases } from './queues.ts';
import { registrationCases } from './registrations.ts';
import { serverCases } from './server.ts';
import { trunkCases } from './trunks.ts';

/** The cases of every alert. */
export const ALERT_CASES: AlertCases = {
  ...callCases,
  ...objectiveCases,
  ...trunkCases,
  ...registrationCases,
  ...mediaCases,
  ...queueCases,
  ...agentCases,
  ...modemCases,
  ...cardCases,
  ...serverCases,
};
