import { expect, test } from 'vitest';
import { cardlinkSettings } from '../index.ts';

test('without names it is as in CardLink', () => {
  expect(cardlinkSettings({ GP_METRICS_PORT: '' })).toEqual({
    metrics: { isEnabled: true, port: 9090, path: '/metrics', intervalSeconds: 15 },
    tracing: { isEnabled: false, protocol: 'grpc', sampleRatio: 1 },
    service: { name: 'cardlink', version: '1.0.0' },
    health: { isEnabled: true, port: 8080, timeoutSeconds: 5 },
    log: { level: 'INFO', format: 'json', hasTraces: true },
  });
});

test('every name is honoured', () => {
  const settings = cardlinkSettings({
    GP_METRICS_ENABLED: 'True',
    GP_METRICS_PORT: '9200',
    GP_METRICS_PATH: '/rig',
    GP_METRICS_AUTH_USERNAME: 'u',
    GP_METRICS_AUTH_PASSWORD: 'p',
    GP_METRICS_INTERVAL: '30',
    GP_TRACING_ENABLED: 'true',
    GP_OTLP_ENDPOINT: 'https://collector:4318',
    GP_OTLP_PROTOCOL: 'http',
    GP_SERVICE_NAME: 'rig',
    GP_SERVICE_VERSION: '2.0.0',
    GP_TRACE_SAMPLE_RATE: '0.1',
    GP_HEALTH_ENABLED: 'yes',
    GP_HEALTH_PORT: '8081',
    GP_HEALTH_TIMEOUT: '0.5',
    GP_LOG_LEVEL: 'debug',
    GP_LOG_FORMAT: 'text',
    GP_LOG_TRACE_CORRELATION: 'false',
    GP_LOG_FILE: '/var/log/rig.log',
  });
  expect(settings).toEqual({
    metrics: { isEnabled: true, port: 9200, path: '/rig', auth: { username: 'u', password: 'p' }, intervalSeconds: 30 },
    tracing: { isEnabled: true, endpoint: 'https://collector:4318', protocol: 'http', sampleRatio: 0.1 },
    service: { name: 'rig', version: '2.0.0' },
    // Only the word `true` is true.
    health: { isEnabled: false, port: 8081, timeoutSeconds: 0.5 },
    log: { level: 'DEBUG', format: 'text', hasTraces: false, file: '/var/log/rig.log' },
  });
});

test.each([
  [{ GP_METRICS_PORT: '0' }, 'GP_METRICS_PORT is a port from 1 to 65535.'],
  [{ GP_TRACING_ENABLED: 'true' }, 'GP_TRACING_ENABLED needs GP_OTLP_ENDPOINT.'],
  [{ GP_METRICS_PATH: 'metrics' }, 'GP_METRICS_PATH begins with /.'],
  [{ GP_METRICS_INTERVAL: '0.5' }, 'GP_METRICS_INTERVAL is at least 1 second.'],
  [{ GP_METRICS_AUTH_USERNAME: 'u' }, 'GP_METRICS_AUTH_USERNAME and GP_METRICS_AUTH_PASSWORD are given together or not at all.'],
  [{ GP_METRICS_AUTH_PASSWORD: 'p' }, 'GP_METRICS_AUTH_USERNAME and GP_METRICS_AUTH_PASSWORD are given together or not at all.'],
  [
    { GP_LOG_LEVEL: 'LOUD', GP_HEALTH_TIMEOUT: '0' },
    'GP_LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR, CRITICAL; GP_HEALTH_TIMEOUT is above 0 seconds.',
  ],
])('%o is refused', (environment, message) => {
  expect(() => cardlinkSettings(environment)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID', message }));
});

test('what is not enabled is not checked', () => {
  const environment = { GP_METRICS_ENABLED: 'false', GP_METRICS_PORT: 'x', GP_TRACE_SAMPLE_RATE: '7' };
  expect(cardlinkSettings(environment).metrics).toMatchObject({ isEnabled: false, port: 9090 });
});
