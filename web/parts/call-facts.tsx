import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { duration, score } from './numbers.ts';
import { Outcome } from './outcome.tsx';
import { When } from './when.tsx';

type Call = Answer<'/api/v1/calls/{id}'>['calls'][number]['call'];

/** What is known of a call at a glance. */
export function Facts({ call }: { readonly call: Call }) {
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    [WORDS.cause, call.cause?.replaceAll('_', ' ')],
    [WORDS.caller, call.caller],
    [WORDS.callee, call.callee],
    [WORDS.direction, call.direction],
    [WORDS.trunk, call.trunk],
    [WORDS.code, call.sipCode],
    [WORDS.pddOfCall, duration(call.pddSeconds)],
    [WORDS.ring, duration(call.ringSeconds)],
    [WORDS.talkTime, duration(call.talkSeconds)],
    [WORDS.mosOfCall, score(call.mos)],
    [WORDS.codec, call.codec],
    ['Call-ID', call.callId],
  ];
  return (
    <dl class="facts">
      <div>
        <dt>{WORDS.time}</dt>
        <dd>
          <When at={call.startedAt} />
        </dd>
      </div>
      <div>
        <dt>{WORDS.outcome}</dt>
        <dd>
          <Outcome call={call} />
        </dd>
      </div>
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

/** Where it was sent, and what came of each try. */
export function Hops({ legs }: { readonly legs: Call['legs'] }) {
  if (legs.length === 0) return null;
  return (
    <>
      <h2>{WORDS.hops}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.hops}>
        <table class="stacked">
          <thead>
            <tr>
              <th scope="col">{WORDS.time}</th>
              <th scope="col">{WORDS.dimensions.hop}</th>
              <th scope="col">{WORDS.trunk}</th>
              <th scope="col" class="number">
                {WORDS.code}
              </th>
              <th scope="col">{WORDS.outcome}</th>
              <th scope="col">{WORDS.cause}</th>
            </tr>
          </thead>
          <tbody>
            {legs.map((leg) => (
              <tr key={`${leg.startedAt} ${leg.address} ${leg.depth}`}>
                <td data-name={WORDS.time}>
                  <When at={leg.startedAt} shape="exact" />
                </td>
                <td data-name={WORDS.dimensions.hop}>{leg.address}</td>
                <td data-name={WORDS.trunk}>{leg.trunk}</td>
                <td data-name={WORDS.code} class="number">
                  {leg.status ?? ''}
                </td>
                <td data-name={WORDS.outcome}>{leg.outcome.replaceAll('_', ' ')}</td>
                <td data-name={WORDS.cause}>{leg.cause.replaceAll('_', ' ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
