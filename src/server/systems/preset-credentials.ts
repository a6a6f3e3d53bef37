import { createHash, timingSafeEqual } from 'node:crypto';
import { PRESET_HTTP } from '../../presets/index.ts';
import { createFailedLogins } from '../credentials/failed-logins.ts';
import type { Credentials, Identity, Presented } from '../http/credentials.ts';
import type { PresetService } from '../http/listener.ts';
import type { ProgramLock } from './program-settings.ts';

/** The credentials of a preset's listener: those of the server, and what the settings of its system ask for. `now`: monotonic seconds. */
export function presetCredentials(base: Credentials, { name, lock }: PresetService, now: () => number): Credentials {
  const { challenge } = PRESET_HTTP[name];
  const shared = {
    challenge,
    addressOf: base.addressOf.bind(base),
    isProxy: base.isProxy.bind(base),
    isAllowed: base.isAllowed.bind(base),
    secondsRefused: base.secondsRefused.bind(base),
  };
  if (lock === undefined) return { ...shared, isNeeded: base.isNeeded, identify: (presented) => base.identify(presented) };
  const failedLogins = createFailedLogins(now);
  const identity: Identity = { name, roles: new Set(['metrics']) };
  return {
    ...shared,
    isNeeded: true,
    secondsRefused: (address) => Math.max(failedLogins.secondsRefused(address), base.secondsRefused(address)),
    async identify(presented: Presented) {
      const { authorization, address } = presented;
      // The eleventh guess may be right.
      const isLookedAt = !lock.isGuessable || failedLogins.left(address) > 0;
      if (isLookedAt && opens(lock, authorization)) return identity;
      const known = await base.identify(presented);
      if (known !== undefined || authorization === undefined) return known;
      failedLogins.refuse(address);
      failedLogins.add(address);
      return undefined;
    },
  };
}

/** Whether a header carries what opens a lock. The time it takes does not depend on how much of it is right. */
function opens({ scheme, digest }: ProgramLock, authorization = ''): boolean {
  const pattern = scheme === 'bearer' ? /^Bearer +(\S+)$/i : /^Basic +([A-Za-z0-9+/]+={0,2})$/i;
  const given = pattern.exec(authorization)?.[1];
  if (given === undefined) return false;
  const secret = scheme === 'bearer' ? given : Buffer.from(given, 'base64');
  return timingSafeEqual(createHash('sha256').update(secret).digest(), digest);
}
