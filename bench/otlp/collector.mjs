// A collector in a process of its own. It is told what to do: `take` all and count it, be `gone`, be `silent` (accept and never answer), answer `garbage`, or say what it has taken (`counts`).
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const taken = { requests: 0, spans: 0, lines: 0, points: 0 };
let does = 'take';
let port = 0;
let server;

/** JSON alone is counted: a request in protobuf is taken and forgotten, as cheaply as can be. */
function count(path, body) {
  taken.requests += 1;
  if (body === undefined) return;
  const { resourceSpans = [], resourceLogs = [], resourceMetrics = [] } = JSON.parse(body);
  for (const one of resourceSpans) for (const { spans } of one.scopeSpans) taken.spans += spans.length;
  for (const one of resourceLogs) for (const { logRecords } of one.scopeLogs) taken.lines += logRecords.length;
  for (const one of resourceMetrics) for (const { metrics } of one.scopeMetrics) taken.points += metrics.length;
}

function answer(request, response) {
  const pieces = [];
  request.on('error', () => undefined);
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    if (does === 'silent') return;
    if (does === 'garbage') {
      response.socket.end('\u0000\u0001garbage\r\n\r\n');
      return;
    }
    const isJson = request.headers['content-type'] === 'application/json';
    const whole = Buffer.concat(pieces);
    count(request.url, isJson ? (request.headers['content-encoding'] === 'gzip' ? gunzipSync(whole) : whole) : undefined);
    response.end(isJson ? '{}' : '');
  });
}

async function listen() {
  server = createServer(answer);
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  port = server.address().port;
}

process.on('message', async (word) => {
  if (word !== 'counts') {
    const was = does;
    does = word;
    if (word === 'gone') await new Promise((resolve) => (server.close(resolve), server.closeAllConnections()));
    else if (was === 'gone') await listen();
    else if (was !== word) server.closeAllConnections();
  }
  process.send({ port, ...taken });
});
process.on('disconnect', () => process.exit(0));
await listen();
process.send({ port });
