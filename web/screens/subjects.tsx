import { Subject } from '../parts/subject.tsx';

/** How calls sound. */
export function Quality() {
  return <Subject name="media" />;
}

/** Short messages, and the modems that carry them. */
export function Sms() {
  return <Subject name="sms" />;
}

/** Cards, and what is said to them. */
export function Cards() {
  return <Subject name="cards" />;
}

/** Queues, and the desks that answer them. */
export function Queues() {
  return <Subject name="queues" />;
}
