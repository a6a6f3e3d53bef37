import { createAgent, type Agent } from './agent.ts';
import { createApdu, type Apdu } from './apdu.ts';
import { createAuth, type Auth } from './auth.ts';
import { createBip, type Bip } from './bip.ts';
import { createCalls, type Calls } from './calls.ts';
import { createConference, type Conference } from './conference.ts';
import { createDatabase, type Database } from './database.ts';
import { createDesk, type Desk } from './desk.ts';
import { createDevice, type Device } from './device.ts';
import { createHttp, type Http } from './http.ts';
import { createMedia, type Media } from './media.ts';
import { createModem, type Modem } from './modem.ts';
import { createOta, type Ota } from './ota.ts';
import { createProgram, type Program } from './program.ts';
import { createQueue, type Queue } from './queue.ts';
import { createRegistration, type Registration } from './registration.ts';
import { createRouting, type Routing } from './routing.ts';
import { createSip, type Sip } from './sip.ts';
import { createSms, type Sms } from './sms.ts';
import { createTestRun, type TestRun } from './test-run.ts';
import { createTls, type Tls } from './tls.ts';
import { createTranscription, type Transcription } from './transcription.ts';
import { createTransfer, type Transfer } from './transfer.ts';
import { createTrunk, type Trunk } from './trunk.ts';
import { createUssd, type Ussd } from './ussd.ts';
import { createVoicemail, type Voicemail } from './voicemail.ts';
import { createWebrtc, type Webrtc } from './webrtc.ts';
import { createWebsocket, type Websocket } from './websocket.ts';
import type { SubjectContext } from './subject.ts';

/** What a program can tell, by subject. Every verb makes one event, and none throws. */
export interface Subjects {
  readonly agent: Agent;
  readonly apdu: Apdu;
  readonly auth: Auth;
  readonly bip: Bip;
  readonly calls: Calls;
  readonly conference: Conference;
  readonly database: Database;
  readonly desk: Desk;
  readonly device: Device;
  readonly http: Http;
  readonly media: Media;
  readonly modem: Modem;
  readonly ota: Ota;
  readonly program: Program;
  readonly queue: Queue;
  readonly registration: Registration;
  readonly routing: Routing;
  readonly sip: Sip;
  readonly sms: Sms;
  readonly testRun: TestRun;
  readonly tls: Tls;
  readonly transcription: Transcription;
  readonly transfer: Transfer;
  readonly trunk: Trunk;
  readonly ussd: Ussd;
  readonly voicemail: Voicemail;
  readonly webrtc: Webrtc;
  readonly websocket: Websocket;
}

/** Makes the subjects of one instance. */
export function createSubjects(context: SubjectContext): Subjects {
  return {
    agent: createAgent(context),
    apdu: createApdu(context),
    auth: createAuth(context),
    bip: createBip(context),
    calls: createCalls(context),
    conference: createConference(context),
    database: createDatabase(context),
    desk: createDesk(context),
    device: createDevice(context),
    http: createHttp(context),
    media: createMedia(context),
    modem: createModem(context),
    ota: createOta(context),
    program: createProgram(context),
    queue: createQueue(context),
    registration: createRegistration(context),
    routing: createRouting(context),
    sip: createSip(context),
    sms: createSms(context),
    testRun: createTestRun(context),
    tls: createTls(context),
    transcription: createTranscription(context),
    transfer: createTransfer(context),
    trunk: createTrunk(context),
    ussd: createUssd(context),
    voicemail: createVoicemail(context),
    webrtc: createWebrtc(context),
    websocket: createWebsocket(context),
  };
}
