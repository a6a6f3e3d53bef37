/** Where gRPC is spoken, as host and port: the library would take 443 for whichever port is not named. */
export function grpcTarget(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  if (port !== '') return `${hostname}:${port}`;
  return `${hostname}:${protocol === 'https:' ? 443 : 80}`;
}
