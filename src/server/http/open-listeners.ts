import { type Clock, type HttpRefusal, TeleError } from '../../core/index.ts';
import type { ConnectionTimes } from '../../metrics-node/index.ts';
import { type TlsFiles, type WatchedCertificate, watchCertificate } from '../../tls/index.ts';
import type { ShownCertificate } from '../certificates/certificate-check.ts';
import type { TlsReport } from '../certificates/tls-report.ts';
import type { createApp } from './app.ts';
import { connectionPlaces, listen, type Listening } from './listen.ts';
import type { Listener } from './listener.ts';

/** Something that listens, as the log shows it. */
export interface Endpoint {
  readonly name: string;
  /** `host:port`, with the port that was really bound. */
  readonly address: string;
  readonly transport: 'udp' | 'tcp' | 'tls' | 'http' | 'https';
  /** Clients need a certificate. */
  readonly needsClientCert: boolean;
  /** What it answers or takes. */
  readonly serves: readonly string[];
}

interface ListenersContext {
  readonly appOf: (listener: Listener) => ReturnType<typeof createApp>;
  readonly refused: (reason: HttpRefusal) => void;
  readonly report: TlsReport;
  readonly warn: (problem: TeleError) => void;
  readonly now: Clock;
  readonly times: ConnectionTimes;
}

/** Everything that listens for HTTP. */
export interface OpenListeners {
  readonly endpoints: readonly Endpoint[];
  certificates(): readonly ShownCertificate[];
  /** Reads all certificates again; what it gives back has them shown. Rejects when one is not sound. */
  loadCertificates(): Promise<() => void>;
  /** Lets open requests end for a while; for none when it is hurried. */
  close(isHurried?: boolean): Promise<void>;
}

interface Opened {
  readonly listener: Listener;
  readonly listening: Listening;
  readonly certificate: WatchedCertificate | undefined;
}

/** Opens all listeners, or none: then it rejects with what kept one from it. They share the places for connections. */
export async function openListeners(listeners: readonly Listener[], context: ListenersContext): Promise<OpenListeners> {
  const connections = connectionPlaces(context.refused, context.times);
  const opened: Opened[] = [];
  const close = async (isHurried?: boolean): Promise<void> => {
    for (const { certificate } of opened) certificate?.stop();
    await Promise.all(opened.map(async ({ listening }) => listening.close(isHurried)));
  };

  async function openOne(listener: Listener): Promise<Opened> {
    const { name, host, port, tls } = listener;
    let listening: Listening | undefined;
    const certificate = tls && (await watch(name, tls, context, () => listening?.renew()));
    const { refused, report, times } = context;
    const secure = certificate && { tls: { certificate, failed: report.failed.bind(undefined, name) } };
    try {
      listening = await listen(context.appOf(listener), { host, port, refused, connections, times, ...secure });
    } catch (error) {
      certificate?.stop();
      throw error;
    }
    return { listener, listening, certificate };
  }

  try {
    for (const listener of listeners) opened.push(await openOne(listener));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    endpoints: opened.map(({ listener, listening }) => endpointOf(listener, listening.address)),
    certificates: () =>
      opened.flatMap(({ listener: { name }, certificate }) => {
        if (certificate === undefined) return [];
        const { validFrom, expiresAt } = certificate.current();
        return [{ listener: name, validFrom, expiresAt }];
      }),
    async loadCertificates() {
      const all = opened.flatMap(({ certificate }) => certificate ?? []);
      const loaded = await Promise.all(all.map(async (one) => ({ one, content: await one.load() })));
      return () => {
        for (const { one, content } of loaded) one.take(content);
      };
    },
    close,
  };
}

async function watch(
  listener: string,
  files: TlsFiles,
  { report, warn, now }: ListenersContext,
  renew: () => void,
): Promise<WatchedCertificate> {
  return watchCertificate(files, {
    now,
    taken({ expiresAt, isKeyOpen }) {
      // What the watch holds by now is what new connections are shown.
      renew();
      report.certificate({ listener, expiresAt });
      if (isKeyOpen) warn(new TeleError('TLS_FILE_INVALID', `Others than its owner may read ${files.keyFile}; give it mode 0600.`));
    },
    refused(problem) {
      report.certificate({ listener });
      warn(problem);
    },
  });
}

function endpointOf({ name, serves: services, tls, preset }: Listener, address: string): Endpoint {
  // Its health is one of its routes.
  const serves = preset?.name === 'voice-skill' ? [...services, 'health', 'routes'] : services;
  return { name, address, transport: tls === undefined ? 'http' : 'https', needsClientCert: tls?.requireClientCert === true, serves };
}
