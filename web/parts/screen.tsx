import type { ComponentType } from 'preact';
import { lazy } from 'preact-iso';
import { useEffect } from 'preact/hooks';
import { AskError } from '../api/ask.ts';
import { at } from '../place.ts';
import { WORDS } from '../words.ts';
import { Failure } from './states.tsx';

const AGAIN_MS = 5000;

/** A screen whose script is loaded when it is opened first. Where the server does not answer, that is said, and the page is loaded again once it does. */
export function screen(load: () => Promise<ComponentType>) {
  return lazy(async () => load().catch(() => Unreachable));
}

function Unreachable() {
  useEffect(() => {
    const timer = setInterval(() => {
      fetch(at('/livez')).then(
        ({ ok }) => {
          if (ok) location.reload();
        },
        () => undefined,
      );
    }, AGAIN_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <h1>{WORDS.unreachable}</h1>
      <Failure error={new AskError('OFFLINE', WORDS.unreachableWhat, WORDS.unreachableNext)} />
    </>
  );
}
