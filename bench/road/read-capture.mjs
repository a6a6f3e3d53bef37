// The reference of an import: `read-capture.mjs FILE` reads a file of HEP records and scans each packet.
import { createReadStream } from 'node:fs';
import { createRecordFramer } from '../../dist/wire/index.js';
import { scanPacket } from './scan-packet.mjs';

const framer = createRecordFramer();
let packets = 0;
let sum = 0;
for await (const chunk of createReadStream(process.argv[2])) {
  for (const record of framer.push(chunk)) {
    sum += scanPacket(record.bytes);
    packets += 1;
  }
}
console.log(JSON.stringify({ packets, sum }));
