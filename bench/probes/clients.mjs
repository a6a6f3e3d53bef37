// The process of hostile clients: `clients.mjs KIND URL HEP_PORT`. It goes on until it is killed, or the bench has gone.
import { KINDS } from './kinds.mjs';

const [kind, url, hepPort] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));
KINDS[kind]({ url, httpPort: Number(new URL(url).port), hepPort: Number(hepPort) });
// What there is of them is there by then.
setTimeout(() => process.send('begun'), 1000);
