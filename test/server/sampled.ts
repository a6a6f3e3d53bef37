import { setTimeout as pause } from 'node:timers/promises';

/** From one sampling of metrics to the next in a server whose history is asked. Two hours of samplings are three minutes then. */
export const QUICK_SAMPLING = { sampleSeconds: 0.25 };

interface Values {
  readonly series: readonly { readonly points: readonly (readonly [number, number])[] }[];
}

/** Waits until the newest sampling holds so much of a family, all of its series together. */
export async function sampledOnce(url: string, family: string, total: number): Promise<void> {
  for (;;) {
    const at = Date.now() / 1000;
    const response = await fetch(`${url}/api/v1/history/values?series=${family}&since=${at - 20}&until=${at}`);
    // The shape is that of the reference.
    const { series = [] } = (await response.json()) as Partial<Values>;
    const values = series.flatMap(({ points }) => points.flatMap(([when, value]) => (when === at ? [value] : [])));
    if (values.reduce((all, value) => all + value, 0) === total) return;
    await pause(20);
  }
}
