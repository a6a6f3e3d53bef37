import type { Answer } from '../api/ask.ts';
import { WORDS } from '../words.ts';
import { duration, percentage, score } from './numbers.ts';
import { Said } from './said.tsx';

type One = Answer<'/api/v1/calls/{id}'>['calls'][number];

/** What reports say of the media of a call, and what its messages agreed on. What nobody reported is said to be so. */
export function CallMedia({ one: { call, ladder } }: { readonly one: One }) {
  const reported: readonly (readonly [string, string | undefined])[] = [
    [WORDS.codec, call.codec],
    [WORDS.mosOfCall, score(call.mos)],
    [WORDS.jitter, duration(call.jitterSeconds)],
    [WORDS.loss, percentage(call.lossRatio)],
    [WORDS.roundTrip, duration(call.rttSeconds)],
  ];
  const agreed = ladder.rows.filter(({ sdp }) => sdp !== undefined);
  const isSilent = reported.every(([, value]) => value === undefined);
  return (
    <>
      <h2>{WORDS.mediaReported}</h2>
      {isSilent ? (
        <p>
          <Said text={WORDS.noMediaReported} />
        </p>
      ) : null}
      <dl class="facts">
        {reported.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class={value === undefined ? 'faint' : ''}>{value ?? WORDS.notReported}</dd>
          </div>
        ))}
      </dl>
      <h2>{WORDS.mediaAgreed}</h2>
      {agreed.length === 0 ? <p>{WORDS.noSdp}</p> : <Agreed rows={agreed} />}
    </>
  );
}

function Agreed({ rows }: { readonly rows: One['ladder']['rows'] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={WORDS.mediaAgreed}>
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{WORDS.time}</th>
            <th scope="col">SDP</th>
            <th scope="col">{WORDS.from}</th>
            <th scope="col">{WORDS.to}</th>
            <th scope="col">{WORDS.media}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ offsetSeconds, sdp, src, dst, media }, index) => (
            <tr key={index}>
              <td data-name={WORDS.time} class="offset">
                +{offsetSeconds.toFixed(3)}
              </td>
              <td data-name="SDP">{sdp === undefined ? '' : WORDS.sdp[sdp]}</td>
              <td data-name={WORDS.from}>{src}</td>
              <td data-name={WORDS.to}>{dst}</td>
              <td data-name={WORDS.media}>{media ?? WORDS.notKept}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
