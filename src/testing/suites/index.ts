export { arbitraryShape, arbitraryStoredCall, arbitraryStoredRegistration, arbitraryTimelineEntry } from './arbitrary-record.ts';
export { storeConformance } from './store-conformance.ts';
export type { OpenedStore } from './opened-store.ts';
export { sourceConformance } from './source-conformance.ts';
export type { Feed } from './source-conformance.ts';
