// A program that dies as soon as it has begun, or after as many milliseconds as it is told.
setTimeout(() => process.exit(3), Number(process.env.LIVES_MS ?? 0));
