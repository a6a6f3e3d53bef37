import { ByteReader, ByteWriter, TeleError } from '../../../core/index.ts';
import { joinDetail, writeSplitDetail } from '../../../format/index.ts';
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
  // Hot: used again and again, once per call.
  const [out, template, rest] = [new ByteWriter(), new ByteWriter(), new ByteWriter()];
  // By the hash of their bytes: to make a text of them costs more than all else here.
  const known = new Map<number, { readonly bytes: Uint8Array; readonly id: number }>();
  // By number: no more than the file has templates.
  const decoded = new Map<number, Uint8Array>();

  function templateOf(id: number): Uint8Array {
    const before = decoded.get(id);
    if (before !== undefined) return before;
    const text = templates().textOf(id);
    if (text === '') throw new TeleError('STORE_CORRUPT', `A call has the template ${id}, which its file lacks.`);
    const bytes = Buffer.from(text, 'base64');
    decoded.set(id, bytes);
    return bytes;
  }

  /** The number of the template at hand; 0 for one that the file does not keep. */
  function idOfTemplate(): number {
    const hash = template.hash();
    const before = known.get(hash);
    if (before !== undefined && template.equals(before.bytes)) return before.id;
    const text = Buffer.from(template.view()).toString('base64');
    const words = templates();
    const id = words.size() < MAX_TEMPLATES && text !== '' ? words.idOf(text) : (words.find(text) ?? 0);
    if (id !== 0) known.set(hash, { bytes: template.view().slice(), id });
    return id;
  }

  return {
    pack(detail) {
      // A detail that is cut short leaves something.
      for (const one of [out, template, rest]) one.clear();
      writeSplitDetail(detail, template, rest);
      const id = idOfTemplate();
      out.varint(id);
      if (id === 0) out.move(template);
      out.append(rest);
      return out.take();
    },
    unpack(column) {
      const from = new ByteReader(column);
      const id = from.varint();
      const template = id === 0 ? from.block() : templateOf(id);
      // One that does not fit may leave something.
      out.clear();
      return joinDetail(template, column.subarray(from.at), out);
    },
  };
}
