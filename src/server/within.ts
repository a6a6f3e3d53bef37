/** Whether the work ended within the time, and before the signal. Rejects when it does. */
export async function within(seconds: number, work: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  let end: (() => void) | undefined;
  const late = new Promise<boolean>((resolve) => {
    end = () => resolve(false);
    timer = setTimeout(end, seconds * 1000);
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
    if (end !== undefined) signal?.removeEventListener('abort', end);
  }
}
