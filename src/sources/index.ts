export { hep } from './hep.ts';
export { createPacketReader } from './packet-reader.ts';
export type { PacketReader, PacketReaderOptions } from './packet-reader.ts';
export type { SipMeta } from './sip-event.ts';
export { CAPTURE_FILE, readCaptureFile } from './capture-file.ts';
export type { CaptureFileContext } from './capture-file.ts';
export { isLoopback } from './hep-access.ts';
