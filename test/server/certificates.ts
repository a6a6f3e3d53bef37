import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandOf } from '../peers/requires.ts';

/** The files of a certificate and its key. */
export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
}

/** Somebody who signs certificates. */
export interface Authority extends CertificateFiles {
  readonly pem: string;
  /** A certificate for localhost and 127.0.0.1, or for a client of this name. */
  issue(name: string, days?: number): CertificateFiles;
}

/** Makes an authority in a folder, by `openssl`, with files that only their owner reads. */
export function makeAuthority(folder: string, name: string): Authority {
  const files = filesOf(folder, name);
  request(files, name, 30, []);
  return {
    ...files,
    pem: readFileSync(files.certFile, 'utf8'),
    issue(subject, days = 30) {
      const issued = filesOf(folder, subject);
      const signer = ['-CA', files.certFile, '-CAkey', files.keyFile];
      request(issued, subject, days, [...signer, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']);
      return issued;
    },
  };
}

function filesOf(folder: string, name: string): CertificateFiles {
  return { certFile: join(folder, `${name}.pem`), keyFile: join(folder, `${name}.key`) };
}

function request({ certFile, keyFile }: CertificateFiles, subject: string, days: number, more: readonly string[]): void {
  const made = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile, '-out', certFile];
  execFileSync(commandOf('openssl'), ['req', '-x509', ...made, '-days', String(days), '-subj', `/CN=${subject}`, ...more], {
    stdio: 'pipe',
  });
}
