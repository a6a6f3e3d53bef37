import { useLocation } from 'preact-iso';
import { WORDS } from '../words.ts';
import { diffLines } from './diff-lines.ts';
import { Differences } from './differences.tsx';
import type { LadderRow } from './ladder.tsx';
import { withChange } from './location.ts';
import { duration } from './numbers.ts';
import { When } from './when.tsx';

interface Of {
  readonly row: LadderRow;
  /** The message before it that has an SDP. */
  readonly before: LadderRow | undefined;
  /** Of the row in the URL. */
  readonly name: string;
}

/** What is known of one message, what its SDP changed, and the way to its text. */
export function LadderDetails({ row, before, name }: Of) {
  const { path, query } = useLocation();
  const { repeats, repeatSeconds, media } = row;
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    [WORDS.from, row.src],
    [WORDS.to, row.dst],
    ['SDP', row.sdp === undefined ? undefined : WORDS.sdp[row.sdp]],
    [WORDS.media, row.sdp === undefined ? undefined : (media ?? WORDS.notKept)],
    ['Q.850', row.reasonQ850],
    [WORDS.reasonSip, row.reasonSip],
    [WORDS.sentAgain, repeats === 0 ? undefined : WORDS.times(repeats)],
    [WORDS.within, duration(repeatSeconds)],
    [WORDS.capturedAgain, row.duplicates === undefined ? undefined : WORDS.times(row.duplicates)],
  ];
  return (
    <div class="details">
      <dl class="facts">
        <div>
          <dt>{WORDS.time}</dt>
          <dd>
            <When at={row.at} shape="exact" />
          </dd>
        </div>
        {facts.map(([title, value]) =>
          value === undefined ? null : (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {media === undefined || before?.media === undefined ? null : (
        <SdpChange title={WORDS.sdpChange(before.offsetSeconds.toFixed(3))} before={before.media} after={media} />
      )}
      <p>
        <a href={`${path}${withChange(query, { tab: 'raw', row: name, message: undefined })}`}>{WORDS.showMessage}</a>
      </p>
    </div>
  );
}

function SdpChange({ title, before, after }: { readonly title: string; readonly before: string; readonly after: string }) {
  const parts = (media: string): readonly string[] => media.split(/[\s,]+/u);
  return (
    <>
      <p>{title}</p>
      {before === after ? (
        <p class="faint">{WORDS.sdpSame}</p>
      ) : (
        <Differences title={title} parts={diffLines(parts(before), parts(after))} />
      )}
    </>
  );
}
