export { hep } from './hep.ts';
export { createPacketReader } from './packet-reader.ts';
export type { PacketReader, PacketReaderOptions } from './packet-reader.ts';
export type { SipMeta } from './sip-event.ts';
export { CAPTURE_FILE, readCaptureFile } from './capture-file.ts';
export type { CaptureFileContext, CaptureSummary } from './capture-file.ts';
export { PASSED_OVER } from '../wire/index.ts';
export { isLoopback } from './hep-access.ts';
