import { TeleError } from '../core/index.ts';

/** Error of an installation without its optional packages. Undefined for any other error. */
export function missingPackage(error: unknown): TeleError | undefined {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
  const name = isMissing ? /^Cannot find package '([^']+)'/.exec(error.message)?.[1] : undefined;
  return name === undefined ? undefined : new TeleError('PACKAGE_MISSING', `The package ${name} is not installed.`, error);
}
