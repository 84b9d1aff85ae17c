// Serves an empty PostgreSQL with pgvector on a Unix socket: node pglite.mjs SOCKET
// Prints "ready" when it listens; stops when its standard input ends. One connection at a time.
import {PGlite} from '@electric-sql/pglite';
import {vector} from '@electric-sql/pglite-pgvector';
import {PGLiteSocketServer} from '@electric-sql/pglite-socket';

// Debian 12's Node 18 has no CustomEvent yet, which the socket server raises.
globalThis.CustomEvent ??= class extends Event {
  constructor(type, options) {
    super(type, options);
    this.detail = options?.detail ?? null;
  }
};

const db = await PGlite.create({extensions: {vector}});
const server = new PGLiteSocketServer({db, path: process.argv[2]});
await server.start();
console.log('ready');

process.stdin.resume();
process.stdin.on('end', async () => {
  await server.stop();
  await db.close();
  process.exit(0);
});
