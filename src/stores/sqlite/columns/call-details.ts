import { ByteReader, ByteWriter, TeleError } from '../../../core/index.ts';
import { joinDetail, splitDetail } from '../../../format/index.ts';
import type { Words } from './words.ts';

/** Most templates of a day. Nearly all calls share some hundred; a call of another one has its own. */
const MAX_TEMPLATES = 4096;

/** Turns the `detail` of calls into the column of one file and back. */
export interface CallDetails {
  readonly pack: (detail: Uint8Array) => Uint8Array;
  readonly unpack: (column: Uint8Array) => Uint8Array;
}

/** `templates` has each template as base64, and is first asked for with the first call. */
export function createCallDetails(templates: () => Words): CallDetails {
  const out = new ByteWriter();

  function templateOf(id: number): Uint8Array {
    const text = templates().textOf(id);
    if (text === '') throw new TeleError('STORE_CORRUPT', `A call has the template ${id}, which its file lacks.`);
    return Buffer.from(text, 'base64');
  }

  return {
    pack(detail) {
      const { template, rest } = splitDetail(detail);
      const text = Buffer.from(template.buffer, template.byteOffset, template.length).toString('base64');
      const words = templates();
      const id = words.size() < MAX_TEMPLATES && text !== '' ? words.idOf(text) : (words.find(text) ?? 0);
      out.varint(id);
      if (id === 0) out.block(template);
      out.bytes(rest);
      return out.take();
    },
    unpack(column) {
      const from = new ByteReader(column);
      const id = from.varint();
      const template = id === 0 ? from.block() : templateOf(id);
      return joinDetail(template, column.subarray(from.at));
    },
  };
}
