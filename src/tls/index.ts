export { tlsFilesOf, tlsOptions } from './tls-options.ts';
export type { TlsFiles } from './tls-options.ts';
export { contextOf, loadCertificate, untimelyReason } from './load-certificate.ts';
export type { LoadedCertificate } from './load-certificate.ts';
export { watchCertificate } from './watched-certificate.ts';
export type { CertificateEvents, WatchedCertificate } from './watched-certificate.ts';
export { createTlsAcceptor, observeHandshakes, serverTlsOptions } from './tls-server.ts';
export type { TlsAcceptor } from './tls-server.ts';
