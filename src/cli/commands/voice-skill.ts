import { TeleError } from '../../core/index.ts';
import { withApi, type ApiClient } from '../api-client.ts';
import { ANSWER_OPTIONS, defineCommand, textOption, type CommandInput, type CommandIo } from '../command.ts';
import { isVoiceSkillVerb, latencyStats, voiceSkillBody, VOICE_SKILL_VERB, type VoiceSkillVerb } from '../voice-skill-answers.ts';

const DEGRADED = 503;
/** What a server says whose routes of voice-skill are at another port. */
const ELSEWHERE = 'a listener of its own';

/** Prints what voice-skill's own command line prints. */
export const voiceSkillCommand = defineCommand({
  name: 'voice-skill',
  summary: "Print what voice-skill's call_metrics.py prints, by the same verbs and options.",
  arguments: [{ name: 'verb', help: `One of ${VOICE_SKILL_VERB.join(', ')}.` }],
  options: [
    { flags: '--days <count>', help: 'Days of export-csv, export-json and daily.', initial: '30' },
    { flags: '--hours <count>', help: 'Hours of hourly and latency.', initial: '24' },
    { flags: '--call-id <id>', help: 'With latency-events: those of this call.' },
    { flags: '--event-type <type>', help: 'With latency-events: those of this type, e.g. tool_call_duration.' },
    { flags: '--limit <count>', help: 'At most so many latency-events; with failures 10 when left out.', initial: '100' },
    ...ANSWER_OPTIONS.filter(({ flags }) => flags !== '--json'),
  ],
  example: 'ringscope voice-skill hourly --hours 8 --store ./ringscope-data',
  async run(input, io) {
    const [verb = ''] = input.arguments;
    if (!isVoiceSkillVerb(verb))
      throw new TeleError('BAD_REQUEST', `voice-skill takes one of ${VOICE_SKILL_VERB.join(', ')}, not ${verb}.`);
    return withApi(input, io, async (api) => {
      try {
        await print(verb, api, input, io);
        return 0;
      } catch (error) {
        if (!(error instanceof TeleError && error.code === 'NOT_FOUND')) throw error;
        if (error.message.includes(ELSEWHERE)) throw new TeleError('NOT_FOUND', `${error.message} Name it as --url.`, error);
        throw new TeleError(
          'NOT_FOUND',
          'The server does not answer as voice-skill: name the preset voice-skill in `presets`, or read its files with --store.',
          error,
        );
      }
    });
  },
});

async function print(verb: VoiceSkillVerb, api: ApiClient, input: CommandInput, io: CommandIo): Promise<void> {
  const days = textOption(input, 'days') ?? '30';
  const hours = textOption(input, 'hours') ?? '24';
  const given = textOption(input, 'limit');
  const ask = async (path: string, query = {}): Promise<unknown> => api.get(`/metrics/${path}`, query);
  const show = (value: unknown): void => io.out(`${JSON.stringify(value, undefined, 2)}\n`);
  switch (verb) {
    case 'prometheus':
      return write(api, 'prometheus', {}, io);
    case 'export-csv':
      return write(api, 'export', { format: 'csv', days }, io);
    case 'export-json':
      return write(api, 'export', { format: 'json', days }, io);
    case 'dashboard':
      return show(await ask('dashboard'));
    case 'health':
      return show(await readHealth(api));
    case 'metrics':
      return show(await ask('calls'));
    case 'failures':
      return show(voiceSkillBody(await ask('failures', { limit: given }), 'failures'));
    case 'hourly':
      return show(voiceSkillBody(await ask('hourly', { hours }), 'timeseries'));
    case 'daily':
      return show(voiceSkillBody(await ask('daily', { days }), 'timeseries'));
    case 'latency':
      return show(latencyStats(await ask('latency', { hours }), Number(hours), io.now()));
    case 'latency-events': {
      const query = { call_id: textOption(input, 'callId'), event_type: textOption(input, 'eventType'), limit: given };
      return show(voiceSkillBody(await ask('latency/events', query), 'events'));
    }
  }
}

/** Degraded is an answer like any other; what else has its status is none. */
async function readHealth(api: ApiClient): Promise<unknown> {
  const health = await api.get('/metrics/health', {}, DEGRADED);
  voiceSkillBody(health, 'indicators');
  return health;
}

async function write(api: ApiClient, path: string, query: Readonly<Record<string, string>>, io: CommandIo): Promise<void> {
  for await (const chunk of await api.read(`/metrics/${path}`, query)) await io.write(chunk);
}
