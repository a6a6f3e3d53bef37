import { TeleError, type TreeValues } from '../../core/index.ts';
import { readSmallFile, shownPath, whyUnread } from '../../tls/index.ts';
import type { ReceiverKind, receiverOptions } from '../settings/receiver-settings.ts';
import { alertmanagerRequest } from './alertmanager-request.ts';
import { heartbeatRequest } from './heartbeat-request.ts';
import type { RequestMaker } from './outgoing-request.ts';
import { PAGERDUTY_URL, pagerdutyRequest } from './pagerduty-request.ts';
import { sendRequest, type Delivery, type Target } from './send-request.ts';
import { signedRequest } from './signed-request.ts';
import { slackRequest } from './slack-request.ts';
import type { Notification } from './told-alert.ts';

/** The settings of one receiver. */
export type ReceiverSettings = TreeValues<typeof receiverOptions>;

const MAKERS: Readonly<Record<ReceiverKind, RequestMaker>> = {
  alertmanager: alertmanagerRequest,
  webhook: signedRequest,
  pagerduty: pagerdutyRequest,
  slack: slackRequest,
  heartbeat: heartbeatRequest,
};
/** Without a secret these mean nothing. */
const NEED_SECRET: readonly ReceiverKind[] = ['webhook', 'pagerduty'];

/** Throws what settings of receivers lack that are each valid, an address or a secret, and `RECEIVER_INVALID` when one of their files cannot be used. */
export async function checkReceivers(receivers: readonly ReceiverSettings[]): Promise<void> {
  for (const { name, kind, url, urlFile, secretFile } of receivers) {
    const lacks = (what: string): TeleError => new TeleError('CONFIG_INVALID', `alerts.receivers: ${name} (${kind}) needs ${what}.`);
    if (url === undefined && urlFile === undefined && kind !== 'pagerduty') throw lacks('url, or url_file where the address is secret');
    if (url !== undefined && urlFile !== undefined) throw lacks('one of url and url_file, not both');
    if (secretFile === undefined && NEED_SECRET.includes(kind)) throw lacks('secret_file');
  }
  for (const one of receivers) await checkFiles(one);
}

/** Sends one notification to a receiver. Its files are read each time: a secret that was changed is used at once. Never rejects. */
export async function sendTo(settings: ReceiverSettings, notification: Notification, stop: AbortSignal): Promise<Delivery> {
  try {
    const secret = settings.secretFile === undefined ? '' : await contentOf(settings.secretFile, 'secret_file');
    const request = MAKERS[settings.kind](notification, secret);
    return request === undefined ? { isSent: true } : await sendRequest(await targetOf(settings), request, stop);
  } catch (error) {
    return { isSent: false, isPermanent: false, reason: error instanceof TeleError ? error.message : 'could not be asked' };
  }
}

async function checkFiles(settings: ReceiverSettings): Promise<void> {
  try {
    if (settings.secretFile !== undefined) await contentOf(settings.secretFile, 'secret_file');
    await targetOf(settings);
  } catch (error) {
    const reason = error instanceof TeleError ? error.message : 'its files could not be read';
    throw new TeleError('RECEIVER_INVALID', `The receiver ${settings.name} cannot be told: ${reason}.`, error);
  }
}

async function targetOf({ kind, url, urlFile, caFile, timeoutSeconds }: ReceiverSettings): Promise<Target> {
  const address = urlFile === undefined ? (url ?? (kind === 'pagerduty' ? PAGERDUTY_URL : '')) : await contentOf(urlFile, 'url_file');
  const parsed = URL.canParse(address) ? new URL(address) : undefined;
  // What is no address may be a secret in the wrong place.
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:')
    throw new TeleError('RECEIVER_INVALID', 'its address is no http:// or https:// address');
  return { url: parsed, timeoutSeconds, ...(caFile === undefined ? {} : { ca: await contentOf(caFile, 'ca_file') }) };
}

async function contentOf(path: string, setting: string): Promise<string> {
  let text: string;
  try {
    text = (await readSmallFile(path)).bytes.toString('utf8').trim();
  } catch (error) {
    throw new TeleError('RECEIVER_INVALID', `the file${shownPath(path)} of its ${setting} could not be read${whyUnread(error)}`, error);
  }
  // A header takes no other characters; certificates have lines.
  if (text === '' || (setting !== 'ca_file' && !/^[\u0021-\u007E]+$/.test(text)))
    throw new TeleError('RECEIVER_INVALID', `the file${shownPath(path)} of its ${setting} is empty or holds more than one word`);
  return text;
}
