export { arbitraryShape, arbitraryStoredCall, arbitraryStoredRegistration, arbitraryTimelineEntry } from './arbitrary-record.ts';
export { expectEvents, samePrivates } from './expect-events.ts';
export { storeConformance } from './store-conformance.ts';
export type { OpenedStore } from './store-conformance.ts';
export { callChange, storedCall, storedRegistration, timelineEntry } from './stored-call.ts';
