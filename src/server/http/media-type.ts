import { createMiddleware } from 'hono/factory';
import { TeleError } from '../../core/index.ts';

/**
 * Refuses a POST whose body is of none of these media types. One without a body may leave the type out, but not name another one: a form of another
 * site, which a browser sends without asking, always names one of `text/plain`, `multipart/form-data` and `application/x-www-form-urlencoded`.
 */
export function requireMediaType(types: readonly string[]) {
  return createMiddleware(async (request, next) => {
    const header = (name: string): string | undefined => request.req.header(name);
    const given = header('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
    const hasBody = header('transfer-encoding') !== undefined || (header('content-length') ?? '0') !== '0';
    const isTaken = given === undefined ? !hasBody : types.includes(given);
    if (request.req.method === 'POST' && !isTaken)
      throw new TeleError('MEDIA_TYPE_REFUSED', `The body must be of the media type ${types.join(' or ')}.`);
    await next();
  });
}
