// A program that will not end when asked. The file READY says that from now on it will not.
import { writeFileSync } from 'node:fs';

process.on('SIGTERM', () => {});
setInterval(() => {}, 1000);
writeFileSync(process.env.READY, '');
