/** What tests use of the collector that decodes by the official definitions; the package has no types. */
declare module '@elastic/mockotlpserver' {
  export class MockOtlpServer {
    constructor(options: Readonly<Record<string, unknown>>);
    readonly httpUrl: URL;
    readonly grpcUrl: URL;
    start(): Promise<void>;
    close(): Promise<void>;
  }
  export function normalizeTrace(request: unknown): unknown;
  export function normalizeMetrics(request: unknown): unknown;
  export function normalizeLogs(request: unknown): unknown;
}
