import { present, TeleError } from '../../core/index.ts';
import { readAnswer, type Answer, type Question } from '../../dashboards/index.ts';
import { askHttp } from '../http-answer.ts';

const ANSWER_MS = 30_000;
const MOST_BYTES = 16 * 1024 * 1024;
const AT_ONCE = 4;
const POINTS = 60;

/** Which Prometheus, and which time up to now. */
interface Asked {
  readonly url: string;
  /** What is sent as `Authorization`. Absent: nothing. */
  readonly authorization?: string;
  /** Unix seconds. */
  readonly now: number;
  readonly rangeSeconds: number;
  readonly signal: AbortSignal;
}

/** Asks a Prometheus all questions, a few at a time. Throws `SERVER_UNREACHABLE` when there is none. */
export async function askPrometheus(
  questions: readonly Question[],
  asked: Asked,
): Promise<readonly (Question & { readonly answer: Answer })[]> {
  const answers: (Question & { readonly answer: Answer })[] = [];
  const left = questions.entries();
  const worker = async (): Promise<void> => {
    for (const [index, question] of left) answers[index] = { ...question, answer: await ask(question.query, asked) };
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}

async function ask(query: string, { url, authorization, now, rangeSeconds, signal }: Asked): Promise<Answer> {
  const step = Math.max(1, Math.ceil(rangeSeconds / POINTS));
  const form = new URLSearchParams({ query, start: String(now - rangeSeconds), end: String(now), step: String(step) });
  try {
    const answer = await askHttp(new URL('api/v1/query_range', `${url}/`), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...present({ authorization }) },
      body: form.toString(),
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
    if (answer.status === 401 || answer.status === 403) {
      answer.drop();
      throw new TeleError(
        'BAD_REQUEST',
        `The Prometheus at ${url} answers ${answer.status}: --prometheus-token-file or --prometheus-login-file names what it wants.`,
      );
    }
    return readAnswer(JSON.parse(await boundedText(answer.body())));
  } catch (cause) {
    if (cause instanceof TeleError) throw cause;
    if (cause instanceof RangeError) return { kind: 'error', message: cause.message };
    if (cause instanceof SyntaxError) return { kind: 'error', message: 'The answer is no JSON of Prometheus.' };
    throw new TeleError('SERVER_UNREACHABLE', `No Prometheus answers at ${url}; --prometheus names another one.`, cause);
  }
}

/** The text of an answer. Throws when it is longer than any answer should be. */
async function boundedText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let [text, bytes] = ['', 0];
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new RangeError(`The answer is longer than ${MOST_BYTES} bytes.`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
