import { z } from 'zod';
import { captureHead, callPackets, type KeptMessage } from '../../handover/call-capture.ts';
import { callPage } from '../../handover/call-page.ts';
import { pseudonymsOf } from '../../handover/pseudonyms.ts';
import { present, type StoredCall } from '../../../core/index.ts';
import { PLAIN_PAGE_HEADERS } from '../../plain-page.ts';
import { verdict } from '../../verdict.ts';
import { parameter } from '../parameters.ts';
import { route, type RouteContext } from '../route.ts';
import { findCalls, messagesOf } from './calls.ts';

/** Calls in a form that others take. */
export const handoverRoutes = [
  route({
    method: 'get',
    path: '/api/v1/calls/:id/pcap',
    summary: 'The messages of a call as a pcapng file that other tools open, made from the timeline and marked so, people as pseudonyms.',
    role: 'read',
    query: z.object({
      numbers: parameter
        .flag()
        .optional()
        .describe(
          'true: whole messages as they were captured where they are kept, and numbers where they are. Role pii; logged and counted.',
        ),
    }),
    answer: { type: 'string', format: 'binary' },
    async handle({ numbers = false }, request, context) {
      if (numbers) await context.people.reveal(request);
      const { calls } = await findCalls(request, context);
      const kept = numbers ? await messagesOf(calls, context) : new Map<string, readonly KeptMessage[]>();
      const packets = calls.map((one) =>
        callPackets(one, { callId: one.call.callId, ...peopleOf(one.call, numbers, context) }, kept.get(one.call.callKey)),
      );
      return new Response(Buffer.concat([captureHead(numbers), ...packets]), {
        headers: { 'content-type': 'application/vnd.tcpdump.pcap', 'content-disposition': 'attachment; filename="call.pcapng"' },
      });
    },
  }),
  route({
    method: 'get',
    path: '/calls/:id',
    summary: 'A page about a call, to be linked: one HTML file that loads nothing.',
    role: 'read',
    query: z.object({}),
    answer: { type: 'string' },
    async handle(_query, request, context) {
      const { calls, newest, similar } = await findCalls(request, context);
      const shown = calls.map(({ call, timeline }) => ({ call: context.present(call), timeline }));
      const page = callPage(request.req.param('id') ?? '', verdict(newest.call, similar), shown);
      return new Response(page, { headers: PLAIN_PAGE_HEADERS });
    },
  }),
];

/** Who speaks in the messages that are made: pseudonyms, or the numbers themselves where they were kept. */
function peopleOf(call: StoredCall, isClear: boolean, context: RouteContext): { readonly caller?: string; readonly callee?: string } {
  if (isClear) {
    const { caller, callee } = context.presentNumbers(call);
    return present({ caller, callee });
  }
  return pseudonymsOf(call, context.output);
}
